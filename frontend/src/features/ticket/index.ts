export { TicketScreen } from './ticket-screen';
export type { TicketScreenProps } from './ticket-screen';
export { TextField } from './composer/text-field';
