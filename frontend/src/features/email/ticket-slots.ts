import Blocks from 'lucide-react/icons/blocks';
import type { FeatureTicketSlots } from '@/shared/slots';
import { AsideLine } from './ticket/aside';
import { DeliveryLine, DeliveryMark } from './ticket/delivery';
import { Invitations } from './ticket/invitations';
import { MailLine, MailMarks } from './ticket/mail-head';
import { MailNote } from './ticket/mail-note';
import { OriginalButton, OriginalParts } from './ticket/original';
import { replySlot } from './ticket/reply-slot';
import { RequesterBounces } from './ticket/requester-bounces';
import './ticket/mail.css';

const WRITTEN = ['message', 'note'] as const;

export default {
  reply: replySlot,
  entry: [
    { id: 'mail.marks', labelKey: 'email:mail.part.sender', place: 'mark', at: [...WRITTEN, 'step'], component: MailMarks },
    { id: 'mail.delivered', labelKey: 'email:mail.part.delivery', place: 'mark', at: ['message'], component: DeliveryMark },
    { id: 'mail.whole', labelKey: 'email:mail.original.show', place: 'mark', at: ['step'], component: OriginalButton },
    { id: 'mail.aside', labelKey: 'email:mail.part.sender', place: 'head', at: ['note'], component: AsideLine },
    { id: 'mail.line', labelKey: 'email:mail.recipients', place: 'head', at: WRITTEN, component: MailLine },
    { id: 'mail.note', labelKey: 'email:mail.part.note', place: 'text', at: WRITTEN, component: MailNote },
    { id: 'mail.invitations', labelKey: 'email:mail.invite.label', place: 'text', at: WRITTEN, component: Invitations },
    { id: 'mail.original', labelKey: 'email:mail.original.show', place: 'files', at: WRITTEN, component: OriginalParts },
    { id: 'mail.delivery', labelKey: 'email:mail.part.delivery', place: 'end', at: ['message'], component: DeliveryLine },
  ],
  requester: [{ id: 'mail.bounces', labelKey: 'email:mail.part.delivery', component: RequesterBounces }],
  steps: [
    {
      id: 'integration.automatic_mail',
      kind: 'integration',
      step: 'automatic_mail',
      icon: Blocks,
      labelKey: 'email:mail.automaticStep',
    },
  ],
  live: [
    {
      id: 'recipients',
      on: [
        'tickets.message_received',
        'tickets.reply_posted',
        'tickets.ticket_changed',
        'tickets.delivery_changed',
        'tickets.tickets_moved',
      ],
    },
  ],
} satisfies FeatureTicketSlots;
