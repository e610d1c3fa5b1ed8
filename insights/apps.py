from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Measures, money and dashboards over all floors."""

    name = "insights"
    verbose_name = "Insights"

    def ready(self) -> None:
        from core import kept, persons, ports
        from core.events import subscribe
        from insights import handlers
        from insights.events import PlaybookFired
        from insights.selectors.playbooks import may_send_messages
        from insights.services import kept as words
        from insights.services import moving
        from insights.services.following import loaded_touch
        from people.events import AccessChanged

        kept.add("insights", words.KEEPERS)
        persons.add("insights", words.PERSONS)
        ports.proactive_messages.fill(may_send_messages)
        ports.tickets_loaded.add("insights", loaded_touch)
        ports.contact_moves.add("insights", moving.contact_move)
        ports.contact_returns.add("insights", moving.contact_return)
        subscribe(PlaybookFired, handlers.on_playbook_fired, key="insights.on_playbook_fired")
        subscribe(AccessChanged, handlers.on_access_changed, key="insights.on_access_changed")
