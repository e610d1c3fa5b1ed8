from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets, timeline, views, search, surveys."""

    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from core import kept, live, persons, ports, retention, setup
        from core.events import subscribe
        from people.events import ContactsMerged, ContactsUnmerged, IdentityConflictFound
        from tickets import handlers, sight, topics
        from tickets.events import EntriesRedacted, MessageReceived, ReplyPosted
        from tickets.selectors import holding, internal, tagging
        from tickets.selectors import setup as guide
        from tickets.services import erasing, moving, retaining
        from tickets.services import kept as words

        live.authorizers.add("ticket", topics.may_follow_ticket)
        subscribe(ContactsMerged, handlers.on_contacts_merged, key="tickets.on_contacts_merged")
        subscribe(ContactsUnmerged, handlers.on_contacts_unmerged, key="tickets.on_contacts_unmerged")
        subscribe(IdentityConflictFound, handlers.on_identity_conflict, key="tickets.on_identity_conflict")
        subscribe(
            MessageReceived,
            handlers.on_message_received,
            key="tickets.on_message_received",
            wants=handlers.wants_message,
        )
        subscribe(
            MessageReceived,
            handlers.on_customer_wrote,
            key="tickets.on_customer_wrote",
            wants=handlers.wants_answer,
        )
        subscribe(ReplyPosted, handlers.on_colleague_wrote, key="tickets.on_colleague_wrote")
        subscribe(
            EntriesRedacted,
            handlers.on_entries_redacted,
            key="tickets.on_entries_redacted",
            wants=handlers.wants_files,
        )
        kept.add("tickets", words.KEEPERS)
        persons.add("tickets", erasing.PERSONS)
        retention.add("tickets", "tickets", retaining.TICKETS)
        retention.add("tickets", "attachments", retaining.ATTACHMENTS)
        retention.add("tickets", "originals", retaining.ORIGINALS)
        ports.word_uses.add("tickets", tagging.own_uses)
        ports.ticket_is_there.fill(holding.ticket_is_there)
        ports.tickets_with_words_of.fill(erasing.tickets_of)
        persons.add_elsewhere("tickets", erasing.elsewhere)
        ports.first_ticket_at.fill(guide.first_ticket_at)
        setup.ways.add(setup.Way("answer", "first_answer", 50, "tickets", guide.answer_way))
        ports.customers_in_sight.fill(sight.customers_in_sight)
        ports.team_needs.add("tickets", internal.team_need)
        ports.brand_holds.add("tickets", internal.brand_holds)
        ports.contact_counts.add("tickets", moving.contact_counts)
        ports.contact_moves.add("tickets", moving.contact_move)
        ports.contact_returns.add("tickets", moving.contact_return)
