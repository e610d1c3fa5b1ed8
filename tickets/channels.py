"""
What the rest of the house must know of a channel, in one place.

Those of the house stand here; a system that is a channel declares its own in its `system.py`. Keys are the
values of `tickets.models.Channel`.
"""

from django.conf import settings

from core.declarations import merged
from tickets.channel_kinds import ChannelKind, Mail, Way, mail_of

__all__ = ["CHANNELS", "LIVE", "ChannelKind", "Mail", "Way", "mail_of", "way_of"]

CHANNELS: dict[str, ChannelKind] = {
    "widget": ChannelKind(
        Way.CHAT, is_live=True, shows_pieces=True, shows_sources=True, is_one_customers=True
    ),
    **merged(system.channels for system in settings.DECLARED),
    "slack": ChannelKind(Way.EMAIL, is_live=True),
    "api": ChannelKind(Way.EMAIL, answers_at_first=False),
    "web": ChannelKind(Way.EMAIL, shows_pieces=True),
    # Opened by staff: nobody but them writes here.
    "agent": ChannelKind(Way.EMAIL, assistant=False, answers_at_first=False),
}

LIVE = frozenset(key for key, kind in CHANNELS.items() if kind.is_live)


def way_of(channel: str, reply_by: str = "") -> Way:
    """How messages to the customer of a ticket leave; `reply_by` is the ticket's own choice."""
    return Way(reply_by) if reply_by else CHANNELS[channel].way
