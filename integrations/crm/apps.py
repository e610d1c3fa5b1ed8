from django.apps import AppConfig


class CrmConfig(AppConfig):
    """What all CRMs share."""

    name = "integrations.crm"
    label = "crm"
    verbose_name = "CRM"

    def ready(self) -> None:
        from core import kept, persons
        from core.events import subscribe
        from integrations.crm import handlers
        from integrations.crm.services import kept as words
        from people.events import CompanyChanged
        from tickets.events import TicketResolved

        # The keys are those from when there was one CRM: under others, old events would be new.
        subscribe(CompanyChanged, handlers.on_company_changed, key="hubspot.company_changed")
        subscribe(TicketResolved, handlers.on_ticket_resolved, key="hubspot.ticket_resolved")
        kept.add_copies("crm", words.copies)
        persons.add("crm", words.PERSONS)
        persons.add_elsewhere("crm", words.elsewhere)
