import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Button, Empty, ErrorState, FormSection, Loaded, SearchField, toastFailure, useReasonOf } from '@/shared/ui';
import { missedQuery, REDIRECTS, redirectsApi, redirectsQuery, type MissedPath, type Redirect } from './api';
import './kb-settings.css';
import { RedirectDialog, RedirectsImportDialog, type Wanted } from './redirect-dialogs';

/** The addresses that a help center had before, where they lead, and those that lead nowhere yet. */
export function RedirectsScreen() {
  const { t } = useTranslation('kb-settings');
  const may = useMay('article.publish');
  useDocumentTitle(t('redirects.title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('redirects.title')}</h1>
      </header>
      <ConnectionBar />
      {may ? <Lists /> : <Empty title={t('notAllowed')}>{t('redirects.notAllowed')}</Empty>}
    </main>
  );
}

function Lists() {
  const { t } = useTranslation('kb-settings');
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [isImporting, setImporting] = useState(false);
  return (
    <div className="scroll fbody">
      <FormSection id="redirects" title={t('redirects.list')} hint={t('redirects.hint')}>
        <span className="row g1 wraps">
          <Button size="sm" onClick={() => setWanted({ path: '' })}>
            {t('redirects.add')}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setImporting(true)}>
            {t('redirects.import')}
          </Button>
        </span>
        <Redirects onChange={(row) => setWanted({ path: row.path, row })} />
      </FormSection>
      <FormSection title={t('redirects.missed')} hint={t('redirects.missedHint')}>
        <Missed onLead={(row) => setWanted({ path: row.path, brand: row.brand.slug })} />
      </FormSection>
      {wanted ? <RedirectDialog wanted={wanted} onClose={() => setWanted(null)} /> : null}
      {isImporting ? <RedirectsImportDialog onClose={() => setImporting(false)} /> : null}
    </div>
  );
}

function useAway(run: (id: number) => Promise<unknown>, onGone: () => void) {
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: run,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: REDIRECTS });
      onGone();
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
}

function Redirects({ onChange }: { onChange: (row: Redirect) => void }) {
  const { t } = useTranslation('kb-settings');
  const [q, setQ] = useState('');
  const query = useInfiniteQuery(redirectsQuery(q));
  const field = useRef<HTMLInputElement>(null);
  const remove = useAway(redirectsApi.remove, () => field.current?.focus());
  const rows = query.data?.pages.flatMap(({ results }) => results);
  return (
    <>
      <SearchField label={t('redirects.search')} inputRef={field} text={q} onText={setQ} />
      {query.error ? <ErrorState title={t('redirects.fault')} error={query.error} onRetry={() => void query.refetch()} /> : null}
      {rows?.length === 0 ? <p className="t2">{t(q ? 'redirects.noMatch' : 'redirects.none')}</p> : null}
      {rows?.length ? (
        <Addresses
          rows={rows}
          cells={[
            { head: t('redirects.target'), of: (row) => <bdi className="brk">{row.article?.title ?? row.target}</bdi> },
            { head: t('redirects.brand'), of: (row) => row.brand?.name ?? t('redirects.all') },
            { head: t('redirects.hits'), of: (row) => row.hits, isNumber: true },
          ]}
          acts={[
            { text: t('redirects.change'), name: (path) => t('redirects.changeOf', { path }), run: onChange },
            { text: t('redirects.remove'), name: (path) => t('redirects.removeOf', { path }), run: (row) => remove.mutate(row.id) },
          ]}
        />
      ) : null}
      {query.hasNextPage ? (
        <Button size="sm" busy={query.isFetchingNextPage ? t('redirects.loading') : null} onClick={() => void query.fetchNextPage()}>
          {t('redirects.more')}
        </Button>
      ) : null}
    </>
  );
}

function Missed({ onLead }: { onLead: (row: MissedPath) => void }) {
  const { t } = useTranslation('kb-settings');
  const query = useQuery(missedQuery);
  const box = useRef<HTMLDivElement>(null);
  const forget = useAway(redirectsApi.forget, () => box.current?.focus());
  return (
    <div ref={box} tabIndex={-1}>
      <Loaded query={query} fault={t('redirects.fault')}>
        {({ results }) =>
          results.length === 0 ? (
            <p className="t2">{t('redirects.missedNone')}</p>
          ) : (
            <Addresses
              rows={results}
              cells={[
                { head: t('redirects.brand'), of: (row) => row.brand.name },
                { head: t('redirects.count'), of: (row) => row.count, isNumber: true },
              ]}
              acts={[
                { text: t('redirects.lead'), name: (path) => t('redirects.leadOf', { path }), run: onLead },
                { text: t('redirects.forget'), name: (path) => t('redirects.forgetOf', { path }), run: (row) => forget.mutate(row.id) },
              ]}
            />
          )
        }
      </Loaded>
    </div>
  );
}

interface AddressesProps<Row> {
  rows: Row[];
  /** The columns behind the address. */
  cells: { head: string; of: (row: Row) => ReactNode; isNumber?: boolean }[];
  /** What can be done with each; `name` says it with the address, for whoever does not see the row. */
  acts: [Act<Row>, Act<Row>];
}

interface Act<Row> {
  text: string;
  name: (path: string) => string;
  run: (row: Row) => void;
}

function Addresses<Row extends { id: number; path: string }>({ rows, cells, acts }: AddressesProps<Row>) {
  const { t } = useTranslation('kb-settings');
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">{t('redirects.path')}</th>
          {cells.map(({ head, isNumber }) => (
            <th key={head} scope="col" className={isNumber ? 'num' : undefined}>
              {head}
            </th>
          ))}
          <th scope="col">
            <span className="vh">{t('redirects.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <bdi className="brk">{row.path}</bdi>
            </th>
            {cells.map(({ head, of, isNumber }) => (
              <td key={head} data-label={head} className={isNumber ? 'num' : undefined}>
                {of(row)}
              </td>
            ))}
            <td>
              <span className="row g1">
                {acts.map(({ text, name, run }, at) => (
                  <Button key={text} size="sm" variant={at ? 'ghost' : undefined} aria-label={name(row.path)} onClick={() => run(row)}>
                    {text}
                  </Button>
                ))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
