import { useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime, clockTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Empty, Loaded } from '@/shared/ui';
import { callsQuery, hooksQuery, type Call, type Hook } from './api';
import type { LogSearch } from './search';

interface LinesProps {
  search: LogSearch;
  onChoose: (line: number) => void;
}

/** The webhooks that came, the newest first. */
export function HookLines({ search, onChoose }: LinesProps) {
  const { t } = useTranslation('connection-log');
  const query = useInfiniteQuery(hooksQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Lines query={query} isEmpty={rows.length === 0}>
      {rows.map((row) => (
        <Line
          key={row.id}
          row={row}
          at={row.received_at}
          what={row.event || t('noEvent')}
          isChosen={row.id === search.line}
          onChoose={() => onChoose(row.id)}
        />
      ))}
    </Lines>
  );
}

/** What was asked of other systems, the newest first. */
export function CallLines({ search, onChoose }: LinesProps) {
  const query = useInfiniteQuery(callsQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Lines query={query} isEmpty={rows.length === 0}>
      {rows.map((row) => (
        <Line key={row.id} row={row} at={row.created_at} what={row.purpose} isChosen={row.id === search.line} onChoose={() => onChoose(row.id)} />
      ))}
    </Lines>
  );
}

interface AllLinesProps {
  query: UseInfiniteQueryResult<unknown>;
  isEmpty: boolean;
  children: ReactNode;
}

function Lines({ query, isEmpty, children }: AllLinesProps) {
  const { t } = useTranslation('connection-log');
  return (
    <section className="cllines" aria-label={t('lines')}>
      <Loaded query={query} fault={t('fault')}>
        {isEmpty ? (
          <Empty title={t('none')}>{t('noneHint')}</Empty>
        ) : (
          <table className="dt">
            <thead>
              <tr>
                {(['what', 'system', 'time', 'state', 'tries'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`column.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        )}
      </Loaded>
      {query.hasNextPage ? (
        <p>
          <Button busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('older')}
          </Button>
        </p>
      ) : null}
    </section>
  );
}

interface LineProps {
  row: Call | Hook;
  at: string;
  what: string;
  isChosen: boolean;
  onChoose: () => void;
}

function Line({ row, at, what, isChosen, onChoose }: LineProps) {
  const { t, i18n } = useTranslation('connection-log');
  const now = useNow(60_000);
  return (
    <tr className={isChosen ? 'cur' : undefined}>
      <th scope="row">
        <button type="button" className="link" dir="auto" aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
          {what}
        </button>
      </th>
      <td data-label={t('column.system')}>
        <bdi>{row.connection.account || row.connection.system}</bdi>
      </td>
      <td data-label={t('column.time')}>
        <time dateTime={at} title={absoluteTime(at, i18n.language)}>
          {shortDate(at, now, i18n.language)} {clockTime(at, i18n.language)}
        </time>
      </td>
      <td data-label={t('column.state')}>
        <State row={row} />
        {row.error ? (
          <span className="why2" dir="auto">
            {row.error}
          </span>
        ) : null}
      </td>
      <td data-label={t('column.tries')}>{row.attempts}</td>
    </tr>
  );
}

/** How it ended, with the status where there was an answer. */
export function State({ row }: { row: Call | Hook }) {
  const { t } = useTranslation('connection-log');
  const words = t(`state.${row.state}`);
  const status = 'status' in row ? row.status : null;
  return <span className={`clstate ${row.state}`}>{status === null ? words : `${words}, ${String(status)}`}</span>;
}
