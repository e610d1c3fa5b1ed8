from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets, timeline, views, search, surveys."""

    name = "tickets"
    verbose_name = "Tickets"
