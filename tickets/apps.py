from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets, timeline, views, search, surveys."""

    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from core import live
        from core.events import subscribe
        from people.events import ContactsMerged
        from tickets import handlers, topics

        live.authorizers.add("ticket", topics.may_follow_ticket)
        subscribe(ContactsMerged, handlers.on_contacts_merged, key="tickets.on_contacts_merged")
