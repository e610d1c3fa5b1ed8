"""What a page tells about itself, checked, scrubbed and bounded: page, steps and attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from widget.scrubbing import (
    looks_secret,
    names_secret,
    scrub_path,
    scrub_text,
    scrub_url,
)

MAX_STEPS = 20
MAX_ATTRIBUTES = 40
MAX_VALUE = 200
OLDEST_STEP = timedelta(hours=4)


class StepKind(StrEnum):
    """What a step of the trail tells: where, on what, which request failed, which error was shown."""

    ROUTE = "route"
    CLICK = "click"
    REQUEST = "request"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Page:
    """The page in front of the customer, without secrets."""

    url: str = ""
    title: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the customer on the host page; `client_id` makes its repetition harmless."""

    client_id: str
    at: datetime
    kind: StepKind
    label: str
    detail: str = ""


def clean_page(raw: Mapping[str, object]) -> Page:
    """The page from what a browser sent; unknown fields are ignored, wrong types read as empty."""
    return Page(
        url=scrub_url(_text(raw.get("url"))),
        title=scrub_text(_text(raw.get("title")), limit=200),
        element=scrub_text(_text(raw.get("element")), limit=120),
    )


def clean_steps(raw: Sequence[object], *, now: datetime) -> list[Step]:
    """The newest `MAX_STEPS` readable steps, oldest first; times outside the last hours are set to now."""
    steps: list[Step] = []
    for item in list(raw)[-MAX_STEPS:]:
        step = _step(item, now) if isinstance(item, Mapping) else None
        if step is not None:
            steps.append(step)
    return steps


def _step(raw: Mapping[str, object], now: datetime) -> Step | None:
    client_id = _text(raw.get("id"))[:40]
    kind = _text(raw.get("kind"))
    if not client_id or kind not in set(StepKind):
        return None
    label, detail = _text(raw.get("label")), _text(raw.get("detail"))
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
    """A browser's clock in milliseconds, believed only if it is plausible."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e14:
        return now
    at = datetime.fromtimestamp(value / 1000, tz=UTC)
    return at if now - OLDEST_STEP <= at <= now else now


def clean_attributes(raw: Mapping[str, object]) -> dict[str, str | int | float | bool]:
    """
    What the host page says about the customer (`plan`, `role` …): flat, short, without secrets.

    Nested objects become `outer.inner`, deeper ones and lists are dropped.
    """
    clean: dict[str, str | int | float | bool] = {}
    for name, value in raw.items():
        inner = value.items() if isinstance(value, Mapping) else [("", value)]
        for key, item in inner:
            _put(clean, f"{name}.{key}" if key else str(name), item)
    return clean


def _put(clean: dict[str, str | int | float | bool], name: str, value: object) -> None:
    if len(clean) >= MAX_ATTRIBUTES or not 0 < len(name) <= 60 or names_secret(name) or looks_secret(name):
        return
    if isinstance(value, str):
        clean[name] = scrub_text(value, limit=MAX_VALUE)
    elif isinstance(value, bool) or (isinstance(value, (int, float)) and abs(value) < 1e12):
        clean[name] = value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
