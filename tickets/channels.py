"""
What the rest of the house must know of a channel, in one place: a new channel is one entry.

Keys are the values of `tickets.models.Channel`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a reply leaves."""

    CHAT = "chat"
    """The customer reads it where they wrote; by email it follows those who have left."""
    EMAIL = "email"
    API = "api"
    """The program that opened the ticket fetches our replies and delivers them itself."""


@dataclass(frozen=True)
class ChannelKind:
    """
    One channel.

    `is_live`: its customer waits at the screen, so that its tickets count against the chat capacity, are
    handed on when their agent leaves, and have the chat targets of a service level.
    `assistant`: whether the assistant may answer there; `answers_at_first` is how it is delivered.
    `shows_pieces`: an answer is shown while it is being written. `shows_sources`: the channel draws citations
    itself. `is_one_customers`: nobody but the ticket's customer can write there.
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
        """The targets of a service level that hold without targets for the channel itself."""
        return "chat" if self.is_live else "email"


CHANNELS: dict[str, ChannelKind] = {
    "widget": ChannelKind(
        Way.CHAT, is_live=True, shows_pieces=True, shows_sources=True, is_one_customers=True
    ),
    "email": ChannelKind(Way.EMAIL),
    "slack": ChannelKind(Way.EMAIL, is_live=True),
    "api": ChannelKind(Way.EMAIL, answers_at_first=False),
    "web": ChannelKind(Way.EMAIL, shows_pieces=True),
    # Our own people opened it: nobody speaks there but them.
    "agent": ChannelKind(Way.EMAIL, assistant=False, answers_at_first=False),
}

LIVE = frozenset(key for key, kind in CHANNELS.items() if kind.is_live)


def way_of(channel: str, reply_by: str = "") -> Way:
    """How what we write to the customer of a ticket leaves; `reply_by` is the ticket's own choice."""
    return Way(reply_by) if reply_by else CHANNELS[channel].way
