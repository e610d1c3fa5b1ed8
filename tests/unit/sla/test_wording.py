"""What the lines of a clock's history say for other languages."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sla.models import ClockEvent, TicketFact
from sla.services.targeting import target_label
from sla.wording import messages_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST = {"policy": "Enterprise", "channel": "email", "priority": "P3", "segment": "", "calendar": "Office"}


def said(step: str, key: str = "", *, fact: dict[str, str] | None = None, **values: Any) -> Any:
    facts = {key.partition(":")[2]: TicketFact(at=NOW, key=key, **fact)} if fact else {}
    ((_, message),) = messages_of([ClockEvent(step=step, key=key, at=NOW, **values)], facts)
    return message and (message["code"], message["params"])


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ({"kind": "customer", "label": "Helen wrote"}, ("customer_wrote", {"name": "Helen"})),
        ({"kind": "reply", "label": "Ines replied"}, ("replied", {"name": "Ines"})),
        ({"kind": "answer", "label": "The assistant answered"}, ("answered", {})),
        ({"kind": "status", "old": "new", "value": "open"}, ("status", {"old": "new", "new": "open"})),
        ({"kind": "voided", "value": "spam"}, ("voided_spam", {})),
        ({"kind": "restored", "value": "trash"}, ("restored_trash", {})),
        (None, None),
    ],
)
def test_what_happened_is_told_by_its_fact(fact: dict[str, str] | None, expected: object) -> None:
    assert said("resume", "resume:entry:5", fact=fact) == expected


def test_warnings_misses_and_the_beginning_need_no_fact() -> None:
    assert said("warn", "warn:1:0.75", fraction=0.75) == ("warned", {"fraction": 0.75})
    assert said("breach", "breach:1:1.0", fraction=1.0) == ("breached", {})
    assert said("start", "start:created") == ("created", {})


def test_a_target_says_who_promised_it_and_then_what_changed() -> None:
    events = [
        ClockEvent(step=step, key="target", at=NOW, detail=detail)
        for step, detail in (
            ("apply", FIRST),
            ("retarget", FIRST | {"priority": "P1", "segment": "smb"}),
            ("retarget", FIRST | {"priority": "P1", "segment": "smb"}),
        )
    ]
    first, second, third = [message for _, message in messages_of(events, {})]
    asked = {"channel": "email", "priority": "P3"}
    assert first == {"code": "promised", "params": {"policy": "Enterprise", **asked}}
    assert second == {
        "code": "list",
        "params": {
            "items": [
                {"code": "changed_priority", "params": {"old": "P3", "new": "P1"}},
                {"code": "changed_segment", "params": {"old": "", "new": "smb"}},
            ]
        },
    }
    assert third == {"code": "edited", "params": {}}
    assert said("apply", detail=FIRST | {"policy": ""}) == ("promised_nothing", asked)
    assert said("apply", detail={}) is None


def test_the_end_of_a_promise_is_no_change_of_calendar() -> None:
    old = FIRST | {"target_seconds": 14400}
    new = FIRST | {"priority": "P4", "calendar": "24x7", "target_seconds": None}
    events = [
        ClockEvent(step=step, key="target", at=NOW, detail=detail)
        for step, detail in (("apply", old), ("retarget", new), ("retarget", old))
    ]
    _, ended, again = [message for _, message in messages_of(events, {})]
    fell = {"code": "changed_priority", "params": {"old": "P3", "new": "P4"}}
    rose = {"code": "changed_priority", "params": {"old": "P4", "new": "P3"}}
    assert ended == {"code": "list", "params": {"items": [fell, {"code": "promise_ended", "params": {}}]}}
    assert again == {"code": "list", "params": {"items": [rose]}}
    assert target_label(old, new) == "Priority P3 to P4, nothing is promised any more"
    assert target_label(old, old | {"calendar": "24x7"}) == "Calendar Office to 24x7"
