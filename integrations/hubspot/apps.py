from django.apps import AppConfig


class HubSpotConfig(AppConfig):
    """HubSpot as the CRM."""

    name = "integrations.hubspot"
    label = "hubspot"
    verbose_name = "HubSpot"

    def ready(self) -> None:
        from core import kept, persons
        from core.events import subscribe
        from integrations.connections import systems
        from integrations.hubspot import handlers, spec
        from integrations.hubspot.services import kept as words
        from people.events import CompanyChanged
        from tickets.events import TicketResolved

        systems.add(spec.spec())
        subscribe(CompanyChanged, handlers.on_company_changed, key="hubspot.company_changed")
        subscribe(TicketResolved, handlers.on_ticket_resolved, key="hubspot.ticket_resolved")
        kept.add_copies("hubspot", words.copies)
        persons.add("hubspot", words.PERSONS)
        persons.add_elsewhere("hubspot", words.elsewhere)
