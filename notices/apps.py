from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told about their tickets, and when it also goes out by mail."""

    name = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from assistant.events import BoundaryReviewDue, CategoryDemoted, ReadersStillAsk, ReviewDigestDue
        from core import kept, persons
        from core.events import subscribe
        from kb.events import ApprovalAsked, ApprovalDecided, ReviewDue
        from notices import handlers
        from notices.services import kept as words
        from people.events import ReadingUnusual
        from routing.events import PeopleCalled, TicketEscalated
        from tickets.events import (
            MessageReceived,
            NoteAdded,
            ScheduledReplyHeld,
            SideMessageReceived,
            TicketChanged,
        )

        subscribe(NoteAdded, handlers.on_note_added, key="notices.on_note_added", wants=handlers.wants_note)
        subscribe(
            TicketChanged,
            handlers.on_ticket_changed,
            key="notices.on_ticket_changed",
            wants=handlers.wants_change,
        )
        subscribe(
            MessageReceived,
            handlers.on_message_received,
            key="notices.on_message_received",
            wants=handlers.wants_message,
        )
        subscribe(
            SideMessageReceived,
            handlers.on_side_message_received,
            key="notices.on_side_message_received",
            wants=handlers.wants_side,
        )
        subscribe(ReviewDue, handlers.on_review_due, key="notices.on_review_due")
        subscribe(ReadersStillAsk, handlers.on_readers_still_ask, key="notices.on_readers_still_ask")
        subscribe(ApprovalAsked, handlers.on_approval_asked, key="notices.on_approval_asked")
        subscribe(ApprovalDecided, handlers.on_approval_decided, key="notices.on_approval_decided")
        subscribe(TicketEscalated, handlers.on_ticket_escalated, key="notices.on_ticket_escalated")
        subscribe(CategoryDemoted, handlers.on_category_demoted, key="notices.on_category_demoted")
        subscribe(ReviewDigestDue, handlers.on_review_digest_due, key="notices.on_review_digest_due")
        subscribe(
            PeopleCalled,
            handlers.on_people_called,
            key="notices.on_people_called",
            wants=handlers.wants_call,
        )
        subscribe(BoundaryReviewDue, handlers.on_boundary_review_due, key="notices.on_boundary_review_due")
        subscribe(ReadingUnusual, handlers.on_reading_unusual, key="notices.on_reading_unusual")
        subscribe(ScheduledReplyHeld, handlers.on_scheduled_reply_held, key="notices.on_scheduled_reply_held")
        kept.add("notices", words.KEEPERS)
        persons.add("notices", words.PERSONS)
