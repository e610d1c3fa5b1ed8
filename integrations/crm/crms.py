"""
The port: what a CRM has to say about itself.

A CRM reads through the guarded client of `connections`, puts calls together and keeps nothing. Each adds
itself in `ready()`, beside its `SystemSpec` of the same key. What it calls companies, contacts, deals and
owners is its own affair; a contact's texts hold `email`, `firstname` and `lastname`, an owner's `email`, a
company's `name` and `domain`, whatever these are called there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.errors import NotFound, UpstreamFailed
from integrations.connections.transport import Call

COMPANIES, CONTACTS, DEALS, OWNERS = "companies", "contacts", "deals", "owners"
KINDS = (OWNERS, COMPANIES, DEALS, CONTACTS)
"""In the order in which they are read first: who comes later names those before."""


class NotAsPublished(UpstreamFailed):
    """The CRM answered in a shape that its documentation does not have."""

    code = "crm.unexpected_answer"


@dataclass(frozen=True)
class Seen:
    """
    One record as the CRM shows it; `changed_at` is when it last changed there.

    `parent_id` is the company it belongs to; `merged_ids` are records that were merged into this one.
    """

    id: str
    texts: dict[str, str | None]
    changed_at: datetime | None
    name: str = ""
    parent_id: str = ""
    merged_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """
    Some records, and the mark behind them; empty when there are no more.

    `is_cut`: there are more, but this reading shows no further; it has to begin anew at the latest change.
    """

    rows: list[Seen]
    after: str = ""
    is_cut: bool = False


@dataclass(frozen=True)
class Deleted:
    """Ids of records that were deleted; `mark` is from where to ask on, `is_over`: this is all for now."""

    ids: list[str]
    mark: str
    is_over: bool


@dataclass(frozen=True)
class Ending:
    """How a ticket ended; `marker` is a word by which the note is known again, ids are those of the CRM."""

    ticket_id: int
    subject: str
    priority: str
    channel: str
    opened_at: datetime
    resolved_at: datetime
    url: str
    marker: str
    company_id: str
    contact_id: str = ""


class Crm(Protocol):
    """
    One CRM.

    Reads raise DomainError; NotAsPublished for an answer of another form. None may run in a transaction.
    """

    @property
    def system(self) -> str:
        """The key of its `SystemSpec`, and its name as a source of facts."""
        ...

    @property
    def label(self) -> str:
        """Its name."""
        ...

    @property
    def at_first(self) -> Mapping[str, tuple[str, str]]:
        """Which property fills a field before anybody chose, and which of deals; empty for none."""
        ...

    @property
    def always(self) -> Mapping[str, Sequence[str]]:
        """The properties of each kind that are asked for whatever is chosen."""
        ...

    @property
    def won(self) -> str:
        """The property of deals that is `true` for those that are won."""
        ...

    @property
    def written(self) -> str:
        """How the name of a property is written there, as a sentence."""
        ...

    def is_property(self, text: str) -> bool:
        """Whether it can be the name of a property."""
        ...

    def unknown(self, connection_id: int, names: Mapping[str, Sequence[str]], written: str) -> list[str]:
        """
        Which of these properties, by kind, the account does not have, in words.

        `written` is one of companies that a number is written to; empty for none. A CRM that does not mind
        unknown properties says nothing.
        """
        ...

    def page(self, connection_id: int, kind: str, *, after: str, properties: Sequence[str]) -> Page:
        """A page of all records of a kind, by their ids."""
        ...

    def total(self, connection_id: int, kind: str) -> int | None:
        """How many records of a kind there are; None where the CRM does not say."""
        ...

    def changes(
        self, connection_id: int, kind: str, *, since: datetime, after: str, properties: Sequence[str]
    ) -> Page:
        """A page of the records that changed since a moment, the earliest first."""
        ...

    def lacks_parent(self, kind: str) -> bool:
        """Whether changes and lists of ids do not tell the company of such a record."""
        ...

    def one(self, connection_id: int, kind: str, remote_id: str, *, properties: Sequence[str]) -> Seen:
        """One record with its company, of a kind that lacks it elsewhere."""
        ...

    def records(
        self, connection_id: int, kind: str, *, ids: Sequence[str], properties: Sequence[str]
    ) -> list[Seen]:
        """These records as they are now; those that are gone are missing."""
        ...

    def deleted(self, connection_id: int, kind: str, *, mark: str, now: datetime) -> Deleted:
        """What was deleted, from a mark on; an empty one is the beginning."""
        ...

    def merged_into(self, connection_id: int, kind: str, *, ids: Sequence[str]) -> Mapping[str, str]:
        """Of records that are gone: those that were merged, by the record that stayed."""
        ...

    def note(self, ending: Ending) -> Call:
        """Write down how a ticket ended."""
        ...

    def note_id(self, data: Any) -> str:
        """The id of the note, from the answer to that."""
        ...

    def note_sought(self, connection_id: int, *, ticket_id: int, marker: str, since: datetime) -> str:
        """The id of a note that was sent at `since` or later; empty where it is certainly not there."""
        ...

    def health(self, *, company_id: str, property: str, score: int) -> Call:
        """Set the property of a company that its health goes to, the purpose without a name."""
        ...


_crms: dict[str, Crm] = {}


def add(crm: Crm) -> None:
    """Make a CRM known."""
    if _crms.get(crm.system, crm) is not crm:
        raise RuntimeError(f"There is a CRM called {crm.system} already.")
    _crms[crm.system] = crm


def get(system: str) -> Crm:
    """A CRM by its system. Raises NotFound."""
    found = _crms.get(system)
    if found is None:
        raise NotFound("There is no such connection.")
    return found


def known() -> list[str]:
    """The systems that are CRMs."""
    return sorted(_crms)
