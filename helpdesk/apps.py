from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    """The roof: settings, URLs, processes and the commands that join the floors."""

    name = "helpdesk"
