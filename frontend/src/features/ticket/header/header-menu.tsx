import { useState } from 'react';
import AlarmClock from 'lucide-react/icons/alarm-clock';
import CircleCheck from 'lucide-react/icons/circle-check';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Link from 'lucide-react/icons/link';
import ShieldAlert from 'lucide-react/icons/shield-alert';
import Trash2 from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';

import { absoluteTime, shortDate, clockTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Icon, IconButton, Menu, MenuItem, MenuLine, toast } from '@/shared/ui';

import { snoozeTimes } from '../model/snooze';
import { useTicketScreen } from '../ticket-context';

/** What is done now and then: snooze, copy a link, spam, trash; on a phone also solve. */
export function HeaderMenu({ onSolve }: { onSolve: (() => void) | null }) {
  const { t } = useTranslation('ticket');
  const { ticket, change } = useTicketScreen();
  const mayChange = ticket.permissions.update;

  async function copyLink(): Promise<void> {
    await navigator.clipboard.writeText(`${window.location.origin}/app/inbox/${ticket.number}`);
    toast(t('menu.copied'));
  }

  const isSpam = ticket.is_spam ?? false;
  const isDeleted = ticket.is_deleted ?? false;
  const flag = (field: 'is_spam' | 'is_deleted', value: boolean, done: string) =>
    change({ changes: { [field]: value }, preview: { [field]: value }, done, still: t('menu.stillHere') });

  return (
    <>
      {mayChange && <SnoozeMenu />}
      <Menu
        align="end"
        label={t('menu.label')}
        trigger={
          <IconButton label={t('menu.label')}>
            <Icon icon={Ellipsis} />
          </IconButton>
        }
      >
        {onSolve && (
          <MenuItem icon={<Icon icon={CircleCheck} size={14} />} keys="e" onSelect={onSolve}>
            {t('header.solve')}
          </MenuItem>
        )}
        <MenuItem icon={<Icon icon={Link} size={14} />} onSelect={() => void copyLink()}>
          {t('menu.copyLink')}
        </MenuItem>
        {mayChange && (
          <>
            <MenuLine />
            <MenuItem
              icon={<Icon icon={ShieldAlert} size={14} />}
              onSelect={() => flag('is_spam', !isSpam, isSpam ? t('menu.notSpamDone') : t('menu.spamDone'))}
            >
              {isSpam ? t('menu.notSpam') : t('menu.spam')}
            </MenuItem>
            <MenuItem
              isDanger={!isDeleted}
              icon={<Icon icon={Trash2} size={14} />}
              unavailable={ticket.permissions.trash === false ? t('menu.trashForbidden') : null}
              onSelect={() => flag('is_deleted', !isDeleted, isDeleted ? t('menu.restored') : t('menu.trashDone'))}
            >
              {isDeleted ? t('menu.restore') : t('menu.trash')}
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  );
}

function SnoozeMenu() {
  const { t, i18n } = useTranslation('ticket');
  const { ticket, change } = useTicketScreen();
  const [isOpen, setOpen] = useState(false);
  const now = new Date();
  useShortcuts(t('title', { number: ticket.number }), [
    { keys: 'h', label: t('keys.snooze'), run: () => setOpen(true) },
  ]);

  const snooze = (until: Date | null) => {
    const at = until?.toISOString() ?? null;
    change({
      changes: { snoozed_until: at },
      preview: { snoozed_until: at },
      done: until ? t('snooze.done', { when: absoluteTime(until, i18n.language) }) : t('snooze.woken'),
      still: t('snooze.still'),
    });
  };

  return (
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
            hint={t('snooze.until', { when: absoluteTime(ticket.snoozed_until, i18n.language) })}
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
    </Menu>
  );
}
