from django.apps import AppConfig


class SlaConfig(AppConfig):
    """Policies, calendars, clocks, warnings and breaches."""

    name = "sla"
    verbose_name = "SLA"

    def ready(self) -> None:
        from core import pace, persons, ports, setup
        from core.events import subscribe
        from people.events import CompanyChanged, ContactsMerged, ContactsUnmerged
        from sla import handlers, selectors, services
        from sla.services import kept as words
        from tickets.events import (
            MessageReceived,
            ReplyPosted,
            TicketChanged,
            TicketCreated,
            TicketMerged,
            TicketUnmerged,
        )

        persons.add("sla", words.PERSONS)
        pace.behind.add("sla", services.checks_behind)
        subscribe(MessageReceived, handlers.on_message_received, key="sla.on_message_received")
        subscribe(
            ReplyPosted, handlers.on_reply_posted, key="sla.on_reply_posted", wants=handlers.wants_reply
        )
        subscribe(TicketCreated, handlers.on_ticket_created, key="sla.on_ticket_created")
        subscribe(TicketMerged, handlers.on_ticket_merged, key="sla.on_ticket_merged")
        subscribe(TicketUnmerged, handlers.on_ticket_unmerged, key="sla.on_ticket_unmerged")
        subscribe(
            TicketChanged,
            handlers.on_ticket_changed,
            key="sla.on_ticket_changed",
            wants=handlers.wants_change,
        )
        subscribe(
            CompanyChanged,
            handlers.on_company_changed,
            key="sla.on_company_changed",
            wants=handlers.wants_company,
        )
        subscribe(ContactsMerged, handlers.on_contacts_merged, key="sla.on_contacts_merged")
        subscribe(ContactsUnmerged, handlers.on_contacts_merged, key="sla.on_contacts_unmerged")
        ports.word_uses.add("sla", selectors.word_uses)
        ports.team_needs.add("sla", selectors.team_need)
        ports.expected_wait_seconds.fill(selectors.expected_wait_seconds)
        setup.rules.add(setup.Rule("clocks", 30, "sla", selectors.clocks_rule))
