"""
What is kept of a person: the one declaration that export and erasure of a contact use.

Each app declares its tables in `ready()`. `tests/architecture/test_persons.py` asks every table and every
column what becomes of it, and fails for one without an answer. Words in records about tickets are found as a
redaction finds them (`core.kept`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from core.redacting import is_distinctive

ERASED = "Erased person"
"""What stands where the name of somebody stood whose data was erased."""
SHORTEST_NAME = 4
"""Letters of a name that is looked for in texts; a shorter one stands in too many words."""
_NAME = re.compile(r"[^\W\d_][^\d@<>,]{0,200}")
_TITLES = (
    "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Doctor", "Sir", "Madam", "Herr", "Herrn",
    "Hr", "Frau", "Fr", "Doktor", "Monsieur", "M", "Madame", "Mme", "Mademoiselle", "Mlle", "Señor", "Señora",
    "Sr", "Sra", "Signor", "Signora", "Sig", "Meneer", "Mevrouw", "Dhr", "Mw", "Senhor", "Senhora", "Pan",
    "Pani",
)  # fmt: skip
_UNREADABLE = ("TermsField", "SearchVectorField", "VectorField", "HalfVectorField", "EncryptedTextField")


@dataclass(frozen=True)
class Person:
    """
    One person: their contact with those merged into it, as they were when the work began.

    `addresses` are mail addresses in their one form; `words` identify them wherever they stand: names,
    addresses, a telephone number. `by` and `reason` say who has them erased and why, for the marks.
    `begun_at` is when an erasure emptied their record: what has come from an address since is a new person's.
    """

    contact_ids: frozenset[int]
    addresses: frozenset[str]
    words: tuple[str, ...]
    by: str = ""
    reason: str = ""
    begun_at: datetime | None = None

    @property
    def sure_words(self) -> list[str]:
        """Those of `words` that hardly anybody else has: not one name alone, which may be any word."""
        return [one for one in self.words if " " in one or is_distinctive(one)]

    @property
    def titled_names(self) -> list[str]:
        """Their surnames with a courtesy title, such as "Ms Okafor": what letters call somebody."""
        names = (one.split() for one in self.words if _NAME.fullmatch(one))
        # All that may be a surname: “van Beethoven” and “Beethoven”.
        last = {" ".join(parts[at:]) for parts in names for at in range(1, len(parts))}
        return [f"{title}{dot} {name}" for name in sorted(last) for title in _TITLES for dot in ("", ".")]

    def before(self, moment: str) -> Q:
        """
        That a row is of before the erasure began, by its column of this name.

        Every rule that knows the person by an address alone needs it: an erasure that is taken up again
        would take from whoever has the address now. It holds for all rows while nobody is erased.
        """
        return Q(**{f"{moment}__lte": self.begun_at}) if self.begun_at is not None else ~Q(pk__in=())

    @property
    def refs(self) -> list[str]:
        """How records name them, such as `contact:12`."""
        return [f"contact:{pk}" for pk in sorted(self.contact_ids)]


@dataclass(frozen=True)
class File:
    """A file of an export: its name there, and where its bytes are or what they are."""

    name: str
    path: Path | None = None
    content: bytes = b""


class Holder(Protocol):
    """What holds something of a person."""

    @property
    def labels(self) -> Mapping[str, str]:
        """The tables that it answers for, such as `tickets.Rating`, each with what erasure does there."""
        ...

    @property
    def holds(self) -> frozenset[str]:
        """The columns that erasure empties or whose rows it deletes."""
        ...

    @property
    def exports(self) -> frozenset[str]:
        """The tables whose rows an export has."""
        ...

    def counts(self, person: Person) -> dict[str, int]:
        """How many records erasure would change or delete, by words that screens have."""
        ...

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """The names of lists and their rows, ready for JSON."""
        ...

    def files(self, person: Person) -> Iterator[File]:
        """The files that belong to it."""
        ...

    def erase(self, person: Person) -> None:
        """
        Take the person out, in transactions of its own.

        Whatever was done before, it ends the same: a kill at any line is mended by doing it again.
        """
        ...


@dataclass(frozen=True)
class Rows:
    """
    The rows of a table that are a person's.

    They are deleted, or with `sets` stay with these values in place of theirs. `hides` are columns that an
    export leaves out, besides keys and what nobody can read; `why_not` says why it has nothing of them.
    """

    place: str
    model: type[models.Model]
    by: Callable[[Person], Q]
    sets: dict[str, Any] = field(default_factory=dict)
    hides: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def labels(self) -> Mapping[str, str]:
        """See `Holder`."""
        return {self.model._meta.label: f"empties {', '.join(sorted(self.sets))}" if self.sets else "deletes"}

    @property
    def holds(self) -> frozenset[str]:
        """See `Holder`."""
        names = self.sets or [one.name for one in self.model._meta.local_fields]
        return frozenset(f"{self.model._meta.label}.{name}" for name in names)

    @property
    def exports(self) -> frozenset[str]:
        """See `Holder`."""
        return frozenset() if self.why_not else frozenset({self.model._meta.label})

    def rows(self, person: Person) -> QuerySet[Any]:
        """Theirs."""
        found: QuerySet[Any] = self.model._default_manager.filter(self.by(person))
        return found

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {self.place: self.rows(person).count()}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        if not self.why_not:
            yield self.model._meta.model_name or "", rows_json(self.rows(person), self.hides)

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    def erase(self, person: Person) -> None:
        """See `Holder`."""
        if self.sets:
            self.rows(person).update(**self.sets)
        else:
            self.rows(person).delete()


def rows_json(
    rows: QuerySet[Any], hides: Iterable[str] = (), *, only: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Rows as an export has them: `only`, or all but secrets, search terms, vectors, bytes and `hides`."""
    hidden = set(hides)
    names = [
        one.attname
        for one in rows.model._meta.local_fields
        if one.name not in hidden
        and type(one).__name__ not in _UNREADABLE
        and not isinstance(one, models.BinaryField)
        and not (isinstance(one, ArrayField) and isinstance(one.base_field, models.FloatField))
    ]
    return list(rows.order_by("pk").values(*(only or names)))


@dataclass(frozen=True)
class Elsewhere:
    """A system that has something of the person: `system` is a word of the screens, `name` says which."""

    system: str
    name: str


Asked = Callable[[Person], list[Elsewhere]]
_holders: dict[str, list[Holder]] = {}
_elsewhere: dict[str, Asked] = {}


def add(key: str, holders: Iterable[Holder]) -> None:
    """Declare what an app keeps of a person; called in `AppConfig.ready()`, and harmless when repeated."""
    _holders[key] = list(holders)


def add_elsewhere(key: str, asked: Asked) -> None:
    """Declare how to learn what other systems have of a person; called in `AppConfig.ready()`."""
    _elsewhere[key] = asked


def holders() -> list[tuple[str, Holder]]:
    """All that is declared, with its app, in the order of `OWN_APPS`: from the upper floors down."""
    return [(key, one) for key, some in _holders.items() for one in some]


def elsewhere(person: Person) -> list[Elsewhere]:
    """Where something of the person is that nobody here can erase."""
    return [one for asked in _elsewhere.values() for one in asked(person)]


def mark(person: Person, at: str) -> dict[str, Any]:
    """The mark of an entry that was taken out with its author."""
    return {"what": "entry", "at": at, "by": person.by[:200], "reason": person.reason, "kinds": []}
