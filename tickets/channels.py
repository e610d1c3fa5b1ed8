"""
What everything else must know about a channel, in one place: a new channel is one entry here.

Keys are the values of `tickets.models.Channel`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a reply leaves."""

    CHAT = "chat"
    """The customer reads it where they wrote; if they have left, it follows by email."""
    EMAIL = "email"
    API = "api"
    """The program that opened the ticket fetches our replies and delivers them itself."""


@dataclass(frozen=True)
class ChannelKind:
    """
    One channel.

    `is_live`: its customer is waiting online, so its tickets count against the chat capacity, are handed on
    when their agent leaves, and have a service level's chat targets. `assistant`: whether the assistant may
    answer there; `answers_at_first` is how it starts out. `shows_pieces`: an answer is shown while it is
    being written. `shows_sources`: the channel renders citations itself. `is_one_customers`: only the
    ticket's customer can write there.
    """

    way: Way
    is_live: bool = False
    assistant: bool = True
    answers_at_first: bool = True
    shows_pieces: bool = False
    shows_sources: bool = False
    is_one_customers: bool = False

    @property
    def sla_column(self) -> str:
        """The service level targets that apply unless the channel has targets of its own."""
        return "chat" if self.is_live else "email"


CHANNELS: dict[str, ChannelKind] = {
    "widget": ChannelKind(
        Way.CHAT, is_live=True, shows_pieces=True, shows_sources=True, is_one_customers=True
    ),
    "email": ChannelKind(Way.EMAIL),
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
