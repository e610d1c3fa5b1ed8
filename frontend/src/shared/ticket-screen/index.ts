export { Part, Section } from './section';
export { SectionBoundary } from './section-boundary';
export { orNothing, useTicketPart } from './use-ticket-part';
