export { InboxScreen } from './inbox-screen';
export type { TicketHandlers } from './inbox-screen';
export type { InboxSearch } from './use-queue-view';
