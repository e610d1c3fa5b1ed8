export { InboxScreen } from './inbox-screen';
export type { InboxSearch, TicketHandlers } from './inbox-screen';
