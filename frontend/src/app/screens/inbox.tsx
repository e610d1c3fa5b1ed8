import { getRouteApi, useNavigate, useParams } from '@tanstack/react-router';
import { InboxScreen } from '@/features/inbox';
import { TicketScreen } from '@/features/ticket';
import { idOf } from '@/shared/lib/address';
import { TicketSlotsProvider } from '@/shared/slots';
import { ticketSlots } from '../ticket-slots';

const route = getRouteApi('/staff/inbox');

/** /inbox and /inbox/:number are one screen, so that the queue stays where it is. */
export function InboxRoute() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { number } = useParams({ strict: false });
  const open = idOf(number);
  const openTicket = (next: number, replace = false): void =>
    void navigate({ to: '/inbox/$number', params: { number: String(next) }, search, replace });
  return (
    <InboxScreen
      open={open}
      search={search}
      onSearch={(next) =>
        void (open === null
          ? navigate({ to: '/inbox', search: next })
          : navigate({ to: '/inbox/$number', params: { number: String(open) }, search: next }))
      }
      onOpen={(next) => openTicket(next)}
      onClose={() => void navigate({ to: '/inbox', search })}
      renderTicket={(handlers) => (
        <TicketSlotsProvider value={ticketSlots}>
          {/* The way back does not lead to a ticket that leads here. */}
          <TicketScreen {...handlers} onMoved={(next) => openTicket(next, true)} />
        </TicketSlotsProvider>
      )}
    />
  );
}
