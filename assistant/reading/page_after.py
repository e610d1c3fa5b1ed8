"""Whether what had failed on a customer's page still failed after an answer, as far as they share it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MAX_LABEL = 200
_FAILURES = ("error", "request")


@dataclass(frozen=True, slots=True)
class After:
    """What the page showed, about what, and when."""

    has_failed: bool
    label: str
    at: datetime


def page_after(session: Mapping[str, Any] | None, *, answered_at: datetime) -> After | None:
    """
    Read `core.ports.session_context` after an answer; None where it says nothing.

    The same failure again says that it fails on. That the step which had led to it was done again, and
    nothing failed, says that it works: that a page is merely quiet does not.
    """
    if not session or not session.get("consent"):
        return None
    steps = list(_steps(session.get("trail") or ()))
    before = [step for step in steps if step.at <= answered_at]
    later = [step for step in steps if step.at > answered_at]
    failed = next((step for step in reversed(before) if step.kind in _FAILURES), None)
    if failed is None:
        return None
    again = next((step for step in reversed(later) if step.what == failed.what), None)
    if again is not None:
        return After(True, failed.label, again.at)
    led = next((step for step in reversed(before) if step.at <= failed.at and step.kind == "click"), None)
    if led is None or any(step.kind in _FAILURES for step in later):
        return None
    done = next((step for step in reversed(later) if step.what == led.what), None)
    return After(False, led.label, done.at) if done is not None else None


@dataclass(frozen=True, slots=True)
class _Step:
    at: datetime
    kind: str
    label: str

    @property
    def what(self) -> tuple[str, str]:
        return (self.kind, self.label)


def _steps(trail: Iterable[Any]) -> Iterable[_Step]:
    for step in trail:
        at = _moment(step.get("at")) if isinstance(step, Mapping) else None
        if at is not None:
            yield _Step(at, str(step.get("kind") or ""), str(step.get("label") or "")[:MAX_LABEL])


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
