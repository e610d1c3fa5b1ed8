import { api, type Named, type Page } from '@/shared/api';
import { useTicketPart } from '@/shared/ticket-screen';


const NOBODY: readonly Named[] = [];

/** The teammates who may see the ticket: nobody else is offered for a mention. */
export function useMentionable(number: number, isEnabled: boolean): readonly Named[] {
  const read = (ticket: number, signal?: AbortSignal) =>
    api.get<Page<Named>>(`/tickets/${ticket}/mentionable`, signal ? { signal } : {});
  return useTicketPart(number, 'mentionable', read, { isEnabled }).data?.results ?? NOBODY;
}
