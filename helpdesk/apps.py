from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    """The roof: settings, URLs, processes, and the commands that span the floors."""

    name = "helpdesk"
