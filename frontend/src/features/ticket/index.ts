export { TicketScreen } from './ticket-screen';
export type { TicketScreenProps } from './ticket-screen';
