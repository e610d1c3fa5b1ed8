"""
What the lines of a clock's history say, for programs that word them in another language.

Derived from what is stored beside the English labels, so that old lines are told alike.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from core.wording import Message
from sla.clock import Step
from sla.measures import FactKind
from sla.models import ClockEvent, TicketFact

CODES = (
    "answered", "breached", "changed_calendar", "changed_policy", "changed_priority", "changed_segment",
    "created", "customer_wrote", "edited", "passed_over", "promise_ended", "promised", "promised_nothing",
    "replied", "restored_spam", "restored_trash", "status", "voided_spam", "voided_trash", "warned",
)  # fmt: skip
PASSED_OVER = "is_passed_over"
"""In the detail of a warning that was never sent: its step was published when its share was used up."""
SKIPPED = "skip"
"""How the API calls it."""
_CHANGING = ("priority", "segment", "policy", "calendar")


def messages_of(
    events: Iterable[ClockEvent], facts: Mapping[str, TicketFact]
) -> list[tuple[ClockEvent, Message | None]]:
    """The events of one clock in their order, each with what it says; `facts` of the ticket are by key."""
    before: dict[str, Any] = {}
    found: list[tuple[ClockEvent, Message | None]] = []
    for event in events:
        if event.step in (Step.APPLY, Step.RETARGET):
            found.append((event, _of_target(before, event.detail)))
            before = event.detail
        else:
            found.append((event, _of_event(event, facts)))
    return found


def _of_event(event: ClockEvent, facts: Mapping[str, TicketFact]) -> Message | None:
    if event.step == Step.WARN and event.detail.get(PASSED_OVER):
        return _message("passed_over", fraction=event.fraction)
    if event.step == Step.WARN:
        return _message("warned", fraction=event.fraction)
    if event.step == Step.BREACH:
        return _message("breached")
    key = event.key.partition(":")[2]
    if key == "created":
        return _message("created")
    fact = facts.get(key)
    return _of_fact(fact) if fact else None


def _of_fact(fact: TicketFact) -> Message | None:
    match fact.kind:
        case FactKind.CUSTOMER:
            return _message("customer_wrote", name=fact.label.removesuffix(" wrote"))
        case FactKind.REPLY:
            return _message("replied", name=fact.label.removesuffix(" replied"))
        case FactKind.ANSWER:
            return _message("answered")
        case FactKind.STATUS:
            return _message("status", old=fact.old, new=fact.value)
        case FactKind.VOIDED | FactKind.RESTORED:
            return _message(f"{fact.kind}_{fact.value}")
    return None


def _of_target(old: Mapping[str, Any], new: Mapping[str, Any]) -> Message | None:
    """Why a clock has its target: the policy that took it, or what changed."""
    if not {"policy", "channel", "priority"} <= set(new):
        return None
    if not old:
        asked = {"channel": new["channel"], "priority": new["priority"]}
        if not new["policy"]:
            return _message("promised_nothing", **asked)
        return _message("promised", policy=new["policy"], **asked)
    changed = [
        _message(f"changed_{name}", old=old.get(name) or "", new=new.get(name) or "")
        for name in changes_between(old, new)
    ]
    if ends_promise(old, new):
        changed.append(_message("promise_ended"))
    return _message("list", items=changed) if changed else _message("edited")


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What differs between two targets of a clock; a calendar only where both promise something."""
    if not old:
        return []
    names = [name for name in _CHANGING if old.get(name) != new.get(name)]
    both = not _is_empty(old) and not _is_empty(new)
    return [name for name in names if name != "calendar" or both]


def ends_promise(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether there was a target, and there is none any more."""
    return bool(old) and not _is_empty(old) and _is_empty(new)


def _is_empty(detail: Mapping[str, Any]) -> bool:
    return "target_seconds" in detail and detail["target_seconds"] is None


def _message(code: str, **params: Any) -> Message:
    return {"code": code, "params": params}
