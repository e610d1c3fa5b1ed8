"""
The query language of lists and search: `status:open assignee:me tag:billing -is:snoozed "exact phrase"`.

Pure parsing: what the words mean in the database is decided in `filtering`.
"""

import re
from dataclasses import dataclass, field

FIELDS = {
    "status", "assignee", "team", "tag", "priority", "tier", "type", "channel", "brand", "company",
    "requester", "area", "segment", "handler", "is", "mentions", "created", "updated", "number", "sla",
}  # fmt: skip
ALIASES = {"product_area": "area", "tags": "tag", "from": "requester", "owner": "assignee"}
MAX_LENGTH = 500
_TOKEN = re.compile(
    r"""
    (?P<negated>-)?
    (?:(?P<field>[a-z_]+):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+))
      |"(?P<phrase>[^"]*)"
      |(?P<word>[^\s"]+))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Condition:
    """One `field:value`; values separated by commas mean any of them."""

    field: str
    values: tuple[str, ...]
    is_negated: bool = False


@dataclass
class ParsedQuery:
    """Conditions, and the text that is searched for in the form of `websearch_to_tsquery`."""

    conditions: list[Condition] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What to search for in full text; empty for a pure filter."""
        return " ".join(self.words)

    def has(self, name: str) -> bool:
        """Whether a condition on this field exists."""
        return any(condition.field == name for condition in self.conditions)


def parse(source: str) -> ParsedQuery:
    """
    Read a query; never fails.

    An unknown field is text, so that a pasted `error:42` finds what it says.
    """
    parsed = ParsedQuery()
    for match in _TOKEN.finditer(source[:MAX_LENGTH]):
        minus = match["negated"] or ""
        name = match["field"]
        if name is not None:
            name = ALIASES.get(name, name)
            value = match["quoted"] if match["quoted"] is not None else match["value"]
            if name in FIELDS:
                values = (value,) if match["quoted"] is not None else tuple(v for v in value.split(",") if v)
                if values:
                    parsed.conditions.append(Condition(name, values, bool(minus)))
            else:
                parsed.words.append(f'{minus}"{name} {value}"')
        elif match["phrase"] is not None:
            if match["phrase"].strip():
                parsed.words.append(f'{minus}"{match["phrase"]}"')
        else:
            parsed.words.append(minus + match["word"])
    return parsed
