"""
Questions that a lower floor asks and an upper floor answers.

An upper app fills a port in its `ready()`; a port that was never filled answers with its default, so that
every floor works without those above it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, ParamSpec, TypeVar

from django.db.models import Q

from core.actors import Actor

P = ParamSpec("P")
R = TypeVar("R")


class Port(Generic[P, R]):
    """One question: call it like a function; fill it once."""

    def __init__(self, name: str, default: Callable[P, R]) -> None:
        self.name = name
        self._answer = default
        self._is_filled = False

    def fill(self, answer: Callable[P, R]) -> None:
        """Answer this port from now on; filling it twice with different functions is an error."""
        if self._is_filled and self._answer is not answer:
            raise RuntimeError(f"The port {self.name} is filled already.")
        self._answer, self._is_filled = answer, True

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._answer(*args, **kwargs)


class Registry(Generic[P, R]):
    """A question with one answer for each key, such as a search source or a live topic."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: dict[str, Callable[P, R]] = {}

    def add(self, key: str, answer: Callable[P, R]) -> None:
        """Answer for `key`; a second, different answer is an error."""
        if self._answers.get(key, answer) is not answer:
            raise RuntimeError(f"{self.name} has an answer for {key} already.")
        self._answers[key] = answer

    def find(self, key: str) -> Callable[P, R] | None:
        """The answer for `key`, or None."""
        return self._answers.get(key)

    def items(self) -> list[tuple[str, Callable[P, R]]]:
        """All answers in the order they were added."""
        return list(self._answers.items())

    def answers(self) -> list[Callable[P, R]]:
        """All answers, whatever their keys."""
        return list(self._answers.values())


@dataclass(frozen=True)
class ShownWait:
    """
    What a channel tells its customer about the wait: `seconds` as typical or as a limit, or None for no time.
    """

    seconds: int | None
    is_usual: bool = False


@dataclass(frozen=True)
class DeliveryNamed:
    """What a delivery carried: the `depth` of its event, and whose it was (`webhook:12`)."""

    depth: int
    origin: str


def _no_delivery(name: str) -> "DeliveryNamed | None":
    return None


@dataclass(frozen=True)
class Use:
    """Where a tag or a field is named: `kind` (`macro`, `rule`), and its name; empty for a private one."""

    word: str
    kind: str
    name: str
    id: str = ""


@dataclass(frozen=True)
class Door:
    """A way from the pages of a help center to a person: the key of its words (`core.pages`), its address."""

    key: str
    path: str


@dataclass(frozen=True)
class WayIn:
    """Where a customer goes on; `is_signed_in` says that nobody asks there who they are."""

    url: str
    is_signed_in: bool


def _no_doors(brand_id: int, slug: str) -> list["Door"]:
    return []


def _no_way_in(**_: Any) -> "WayIn | None":
    return None


def _no_customer_mail(**_: Any) -> bool:
    return False


def _no_addresses() -> list[str]:
    return []


def _no_session(ticket_id: int) -> dict[str, Any] | None:
    return None


def _proves_nothing(ticket_id: int) -> bool:
    return False


def _shows_no_wait(ticket_id: int) -> "ShownWait | None":
    return None


def _no_other_words(ticket_id: int) -> tuple[str, str] | None:
    return None


def _not_by_email(brand_id: int) -> bool:
    return False


def _no_messages() -> bool:
    return False


def _never() -> datetime | None:
    return None


def _no_wait(ticket_id: int) -> int | None:
    return None


def _no_account_mail(**_: Any) -> bool:
    return False


def _no_mailbox() -> bool:
    return False


def _no_admin_mail(**_: Any) -> bool:
    return False


def _may_sign_in_locally(user_id: int) -> bool:
    return True


def _is_always_open() -> Q:
    return Q()


def _none_in_sight(actor: Actor, kind: str) -> Q:
    return Q(pk__in=[])


own_addresses: Port[[], list[str]] = Port("own_addresses", _no_addresses)
"""The mail addresses under which we get mail, in their one form."""

session_context: Port[[int], dict[str, Any] | None] = Port("session_context", _no_session)
"""The page, trail and attributes that the customer shared for a ticket (filled by `widget`)."""

writer_is_proven: Port[[int], bool] = Port("writer_is_proven", _proves_nothing)
"""
Whether whoever writes and reads the chat of a ticket has proven to be its requester, by a session that the
company's own backend signed (filled by `widget`).
"""

proactive_messages: Port[[], bool] = Port("proactive_messages", _no_messages)
"""Whether messages may come to customers' widgets that nobody asked for (filled by `insights`)."""

expected_wait_seconds: Port[[int], int | None] = Port("expected_wait_seconds", _no_wait)
"""Seconds until the first reply that the SLA of a ticket promises (filled by `sla`)."""

shown_wait: Port[[int], ShownWait | None] = Port("shown_wait", _shows_no_wait)
"""
What the channel of a ticket itself shows about waiting, so that nobody is promised two things at once; None
where it shows nothing (filled by `widget`).
"""

acknowledgement_words: Port[[int], tuple[str, str] | None] = Port("acknowledgement_words", _no_other_words)
"""
What the customer of a ticket is told when a person will answer, as text and HTML, where its channel has words
of its own for that (filled by `integrations`). What stands in the timeline is then what leaves.
"""

replies_by_email: Port[[int], bool] = Port("replies_by_email", _not_by_email)
"""Whether what staff write to customers of a brand also reaches them by email (filled by `integrations`)."""

admin_mail: Port[..., bool] = Port("admin_mail", _no_admin_mail)
"""
Write to owners and admins that something does not work, once for each `key`, in the caller's transaction
(filled by `integrations`): `admin_mail(key=…, letter=…, path=…, now=…)`. `letter` words it for each reader
(`core.pages.Letter`), `path` is where it is settled in the workspace. False when no mailbox can send.
"""

account_mail: Port[..., bool] = Port("account_mail", _no_account_mail)
"""
Queue an automatic mail about a staff user's own account, in the caller's transaction (filled by
`integrations`): `account_mail(user_id=…, to=…, subject=…, text=…, secret=…, key=…, now=…)`.

`secret` takes the place of SECRET_MARK in the text when the mail leaves and is never stored in the clear;
`key` makes a repetition harmless. False when no mailbox can send it.
"""

SECRET_MARK = "[[secret]]"  # noqa: S105 (a marker, not a secret)

account_mail_works: Port[[], bool] = Port("account_mail_works", _no_mailbox)
"""Whether there is a mailbox that can send such mail (filled by `integrations`)."""

local_sign_in: Port[[int], bool] = Port("local_sign_in", _may_sign_in_locally)
"""
Whether a staff user may sign in with what this installation itself checks: a password, a passkey, a mailed
link to either (filled by `integrations`, where a workspace can require its identity provider).
"""

local_session: Port[[], Q] = Port("local_session", _is_always_open)
"""
The same for a session that has begun, as a condition on a row of `people.StaffSession` (its `user_id` and
`session_key`), since every request asks it together with the session.
"""

customers_in_sight: Port[[Actor, str], Q] = Port("customers_in_sight", _none_in_sight)
"""
Which customers belong to the tickets that a staff actor with a narrow ticket scope may see, as a condition on
`contact` or `company`, whichever the second argument names (filled by `tickets`).
"""

first_ticket_at: Port[[], datetime | None] = Port("first_ticket_at", _never)
"""When the oldest ticket was made; None before the first (filled by `tickets`)."""

delivery_named: Port[[str], "DeliveryNamed | None"] = Port("delivery_named", _no_delivery)
"""
The delivery of a webhook that a program names as the cause of its call; None for one that we do not know
(filled by `integrations`).
"""

help_doors: Port[[int, str], list[Door]] = Port("help_doors", _no_doors)
"""The ways to a person that the help center of a brand shows, by its id and slug (filled by `portal`)."""

portal_way: Port[..., "WayIn | None"] = Port("portal_way", _no_way_in)
"""
The way into a brand's portal for a customer whom another door has let in, in the caller's transaction (filled
by `portal`): `portal_way(brand_id=…, contact_id=…, now=…)`. None while the brand has no portal.
"""

customer_mail: Port[..., bool] = Port("customer_mail", _no_customer_mail)
"""
Queue an automatic mail to a customer about their own access, in the caller's transaction (filled by
`integrations`): `customer_mail(brand_id=…, to=…, subject=…, text=…, secret=…, key=…, now=…)`. `secret` and
`key` as in `account_mail`. False when the brand has no mailbox that can send it.
"""

has_open_issue: Port[[int], bool] = Port("has_open_issue", lambda number: False)
"""Whether an engineering issue that is not done yet is linked to a ticket."""

article_to_come: Port[[Actor, int], bool | None] = Port("article_to_come", lambda actor, article_id: None)
"""
Whether an article is still to be published, held as it is until the end of the transaction; None for one that
is archived, or that the actor may not see (filled by `kb`).
"""

ticket_is_there: Port[[int], bool] = Port("ticket_is_there", lambda number: False)
"""Whether there is a ticket of this number (filled by `tickets`)."""

tickets_with_words_of: Port[[Any], frozenset[int]] = Port("tickets_with_words_of", lambda person: frozenset())
"""The tickets that have something of a `core.persons.Person` (filled by `tickets`)."""

search_sources: Registry[..., list[dict[str, Any]]] = Registry("search_sources")
"""Search beyond tickets: `answer(actor=…, text=…, limit=…)` returns results of the search endpoint."""

contact_counts: Registry[[int], dict[str, int]] = Registry("contact_counts")
"""What an app holds of a contact, by the id: `tickets`, `open_tickets`; shown before a merge."""

contact_moves: Registry[..., dict[str, Any]] = Registry("contact_moves")
"""
Give what an app holds of one contact to another, in the caller's transaction.

`answer(source=…, target=…, now=…)` takes the two contacts, locked, and returns the ids that
`contact_returns` needs.
"""

contact_returns: Registry[..., None] = Registry("contact_returns")
"""
Take a move back: `answer(source=…, target=…, steps=…, addresses=…, merged_at=…, now=…)`.

`steps` is what the move returned; `addresses` are the mail addresses that are the source's alone.
"""

ticket_moves: Registry[..., dict[str, Any]] = Registry("ticket_moves")
"""
Give what an app holds of one ticket to another it is merged into, in the caller's transaction.

`answer(source_id=…, target_id=…, now=…)` finds both locked, and returns what `ticket_returns` needs.
"""

ticket_returns: Registry[..., None] = Registry("ticket_returns")
"""Take such a move back: `answer(source_id=…, target_id=…, steps=…, now=…)` with what the move returned."""

tickets_loaded: Registry[..., None] = Registry("tickets_loaded")
"""
Take note of tickets that came from elsewhere, got something from there, or are about to go again, without
any event:
`answer(ticket_ids=…, now=…)`, in the caller's transaction.
"""

merge_hints: Registry[..., dict[int, str]] = Registry("merge_hints")
"""
Tickets that may be about the same: `answer(actor=…, ticket_id=…, now=…)` gives the reason of each by its
number, `same_code` or `alike`; who asks may see all of them.
"""

team_needs: Registry[[int], str] = Registry("team_needs")
"""Why a team, by its id, cannot be deleted, in words; empty when this app does not need it."""

skill_needs: Registry[[str], str] = Registry("skill_needs")
"""The same for a skill, by its slug."""

owner_needs: Registry[[int], str] = Registry("owner_needs")
"""Why an owner, by their id, cannot be deactivated or get another role; empty when this app does not mind."""

brand_holds: Registry[[int], dict[str, int]] = Registry("brand_holds")
"""What an app holds of a brand, by the id: `open_tickets`, `mailboxes`; shown before it is archived."""

brand_needs: Registry[[int], str] = Registry("brand_needs")
"""Why a brand, by its id, cannot be archived, in words; empty when this app does not need it."""

word_uses: Registry[[str, Sequence[str]], list[Use]] = Registry("word_uses")
"""Where an app's settings name these tags (`answer("tag", names)`) or fields (`answer("field", keys)`)."""
