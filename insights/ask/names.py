"""The names of an installation: what a query may name, and which of them stand in a question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from insights.ask.language import Unreadable, checked, normal
from insights.ask.tree import Filter, Query
from people.models import Segment
from tickets.channels import CHANNELS
from tickets.models import Priority, Status, TicketType, Tier

NONE, ME = "none", "me"
MAX_LOOKED_FOR = 300
"""How many stretches of a question are looked for among companies."""
FIXED: Mapping[str, tuple[str, ...]] = {
    "segment": (*Segment.values, NONE),
    "channel": tuple(CHANNELS),
    "category": (*(value for value in TicketType.values if value), NONE),
    "priority": tuple(Priority.values),
    "status": tuple(Status.values),
    "tier": (*(value for value in Tier.values if value), NONE),
}
HAVE_NONE = frozenset({"segment", "category", "area", "team", "tier", "company", "assignee", "tag"})


@dataclass(frozen=True, slots=True)
class Names:
    """
    The names that the asker may see, by field, each with what the database knows it by.

    Companies are only those that were looked for: an installation has too many to list. `also` are other
    words for a name, by field; `me` is the asker, None for a program.
    """

    own: Mapping[str, Mapping[str, int | str]] = field(default_factory=dict)
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    me: int | None = None

    def having(self, name: str, more: Mapping[str, int | str]) -> "Names":
        """The same with more names of a field."""
        return replace(self, own={**self.own, name: {**self.own.get(name, {}), **more}})

    def called(self, name: str, more: Mapping[str, str]) -> "Names":
        """The same with other words for names of a field."""
        return replace(self, also={**self.also, name: more})

    def values(self, name: str) -> tuple[str, ...]:
        """What a field can be asked for."""
        if name in FIXED:
            return FIXED[name]
        return (*self.own.get(name, {}), *((NONE,) if name in HAVE_NONE else ()))

    def settled(self, query: Query) -> Query:
        """The query with every name as the installation writes it. Raises Unreadable for unknown ones."""
        filters = [
            one if one.bound is not None else replace(one, values=tuple(self._settled(one)))
            for one in query.filters
        ]
        return checked(normal(replace(query, filters=tuple(filters))))

    def _settled(self, one: Filter) -> Iterable[str]:
        known = self.values(one.field)
        by_form = {form(value): value for value in known}
        if one.field == "assignee" and self.me is not None:
            by_form[ME] = ME
        for value in one.values:
            found = by_form.get(form(value))
            if found is None:
                raise Unreadable(
                    f"There is no {one.field} “{value}” that you can see.",
                    part=f"{one.field}:{value}",
                    known=known,
                    name=value,
                )
            yield found

    def key(self, name: str, value: str) -> int | str:
        """What the database knows a settled value by."""
        if name == "assignee" and value == ME:
            return self.me or 0
        return value if name in FIXED else self.own[name][value]


def form(value: str) -> str:
    """Names are the same whatever their case and blanks are."""
    return " ".join(value.casefold().replace("_", " ").replace("-", " ").split())


def phrases(text: str, longest: int = 5) -> set[str]:
    """Every stretch of up to so many words of a text, in lower case: what may be a name."""
    plain = text.casefold().replace("\u2019", "'")
    words = [word.strip(".,;:!?()\"'\u201c\u201d\u201e") for word in plain.split()]
    words = [word.removesuffix("'s") for word in words if word]
    return {
        " ".join(words[start : start + size])
        for size in range(1, longest + 1)
        for start in range(len(words) - size + 1)
    }
