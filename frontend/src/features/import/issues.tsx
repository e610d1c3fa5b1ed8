import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, FormSection, Loaded } from '@/shared/ui';
import { issuesQuery, type Import, type Phase, type Reason } from './api';
import { useWords } from './words';

const LATEST: readonly Phase[] = ['undo', 'run', 'check', 'read'];

/** What does not come, or not as it was: by reason, and each record of one. */
export function Issues({ found }: { found: Import }) {
  const { t } = useTranslation('import');
  const words = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const phases = new Set(found.reasons.map(({ phase }) => phase));
  // A dry run and the run that followed say the same.
  if (phases.has('run') && found.started_at !== null) phases.delete('check');
  const shown = LATEST.filter((phase) => phases.has(phase));
  if (shown.length === 0) return null;
  const toggle = (key: string): void => setOpen(open === key ? null : key);
  return (
    <FormSection title={t('issues.title')} hint={t('issues.hint')} isWide>
      {shown.map((phase) => (
        <section key={phase} aria-label={t(`phase.${phase}`)}>
          <h3>{t(`phase.${phase}`)}</h3>
          <ul className="imissues">
            {found.reasons
              .filter((one) => one.phase === phase)
              .map((reason) => {
                const key = `${phase} ${reason.kind} ${reason.code}`;
                return (
                  <li key={key}>
                    <button type="button" className="link" aria-expanded={open === key} onClick={() => toggle(key)}>
                      {words.number(reason.count)} {reason.kind ? `${words.kind(reason.kind)}: ` : null}
                      {words.reason(reason.code)}
                    </button>
                    {open === key ? <Records id={found.id} reason={reason} /> : null}
                  </li>
                );
              })}
          </ul>
        </section>
      ))}
    </FormSection>
  );
}

function Records({ id, reason }: { id: number; reason: Reason }) {
  const { t } = useTranslation('import');
  const query = useInfiniteQuery(issuesQuery(id, reason.phase, reason.kind, reason.code, reason.count));
  return (
    <>
      <Loaded query={query} fault={t('issues.fault')}>
        {({ pages }) => (
          <ul>
            {pages.flatMap(({ results }) =>
              results.map((row) => (
                <li key={row.id} dir="auto">
                  <code>{row.external_id || row.file}</code>
                  {row.line > 0 ? <span className="t2"> {t('issues.line', { file: row.file, line: row.line })}</span> : null}
                  {row.detail ? <span className="t2"> {row.detail}</span> : null}
                </li>
              )),
            )}
          </ul>
        )}
      </Loaded>
      {query.hasNextPage ? (
        <Button size="sm" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}
