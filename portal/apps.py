from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The customers' side of the help center: signing in, their requests, contact forms."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from core import ports
        from portal.selectors.forms import doors

        ports.help_doors.fill(doors)
