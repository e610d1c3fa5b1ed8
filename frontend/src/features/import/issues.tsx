import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, FormSection, Loaded } from '@/shared/ui';
import { issuesQuery, type Import, type Phase, type Reason } from './api';
import { useWords } from './words';

const LATEST: readonly Phase[] = ['undo', 'run', 'check', 'read'];
/** What an import changes in tickets that are here already, rather than leaving something out. */
const CHANGES: ReadonlySet<string> = new Set(['reopened', 'solved', 'status_changed', 'reassigned', 'more_messages', 'edited']);
/** A key of ours for a mail, which tells nobody anything. */
const HASH = /^[0-9a-f]{40}$/;

/** What changes here, and what does not come, or not as it was: by reason, and each record of one. */
export function Issues({ found }: { found: Import }) {
  return (
    <>
      <Told found={found} name="changes" reasons={found.reasons.filter(({ code }) => CHANGES.has(code))} />
      <Told found={found} name="issues" reasons={found.reasons.filter(({ code }) => !CHANGES.has(code))} />
    </>
  );
}

function Told({ found, name, reasons }: { found: Import; name: 'changes' | 'issues'; reasons: readonly Reason[] }) {
  const { t } = useTranslation('import');
  const words = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const phases = new Set(reasons.map(({ phase }) => phase));
  // A dry run and the run that followed say the same.
  if (phases.has('run') && found.started_at !== null) phases.delete('check');
  const shown = LATEST.filter((phase) => phases.has(phase));
  if (shown.length === 0) return null;
  const toggle = (key: string): void => setOpen(open === key ? null : key);
  return (
    <FormSection title={t(`${name}.title`)} hint={t(`${name}.hint`)} isWide>
      {shown.map((phase) => (
        <section key={phase} aria-label={t(`phase.${phase}`)}>
          <h3>{t(`phase.${phase}`)}</h3>
          <ul className="imissues">
            {reasons
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
                  {row.detail && HASH.test(row.external_id) ? null : <code>{row.external_id || row.file}</code>}
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
