"""How often questions become exactly the query that a person wrote for them."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from insights.ask.language import read, write
from insights.ask.names import Names
from insights.ask.reader import understand
from insights.ask.tree import Query

PARTS = ("made", "test", "second", "third", "fourth")
RIGHT, ASKED, WRONG = "right", "asked_or_refused", "wrong"
ME = 1


def names_of(path: str | Path) -> tuple[Names, date]:
    """The names of an installation from a file, and the day that is today there."""
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    today = date.fromisoformat(content.pop("today"))
    own = {
        field: {name: name if field in ("tag", "area") else number for number, name in enumerate(names, 1)}
        for field, names in content.items()
    }
    return Names(own, me=ME), today


def judged(question: str, wanted: frozenset[Query], *, names: Names, today: date) -> str:
    """
    Whether a question was understood as it is meant: its one query, the readings to choose from, or none.

    Asking back or refusing is no error, only of no use; answering another question is one.
    """
    found = understand(question, names=names, today=today)
    if found.is_sure:
        return RIGHT if frozenset(found.readings) == wanted else WRONG
    if not wanted:
        return RIGHT
    is_choice = len(wanted) > 1 and not found.left and frozenset(found.readings) == wanted
    return RIGHT if is_choice else ASKED


def figures_of(rows: Iterable[Mapping[str, Any]], names: Names, today: date) -> dict[str, Any]:
    """Counts and shares in percent for each part of the questions, with those that are not right."""
    counts: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
    failed: dict[str, list[str]] = {part: [] for part in PARTS}
    for row in rows:
        wanted = frozenset(names.settled(read(text)) for text in row["queries"])
        outcome = judged(row["question"], wanted, names=names, today=today)
        counts[row["part"]][outcome] += 1
        if outcome != RIGHT:
            found = understand(row["question"], names=names, today=today)
            said = " | ".join(map(write, found.readings)) or "nothing"
            left = f" (left: {' '.join(found.left)})" if found.left else ""
            failed[row["part"]].append(f"{outcome}: {row['question']} -> {said}{left}")
    return {part: _told(counts[part], failed[part]) for part in PARTS}


def _told(counts: Counter[str], failed: list[str]) -> dict[str, Any]:
    total = counts.total()
    shares = {
        f"{name}_percent": round(counts[name] / total * 100, 1) if total else 0.0
        for name in (RIGHT, ASKED, WRONG)
    }
    told = {name: counts[name] for name in (RIGHT, ASKED, WRONG)}
    return {"questions": total, **told, **shares, "not_right": failed}
