export { TicketsScreen } from './tickets-screen';
export type { TicketsSearch } from './use-table-view';
