from django.apps import AppConfig


class SlackConfig(AppConfig):
    """Slack as a channel, and alerts there."""

    name = "integrations.slack"
    label = "slack"
    verbose_name = "Slack"

    def ready(self) -> None:
        from django.conf import settings

        from core import kept, persons
        from core.events import subscribe
        from integrations.connections import signatures, systems
        from integrations.connections.systems import Hooks, SystemSpec
        from integrations.slack import handlers, protocol, services
        from integrations.slack.services import kept as words
        from routing.events import TicketEscalated
        from sla.events import ClockBreached, ClockWarned
        from tickets.events import NoteAdded, ReplyPosted, TicketResolved

        systems.add(
            SystemSpec(
                key=protocol.KEY,
                label="Slack",
                base_url=settings.SLACK_URL,
                provider=protocol.provider,
                test="/api/auth.test",
                account_of=protocol.account_of,
                base_of=protocol.base_of,
                refusal=protocol.refusal,
                delivered=services.on_delivered,
                hooks=Hooks(
                    scheme=signatures.slack,
                    handle=services.hook_take,
                    event_of=protocol.event_of,
                    delivery_id_of=protocol.delivery_id_of,
                    answer=protocol.answer,
                    shared_secrets=protocol.shared_secrets,
                ),
                settings_path=protocol.SETTINGS_PATH,
            )
        )
        subscribe(
            ReplyPosted,
            handlers.on_reply_posted,
            key="slack.on_reply_posted",
            wants=handlers.wants_reply,
        )
        subscribe(
            TicketResolved,
            handlers.on_ticket_resolved,
            key="slack.on_ticket_resolved",
            wants=handlers.wants_resolved,
        )
        subscribe(ClockBreached, handlers.on_clock_breached, key="slack.on_clock_breached")
        subscribe(ClockWarned, handlers.on_clock_warned, key="slack.on_clock_warned")
        subscribe(TicketEscalated, handlers.on_ticket_escalated, key="slack.on_ticket_escalated")
        subscribe(NoteAdded, handlers.on_note_added, key="slack.on_note_added", wants=handlers.wants_note)
        kept.add("slack", words.KEEPERS)
        kept.add_copies("slack", words.copies)
        persons.add("slack", words.PERSONS)
        persons.add_elsewhere("slack", words.elsewhere)
