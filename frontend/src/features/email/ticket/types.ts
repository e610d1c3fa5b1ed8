/** Short names for generated shapes of the email channel. */
import type { Schemas } from '@/shared/api';

export type Bounce = Schemas['Bounce'];
export type Recipient = Schemas['Recipient'];
/** Who a public reply goes to unless its writer chooses otherwise. */
export type TicketRecipients = Schemas['ReplyRecipients'];
export type Person = Schemas['MailAddress'];
export type Invitation = Schemas['Invitation'];
/** The whole mail of an entry. */
export type OriginalMail = Schemas['Original'];
export type DeliveryAction = Schemas['DeliveryInput']['action'];
