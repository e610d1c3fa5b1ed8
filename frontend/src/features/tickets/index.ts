export { TicketsScreen } from './tickets-screen';
export type { TicketsSearch } from './tickets-screen';
