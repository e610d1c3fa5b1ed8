from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Measures, money and dashboards over all floors."""

    name = "insights"
    verbose_name = "Insights"

    def ready(self) -> None:
        from assistant.events import AnswerJudged
        from core.events import subscribe
        from insights import handlers
        from people.events import CompanyChanged, ContactsMerged, ContactsUnmerged
        from routing.events import TicketEscalated
        from sla.events import ClockBreached
        from tickets.events import (
            MessageReceived,
            ReplyPosted,
            TicketChanged,
            TicketCreated,
            TicketMerged,
            TicketRated,
            TicketsMoved,
            TicketUnmerged,
        )

        subscribe(MessageReceived, handlers.on_ticket, key="insights.on_message_received")
        subscribe(TicketCreated, handlers.on_ticket, key="insights.on_ticket_created")
        subscribe(ReplyPosted, handlers.on_ticket, key="insights.on_reply_posted")
        subscribe(TicketRated, handlers.on_ticket, key="insights.on_ticket_rated")
        subscribe(TicketEscalated, handlers.on_ticket, key="insights.on_ticket_escalated")
        subscribe(ClockBreached, handlers.on_ticket, key="insights.on_clock_breached")
        subscribe(AnswerJudged, handlers.on_ticket, key="insights.on_answer_judged")
        subscribe(
            TicketChanged,
            handlers.on_ticket_changed,
            key="insights.on_ticket_changed",
            wants=handlers.wants_change,
        )
        subscribe(
            CompanyChanged,
            handlers.on_company_changed,
            key="insights.on_company_changed",
            wants=handlers.wants_company,
        )
        subscribe(TicketMerged, handlers.on_merged, key="insights.on_ticket_merged")
        subscribe(TicketUnmerged, handlers.on_merged, key="insights.on_ticket_unmerged")
        subscribe(TicketsMoved, handlers.on_tickets_moved, key="insights.on_tickets_moved")
        subscribe(ContactsMerged, handlers.on_contacts_merged, key="insights.on_contacts_merged")
        subscribe(ContactsUnmerged, handlers.on_contacts_merged, key="insights.on_contacts_unmerged")
