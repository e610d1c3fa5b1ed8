import { useState } from 'react';
import AlarmClock from 'lucide-react/icons/alarm-clock';
import { useTranslation } from 'react-i18next';

import { absoluteTime, shortDate, clockTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Icon, IconButton, Menu, MenuItem, MenuLine } from '@/shared/ui';

import { snoozeTimes } from '../model/snooze';
import { useTicketScreen } from '../ticket-context';
import { TimeDialog } from '../time-dialog';
import { ArticleDialog } from './article-dialog';

/** What ends a snooze besides its time and the customer's message. */
const EVENTS = ['colleague', 'side', 'issue'] as const;
type SnoozeEvent = (typeof EVENTS)[number];
/** When it wakes at the latest, as the server has it. */
const LONGEST_DAYS = 30;

/** Let the ticket sleep until something happens, to `item` where that is an article. */
function useSnoozeFor(): (event: SnoozeEvent | 'article', item?: number) => void {
  const { t } = useTranslation('ticket');
  const { change } = useTicketScreen();
  return (event, item) => {
    const latest = new Date(Date.now() + LONGEST_DAYS * 86_400_000).toISOString();
    const fields = { snoozed_until: latest, snoozed_for: event, snoozed_item: item ?? null };
    change({
      changes: fields,
      preview: fields,
      done: t(`snooze.doneFor.${event}`, { count: LONGEST_DAYS }),
      still: t('snooze.still'),
    });
  };
}

/** Let the ticket sleep until `until`, or wake it with null. */
export function useSnooze(): (until: Date | null) => void {
  const { t, i18n } = useTranslation('ticket');
  const { change } = useTicketScreen();
  return (until) => {
    const at = until?.toISOString() ?? null;
    change({
      changes: { snoozed_until: at },
      preview: { snoozed_until: at, snoozed_for: '', snoozed_item: null },
      done: until ? t('snooze.done', { when: absoluteTime(until, i18n.language) }) : t('snooze.woken'),
      still: t('snooze.still'),
    });
  };
}

/** The usual times behind one key, and the way to a time of one's own. */
export function SnoozeMenu({ onOwnTime }: { onOwnTime: () => void }) {
  const { t, i18n } = useTranslation('ticket');
  const { ticket, me } = useTicketScreen();
  const [isOpen, setOpen] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const snooze = useSnooze();
  const snoozeFor = useSnoozeFor();
  const now = new Date();
  useShortcuts(t('title', { number: ticket.number }), [
    { keys: 'h', label: t('keys.snooze'), run: () => setOpen(true) },
  ]);

  return (
    <>
      <Menu
        align="end"
        label={t('snooze.label')}
        isOpen={isOpen}
        onOpenChange={setOpen}
        trigger={
          <IconButton className="only-wide" label={t('snooze.label')} keys="h" isOn={ticket.snoozed_until ? true : undefined}>
            <Icon icon={AlarmClock} />
          </IconButton>
        }
      >
        {ticket.snoozed_until && (
          <>
            <MenuItem
              onSelect={() => snooze(null)}
              hint={t(ticket.snoozed_for ? `snooze.untilFor.${ticket.snoozed_for}` : 'snooze.until', { when: absoluteTime(ticket.snoozed_until, i18n.language) })}
            >
              {t('snooze.wake')}
            </MenuItem>
            <MenuLine />
          </>
        )}
        {snoozeTimes(now).map(({ name, at }) => (
          <MenuItem
            key={name}
            onSelect={() => snooze(at)}
            value={`${shortDate(at, now, i18n.language)} ${clockTime(at, i18n.language)}`}
          >
            {t(`snooze.times.${name}`)}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem onSelect={onOwnTime}>{t('snooze.own')}</MenuItem>
        <MenuLine />
        {EVENTS.map((event) => (
          <MenuItem key={event} onSelect={() => snoozeFor(event)}>
            {t(`snooze.for.${event}`)}
          </MenuItem>
        ))}
        {me?.verbs.includes('article.read') && <MenuItem onSelect={() => setChoosing(true)}>{t('snooze.for.article')}</MenuItem>}
      </Menu>
      {isChoosing && <ArticleDialog onOpenChange={setChoosing} onChoose={(id) => snoozeFor('article', id)} />}
    </>
  );
}

/** A day and an hour of one's own; on a phone also the usual times. */
export function SnoozeDialog(props: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const { t } = useTranslation('ticket');
  const snooze = useSnooze();
  return <TimeDialog {...props} title={t('snooze.title')} label={t('snooze.when')} hint={t('snooze.wakes')} action={t('snooze.label')} onChoose={snooze} />;
}
