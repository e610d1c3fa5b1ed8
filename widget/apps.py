from django.apps import AppConfig


class WidgetConfig(AppConfig):
    """The in-app widget: sessions, what customers share, their side of conversations."""

    name = "widget"
    verbose_name = "Widget"

    def ready(self) -> None:
        from core import persons, ports, retention, setup
        from widget.api import security  # noqa: F401 (registers itself with the API's description)
        from widget.selectors import promises, writer_is_proven
        from widget.selectors import setup as guide
        from widget.services import forgetting, merging
        from widget.services import kept as words
        from widget.staff_rendering import shared_context

        setup.ways.add(setup.Way("widget", "way_in", 20, "widget", guide.widget_way))
        setup.proposals.add(setup.Proposal("notices", 20, 90, "widget", guide.notices_proposal))
        persons.add("widget", words.PERSONS)
        retention.add("widget", "sessions", forgetting.SESSIONS)
        ports.session_context.fill(shared_context)
        ports.writer_is_proven.fill(writer_is_proven)
        ports.shown_wait.fill(promises.shown_wait)
        ports.contact_counts.add("widget", merging.contact_counts)
        ports.contact_moves.add("widget", merging.contact_move)
        ports.contact_returns.add("widget", merging.contact_return)
