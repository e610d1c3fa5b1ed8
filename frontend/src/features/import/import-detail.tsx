import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Confirm, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { importApi, importQuery, IMPORTS, isBusy, reportAddress, type Import, type Step } from './api';
import { Compared } from './compared';
import { Counts } from './counts';
import { Issues } from './issues';
import { MappingForm } from './mapping-form';
import { Steps } from './steps';
import { useWords } from './words';

/** One import: how far it is, what its values mean, what comes and what does not, and what came of it. */
export function ImportDetail({ id, onGone }: { id: number; onGone: () => void }) {
  const { t } = useTranslation('import');
  const query = useQuery(importQuery(id));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('detail')}>
      <Loaded query={query} fault={t('fault')}>
        {(found) => (
          <>
            <Head found={found} onGone={onGone} />
            <Counts found={found} />
            <MappingForm found={found} />
            <Issues found={found} />
            <Compared found={found} />
          </>
        )}
      </Loaded>
    </div>
  );
}

const NEXT: Partial<Record<Import['state'], Step>> = { read: 'check', undone: 'check', checked: 'run' };

function Head({ found, onGone }: { found: Import; onGone: () => void }) {
  const { t } = useTranslation('import');
  const words = useWords();
  const busy = isBusy(found);
  const kind = found.kinds.find((one) => one.kind === (found.step || 'ticket'));
  const outcome = kind === undefined ? null : found.state === 'checking' ? kind.check : found.state === 'running' ? kind.run : null;
  const done = outcome === null ? 0 : outcome.new + outcome.more + outcome.known + outcome.refused;
  return (
    <section className="imhead" aria-label={t('state.label')}>
      <Steps state={found.state} />
      <p aria-live="polite">
        <b>
          {t(`source.${found.source}`)}
          {found.account ? <bdi> ({found.account})</bdi> : null}: {t(`state.${found.state}`)}
        </b>{' '}
        <span className="t2" dir="auto">
          {found.name}
        </span>
      </p>
      <p className="t2">{found.error ? words.error(found.error) : t(`next.${found.state}`)}</p>
      {busy ? (
        <div className="imbar">
          <progress aria-label={t('progress')} {...(outcome && kind && kind.found > 0 ? { value: Math.min(done, kind.found), max: kind.found } : {})} />
          {outcome && kind ? (
            <span className="t3">{t('progressOf', { kind: words.kind(kind.kind), done: words.number(done), found: words.number(kind.found) })}</span>
          ) : null}
        </div>
      ) : null}
      <Acts found={found} onGone={onGone} />
    </section>
  );
}

/** What can be done now; the focus stays with the buttons, whichever are there. */
function Acts({ found, onGone }: { found: Import; onGone: () => void }) {
  const { t } = useTranslation('import');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const box = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<'undo' | 'remove' | 'run' | null>(null);
  const { id, state } = found;
  const failed = (error: unknown): void => toastFailure(t('actFailed', { reason: reasonOf(error) }));
  const settled = (): void => {
    setAsked(null);
    void client.invalidateQueries({ queryKey: IMPORTS });
    requestAnimationFrame(() => box.current?.focus());
  };
  const act = useMutation({ mutationFn: (step: Step) => importApi.step(id, step), onError: failed, onSettled: settled });
  const remove = useMutation({
    mutationFn: () => importApi.remove(id),
    onSuccess: () => {
      toast(t('removed'));
      client.removeQueries({ queryKey: [...IMPORTS, id] });
      onGone();
    },
    onError: failed,
    onSettled: () => setAsked(null),
  });
  const busy = act.isPending ? t('busy') : null;
  const next = NEXT[state];
  const hasRun = found.started_at !== null;
  const mayUndo = state === 'done' || (state === 'stopped' && hasRun);
  return (
    <div className="imacts" ref={box} tabIndex={-1} role="group" aria-label={t('acts')}>
      {next === 'check' ? <Button variant="primary" busy={busy} onClick={() => act.mutate('check')}>{t('act.check')}</Button> : null}
      {next === 'run' ? <Button variant="primary" busy={busy} onClick={() => setAsked('run')}>{t('act.run')}</Button> : null}
      {state === 'stopped' && hasRun ? <Button variant="primary" busy={busy} onClick={() => act.mutate('run')}>{t('act.goOn')}</Button> : null}
      {state === 'checking' || state === 'running' ? <Button busy={busy} onClick={() => act.mutate('stop')}>{t('act.stop')}</Button> : null}
      {state === 'checked' ? <Button busy={busy} onClick={() => act.mutate('check')}>{t('act.checkAgain')}</Button> : null}
      {mayUndo ? <Button busy={busy} onClick={() => setAsked('undo')}>{t('act.undo')}</Button> : null}
      {hasRun || state === 'checked' ? <a className="btn" href={reportAddress(id)} download>{t('act.report')}</a> : null}
      {!isBusy(found) && !mayUndo ? <Button variant="ghost" busy={remove.isPending ? t('busy') : null} onClick={() => setAsked('remove')}>{t('act.remove')}</Button> : null}
      <Confirm
        isOpen={asked !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(null))}
        title={t(`ask.${asked ?? 'run'}.title`)}
        consequence={t(`ask.${asked ?? 'run'}.consequence`)}
        action={t(`ask.${asked ?? 'run'}.action`)}
        busy={busy ?? (remove.isPending ? t('busy') : null)}
        variant={asked === 'run' ? 'primary' : 'danger'}
        onConfirm={() => (asked === 'remove' ? remove.mutate() : asked ? act.mutate(asked) : undefined)}
      />
    </div>
  );
}
