"""
What the rest of the house must know of a channel, in one place.

Those of the house stand here; a system that is a channel declares its own in its `system.py`. Keys are what
tickets and entries store.
"""

from django.conf import settings

from core.declarations import merged
from tickets.channel_kinds import ChannelKind, Mail, Way, mail_of

__all__ = [
    "CHANNELS",
    "CHANNEL_CHOICES",
    "LIVE",
    "RULED",
    "ChannelKind",
    "Mail",
    "Way",
    "channel_choices",
    "mail_of",
    "way_of",
]

CHANNELS: dict[str, ChannelKind] = {
    "widget": ChannelKind(
        "Widget", Way.CHAT, is_live=True, shows_pieces=True, shows_sources=True, is_one_customers=True
    ),
    **merged(system.channels for system in settings.DECLARED),
    "api": ChannelKind("API", Way.EMAIL, answers_at_first=False, is_ruled=True),
    # Written down by whoever was on the phone: no customer reads an answer there.
    "phone": ChannelKind("Phone", Way.EMAIL, assistant=False, answers_at_first=False, is_ruled=True),
    "sms": ChannelKind("SMS", Way.API, answers_at_first=False, is_ruled=True),
    "social": ChannelKind("Social media", Way.API, answers_at_first=False, is_ruled=True),
    "web": ChannelKind("Portal", Way.EMAIL, shows_pieces=True),
    # Opened by staff: nobody but them writes here.
    "agent": ChannelKind("Opened by an agent", Way.EMAIL, assistant=False, answers_at_first=False),
}

LIVE = frozenset(key for key, kind in CHANNELS.items() if kind.is_live)

RULED = tuple(key for key, kind in CHANNELS.items() if kind.is_ruled)

CHANNEL_CHOICES = [(key, kind.label) for key, kind in CHANNELS.items()]


def is_lost(left: Way, kept: Way) -> bool:
    """Whether whoever wrote one way is no longer answered there, once their ticket goes another."""
    return left is not kept and left in (Way.THREAD, Way.CHAT)


def channel_choices() -> list[tuple[str, str]]:
    """`CHANNEL_CHOICES` for columns: migrations name this function, so that a new channel needs none."""
    return CHANNEL_CHOICES


def way_of(channel: str, reply_by: str = "") -> Way:
    """How messages to the customer of a ticket leave; `reply_by` is the ticket's own choice."""
    return Way(reply_by) if reply_by else CHANNELS[channel].way
