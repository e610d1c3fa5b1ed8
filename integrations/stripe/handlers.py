"""How Stripe's side reacts to what happens here; safe to repeat, in any order."""

from core.events import EventMeta
from integrations.stripe import services
from people.events import CompanyChanged

_MATTER = frozenset(("domain", "external_id", "name"))


def on_company_changed(event: CompanyChanged, meta: EventMeta) -> None:
    """Look anew whose customers are that nobody was found for."""
    if _MATTER & event.changes.keys():
        services.match_company(company_id=event.company_id, now=meta.occurred_at)
