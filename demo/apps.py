from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo world and Halyard's own pages: an app without tables, installed by `EXTRA_APPS=demo`."""

    name = "demo"
