from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Mailboxes, ingest, automatic mail and delivery."""

    name = "integrations.email"
    label = "email"
    verbose_name = "Email"

    def ready(self) -> None:
        from core import kept, persons, ports, retention, setup
        from core.events import subscribe
        from integrations.email import handlers
        from integrations.email.selectors import mail_facts, routes
        from integrations.email.selectors import setup as guide
        from integrations.email.services import (
            account_mail,
            acknowledging,
            alarming,
            customer_mail,
            retaining,
        )
        from integrations.email.services import kept as words
        from integrations.email.services import persons as held
        from notices.events import NoticesDue
        from tickets.events import MessageReceived, ReplyPosted, SideMessageSent, TicketResolved

        subscribe(ReplyPosted, handlers.on_reply_posted, key="email.on_reply_posted")
        subscribe(
            MessageReceived,
            handlers.on_message_received,
            key="email.on_message_received",
            wants=handlers.wants_message,
        )
        subscribe(TicketResolved, handlers.on_ticket_resolved, key="email.on_ticket_resolved")
        subscribe(SideMessageSent, handlers.on_side_message_sent, key="email.on_side_message_sent")
        subscribe(NoticesDue, handlers.on_notices_due, key="email.on_notices_due")
        setup.ways.add(setup.Way("mailbox", "way_in", 21, "mail", guide.mailbox_way))
        setup.rules.add(setup.Rule("acknowledgement", 10, "mail", guide.acknowledgement_rule))
        ports.brand_holds.add("email", routes.brand_holds)
        ports.brand_needs.add("email", routes.brand_need)
        ports.acknowledgement_words.fill(acknowledging.acknowledgement_words)
        ports.replies_by_email.fill(routes.replies_by_email)
        ports.own_addresses.fill(mail_facts.own_addresses)
        ports.account_mail.fill(account_mail)
        ports.customer_mail.fill(customer_mail)
        ports.admin_mail.fill(alarming.admin_mail)
        ports.account_mail_works.fill(routes.can_write_to_staff)
        kept.add("email", words.KEEPERS)
        kept.add_copies("email", words.copies)
        persons.add("email", held.PERSONS)
        retention.add("email", "originals", retaining.ORIGINALS)
        persons.add_elsewhere("email", held.elsewhere)
