"""
The text of macros: its variables, and what stands in their place on a ticket.

A variable is written `{{customer.first_name}}`, with `{{customer.first_name|there}}` for what to say where it
has no value. Reading takes time that grows with the length of the text alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Invalid
from core.html import one_line

MAX_TEXT = 20_000

VARIABLES = {
    "customer.name": "The customer's name",
    "customer.first_name": "The customer's first name",
    "customer.email": "The customer's address",
    "company.name": "The customer's company",
    "agent.name": "Whoever uses the macro",
    "agent.first_name": "The first name of whoever uses it",
    "ticket.number": "The number of the ticket",
    "ticket.subject": "The subject of the ticket",
    "team.name": "The team of the ticket",
    "brand.name": "The brand of the ticket",
}
"""Every variable with what it stands for."""

_VARIABLE = re.compile(r"\{\{ {0,3}([^{}|\n]{1,60}?) {0,3}(?:\|([^{}|\n]{0,200}))?\}\}")


class UnknownVariable(Invalid):
    """A macro's text has a variable that does not exist; `known` lists those that do."""

    code = "tickets.unknown_variable"


@dataclass(frozen=True)
class Filled:
    """A text for one ticket; `missing` are variables without value and fallback, which stay as written."""

    text: str
    missing: tuple[str, ...]


def check_text(text: str) -> None:
    """Refuse a text that could not be filled. Raises Invalid, UnknownVariable."""
    if len(text) > MAX_TEXT:
        raise Invalid(f"A macro can have at most {MAX_TEXT:,} characters.", errors={"text": ["Too long."]})
    unknown = sorted({name for name, _ in _VARIABLE.findall(text) if name not in VARIABLES})
    if unknown:
        known = ", ".join(VARIABLES)
        raise UnknownVariable(
            f"There is no variable {', '.join(unknown)}. There are: {known}.",
            errors={"text": [f"Unknown: {', '.join(unknown)}."]},
            known=list(VARIABLES),
        )
    rest = _VARIABLE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise Invalid(
            "Write a variable as {{customer.first_name}}, or {{customer.first_name|there}} with a fallback.",
            errors={"text": ["A variable is not complete."]},
        )


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text with values in place of its variables; a value is one line of plain text."""
    missing: list[str] = []

    def said(match: re.Match[str]) -> str:
        name, fallback = match.group(1), match.group(2)
        value = one_line(values.get(name, "")) or (fallback or "").strip()
        if value or fallback is not None:
            return value
        missing.append(name)
        return match.group(0)

    return Filled(_VARIABLE.sub(said, text), tuple(dict.fromkeys(missing)))


def first_name(name: str) -> str:
    """The first word of a name, unless it is an address."""
    word = name.split(" ", 1)[0]
    return "" if "@" in word else word
