from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Mailboxes, ingest, automatic mail and delivery."""

    name = "integrations.email"
    label = "email"
    verbose_name = "Email"

    def ready(self) -> None:
        from core import ports
        from core.events import subscribe
        from integrations.email import handlers
        from integrations.email.selectors import routes
        from integrations.email.services import account_mail, acknowledging, alarming
        from routing.events import TicketEscalated
        from tickets.events import MessageReceived, NoteAdded, ReplyPosted

        subscribe(ReplyPosted, handlers.on_reply_posted, key="email.on_reply_posted")
        subscribe(
            MessageReceived,
            handlers.on_message_received,
            key="email.on_message_received",
            wants=handlers.wants_message,
        )
        subscribe(NoteAdded, handlers.on_note_added, key="email.on_note_added", wants=handlers.wants_note)
        subscribe(
            TicketEscalated,
            handlers.on_ticket_escalated,
            key="email.on_ticket_escalated",
            wants=handlers.wants_escalation,
        )
        ports.brand_holds.add("email", routes.brand_holds)
        ports.brand_needs.add("email", routes.brand_need)
        ports.acknowledgement_words.fill(acknowledging.acknowledgement_words)
        ports.replies_by_email.fill(routes.replies_by_email)
        ports.account_mail.fill(account_mail)
        ports.admin_mail.fill(alarming.admin_mail)
        ports.account_mail_works.fill(routes.can_write_to_staff)
