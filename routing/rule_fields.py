"""
What a rule can ask about: every field of a ticket, who asks, their company, the assistant's findings, the
page, and the hours.

The fields of tickets come from the tickets' own table (`tickets/models/fields.py`), so that a new one is a
condition as well; `LEFT_OUT` names the few that are none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from routing.signals import COMPLEXITY, IMPACT, SENTIMENT, URGENCY, Facts
from tickets.models.fields import BY_NAME, Field, Kind

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CUSTOM = "custom."
OF_COMPANY = "company."
OF_CONTACT = "contact."
"""How rules name the fields that admins added, by what they are fields of."""
MAX_CUSTOM = 60


class RuleKind(StrEnum):
    """
    How the values of a field are compared; a field of TEXTS has several at once, ANY whatever an admin made.
    """

    CHOICE = "choice"
    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    FLAG = "flag"
    ANY = "any"


OPERATORS_OF: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.CHOICE: ("is", "is_not"),
    RuleKind.TEXT: ("is", "is_not", "contains", "starts_with"),
    RuleKind.TEXTS: ("is", "is_not", "contains", "starts_with"),
    RuleKind.NUMBER: ("under", "at_most", "at_least", "over"),
    RuleKind.FLAG: ("is",),
    RuleKind.ANY: ("is", "is_not", "contains", "starts_with", "under", "at_most", "at_least", "over"),
}


@dataclass(frozen=True)
class RuleField:
    """
    One field; `group` is where people look for it, `unit` what its numbers count.

    `choices` are all its values, or with `is_open` only the usual ones.
    """

    name: str
    kind: RuleKind
    group: str
    read: Callable[[Facts], Any]
    choices: tuple[str, ...] = ()
    unit: str = ""
    is_open: bool = False

    @property
    def operators(self) -> tuple[str, ...]:
        """The comparisons that make sense for it."""
        return OPERATORS_OF[self.kind]

    @property
    def is_single(self) -> bool:
        """Whether it has one value at most."""
        return self.kind not in (RuleKind.TEXTS, RuleKind.ANY)


LEFT_OUT: dict[str, str] = {
    "preview": "the message itself is asked with `text`",
    "reason": "routing's own words",
    "reason_message": "the same",
    "version": "a counter of changes",
    "is_spam": "spam is not routed",
    "is_deleted": "what is in the trash is not routed",
    "snoozed_until": "what sleeps is not routed",
    "snoozed_for": "what sleeps is not routed",
    "snoozed_item": "what sleeps is not routed",
    "resolved_at": "what is resolved is not routed",
    "is_unread": "true of everything that arrives",
    "custom": "asked by the name of each: `custom.NAME`",
    "waiting_since": "asked with `waiting_minutes`",
}
# Moments that lie ahead; all others have passed.
_AHEAD = frozenset({"next_due_at"})
_KINDS = {
    Kind.TEXT: RuleKind.TEXT,
    Kind.CHOICE: RuleKind.CHOICE,
    Kind.FLAG: RuleKind.FLAG,
    Kind.TAGS: RuleKind.TEXTS,
    Kind.MOMENT: RuleKind.NUMBER,
    Kind.NUMBER: RuleKind.NUMBER,
    Kind.PERSON: RuleKind.TEXT,
    Kind.TEAM: RuleKind.CHOICE,
}


def _own(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.ticket.get(name)


def _signal(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.value(name)


# Where a field of the table is known by another part of the facts than `Facts.ticket`.
_ELSEWHERE: dict[str, Callable[[Facts], Any]] = {
    "subject": lambda facts: facts.subject,
    "status": lambda facts: facts.status,
    "priority": lambda facts: facts.priority,
    "tags": lambda facts: list(facts.tags),
    "channel": lambda facts: facts.channel,
    "segment": lambda facts: facts.customer.segment,
    "type": _signal("type"),
    "product_area": _signal("product_area"),
}


def _of_ticket(field: Field) -> RuleField:
    unit = ""
    if field.kind is Kind.MOMENT:
        unit = "minutes_ahead" if field.name in _AHEAD else "minutes_ago"
    return RuleField(
        field.name,
        _KINDS[field.kind],
        "customer" if field.name == "segment" else "ticket",
        _ELSEWHERE.get(field.name, _own(field.name)),
        choices=field.choices,
        unit=unit,
        is_open=field.kind is Kind.TEAM,
    )


def _words(name: str, known: Mapping[str, float]) -> RuleField:
    return RuleField(name, RuleKind.CHOICE, "assistant", _signal(name), tuple(known), is_open=True)


_MORE = (
    RuleField("text", RuleKind.TEXT, "ticket", lambda facts: facts.text),
    RuleField("brand", RuleKind.CHOICE, "ticket", lambda facts: facts.brand, is_open=True),
    RuleField(
        "waiting_minutes", RuleKind.NUMBER, "ticket", lambda facts: facts.waiting_seconds / 60, unit="minutes"
    ),
    RuleField("error_code", RuleKind.TEXTS, "assistant", lambda facts: list(facts.entities)),
    _words("sentiment", SENTIMENT),
    _words("urgency", URGENCY),
    _words("impact", IMPACT),
    _words("complexity", COMPLEXITY),
    RuleField("language", RuleKind.TEXT, "assistant", _signal("language")),
    RuleField(
        "failed_answers", RuleKind.NUMBER, "assistant", lambda facts: facts.failed_answers, unit="times"
    ),
    RuleField(
        "arr", RuleKind.NUMBER, "customer",
        lambda facts: None if facts.customer.arr is None else float(facts.customer.arr), unit="usd",
    ),
    RuleField("health", RuleKind.NUMBER, "customer", lambda facts: facts.customer.health, unit="points"),
    RuleField("renewal_days", RuleKind.NUMBER, "customer", lambda facts: facts.renewal_days, unit="days"),
    RuleField("company", RuleKind.TEXT, "customer", lambda facts: facts.customer.name),
    RuleField("company_domain", RuleKind.TEXT, "customer", lambda facts: facts.customer.domain),
    RuleField("company_timezone", RuleKind.TEXT, "customer", lambda facts: facts.customer.timezone),
    RuleField("plan", RuleKind.TEXT, "customer", lambda facts: facts.customer.plan),
    RuleField("has_csm", RuleKind.FLAG, "customer", lambda facts: facts.customer.has_csm),
    RuleField("contact_domain", RuleKind.TEXT, "contact", lambda facts: facts.contact.get("domain")),
    RuleField("contact_title", RuleKind.TEXT, "contact", lambda facts: facts.contact.get("title")),
    RuleField("contact_locale", RuleKind.TEXT, "contact", lambda facts: facts.contact.get("locale")),
    RuleField("contact_timezone", RuleKind.TEXT, "contact", lambda facts: facts.contact.get("timezone")),
    RuleField("is_visitor", RuleKind.FLAG, "contact", lambda facts: facts.contact.get("is_visitor")),
    RuleField("page_area", RuleKind.TEXT, "page", lambda facts: facts.page.get("area")),
    RuleField("page_url", RuleKind.TEXT, "page", lambda facts: facts.page.get("url")),
    RuleField("page_title", RuleKind.TEXT, "page", lambda facts: facts.page.get("title")),
    RuleField(
        "office_hours", RuleKind.CHOICE, "hours", lambda facts: facts.hours.get("office"),
        ("open", "closed"),
    ),
    RuleField("weekday", RuleKind.CHOICE, "hours", lambda facts: facts.hours.get("weekday"), WEEKDAYS),
    RuleField("hour", RuleKind.NUMBER, "hours", lambda facts: facts.hours.get("hour"), unit="hours"),
)  # fmt: skip

FIELDS: dict[str, RuleField] = {
    field.name: field
    for field in (
        *(_of_ticket(field) for field in BY_NAME.values() if field.name not in LEFT_OUT),
        *_MORE,
    )
}
GROUPS = ("ticket", "assistant", "contact", "customer", "page", "hours")


def field_of(name: str) -> RuleField | None:
    """The field of this name, a custom one among them; None if there is none."""
    found = FIELDS.get(name)
    if found is not None:
        return found
    for prefix, (group, read) in _DEFINED.items():
        key = name.removeprefix(prefix)
        if key != name and 0 < len(key) <= MAX_CUSTOM:
            return RuleField(name, RuleKind.ANY, group, partial(_value, read, key))
    return None


_DEFINED: dict[str, tuple[str, Callable[[Facts], Mapping[str, Any]]]] = {
    CUSTOM: ("ticket", lambda facts: facts.custom),
    OF_COMPANY: ("customer", lambda facts: facts.customer.custom),
    OF_CONTACT: ("contact", lambda facts: facts.contact.get("custom") or {}),
}


def _value(read: Callable[[Facts], Mapping[str, Any]], key: str, facts: Facts) -> Any:
    return read(facts).get(key)


def groups_asked(names: frozenset[str]) -> frozenset[str]:
    """The groups of these fields, so that what no rule asks for need not be read."""
    found = (field_of(name) for name in names)
    return frozenset(field.group for field in found if field is not None)
