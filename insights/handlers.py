"""How insights react to their own events; safe to repeat."""

from core import clock
from core.events import EventMeta
from insights import services
from insights.events import PlaybookFired
from people.events import AccessChanged


def on_playbook_fired(event: PlaybookFired, meta: EventMeta) -> None:
    """Do what the playbook says."""
    services.playbook_act(firing_id=event.firing_id, now=clock.now())


def on_access_changed(event: AccessChanged, meta: EventMeta) -> None:
    """Reports of who left or may not see figures any more do not leave."""
    services.reports_of_pause(user_id=event.user_id, now=clock.now())
