import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useNow } from '@/shared/lib/ticker';
import { ConnectionBar } from '@/shared/realtime';
import { Button, Empty, FormSection, Loaded } from '@/shared/ui';
import { importsQuery, type ImportRow } from './api';
import { ImportDetail } from './import-detail';
import { NewImport } from './new-import';
import type { ImportSearch } from './search';
import { useWords } from './words';
import './import.css';

export interface ImportScreenProps {
  search: ImportSearch;
  onSearch: (search: ImportSearch) => void;
}

/** Histories of other systems: bring one over, and what came of those before. */
export function ImportScreen({ search, onSearch }: ImportScreenProps) {
  const { t } = useTranslation('import');
  const may = useMay('import.run');
  const main = useRef<HTMLElement>(null);
  useDocumentTitle(t('title'));
  const open = (id?: number): void => {
    onSearch(id === undefined ? {} : { import: id });
    // What was pressed goes with its page.
    requestAnimationFrame(() => main.current?.focus());
  };
  return (
    <main className="pane sp set im" id="content" ref={main} tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {search.import === undefined ? null : <Button onClick={() => open()}>{t('all')}</Button>}
      </header>
      <ConnectionBar />
      {!may ? (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      ) : search.import === undefined ? (
        <Overview onOpen={open} />
      ) : (
        <ImportDetail key={search.import} id={search.import} onGone={() => open()} />
      )}
    </main>
  );
}

function Overview({ onOpen }: { onOpen: (id: number) => void }) {
  const { t } = useTranslation('import');
  const query = useInfiniteQuery(importsQuery);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('title')}>
      <NewImport onMade={onOpen} />
      <FormSection title={t('list.title')} hint={t('list.hint')} isWide>
        <Loaded query={query} fault={t('list.fault')}>
          {({ pages }) => {
            const rows = pages.flatMap(({ results }) => results);
            return rows.length === 0 ? <p className="t2">{t('list.none')}</p> : <Rows rows={rows} onOpen={onOpen} />;
          }}
        </Loaded>
        {query.hasNextPage ? (
          <Button size="sm" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        ) : null}
      </FormSection>
    </div>
  );
}

function Rows({ rows, onOpen }: { rows: readonly ImportRow[]; onOpen: (id: number) => void }) {
  const { t, i18n } = useTranslation('import');
  const words = useWords();
  const now = useNow(60_000);
  return (
    <table className="dt imt">
      <thead>
        <tr>
          <th scope="col">{t('column.import')}</th>
          <th scope="col">{t('column.state')}</th>
          <th scope="col">{t('column.tickets')}</th>
          <th scope="col">{t('column.by')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <button type="button" className="link" onClick={() => onOpen(row.id)}>
                {t(`source.${row.source}`)} {row.account ? <bdi>({row.account})</bdi> : null}
              </button>
              <span className="why2" dir="auto">
                {row.name}
              </span>
            </th>
            <td data-label={t('column.state')}>{t(`state.${row.state}`)}</td>
            <td data-label={t('column.tickets')}>{words.number(row.tickets)}</td>
            <td data-label={t('column.by')}>
              <bdi>{row.made_by.name}</bdi>{' '}
              <time className="t3" dateTime={row.created_at} title={absoluteTime(row.created_at, i18n.language)}>
                {relativeTime(row.created_at, now, i18n.language)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
