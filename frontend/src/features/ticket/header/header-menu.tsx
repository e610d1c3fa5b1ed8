import { useState } from 'react';
import Ban from 'lucide-react/icons/ban';
import AlarmClock from 'lucide-react/icons/alarm-clock';
import CircleCheck from 'lucide-react/icons/circle-check';
import Ellipsis from 'lucide-react/icons/ellipsis';
import LifeBuoy from 'lucide-react/icons/life-buoy';
import Link from 'lucide-react/icons/link';
import ShieldAlert from 'lucide-react/icons/shield-alert';
import Trash2 from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';

import { useShortcuts } from '@/shared/lib/shortcuts';
import { Icon, IconButton, Menu, MenuItem, MenuLine, toast } from '@/shared/ui';

import { useCalls } from '../calls/use-calls';
import { useRelations } from '../merging/menu-items';
import { useTicketScreen } from '../ticket-context';
import { AskHelp } from './ask-help';
import { BlockDialog } from './block-dialog';
import { SnoozeDialog, SnoozeMenu } from './snooze';

/** What is done now and then: snooze, ask for help, copy a link, spam, trash; on a phone also solve. */
export function HeaderMenu({ onSolve }: { onSolve: (() => void) | null }) {
  const { t } = useTranslation('ticket');
  const { ticket, me, change, asking, setAsking, mayAsk } = useTicketScreen();
  const mayChange = ticket.permissions.update;
  const [isSnoozing, setSnoozing] = useState(false);
  const relations = useRelations();
  const calls = useCalls();
  const [isBlocking, setBlocking] = useState(false);
  const mayBlock = me?.verbs.includes('customer.block') ?? false;
  useShortcuts(
    t('title', { number: ticket.number }),
    [{ keys: 'shift+h', label: t('keys.help'), run: () => setAsking({}) }],
    mayAsk,
  );

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
      {mayChange && <SnoozeMenu onOwnTime={() => setSnoozing(true)} />}
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
        {mayChange && (
          <MenuItem icon={<Icon icon={AlarmClock} size={14} />} keys="h" onSelect={() => setSnoozing(true)}>
            {t('snooze.label')}
          </MenuItem>
        )}
        {mayAsk && (
          <MenuItem icon={<Icon icon={LifeBuoy} size={14} />} keys="shift+h" onSelect={() => setAsking({})}>
            {t('help.open')}
          </MenuItem>
        )}
        {calls.item}
        {relations.items}
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
            {mayBlock && (
              <MenuItem icon={<Icon icon={Ban} size={14} />} onSelect={() => setBlocking(true)}>
                {t('block.open')}
              </MenuItem>
            )}
          </>
        )}
        {(mayChange || isDeleted) && (
          <MenuItem
            isDanger={!isDeleted}
            icon={<Icon icon={Trash2} size={14} />}
            unavailable={ticket.permissions.trash === false ? t('menu.trashForbidden') : null}
            onSelect={() => flag('is_deleted', !isDeleted, isDeleted ? t('menu.restored') : t('menu.trashDone'))}
          >
            {isDeleted ? t('menu.restore') : t('menu.trash')}
          </MenuItem>
        )}
      </Menu>
      {relations.dialogs}
      {calls.dialog}
      <AskHelp asking={asking} onClose={() => setAsking(null)} />
      <BlockDialog isOpen={isBlocking} onOpenChange={setBlocking} />
      <SnoozeDialog isOpen={isSnoozing} onOpenChange={setSnoozing} />
    </>
  );
}
