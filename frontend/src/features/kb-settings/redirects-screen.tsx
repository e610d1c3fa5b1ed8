import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
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
        <table className="dt cards">
          <thead>
            <tr>
              <th scope="col">{t('redirects.path')}</th>
              <th scope="col">{t('redirects.target')}</th>
              <th scope="col">{t('redirects.brand')}</th>
              <th scope="col" className="num">
                {t('redirects.hits')}
              </th>
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
                <td data-label={t('redirects.target')}>
                  <bdi className="brk">{row.article?.title ?? row.target}</bdi>
                </td>
                <td data-label={t('redirects.brand')}>{row.brand?.name ?? t('redirects.all')}</td>
                <td data-label={t('redirects.hits')} className="num">
                  {row.hits}
                </td>
                <td>
                  <span className="row g1">
                    <Button size="sm" aria-label={t('redirects.changeOf', { path: row.path })} onClick={() => onChange(row)}>
                      {t('redirects.change')}
                    </Button>
                    <Button size="sm" variant="ghost" aria-label={t('redirects.removeOf', { path: row.path })} onClick={() => remove.mutate(row.id)}>
                      {t('redirects.remove')}
                    </Button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
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
            <table className="dt cards">
              <thead>
                <tr>
                  <th scope="col">{t('redirects.path')}</th>
                  <th scope="col">{t('redirects.brand')}</th>
                  <th scope="col" className="num">
                    {t('redirects.count')}
                  </th>
                  <th scope="col">
                    <span className="vh">{t('redirects.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {results.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <bdi className="brk">{row.path}</bdi>
                    </th>
                    <td data-label={t('redirects.brand')}>{row.brand.name}</td>
                    <td data-label={t('redirects.count')} className="num">
                      {row.count}
                    </td>
                    <td>
                      <span className="row g1">
                        <Button size="sm" aria-label={t('redirects.leadOf', { path: row.path })} onClick={() => onLead(row)}>
                          {t('redirects.lead')}
                        </Button>
                        <Button size="sm" variant="ghost" aria-label={t('redirects.forgetOf', { path: row.path })} onClick={() => forget.mutate(row.id)}>
                          {t('redirects.forget')}
                        </Button>
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </div>
  );
}
