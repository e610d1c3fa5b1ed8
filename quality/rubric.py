"""
The rubric of quality reviews, with how many are sampled and what is watched closer, and how it is checked.

Every criterion has three levels: 0 not met, 1 partly, 2 met. The words of shipped criteria are those of the
screens, in each reader's language, until somebody writes their own.

Pure: no database, no clock.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

LEVELS = (0, 1, 2)
BEST = LEVELS[-1]
SHIPPED: Mapping[str, int] = {"solved": 3, "accurate": 3, "empathetic": 1, "tone": 1, "complete": 2}
"""The shipped criteria with their weights."""
CATEGORIES = ("question", "bug", "billing", "access", "integration", "onboarding", "feature_request")
SEGMENTS = ("enterprise", "mid_market", "smb", "self_serve")
MOST_CRITERIA, MOST_WEIGHT, MOST_SAMPLED = 12, 10, 50
LONGEST_NAME, LONGEST_ABOUT = 60, 400
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class InvalidRubric(ValueError):
    """A value that cannot be; `name` says which."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    One thing that conversations are scored by; weight 0 shows it without counting it.

    `levels` explain 0, 1 and 2. Empty words are the shipped ones.
    """

    key: str
    weight: int
    name: str = ""
    about: str = ""
    levels: tuple[str, ...] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Rubric:
    """
    What is in force.

    `sampled` conversations of each person and of the assistant are drawn at random for a week, `risky` more
    of all are picked because something speaks against them. `asks_model` lets the model score, where there
    is one. Falls of quality in `categories` and `segments` are watched closer.
    """

    criteria: tuple[Criterion, ...] = tuple(Criterion(key, weight) for key, weight in SHIPPED.items())
    sampled: int = 3
    risky: int = 5
    asks_model: bool = True
    categories: tuple[str, ...] = ("billing", "access", "integration")
    segments: tuple[str, ...] = ("enterprise",)

    @property
    def keys(self) -> tuple[str, ...]:
        """The criteria in order."""
        return tuple(one.key for one in self.criteria)


def content_of(rubric: Rubric) -> dict[str, Any]:
    """The stored form."""
    found = asdict(rubric)
    found["criteria"] = [one | {"levels": list(one["levels"])} for one in found["criteria"]]
    return found | {"categories": list(rubric.categories), "segments": list(rubric.segments)}


def read_rubric(content: Mapping[str, Any], now: Rubric | None = None) -> Rubric:
    """A rubric from its form, whole or in part over the one in force. Raises InvalidRubric."""
    rubric = now or Rubric()
    criteria = rubric.criteria
    if "criteria" in content:
        criteria = _criteria(content["criteria"])
    return Rubric(
        criteria=criteria,
        sampled=_within("sampled", content.get("sampled", rubric.sampled), 0, MOST_SAMPLED),
        risky=_within("risky", content.get("risky", rubric.risky), 0, MOST_SAMPLED),
        asks_model=bool(content.get("asks_model", rubric.asks_model)),
        categories=_among("categories", content.get("categories", rubric.categories), CATEGORIES),
        segments=_among("segments", content.get("segments", rubric.segments), SEGMENTS),
    )


def _criteria(rows: Sequence[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    if not 1 <= len(rows) <= MOST_CRITERIA:
        raise InvalidRubric("criteria", f"A rubric has 1 to {MOST_CRITERIA} criteria.")
    found = tuple(_criterion(row) for row in rows)
    if len({one.key for one in found}) < len(found):
        raise InvalidRubric("criteria", "Two criteria have the same key. Give each its own.")
    if not any(one.weight for one in found):
        raise InvalidRubric("criteria", "At least one criterion must count. Give one of them a weight.")
    return found


def _criterion(row: Mapping[str, Any]) -> Criterion:
    key = str(row.get("key", ""))
    if not _KEY.fullmatch(key):
        raise InvalidRubric(
            "criteria", "A key begins with a letter and has only small letters, digits and underscores."
        )
    name, about = str(row.get("name", "")).strip(), str(row.get("about", "")).strip()
    levels = tuple(str(words).strip() for words in row.get("levels") or ("", "", ""))
    if len(levels) != len(LEVELS):
        raise InvalidRubric("criteria", f"Explain each of the {len(LEVELS)} levels of {key}.")
    if len(name) > LONGEST_NAME or max(map(len, (about, *levels))) > LONGEST_ABOUT:
        raise InvalidRubric(
            "criteria",
            f"A name has at most {LONGEST_NAME} characters, an explanation {LONGEST_ABOUT}: shorten {key}.",
        )
    if key not in SHIPPED and not (name and all(levels)):
        raise InvalidRubric("criteria", f"Give {key} a name, and say what each of its levels means.")
    return Criterion(key, _within("criteria", row.get("weight", 1), 0, MOST_WEIGHT), name, about, levels)


def _within(name: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InvalidRubric(name, f"Choose a whole number from {low} to {high}.")
    return value


def _among(name: str, values: Any, known: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(str(value) for value in values))
    if strange := [value for value in found if value not in known]:
        raise InvalidRubric(name, f"There is no {', '.join(strange)}. Known: {', '.join(known)}.")
    return found


def overall(levels: Mapping[str, int | None], criteria: Sequence[Criterion]) -> int | None:
    """
    The score of a conversation in percent: (sum of weight x level) / (sum of weight x 2) x 100.

    Only of what was judged; None while less than half of the weight was, since the rest could turn it over.
    """
    judged = [(one.weight, level) for one in criteria if (level := levels.get(one.key)) is not None]
    weight = sum(own for own, _ in judged)
    if not weight or 2 * weight < sum(one.weight for one in criteria):
        return None
    return round(100 * sum(own * level for own, level in judged) / (weight * BEST))
