"""Which tickets may become one, from what is known of both alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from tickets.channels import CHANNELS

UNDO_DAYS = 30
UNDO_FOR = timedelta(days=UNDO_DAYS)
"""How long a merge can be undone."""


@dataclass(frozen=True)
class Refusal:
    """Why two tickets stay two; `may_link` says whether linking them is what helps instead."""

    reason: str
    message: str
    may_link: bool = True


class Person(Protocol):
    """Who asked."""

    is_visitor: bool

    @property
    def display_name(self) -> str:
        """By what they are called."""


class Named(Protocol):
    """A company."""

    name: str


class Mergeable(Protocol):
    """What the rules look at in a ticket."""

    pk: int
    brand_id: int
    company_id: int | None
    requester_id: int
    channel: str
    is_spam: bool
    is_deleted: bool
    merged_into_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether work remains."""

    @property
    def requester(self) -> Person:
        """Who asked."""

    @property
    def company(self) -> Named | None:
        """Whose ticket it is."""


def why_not(source: Mergeable, target: Mergeable) -> Refusal | None:
    """
    Why `source` cannot become part of `target`; None if it can.

    A merged conversation is read by its requester: so both must be of one brand, and of one customer or one
    company. A chat is its own visitor's screen and goes only where they can read on.
    """
    if source.pk == target.pk:
        return Refusal("same", "These are the same ticket.", may_link=False)
    for ticket in (source, target):
        if ticket.merged_into_id is not None:
            message = f"#{ticket.pk} is already part of #{ticket.merged_into_id}. Use that one."
            return Refusal("merged", message, may_link=False)
        if ticket.is_spam or ticket.is_deleted:
            where = "in the trash" if ticket.is_deleted else "marked as spam"
            return Refusal("void", f"#{ticket.pk} is {where}. Take it out first.", may_link=False)
    return _of_others(source, target) or _of_chats(source, target) or _of_state(source, target)


def _of_others(source: Mergeable, target: Mergeable) -> Refusal | None:
    if source.brand_id != target.brand_id:
        message = "They belong to different brands, whose customers must not read each other. Link them."
        return Refusal("brand", message)
    if source.requester_id == target.requester_id:
        return None
    if source.company_id is None or source.company_id != target.company_id:
        whose = source.company.name if source.company is not None else source.requester.display_name
        message = (
            f"Merging would show the words of {whose} to {target.requester.display_name}, who is not of "
            "the same company. Link them instead."
        )
        return Refusal("company", message)
    return None


def _of_chats(source: Mergeable, target: Mergeable) -> Refusal | None:
    chats = [
        one for one in (source, target) if one.channel in CHANNELS and CHANNELS[one.channel].is_one_customers
    ]
    if not chats:
        return None
    if source.requester_id != target.requester_id:
        message = "A chat is on its own visitor's screen; another person's conversation cannot go on there."
        return Refusal("chat", f"{message} Link them instead.")
    if source.requester.is_visitor and len(chats) < 2:
        message = "This visitor has not proved who they are and would lose the chat from their screen."
        return Refusal("visitor", f"{message} Link them instead.")
    return None


def _of_state(source: Mergeable, target: Mergeable) -> Refusal | None:
    if source.is_open and not target.is_open:
        message = (
            f"#{target.pk} is finished and #{source.pk} is not. Merge the other way round, or reopen it."
        )
        return Refusal("finished", message)
    return None
