"""How insights react to their own events; safe to repeat."""

from core import clock
from core.events import EventMeta
from insights import services
from insights.events import PlaybookFired


def on_playbook_fired(event: PlaybookFired, meta: EventMeta) -> None:
    """Do what the playbook says."""
    services.playbook_act(firing_id=event.firing_id, now=clock.now())
