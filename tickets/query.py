"""
The query language of lists and search: `status:open assignee:me tag:billing -is:snoozed "exact phrase"`.

Pure parsing: `filtering` decides what the fields mean in the database, `core.search` what words mean. The
language is documented in docs/search.md.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from core.search.texts import MAX_LENGTH, Text, is_or, plain_source
from tickets.models.fields import ASKED

# The fields in the table of fields, and those with a syntax of their own.
FIELDS = {
    *ASKED, "status", "assignee", "team", "tag", "brand", "company", "requester", "is", "number", "sla",
    "subject", "mentions",
}  # fmt: skip
ALIASES = {
    "product_area": "area",
    "tags": "tag",
    "from": "requester",
    "owner": "assignee",
    "title": "subject",
}
# A separate name for a comparison: `before:2026-11-26` is `created:<2026-11-26`.
COMPARED = {"before": ("created", "<"), "after": ("created", ">")}
_TOKEN = re.compile(
    r"""
    (?P<negated>-)?
    (?:(?P<field>[A-Za-z_]{1,30}):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+))
      |"(?P<phrase>[^"]*)"
      |(?P<word>[^\s"]+))
    """,
    re.VERBOSE,
)
_NAMED_NUMBER = re.compile(
    r"(?:(?:ticket|case|request|conversation|vorgang|anfrage|fall|nr\.?|no\.?|number|nummer)\s{0,3}[:#]?\s{0,3}"
    r"|\#\s{0,3})\(?\[?\#?(\d{1,18})\]?\)?[.!?:]?|[\[(]\s?(?:ticket\s{0,3}[:#]?\s?)?\#?(\d{1,18})\s?[\])]",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[(](?:ticket\s?)?\#(\d{1,18})[\])]", re.IGNORECASE)
_HASH = re.compile(r"\#(\d{1,18})")


@dataclass(frozen=True)
class Condition:
    """One `field:value`; values separated by commas, and conditions joined by `OR`, mean any of them."""

    field: str
    values: tuple[str, ...]
    is_negated: bool = False
    others: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class Hint:
    """A part of a query that does not do what it appears to; `code` says why, `message` what to do."""

    part: str
    code: str
    message: str


@dataclass
class ParsedQuery:
    """
    The conditions, and what to search for in full text.

    `numbers` are the tickets it names (`#1042`); `is_reference` means that it asks for nothing else.
    """

    conditions: list[Condition] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    is_reference: bool = False
    hints: list[Hint] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether a condition on this field exists."""
        return any(condition.field == name for condition in self.conditions)


def parse(source: str, *, may_refer: bool = True) -> ParsedQuery:
    """
    Read a query; never fails.

    An unknown field is treated as text, so that a pasted `error:42` finds it literally, and a hint says so.
    Mail subject prefixes are ignored. `#1042` alone is that ticket, unless `may_refer` is off. `OR` joins its
    two neighbors if both are text or both are conditions.
    """
    parsed = ParsedQuery()
    source = plain_source(source[:MAX_LENGTH])
    if may_refer and (named := _NAMED_NUMBER.fullmatch(source)):
        number = named[1] or named[2]
        parsed.conditions.append(Condition("number", (number,)))
        parsed.numbers, parsed.is_reference = [int(number)], True
        return parsed
    parsed.numbers = [int(found[1]) for found in _BRACKETED.finditer(source)]
    source = _BRACKETED.sub(" ", source)
    parsed.numbers += [int(found[1]) for word in source.split() if (found := _HASH.fullmatch(word))]
    items: list[Condition | Text] = []
    joins = False
    for match in _TOKEN.finditer(source):
        if is_or(match[0]):
            joins = bool(items)
            continue
        item = _item(match, parsed)
        if item is None:
            continue
        if joins:
            item = _joined(items, item, parsed)
        joins = False
        items.append(item)
    parsed.conditions = [item for item in items if isinstance(item, Condition)]
    parsed.texts = [item for item in items if isinstance(item, Text)]
    return parsed


def _item(match: re.Match[str], parsed: ParsedQuery) -> Condition | Text | None:
    is_negated = match["negated"] is not None
    if match["phrase"] is not None:
        return Text(match["phrase"], True, is_negated) if match["phrase"].strip() else None
    if match["field"] is None:
        return Text(match["word"], False, is_negated)
    name = match["field"].lower()
    name = ALIASES.get(name, name)
    is_quoted = match["quoted"] is not None
    value = match["quoted"] if is_quoted else match["value"]
    if name in COMPARED:
        name, sign = COMPARED[name]
        value = sign + value.lstrip("<>=")
    if name in FIELDS:
        values = (value,) if is_quoted or name == "subject" else tuple(v for v in value.split(",") if v)
        return Condition(name, values, is_negated) if values else None
    if value.startswith("//") or name == "mailto":
        return Text(f"{name}:{value}", False, is_negated)
    parsed.hints.append(
        Hint(
            match.group(0),
            "unknown_operator",
            f"There is no operator {name}:, so “{name} {value}” is searched for as text. Operators are"
            f" {', '.join(sorted(FIELDS | set(COMPARED)))}.",
        )
    )
    return Text(f"{name} {value}", True, is_negated)


def _joined(items: list[Condition | Text], item: Condition | Text, parsed: ParsedQuery) -> Condition | Text:
    before = items[-1]
    if isinstance(before, Text) and isinstance(item, Text):
        items.pop()
        return replace(before, others=(*before.others, item))
    if isinstance(before, Condition) and isinstance(item, Condition):
        items.pop()
        return replace(before, others=(*before.others, item))
    parsed.hints.append(
        Hint(
            "OR",
            "mixed_or",
            "OR joins two words or two conditions, not a word and a condition, so both are asked for here.",
        )
    )
    return item


def tags_asked(source: str) -> set[str]:
    """The tags that a query names."""
    return {value for match in _TOKEN.finditer(source) for value in _tags_in(match)}


def with_tags(source: str, gone: Collection[str], goal: str) -> str:
    """A query that names `goal` instead of these tags; everything else of it stays as it was written."""

    def put(match: re.Match[str]) -> str:
        values = _tags_in(match)
        if not set(values) & set(gone):
            return match[0]
        kept = dict.fromkeys(goal if value in gone else value for value in values)
        return f"{match['negated'] or ''}{match['field']}:{','.join(kept)}"

    return _TOKEN.sub(put, source)


def _tags_in(match: re.Match[str]) -> list[str]:
    name = (match["field"] or "").lower()
    if ALIASES.get(name, name) != "tag":
        return []
    if match["quoted"] is not None:
        return [match["quoted"]]
    return [value for value in match["value"].split(",") if value]
