import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { Badge, Button, FormSection, Loaded, Segmented, SelectField, useReason } from '@/shared/ui';
import { assistantApi, assistantKeys, replayQuery, type Replay } from './api';
import { ReplayItems } from './replay-items';
import { countOf, summaryOf } from './replay-summary';
import type { Editing } from './use-draft';

const SIZES = ['50', '200', '500'] as const;
const OUTCOMES = ['answered', 'drafted', 'asked_back', 'handed_over', 'gone'] as const;

/** The draft on past tickets and the test bench. */
export function ReplayPart({ editing }: { editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const queries = useQueryClient();
  const query = useQuery(replayQuery);
  const [size, setSize] = useState<(typeof SIZES)[number]>('200');
  const known = (replay: Replay): void => void queries.setQueryData(assistantKeys.replay, { replay });
  const start = useMutation({
    mutationFn: async () => {
      if (editing.isChanged) await editing.save();
      return assistantApi.replay(Number(size) as 50 | 200 | 500);
    },
    onSuccess: known,
  });
  const stop = useMutation({ mutationFn: (id: number) => assistantApi.stop(id), onSuccess: known });
  const reason = useReason(start.error ?? stop.error);
  const replay = query.data?.replay;
  const isRunning = replay?.state === 'running';
  const nothing = editing.mayWrite ? (editing.draft || editing.isChanged ? null : t('trial.noDraft')) : t('readOnly');
  return (
    <FormSection title={t('replay.title')} hint={t('replay.hint')}>
      <div className="row as-start">
        <SelectField label={t('replay.size')} value={size} options={SIZES.map((value) => ({ value, label: t('replay.tickets', { count: Number(value) }) }))} onChange={setSize} />
        {isRunning ? (
          <Button busy={stop.isPending ? t('replay.stopping') : null} unavailable={editing.mayWrite ? null : t('readOnly')} onClick={() => stop.mutate(replay.id)}>
            {t('replay.stop')}
          </Button>
        ) : (
          <Button busy={start.isPending ? t('replay.starting') : null} unavailable={nothing} onClick={() => start.mutate()}>
            {t(replay ? 'replay.again' : 'replay.start')}
          </Button>
        )}
      </div>
      <div role="alert">
        {start.error || stop.error ? (
          <p className="hint bad" dir="auto">
            {reason}
          </p>
        ) : null}
      </div>
      <Loaded query={query} fault={t('replay.fault')}>
        {({ replay: found }) => (found ? <Found replay={found} /> : <p className="hint">{t('replay.none')}</p>)}
      </Loaded>
    </FormSection>
  );
}

function Found({ replay }: { replay: Replay }) {
  const { t, i18n } = useTranslation('assistant-settings');
  const [show, setShow] = useState<'changed' | 'all'>('changed');
  const money = new Intl.NumberFormat(i18n.language, { style: 'currency', currency: 'USD' });
  const isRunning = replay.state === 'running';
  return (
    <>
      {isRunning ? <progress className="as-progress" max={replay.total || 1} value={replay.done} aria-label={t('replay.progress')} /> : null}
      <p role="status" dir="auto">
        {isRunning ? t('replay.running', { done: replay.done, total: replay.total }) : summaryOf(t, replay)}{' '}
        {replay.is_current ? null : <Badge tone="warn">{t('replay.old')}</Badge>}
      </p>
      <p className="t3 f12" dir="auto">
        {t('replay.by', { who: replay.by_name, at: absoluteTime(replay.created_at, i18n.language), version: replay.live })}
        {replay.uses_model ? ` ${t('replay.spent', { spent: money.format(replay.spent_usd), limit: money.format(replay.limit_usd) })}` : ''}
      </p>
      <Counts replay={replay} />
      <Segmented
        label={t('replay.show')}
        value={show}
        options={[
          { value: 'changed', label: t('replay.changed', { count: replay.changed }) },
          { value: 'all', label: t('replay.all', { count: replay.done }) },
        ]}
        onChange={setShow}
      />
      <ReplayItems replay={replay} show={show} />
    </>
  );
}

function Counts({ replay }: { replay: Replay }) {
  const { t } = useTranslation('assistant-settings');
  return (
    <table className="dt as-counts">
      <caption className="vh">{t('replay.counts')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('replay.outcome')}</th>
          <th scope="col" className="fn">{t('replay.live', { version: replay.live })}</th>
          <th scope="col" className="fn">{t('replay.draft')}</th>
        </tr>
      </thead>
      <tbody>
        {OUTCOMES.map((outcome) => (
          <tr key={outcome}>
            <th scope="row">{t(`outcome.${outcome}`)}</th>
            <td className="fn">{countOf(replay.tickets_before, outcome)}</td>
            <td className="fn">{countOf(replay.tickets_after, outcome)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t('replay.bench')}</th>
          <td className="fn">{t('of', { part: replay.bench_passed_before, whole: replay.bench_total })}</td>
          <td className="fn">{t('of', { part: replay.bench_passed_after, whole: replay.bench_total })}</td>
        </tr>
      </tbody>
    </table>
  );
}
