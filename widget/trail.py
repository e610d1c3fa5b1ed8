"""What a page reports about itself, validated, scrubbed and bounded: page, steps and attributes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice

from widget.hiding import NOTHING, Hiding
from widget.scrubbing import (
    MAX_INPUT,
    looks_secret,
    names_secret,
    scrub_path,
    scrub_text,
    scrub_url,
)

MAX_STEPS = 20
MAX_ATTRIBUTES = 40
MAX_LOOKED_AT = 200
MAX_VALUE = 200
MAX_REPORT = 40_000
"""How many characters of a report are examined; anything after them is dropped."""
OLDEST_STEP = timedelta(hours=4)


class StepKind(StrEnum):
    """What a step of the trail describes: where, on what, which request failed, which error was shown."""

    ROUTE = "route"
    CLICK = "click"
    REQUEST = "request"
    ERROR = "error"


_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Page:
    """The page the customer has open, without secrets."""

    url: str = ""
    title: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the customer on the host page; `client_id` makes repetition harmless."""

    client_id: str
    at: datetime
    kind: StepKind
    label: str
    detail: str = ""


class Room:
    """How much of a report may still be examined: its sender must not decide how long we work."""

    def __init__(self) -> None:
        self.left = MAX_REPORT

    def text(self, value: object) -> str:
        """
        A text in full or not at all, since half a secret is not recognized as one; empty if it is no text.
        """
        if not isinstance(value, str) or not value:
            return ""
        cut = value[:MAX_INPUT]
        if len(cut) > self.left:
            return ""
        self.left -= len(cut)
        return cut


def clean_page(raw: Mapping[str, object], *, room: Room | None = None, hiding: Hiding = NOTHING) -> Page:
    """The page that a browser reported; unknown fields are ignored, wrong types become empty."""
    room = room or Room()
    return Page(
        url=scrub_url(room.text(raw.get("url")), hiding=hiding),
        title=scrub_text(room.text(raw.get("title")), limit=200),
        element=scrub_text(room.text(raw.get("element")), limit=120),
    )


def clean_steps(raw: Sequence[object], *, now: datetime, room: Room | None = None) -> list[Step]:
    """The newest `MAX_STEPS` readable steps, oldest first; times outside the last hours become now."""
    room = room or Room()
    steps: list[Step] = []
    for item in reversed(raw[-MAX_STEPS:]):
        step = _step(item, now, room) if isinstance(item, Mapping) else None
        if step is not None:
            steps.append(step)
    return steps[::-1]


def _step(raw: Mapping[str, object], now: datetime, room: Room) -> Step | None:
    client_id = _CONTROL.sub("", _text(raw.get("id"))[:40])
    kind = _text(raw.get("kind"))
    if not client_id or kind not in set(StepKind):
        return None
    label, detail = room.text(raw.get("label")), room.text(raw.get("detail"))
    if kind == StepKind.ROUTE:
        label = scrub_path(label)
        detail = scrub_text(detail)
    elif kind == StepKind.REQUEST:
        # "GET /api/exports/12" and "502": a method, a path, a status; bodies are never sent.
        method, _, path = label.partition(" ")
        label = f"{method.upper()[:10]} {scrub_path(path)}" if path else ""
        detail = scrub_text(detail, limit=40)
    else:
        label, detail = scrub_text(label, limit=120), scrub_text(detail)
    if not label:
        return None
    return Step(
        client_id=client_id,
        at=_time(raw.get("at"), now),
        kind=StepKind(kind),
        label=label,
        detail=detail,
    )


def _time(value: object, now: datetime) -> datetime:
    """A browser's clock in milliseconds, accepted only if plausible."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e14:
        return now
    at = datetime.fromtimestamp(value / 1000, tz=UTC)
    return at if now - OLDEST_STEP <= at <= now else now


def clean_attributes(
    raw: Mapping[str, object], *, room: Room | None = None, hiding: Hiding = NOTHING
) -> dict[str, str | int | float | bool]:
    """
    What the host page says about the customer (`plan`, `role` …): flat, short, without secrets.

    Nested objects become `outer.inner`; deeper ones and lists are dropped, and what `hiding` names.
    """
    room = room or Room()
    clean: dict[str, str | int | float | bool] = {}
    for name, value in islice(_flat(raw), MAX_LOOKED_AT):
        if len(clean) >= MAX_ATTRIBUTES:
            break
        if not hiding.hides_field(name):
            _put(clean, name, value, room)
    return clean


def _flat(raw: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in raw.items():
        inner = value.items() if isinstance(value, Mapping) else [("", value)]
        for key, item in inner:
            yield f"{name}.{key}" if key else str(name), item


def _put(clean: dict[str, str | int | float | bool], name: str, value: object, room: Room) -> None:
    if not 0 < len(name) <= 60 or names_secret(name) or looks_secret(name) or scrub_text(name) != name:
        return
    if isinstance(value, str):
        clean[name] = scrub_text(room.text(value), limit=MAX_VALUE)
    elif isinstance(value, bool) or (isinstance(value, (int, float)) and abs(value) < 1e12):
        clean[name] = value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
