import { useMutation, useQueryClient } from '@tanstack/react-query';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { announce, Button, Confirm, Icon, IconButton, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { ACCEPTED, isBusy, SOURCES, sourcesApi, sourcesQuery, type Source } from './api';
import { FilesSection } from './files-section';
import { RunsSection } from './runs-section';
import { SourceSettings } from './source-settings';
import { StateOf } from './state';
import { TicketsSection } from './tickets-section';
import { useReasons } from './words';

export interface SourcePanelProps {
  source: Source;
  mayWrite: boolean;
  onClose: () => void;
}

type Act = 'read' | 'stop' | 'pause' | 'resume';

/** One source: how it is, its settings, its last runs, and what can be done with it. */
export function SourcePanel({ source, mayWrite, onClose }: SourcePanelProps) {
  const { t } = useTranslation('kb-sources');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useShortcuts(t('settings'), [{ keys: 'escape', label: t('close'), run: onClose }]);
  return (
    <aside className="ks-panel" aria-label={source.name}>
      <header>
        <h2 ref={heading} tabIndex={-1} className="ell" dir="auto">
          {source.name}
        </h2>
        <span className="sp" />
        <IconButton label={t('close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <div className="scroll">
        <div className="ks-part" role="status">
          <StateOf source={source} />
          <Trouble source={source} />
        </div>
        <Numbers source={source} />
        {mayWrite ? <SourceSettings key={source.version} source={source} /> : null}
        {source.kind in ACCEPTED ? <FilesSection source={source} mayWrite={mayWrite} /> : null}
        {source.kind === 'tickets' && mayWrite ? <TicketsSection source={source} /> : null}
        <RunsSection source={source} />
      </div>
      {mayWrite ? <Actions source={source} onClose={onClose} /> : null}
    </aside>
  );
}

function Trouble({ source }: { source: Source }) {
  const { t } = useTranslation('kb-sources');
  const reasons = useReasons();
  if (source.fault) {
    return (
      <div className="notice bad">
        <p dir="auto">{reasons.fault(source.fault)}</p>
        <p className="t3 f11">{t('staysInAnswers', { count: source.items })}</p>
      </div>
    );
  }
  return source.run?.is_capped && !isBusy(source) ? <p className="notice">{t('cappedHint')}</p> : null;
}

function Numbers({ source: { run } }: { source: Source }) {
  const { t } = useTranslation('kb-sources');
  if (!run) return null;
  const numbers = ['unchanged', 'changed', 'new', 'gone', 'refused', 'failed'] as const;
  return (
    <section className="ks-part">
      <h3>{t(run.finished_at ? 'lastRun' : 'runsNow')}</h3>
      <dl className="ks-numbers">
        {numbers.map((name) => (
          <div key={name}>
            <dt>{t(`number.${name}`)}</dt>
            <dd className="num">{run[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Actions({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation('kb-sources');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isRemoving, setRemoving] = useState(false);
  const act = useMutation({
    mutationFn: (what: Act) => sourcesApi[what](source.id),
    onSuccess: async (_, what) => {
      announce(t(`did.${what}`));
      await client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
    },
    onError: (error) => toastFailure(t('notDone', { reason: reasonOf(error) })),
  });
  const remove = useMutation({
    mutationFn: () => sourcesApi.remove(source.id),
    onSuccess: async () => {
      setRemoving(false);
      onClose();
      toast(t('removed', { name: source.name }));
      await client.invalidateQueries({ queryKey: SOURCES });
    },
    onError: (error) => toastFailure(t('notDone', { reason: reasonOf(error) })),
  });
  const isPaused = source.state === 'paused';
  // One button, so that the focus stays where it was when reading begins or ends.
  const first: Act = isPaused ? 'resume' : isBusy(source) ? 'stop' : 'read';
  return (
    <footer>
      <div className="row">
        <Button
          variant={first === 'read' ? 'primary' : 'default'}
          icon={first === 'read' ? <Icon icon={RefreshCw} /> : undefined}
          busy={act.isPending && act.variables !== 'pause' ? t('doing') : null}
          onClick={() => act.mutate(first)}
        >
          {t(`do.${first}`)}
        </Button>
        {isPaused ? null : <Button onClick={() => act.mutate('pause')}>{t('do.pause')}</Button>}
        <span className="sp" />
        <Button variant="ghost" aria-haspopup="dialog" onClick={() => setRemoving(true)}>
          {t('remove')}
        </Button>
      </div>
      <p className="t3 f11">{first === 'stop' ? t('stopHint') : t('removeHint', { count: source.items })}</p>
      <Confirm
        isOpen={isRemoving}
        onOpenChange={setRemoving}
        title={t('removeTitle', { name: source.name })}
        consequence={t('removeConsequence', { count: source.items })}
        action={t('removeAction')}
        busy={remove.isPending ? t('doing') : null}
        onConfirm={() => remove.mutate()}
      />
    </footer>
  );
}
