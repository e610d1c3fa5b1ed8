from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Tiers, rules, priority score, assignment, escalation and the reasons for all of it."""

    name = "routing"
    verbose_name = "Routing"

    def ready(self) -> None:
        from assistant.events import HandoffRequested, TriageCorrected, Triaged
        from core import kept, persons, ports, setup
        from core.events import subscribe
        from people.events import (
            AbsenceBegan,
            AccessChanged,
            CapacityChanged,
            CompanyChanged,
            PresenceChanged,
        )
        from routing import handlers
        from routing.selectors import rules
        from routing.selectors import setup as guide
        from routing.services import kept as words
        from sla.events import ClockBreached, ClockWarned
        from tickets.events import MessageReceived, TicketChanged, TicketCreated, TicketMerged, TicketWoken

        ports.team_needs.add("routing", rules.team_need)
        ports.word_uses.add("routing", rules.word_uses)
        ports.skill_needs.add("routing", rules.skill_need)
        setup.rules.add(setup.Rule("routing", 20, "routing", guide.routing_rule))
        setup.proposals.add(setup.Proposal("value", 30, 90, "routing", guide.value_proposal))
        subscribe(MessageReceived, handlers.on_message_received, key="routing.on_message_received")
        subscribe(TicketCreated, handlers.on_ticket_created, key="routing.on_ticket_created")
        subscribe(
            TicketChanged,
            handlers.on_ticket_changed,
            key="routing.on_ticket_changed",
            wants=handlers.wants_change,
        )
        subscribe(TicketMerged, handlers.on_ticket_merged, key="routing.on_ticket_merged")
        subscribe(TicketWoken, handlers.on_ticket_woken, key="routing.on_ticket_woken")
        subscribe(Triaged, handlers.on_triaged, key="routing.on_triaged")
        subscribe(TriageCorrected, handlers.on_triage_corrected, key="routing.on_triage_corrected")
        subscribe(HandoffRequested, handlers.on_handoff_requested, key="routing.on_handoff_requested")
        subscribe(PresenceChanged, handlers.on_presence_changed, key="routing.on_presence_changed")
        subscribe(CapacityChanged, handlers.on_capacity_changed, key="routing.on_capacity_changed")
        subscribe(AbsenceBegan, handlers.on_absence_began, key="routing.on_absence_began")
        subscribe(AccessChanged, handlers.on_access_changed, key="routing.on_access_changed")
        subscribe(
            CompanyChanged,
            handlers.on_company_changed,
            key="routing.on_company_changed",
            wants=handlers.wants_company,
        )
        subscribe(ClockWarned, handlers.on_clock_warned, key="routing.on_clock_warned")
        subscribe(ClockBreached, handlers.on_clock_breached, key="routing.on_clock_breached")
        kept.add("routing", words.KEEPERS)
        persons.add("routing", words.PERSONS)
