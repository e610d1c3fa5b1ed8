"""The 40 customers of Halyard over all four segments, and the people there, from `data/*.csv`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
# They wrote before they followed the link that proves their address; all of them are on Halyard Cloud.
UNPROVEN = frozenset(
    {"Arjun Rao", "Beatriz Souza", "Paco Ruiz", "Pam Delgado", "Wes Carver", "Marek Wrona", "Ines Moreau"}
)

# Whom the pages of each brand's product may be opened as: company and name.
PLAYED = {
    "halyard": (("kestrel", "Helen Marsh"), ("lumen", "Matthias Oehler")),
    "halyard-cloud": (("acorn", "Ollie Grant"),),
}


@dataclass(frozen=True, slots=True)
class Company:
    """`arr` is in US dollars a year; `renewal_in_days` counts from the day the demo is loaded."""

    key: str
    name: str
    arr: int
    plan: str
    renewal_in_days: int | None
    csm: str
    health: int | None
    timezone: str
    since: int
    segment_override: str

    @property
    def domain(self) -> str:
        """The company's domain, under the reserved `.example`."""
        return "".join(letter for letter in self.name.lower() if letter.isalnum()) + ".example"

    @property
    def segment(self) -> str:
        """The segment by annual value, as the service levels define it."""
        if self.segment_override:
            return self.segment_override
        if self.arr >= 100_000:
            return "enterprise"
        if self.arr >= 25_000:
            return "mid_market"
        return "smb" if self.arr >= 5_000 else "self_serve"

    @property
    def brand(self) -> str:
        """Plans bought with a card belong to Halyard Cloud."""
        return "halyard-cloud" if self.plan in ("Free", "Starter") else "halyard"


@dataclass(frozen=True, slots=True)
class Person:
    """A contact. `slack` is set for those who write from a shared channel."""

    name: str
    company: str
    mailbox: str
    title: str
    locale: str
    slack: str

    @property
    def is_proven(self) -> bool:
        """Whether this person's address has been proven."""
        return self.name not in UNPROVEN


def load_companies() -> dict[str, Company]:
    """All companies by key, in the order of the file."""
    with (FOLDER / "companies.csv").open(encoding="utf-8", newline="") as file:
        companies = [
            Company(
                key=row["key"],
                name=row["name"],
                arr=int(row["arr"]),
                plan=row["plan"],
                renewal_in_days=int(row["renewal_in_days"]) if row["renewal_in_days"] else None,
                csm=row["csm"],
                health=int(row["health"]) if row["health"] else None,
                timezone=row["timezone"],
                since=int(row["since"]),
                segment_override=row["segment_override"],
            )
            for row in csv.DictReader(file)
        ]
    return {company.key: company for company in companies}


def load_people() -> list[Person]:
    """All contacts, in the order of the file; the first of a company is its main contact."""
    with (FOLDER / "contacts.csv").open(encoding="utf-8", newline="") as file:
        return [Person(**row) for row in csv.DictReader(file)]


@cache
def played_addresses() -> Mapping[str, tuple[str, ...]]:
    """The addresses of `PLAYED` by brand, in their order."""
    companies = load_companies()
    known = {
        (person.company, person.name): f"{person.mailbox}@{companies[person.company].domain}"
        for person in load_people()
    }
    return {brand: tuple(known[key] for key in people) for brand, people in PLAYED.items()}
