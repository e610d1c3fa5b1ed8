import { useMutation, useQueryClient } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { Section } from '@/shared/ticket-screen';
import { Icon, IconButton, StatusIcon, toastFailure, useReasonOf } from '@/shared/ui';

import { Told } from '../telling/told';
import { useTicketScreen } from '../ticket-context';
import type { TicketDetail } from '../types';
import { mergingApi, type LinkKind } from './api';
import { LinkDialog } from './link-dialog';

type TicketLink = TicketDetail['links'][number];

const BY_HAND: readonly string[] = ['related', 'duplicate', 'child', 'incident'] satisfies LinkKind[];
const isByHand = (kind: string): kind is LinkKind => BY_HAND.includes(kind);

/** The tickets that belong to this one, by what they are to it, each with its state. */
export function Links() {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const [isLinking, setLinking] = useState(false);
  const mayLink = ticket.permissions.update;
  if (ticket.links.length === 0 && !mayLink) return null;
  return (
    <Section name="links" title={t('links.title')} count={ticket.links.length}>
      {ticket.links.length === 0 ? (
        <p className="t3 f12">{t('links.none')}</p>
      ) : (
        <ul className="lst ticket-links">
          {ticket.links.map((link) => (
            <Row key={`${link.kind} ${link.direction} ${link.number}`} link={link} mayUnlink={mayLink && isByHand(link.kind)} />
          ))}
        </ul>
      )}
      <Told />
      {mayLink && (
        <button type="button" className="link f12" onClick={() => setLinking(true)}>
          <Icon icon={Plus} size={12} /> {t('links.add')}
        </button>
      )}
      <LinkDialog isOpen={isLinking} onOpenChange={setLinking} />
    </Section>
  );
}

function Row({ link, mayUnlink }: { link: TicketLink; mayUnlink: boolean }) {
  const { t } = useTranslation('ticket');
  const { ticket, openTicket } = useTicketScreen();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const unlink = useMutation({
    mutationFn: (kind: LinkKind) => mergingApi.unlink(ticket.number, kind, link.number),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.ticket(ticket.number) }),
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return (
    <li>
      <StatusIcon status={link.status} hideWord />
      <span className="badge mute nw">{t(`links.kinds.${link.kind}.${link.direction}`)}</span>
      <a
        className="name ell"
        href={`/app/inbox/${link.number}`}
        title={link.subject}
        dir="auto"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          openTicket(link.number);
        }}
      >
        {link.subject}
      </a>
      <bdi className="t3 f12 nw">#{link.number}</bdi>
      {mayUnlink && (
        <IconButton
          size="xs"
          label={t('links.remove', { number: link.number })}
          onClick={() => {
            if (!isByHand(link.kind)) return;
            unlink.mutate(link.kind);
            document.getElementById('conversation')?.focus({ preventScroll: true });
          }}
        >
          <Icon icon={X} size={12} />
        </IconButton>
      )}
    </li>
  );
}
