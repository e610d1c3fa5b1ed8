import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { weekdayName } from '@/shared/hours';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { isProblem } from '@/shared/api';
import { announce, Button, Icon, toast } from '@/shared/ui';
import { slaApi, slaKeys, type Calendars } from './api';
import { calendarDraftsOf, calendarsBody, isWhole, mergedCalendars, newCalendar, overlapIn, type CalendarDraft } from './calendar-draft';
import { CalendarForm } from './calendar-form';
import { Effect } from './effect';
import { PublishFoot } from './publish-foot';
import { useHeld } from './use-held';
import { useSettled } from './use-settled';

const draftsOf = ({ results }: Calendars): CalendarDraft[] => calendarDraftsOf(results);
const isSame = (drafts: readonly CalendarDraft[], saved: readonly CalendarDraft[]): boolean =>
  JSON.stringify(calendarsBody(drafts)) === JSON.stringify(calendarsBody(saved));

/** Why the calendars cannot be published as they stand, in words. */
function useLack(drafts: readonly CalendarDraft[]): string | null {
  const { t, i18n } = useTranslation('sla-settings');
  if (!drafts.every(isWhole)) return t('calendars.incomplete');
  for (const { name, intervals } of drafts) {
    const weekday = overlapIn(intervals);
    if (weekday !== null) return t('calendars.overlap', { name, day: weekdayName(weekday, i18n.language) });
  }
  return null;
}

/** All calendars as they are edited; open tickets follow once they are published. */
export function CalendarEditor({ data }: { data: Calendars }) {
  const { t } = useTranslation('sla-settings');
  const client = useQueryClient();
  const held = useHeld(data, draftsOf, isSame, mergedCalendars);
  const { drafts, saved, setDrafts, isChanged: changed, version } = held;
  const [openKey, setOpenKey] = useState(saved[0]?.key ?? '');
  const lack = useLack(drafts);
  const settled = useSettled(drafts);
  const preview = useQuery({
    queryKey: ['sla', 'preview', 'calendars', data.version, calendarsBody(settled)],
    queryFn: ({ signal }) => slaApi.previewCalendars(calendarsBody(settled), signal),
    enabled: changed && settled.every((one) => isWhole(one) && overlapIn(one.intervals) === null),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const publish = useMutation({
    mutationFn: (sent: CalendarDraft[]) => slaApi.publishCalendars(calendarsBody(sent), version),
    onSuccess: (answer, sent) => {
      const next = draftsOf(answer);
      client.setQueryData(slaKeys.calendars, answer);
      held.published(answer, next, sent);
      setOpenKey((old) => next[sent.findIndex(({ key }) => key === old)]?.key ?? old);
      void client.invalidateQueries({ queryKey: slaKeys.policies });
      void client.invalidateQueries({ queryKey: slaKeys.versions });
      toast(t('published', { version: answer.version }));
    },
    onError: (error) => {
      if (isProblem(error) && error.status === 412) void client.invalidateQueries({ queryKey: slaKeys.calendars });
    },
  });
  const open = drafts.find(({ key }) => key === openKey) ?? drafts[0];
  const add = (): void => {
    const made = newCalendar(t('calendars.new'));
    setDrafts([...drafts, made]);
    setOpenKey(made.key);
    requestAnimationFrame(() => document.getElementById('sla-calendar-name')?.focus());
  };
  const change = (next: CalendarDraft): void => {
    if (publish.isError) publish.reset();
    setDrafts((old) =>
      old.map((one) => {
        if (one.key === next.key) return next;
        // Exactly one is the default, and a brand or team works by one calendar.
        return {
          ...one,
          is_default: next.is_default ? false : one.is_default,
          brand_ids: one.brand_ids.filter((id) => !next.brand_ids.includes(id)),
          team_ids: one.team_ids.filter((id) => !next.team_ids.includes(id)),
        };
      }),
    );
  };
  const send = (): void => {
    if (publish.isPending) return;
    const why = !changed ? t('nothingToPublish') : held.newer !== null ? t('newer.first') : lack;
    if (why !== null) return announce(why);
    publish.mutate(drafts);
  };
  const settle = (decide: () => void) => () => {
    decide();
    publish.reset();
  };
  useShortcuts(t('calendars.title'), [
    { keys: 'n', label: t('calendars.add'), run: add },
    { keys: 'mod+s', label: t('publish', { version: version + 1 }), run: send, whileTyping: true },
  ]);
  return (
    <>
      <LeaveGuard isChanged={changed} holds={[]} />
      <div className="slc">
        <nav className="slc-list" aria-label={t('calendars.list')}>
          <ul>
            {drafts.map((one) => (
              <li key={one.key}>
                <button type="button" aria-current={one.key === open?.key || undefined} onClick={() => setOpenKey(one.key)}>
                  <b dir="auto">{one.name}</b>
                  <span className="why2">
                    <bdi>{one.timezone}</bdi>
                    {one.is_default ? `, ${t('calendars.isDefault')}` : ''}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <Button size="sm" variant="ghost" keys="n" icon={<Icon icon={Plus} size={14} />} onClick={add}>
            {t('calendars.add')}
          </Button>
        </nav>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <div className="scroll" tabIndex={0} role="region" aria-label={open?.name ?? t('calendars.title')}>
          {open ? (
            <CalendarForm
              key={open.key}
              draft={open}
              onChange={change}
              onRemove={() => {
                setDrafts(drafts.filter(({ key }) => key !== open.key));
                setOpenKey('');
              }}
            />
          ) : null}
          <Effect preview={preview.data} isOld={preview.isFetching || settled !== drafts} error={preview.error} isChanged={changed} />
        </div>
      </div>
      <PublishFoot
        version={version}
        isChanged={changed}
        effect={lack === null ? preview.data : undefined}
        publish={publish}
        unavailable={lack}
        newer={held.newer}
        merged={held.merged}
        onLoad={settle(held.load)}
        onKeep={settle(held.keep)}
        onSend={send}
      />
    </>
  );
}
