"""The traits that a channel has; `tickets.channels` says which channel has which."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a reply leaves."""

    CHAT = "chat"
    """The customer reads it where they wrote; by email it follows those who have left."""
    EMAIL = "email"
    API = "api"
    """The program that opened the ticket fetches our replies and delivers them itself."""
    THREAD = "thread"
    """A system writes it into the thread in which the customer wrote."""


class Mail(StrEnum):
    """Whether what we write to a customer leaves as mail."""

    NEVER = "never"
    AFTERWARDS = "afterwards"
    """Only to those who have left without reading it."""
    AT_ONCE = "at_once"


_MAIL = {
    Way.CHAT: Mail.AFTERWARDS,
    Way.EMAIL: Mail.AT_ONCE,
    Way.API: Mail.NEVER,
    Way.THREAD: Mail.NEVER,
}


def mail_of(way: Way, *, has_cc: bool = False) -> Mail:
    """Whether what leaves in this way is mailed: whoever is in CC has no chat to read it in."""
    mail = _MAIL[way]
    return Mail.AT_ONCE if has_cc and mail == Mail.AFTERWARDS else mail


@dataclass(frozen=True)
class ChannelKind:
    """
    One channel, called `label` in descriptions.

    `is_live`: its customer waits at the screen, so that its tickets count against the chat capacity, are
    handed on when their agent leaves, and have the chat targets of a service level.
    `assistant`: whether the assistant may answer there; `answers_at_first` is how it is delivered.
    `shows_pieces`: an answer is shown while it is being written. `shows_sources`: the channel draws citations
    itself. `is_one_customers`: nobody but the ticket's customer can write there. `is_ruled`: it has no
    settings of its own elsewhere, so that a `ChannelRule` says what holds for its tickets.
    """

    label: str
    way: Way
    is_live: bool = False
    assistant: bool = True
    answers_at_first: bool = True
    shows_pieces: bool = False
    shows_sources: bool = False
    is_one_customers: bool = False
    is_ruled: bool = False

    @property
    def capacity(self) -> str:
        """Which of an agent's two capacities its tickets use."""
        return "chat" if self.is_live else "email"

    @property
    def sla_column(self) -> str:
        """The targets of a service level that hold without targets for the channel itself."""
        return self.capacity
