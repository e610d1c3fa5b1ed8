import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';

import type { TicketDetail } from '@/shared/api';
import { useMedia } from '@/shared/lib/media';
import { ChannelIcon, Icon, SkeletonLine } from '@/shared/ui';

import { BounceNotes } from './bounce-notes';
import { PendingPeople } from './pending-people';
import { RecipientChips } from './recipient-chips';
import { useNoteText } from './use-note-text';
import { nameOf, type ReplyRecipients } from './use-recipients';

interface RecipientsFieldProps {
  ticket: TicketDetail;
  recipients: ReplyRecipients;
  /** How the row looks where there is nothing to choose. */
  plain: ReactNode;
}

/**
 * Who gets the reply, before it is sent: everybody by name, with the ways to change it.
 *
 * On a phone it is one line that opens when it takes focus, and closes when focus goes elsewhere.
 */
export function RecipientsField({ ticket, recipients, plain }: RecipientsFieldProps) {
  const { t } = useTranslation('email');
  const { state, all } = recipients;
  const noteText = useNoteText();
  if (state === 'none') {
    const cannot = all && !all.can_email && ticket.reply_by !== 'chat';
    if (!cannot) return plain;
    return (
      <p className="to rcp-warn">
        <Icon icon={TriangleAlert} size={14} />
        <span dir="auto">{noteText(all.note, ticket.requester.name) || t('mail.cannot')}</span>
      </p>
    );
  }
  if (state === 'loading') {
    return (
      <span className="rcp" role="status" aria-label={t('mail.loading')}>
        {plain}
        <SkeletonLine width="72px" />
      </span>
    );
  }
  if (state === 'failed' || !all) {
    return (
      <span className="rcp">
        {plain}
        <span className="rcp-warn f12">
          <Icon icon={TriangleAlert} size={14} />
          {t('mail.failed', { name: nameOf(all, ticket) })}
        </span>
        <button type="button" className="link f12" onClick={recipients.retry}>
          {t('mail.again')}
        </button>
      </span>
    );
  }
  return <OpenableField ticket={ticket} recipients={recipients} />;
}

function OpenableField({ ticket, recipients }: Omit<RecipientsFieldProps, 'plain'>) {
  const { t, i18n } = useTranslation('email');
  const noteText = useNoteText();
  const isPhone = useMedia('(max-width: 600px)');
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  const { all, cc } = recipients;
  useLeaving(root, isPhone && isOpen, () => setOpen(false));
  const isShown = !isPhone || isOpen || recipients.fault !== null;
  const hasBounce = [...(all?.to ?? []), ...cc].some((person) => person.bounce);
  const names = [nameOf(all, ticket), ...cc.map((person) => person.name || person.address)];

  return (
    <div ref={root} className="rcp-box" role="group" aria-label={t('mail.recipients')}>
      {isPhone && (
        <button
          type="button"
          className="to ell"
          aria-expanded={isShown}
          aria-controls={id}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
        >
          <ChannelIcon channel={all?.channel ?? ticket.channel} />
          <span className="ell" dir="auto">
            {t('mail.toNames', { names: new Intl.ListFormat(i18n.language).format(names) })}
          </span>
          {hasBounce && <Icon icon={TriangleAlert} size={14} className="wmark" label={t('mail.hasBounce')} />}
          <Icon icon={ChevronDown} size={12} className="chev" />
        </button>
      )}
      <div id={id} hidden={!isShown}>
        {isShown && (
          <>
            <RecipientChips ticket={ticket} recipients={recipients} hasIcon={!isPhone} />
            <BounceNotes people={[...(all?.to ?? []), ...cc]} />
            <PendingPeople people={recipients.pending} onAdd={recipients.add} />
            {all?.note && (
              <p className="rcp-note" dir="auto">
                {noteText(all.note, nameOf(all, ticket))}
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** Calls `onLeave` when focus or a press goes outside; menus of the field count as inside. */
function useLeaving(root: RefObject<HTMLElement | null>, isOn: boolean, onLeave: () => void): void {
  const leave = useRef(onLeave);
  useEffect(() => {
    leave.current = onLeave;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const check = (event: Event) => {
      const target = event.target instanceof Element ? event.target : null;
      const isInside = target && (root.current?.contains(target) || target.closest('[role="menu"]'));
      if (target && !isInside) leave.current();
    };
    document.addEventListener('focusin', check);
    document.addEventListener('pointerdown', check);
    return () => {
      document.removeEventListener('focusin', check);
      document.removeEventListener('pointerdown', check);
    };
  }, [isOn, root]);
}
