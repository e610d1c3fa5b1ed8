import type { Schemas } from '../api';

type Recipient = Schemas['Recipient'];
type TicketRecipients = Schemas['ReplyRecipients'];

export function recipient(address: string, name = '', over: Partial<Recipient> = {}): Recipient {
  return { address, name, is_approved: true, bounce: null, ...over };
}

export function recipients(over: Partial<TicketRecipients> = {}): TicketRecipients {
  return {
    channel: 'email',
    way: 'email',
    can_email: true,
    from: { name: 'Halyard', address: 'support@halyard.example' },
    to: [recipient('helen@kestrel.example', 'Helen Marsh')],
    choices: [],
    cc: [],
    pending: [],
    note: '',
    ...over,
  };
}
