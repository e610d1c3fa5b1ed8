"""
What a playbook says: when, for whom, what is done, within which limits, and what it shall prevent.

Pure: no database, no clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

MOST_FILTERS = 5
LONGEST_REST = timedelta(days=3650)


class TriggerKind(StrEnum):
    """What a playbook waits for."""

    EVENT = "event"
    ERROR = "error"
    SETUP = "setup"
    PAYMENT = "payment"
    TICKETS = "tickets"


class ActionKind(StrEnum):
    """What it does."""

    GUIDANCE = "guidance"
    OUTREACH = "outreach"
    REVIEW = "review"


class Compare(StrEnum):
    """How a property of an event is compared."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


OF_A_PERSON = frozenset({TriggerKind.EVENT, TriggerKind.ERROR, TriggerKind.SETUP})
"""Triggers that say who it happened to."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on one property of an event; what the event does not say fits only `is_not`."""

    name: str
    compare: str
    value: str

    def fits(self, properties: Mapping[str, Any]) -> bool:
        """Whether an event with these properties is meant."""
        found = properties.get(self.name)
        told = "" if found is None else _plain(found)
        match self.compare:
            case Compare.IS:
                return found is not None and told.casefold() == self.value.casefold()
            case Compare.IS_NOT:
                return told.casefold() != self.value.casefold()
            case Compare.CONTAINS:
                return self.value.casefold() in told.casefold()
        number, limit = _number(found), _number(self.value)
        if number is None or limit is None:
            return False
        return number >= limit if self.compare == Compare.AT_LEAST else number <= limit


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Trigger:
    """
    What must happen, `count` times within `hours`.

    An event has a `name`, `where` its properties fit, and `same` a property whose value they share. An error
    is one that a page showed, or a request that failed, whose words contain `text`. A set-up begins on pages
    like `begins` and ends on pages like `ends`; it is abandoned after `idle_minutes` without a step. Tickets
    have a `category`. A payment has failed on an invoice of the last `hours`.
    """

    kind: str
    count: int = 1
    hours: int = 24
    name: str = ""
    where: tuple[Filter, ...] = ()
    same: str = ""
    text: str = ""
    begins: str = ""
    ends: str = ""
    idle_minutes: int = 30
    category: str = ""

    @property
    def window(self) -> timedelta:
        """How long it looks back."""
        return timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of whoever it happened to."""

    segment: str = ""
    plan: str = ""
    arr: Decimal | None = None
    health: int | None = None
    renewal_on: date | None = None
    language: str = ""
    title: str = ""
    has_company: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom; what is empty or None asks nothing. `page` is a pattern of where a message is shown."""

    segments: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    least_arr: int | None = None
    most_health: int | None = None
    renewal_days: int | None = None
    page: str = ""

    def takes(self, facts: Facts, *, today: date) -> bool:
        """Whether somebody with these facts belongs to it."""
        return (
            (not self.segments or (facts.has_company and facts.segment in self.segments))
            and _one_of(facts.plan, self.plans)
            and (not self.languages or facts.language.replace("_", "-").split("-")[0] in self.languages)
            and (not self.titles or any(one.casefold() in facts.title.casefold() for one in self.titles))
            and (self.least_arr is None or (facts.arr is not None and facts.arr >= self.least_arr))
            and (self.most_health is None or (facts.health is not None and facts.health <= self.most_health))
            and self._renews(facts.renewal_on, today)
        )

    def _renews(self, on: date | None, today: date) -> bool:
        if self.renewal_days is None:
            return True
        return on is not None and today <= on <= today + timedelta(days=self.renewal_days)


def _one_of(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value.casefold() in {one.casefold() for one in wanted}


@dataclass(frozen=True, slots=True)
class Action:
    """
    What is done: a message in the widget, a task for the CSM or `person_id`, or a review by engineering.

    `text` is what the message says, by language in `texts`; or what there is to do. `article` is a slug, and
    `shows_steps` points its steps out.
    """

    kind: str
    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    article: str = ""
    shows_steps: bool = False
    person_id: int | None = None
    days: int = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How often at most for one person or company, how long the same is left in peace, and from when to when.

    `holdout` is the percentage for whom nothing is done.
    """

    most: int = 3
    rest_days: int = 14
    holdout: int = 15
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it shall prevent: a ticket of this category (any, if empty) within so many days."""

    category: str = ""
    days: int = 7


@dataclass(frozen=True, slots=True)
class Definition:
    """A playbook."""

    trigger: Trigger
    action: Action
    audience: Audience = Audience()
    limits: Limits = Limits()
    outcome: Outcome = Outcome()

    @property
    def is_of_person(self) -> bool:
        """Whether people are drawn; companies otherwise."""
        return self.action.kind == ActionKind.GUIDANCE

    @property
    def rest(self) -> timedelta:
        """How long the same subject is left in peace. An invoice fails once, however long it stays so."""
        if self.trigger.kind == TriggerKind.PAYMENT:
            return LONGEST_REST
        return timedelta(days=self.limits.rest_days)

    def is_in_time(self, today: date) -> bool:
        """Whether it has started and not ended."""
        starts, ends = self.limits.starts_on, self.limits.ends_on
        return (starts is None or starts <= today) and (ends is None or today <= ends)


def content_of(one: Definition) -> dict[str, Any]:
    """The stored form."""
    found = asdict(one)
    for name in ("starts_on", "ends_on"):
        value = found["limits"][name]
        found["limits"][name] = value.isoformat() if value is not None else None
    return found


def read_playbook(content: Mapping[str, Any]) -> Definition:
    """A playbook from its stored form; what an older one lacks is as usual."""
    trigger, audience = dict(content["trigger"]), dict(content.get("audience", {}))
    trigger["where"] = tuple(Filter(**one) for one in trigger.get("where", ()))
    lists = ("segments", "plans", "languages", "titles")
    audience |= {name: tuple(audience.get(name, ())) for name in lists}
    limits = dict(content.get("limits", {}))
    for name in ("starts_on", "ends_on"):
        value = limits.get(name)
        limits[name] = date.fromisoformat(value) if isinstance(value, str) else value
    return Definition(
        trigger=Trigger(**trigger),
        action=Action(**content["action"]),
        audience=Audience(**audience),
        limits=Limits(**limits),
        outcome=Outcome(**content.get("outcome", {})),
    )


def faults_of(one: Definition) -> dict[str, str]:
    """What does not go together, in words, by part."""
    trigger, action, limits = one.trigger, one.action, one.limits
    faults = {}
    if trigger.kind == TriggerKind.EVENT and not trigger.name:
        faults["trigger"] = "Say which event, by the name that your backend sends."
    elif trigger.kind == TriggerKind.SETUP and not (trigger.begins and trigger.ends):
        faults["trigger"] = "Say on which pages the set-up begins and ends."
    elif trigger.kind == TriggerKind.TICKETS and not trigger.category:
        faults["trigger"] = "Say tickets of which category."
    if action.kind == ActionKind.GUIDANCE and trigger.kind not in OF_A_PERSON:
        faults["action"] = "This trigger names a company and nobody in it. Choose a task or a review."
    elif not action.text:
        faults["action"] = "Say what the message tells, or what there is to do."
    elif action.shows_steps and not action.article:
        faults["action"] = "Steps are those of an article. Choose one."
    if limits.starts_on and limits.ends_on and limits.ends_on < limits.starts_on:
        faults["limits"] = "It would end before it starts. Choose a later end."
    return faults
