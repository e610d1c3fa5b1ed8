import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Badge, Button, FormSection, Loaded, SelectField, type Tone } from '@/shared/ui';
import { usesQuery, type ActionFigures, type ActionUse, type UseState } from './api';

const STATES = ['', 'proposed', 'done', 'declined', 'failed', 'in_doubt'] as const satisfies readonly UseState[];
const TONES: Record<ActionUse['state'], Tone> = { proposed: 'acc', approved: 'acc', declined: 'mute', running: 'acc', done: 'ok', failed: 'bad', in_doubt: 'warn' };

/** What became of each action's uses. */
export function ActionFiguresTable({ rows }: { rows: readonly ActionFigures[] }) {
  const { t, i18n } = useTranslation('assistant-settings');
  const number = new Intl.NumberFormat(i18n.language);
  if (rows.length === 0) return <p className="t2">{t('uses.noFigures')}</p>;
  const columns = ['used', 'proposed', 'approved', 'declined', 'done', 'failed', 'in_doubt'] as const;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="as-wide" tabIndex={0} role="region" aria-label={t('uses.figures')}>
      <table className="dt">
        <caption className="vh">{t('uses.figures')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('uses.action')}</th>
            {columns.map((name) => (
              <th key={name} scope="col" className="fn">
                {t(`uses.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.action}>
              <td dir="auto">{row.label}</td>
              {columns.map((name) => (
                <td key={name} className="fn">
                  {number.format(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The log: each use, with the ticket it was for. */
export function ActionUses() {
  const { t } = useTranslation('assistant-settings');
  const may = useMay('assistant.read');
  const [state, setState] = useState<UseState>('');
  const query = useInfiniteQuery({ ...usesQuery(state), enabled: may });
  return (
    <FormSection id="uses" title={t('uses.title')} hint={t('uses.hint')} isWide>
      <SelectField label={t('uses.state')} value={state} options={STATES.map((value) => ({ value, label: t(`uses.states.${value || 'any'}`) }))} onChange={setState} />
      <Loaded query={query} fault={t('uses.fault')}>
        {({ pages }) => {
          const rows = pages.flatMap(({ results }) => results);
          return rows.length === 0 ? (
            <p className="t2">{t('uses.none')}</p>
          ) : (
            <ul className="as-rows">
              {rows.map((row) => (
                <Use key={row.id} row={row} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {query.hasNextPage ? (
        <div>
          <Button size="sm" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('uses.more')}
          </Button>
        </div>
      ) : null}
    </FormSection>
  );
}

function Use({ row }: { row: ActionUse }) {
  const { t, i18n } = useTranslation('assistant-settings');
  return (
    <li className="as-use">
      <Badge tone={TONES[row.state]}>{t(`uses.states.${row.state}`)}</Badge> <b className="med" dir="auto">{row.label}</b>{' '}
      <Link to="/inbox/$number" params={{ number: String(row.ticket) }} className="lnk">
        #{row.ticket}
      </Link>{' '}
      <span className="t3 f12">
        {absoluteTime(row.created_at, i18n.language)}
        {row.decided_by ? ` · ${row.decided_by.name}` : ''}
      </span>
      {row.error ? (
        <p className="hint" dir="auto">
          {row.error}
        </p>
      ) : null}
    </li>
  );
}
