"""How the CRM's side reacts to what happens here; safe to repeat, in any order."""

from core.events import EventMeta
from integrations.crm import services
from people.events import CompanyChanged
from tickets.events import TicketResolved


def on_company_changed(event: CompanyChanged, meta: EventMeta) -> None:
    """Remember when our value last changed, for where the newer one wins."""
    services.ours_changed(company_id=event.company_id, changes=event.changes, at=meta.occurred_at)


def on_ticket_resolved(event: TicketResolved, meta: EventMeta) -> None:
    """Tell the CRM how it ended."""
    services.outcome_queue(ticket_id=event.ticket_id, key=f"outcome:{meta.id}", at=meta.occurred_at)
