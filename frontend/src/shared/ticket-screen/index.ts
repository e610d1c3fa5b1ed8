export { messagePayload } from './entry-payload';
export { Part, Section } from './section';
export { SectionBoundary } from './section-boundary';
export { markedIn } from './marked-in';
export { TicketPortProvider, useTicketPort } from './ticket-port';
export type { TicketPort } from './ticket-port';
export { orNothing, useTicketPart } from './use-ticket-part';
