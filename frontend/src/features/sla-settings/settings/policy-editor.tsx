import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { isProblem } from '@/shared/api';
import { announce, Button, Icon, Segmented, toast } from '@/shared/ui';
import { bodyOf, slaApi, slaKeys, type Channel, type Draft, type Policies } from './api';
import { draftsOf, isChanged, mergedPolicies, moved, withNew } from './draft';
import { Effect } from './effect';
import { ExampleTicket } from './example';
import { Matrix, type Pending, type Shown } from './matrix';
import { PolicyDetails } from './policy-details';
import { PublishFoot } from './publish-foot';
import { useHeld, type Held } from './use-held';
import { useSettled } from './use-settled';

const policyDrafts = ({ results }: Policies): Draft[] => draftsOf(results);
const isUnchanged = (drafts: readonly Draft[], saved: readonly Draft[]): boolean => !isChanged(drafts, saved);
const TABS: readonly Channel[] = ['email', 'chat', 'slack'];

/** Publishes the policies; what somebody else has published meanwhile is read, so that their author can decide. */
function usePublish(held: Held<Draft>, setOpenKey: (change: (old: string) => string) => void) {
  const { t } = useTranslation('sla-settings');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sent: Draft[]) => slaApi.publish(sent, held.version),
    onSuccess: (answer, sent) => {
      const next = policyDrafts(answer);
      client.setQueryData(slaKeys.policies, answer);
      held.published(answer, next, sent);
      setOpenKey((old) => next[sent.findIndex(({ key }) => key === old)]?.key ?? old);
      void client.invalidateQueries({ queryKey: slaKeys.versions });
      toast(t('published', { version: answer.version }));
    },
    onError: (error) => {
      if (isProblem(error) && error.status === 412) void client.invalidateQueries({ queryKey: slaKeys.policies });
    },
  });
}

const unreadIn = (drafts: readonly Draft[]) => drafts.find(({ steps }) => steps.some(({ fraction }) => Number.isNaN(fraction)));

/** Opens the policy with a share that is no number, and leads there. */
function focusUnread({ key }: Draft, open: (key: string) => void, why: string): void {
  open(key);
  announce(why);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.slsteps [aria-invalid="true"]')?.focus());
}

/** The policies as they are edited; nothing is in force before it is published. */
export function PolicyEditor({ data }: { data: Policies }) {
  const { t } = useTranslation('sla-settings');
  const held = useHeld(data, policyDrafts, isUnchanged, mergedPolicies);
  const { drafts, saved, setDrafts, isChanged: changed, version } = held;
  const cell = useRef<Pending>(null);
  const [openKey, setOpenKey] = useState(saved[0]?.key ?? '');
  const [channel, setChannel] = useState<Channel>('email');
  const [shown, setShown] = useState<Shown>('replies');
  const [matched, setMatched] = useState<number | null>(null);
  const settled = useSettled(drafts);
  const preview = useQuery({
    // The effect is that on what is in force: with a newer version it is another.
    queryKey: ['sla', 'preview', data.version, bodyOf(settled)],
    queryFn: ({ signal }) => slaApi.preview(settled, signal),
    placeholderData: keepPreviousData,
    enabled: unreadIn(settled) === undefined,
    retry: false,
    staleTime: 30_000,
  });
  const publish = usePublish(held, setOpenKey);
  const change = (next: Draft): void => {
    if (publish.isError) publish.reset();
    setDrafts((old) => old.map((one) => (one.key === next.key ? next : one)));
  };
  const open = drafts.find(({ key }) => key === openKey) ?? drafts[0];
  const position = drafts.findIndex(({ key }) => key === open?.key);
  const add = (): void => {
    const { drafts: next, key } = withNew(drafts, t('policy.new'));
    setDrafts(next);
    setOpenKey(key);
    requestAnimationFrame(() => document.getElementById('sla-policy-name')?.focus());
  };
  const send = (): void => {
    if (publish.isPending) return;
    if (held.newer !== null) return announce(t('newer.first'));
    // What stands in the open cell is meant as well; one that says nothing readable keeps the focus.
    const typed = cell.current?.();
    if (typed === false) return;
    const sent = typed ? drafts.map((one) => (one.key === typed.key ? typed : one)) : drafts;
    if (isUnchanged(sent, saved)) return announce(t('nothingToPublish'));
    const unread = unreadIn(sent);
    if (unread) return focusUnread(unread, setOpenKey, t('steps.bad'));
    setDrafts(sent);
    publish.mutate(sent);
  };
  useShortcuts(t('title'), [
    { keys: 'n', label: t('policy.add'), run: add },
    { keys: 'mod+s', label: t('publish', { version: version + 1 }), run: send, whileTyping: true },
  ]);
  const settle = (decide: () => void) => () => {
    decide();
    publish.reset();
  };
  const effect = preview.data;
  return (
    <>
      <LeaveGuard isChanged={changed} holds={[]} />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t('title')}>
        <div className="slh">
          <p className="lead">{t('lead')}</p>
          <Segmented
            label={t('channel')}
            value={channel}
            options={TABS.map((value) => ({ value, label: t(`channels.${value}`) }))}
            onChange={setChannel}
          />
          <Segmented
            label={t('shown')}
            value={shown}
            options={(['replies', 'work'] as const).map((value) => ({ value, label: t(`shows.${value}`) }))}
            onChange={setShown}
          />
        </div>
        <Matrix
          drafts={drafts}
          saved={saved}
          channel={channel}
          shown={shown}
          openKey={open?.key ?? ''}
          matched={matched}
          counts={effect?.open_by_policy ?? []}
          onOpen={setOpenKey}
          onChange={change}
          cell={cell}
        />
        <div className="slm-foot">
          <Button size="sm" variant="ghost" keys="n" icon={<Icon icon={Plus} size={14} />} onClick={add}>
            {t('policy.add')}
          </Button>
          <span className="sp" />
          <span className="t3 f12">{t('typing')}</span>
        </div>
        <div className="slg">
          {open ? (
            <PolicyDetails
              key={open.key}
              draft={open}
              position={position}
              count={drafts.length}
              onChange={change}
              onMove={(by) => setDrafts(moved(drafts, open.key, by))}
              onRemove={() => {
                setDrafts(drafts.filter(({ key }) => key !== open.key));
                setOpenKey(drafts[Math.max(0, position - 1)]?.key ?? '');
              }}
            />
          ) : null}
          <div className="slg-side">
            <ExampleTicket drafts={settled} onMatched={setMatched} />
            <Effect preview={effect} isOld={preview.isFetching || settled !== drafts} error={preview.error} isChanged={changed} />
          </div>
        </div>
      </div>
      <PublishFoot version={version} isChanged={changed} effect={effect} publish={publish} newer={held.newer} merged={held.merged} onLoad={settle(held.load)} onKeep={settle(held.keep)} onSend={send} />
    </>
  );
}
