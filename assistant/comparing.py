"""What differs between two configurations, as lines that a person can read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """
    One difference: `kind` is added, removed or changed.

    `area` is the part of the configuration; `name` the boundary, limit, brand or example, empty where the
    part is only one thing; `field` what of it changed, empty for what came or went. Values are in API form.
    """

    area: str
    kind: str
    name: str = ""
    field: str = ""
    before: Any = None
    after: Any = None


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """All differences between two contents of versions, in the order of the parts."""
    return [
        *_fields("answers", old, new),
        *_rows("brands", old, new, lambda row: str(row["brand_id"])),
        *_fields("limits", old, new, without=("rules",)),
        *_rows("limits", old.get("limits", {}), new.get("limits", {}), limit_name, part="rules"),
        *_rows("boundaries", old, new, lambda row: row["key"], named=lambda row: row["label"]),
        *_order(old.get("boundaries", []), new.get("boundaries", [])),
        *_fields("voice", old, new, without=("examples",)),
        *_rows("voice", old.get("voice", {}), new.get("voice", {}), lambda row: row["question"], "examples"),
        *_fields("budget", old, new),
        *_fields("masking", old, new),
        *_rows("actions", old, new, lambda row: row["key"], named=lambda row: row["label"]),
    ]


def limit_name(row: Mapping[str, Any]) -> str:
    """Whom a limit is for: `email / billing`, with what is any left out."""
    return " / ".join(part for part in (row.get("channel", ""), row.get("category", "")) if part)


def _fields(
    area: str, old: Mapping[str, Any], new: Mapping[str, Any], without: Sequence[str] = ()
) -> Iterator[Difference]:
    before, after = old.get(area, {}), new.get(area, {})
    for name in dict.fromkeys([*after, *before]):
        if name not in without and before.get(name) != after.get(name):
            yield Difference(area, "changed", "", name, before.get(name), after.get(name))


def _rows(
    area: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    key: Callable[[Mapping[str, Any]], str],
    part: str = "",
    named: Callable[[Mapping[str, Any]], str] | None = None,
) -> Iterator[Difference]:
    name_of = named or key
    before = {key(row): row for row in old.get(part or area, [])}
    after = {key(row): row for row in new.get(part or area, [])}
    for one, row in after.items():
        was = before.get(one)
        if was is None:
            yield Difference(area, "added", name_of(row))
            continue
        for field in dict.fromkeys([*row, *was]):
            if was.get(field) != row.get(field):
                yield Difference(area, "changed", name_of(row), field, was.get(field), row.get(field))
    for one, row in before.items():
        if one not in after:
            yield Difference(area, "removed", name_of(row))


def _order(old: Rows, new: Rows) -> Iterator[Difference]:
    """The order decides which boundary a handoff names; only those in both lists can have changed places."""
    left, right = [row["key"] for row in old], [row["key"] for row in new]
    both = set(left) & set(right)
    if [key for key in left if key in both] != [key for key in right if key in both]:
        labels = {row["key"]: row["label"] for row in [*old, *new]}
        yield Difference(
            "boundaries",
            "changed",
            "",
            "order",
            [labels[key] for key in left],
            [labels[key] for key in right],
        )
