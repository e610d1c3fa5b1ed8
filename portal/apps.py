from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The customers' side of the help center: signing in, their requests, contact forms."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from core import persons, ports
        from portal.selectors.forms import doors, word_uses
        from portal.services import way_in
        from portal.services.kept import PERSONS

        ports.help_doors.fill(doors)
        ports.portal_way.fill(way_in)
        ports.word_uses.add("portal", word_uses)
        persons.add("portal", PERSONS)
