import json
from dataclasses import fields
from typing import Any

import pytest

from tickets import entries
from tickets.entries import Change, Mail, Message, Named, Recipients, ReplyTo, Step
from tickets.payload import Payload
from tickets.side_entries import Side


def kinds(base: type[Payload]) -> list[type[Payload]]:
    return [kind for one in base.__subclasses__() for kind in (one, *kinds(one))]


STORED: list[tuple[type[Payload], dict[str, Any]]] = [
    (Message, {}),
    (Message, {"is_answer": True, "citations": [{"title": "Roles"}], "confidence": 0.82, "run_id": 7}),
    (Message, {"recipients": {"to": ["a@b.example"], "cc": []}, "draft_run_id": 3}),
    (Message, {"mentions_unseen": [{"id": 3, "name": "Ana"}]}),
    (
        Message,
        {
            "automatic": "vacation",
            "mail": Mail(from_="a@b.example", reply_to=[ReplyTo("A", "c@b.example")], inline={}).to_json(),
        },
    ),
    (Change, {"changes": {"assignee": [None, 3]}, "names": {"assignee": [None, "Ana"]}, "reason": ""}),
    (entries.Rating, {"kind": "csat", "score": 5, "comment": ""}),
    (entries.HandoffStep, {
        "handoff_id": 1, "reason": "loop", "reason_label": "Loop", "boundary": "", "summary": "S",
        "step": "handoff",
    }),
    (entries.FeedbackStep, {"entry_id": 4, "has_helped": False, "step": "feedback"}),
    (entries.RoutingStep, {"step": "routed", "decision_id": 2, "reasons": [{"label": "Tier"}]}),
    (entries.BreachStep, {"clock": "first_reply", "due_at": "2026-03-02", "clock_id": 1, "step": "breach"}),
    (entries.ConflictStep, {
        "value": "a@b.example", "holder": {"id": 1, "name": "Ana"}, "step": "identity_conflict",
    }),
    (entries.GoesOnStep, {"ticket": 1002, "step": "goes_on_by_email"}),
    (entries.AutomaticMailStep, {"mail": Mail().to_json(), "step": "automatic_mail"}),
    (entries.IssueStep, {
        "system": "linear", "key": "A-1", "title": "T", "status": "done", "step": "issue_linked",
    }),
    (entries.IssueChangeStep, {
        "system": "linear", "key": "A-1", "what": "status", "status": "Done", "was": "Doing",
        "step": "issue_changed",
    }),
    (entries.MessageChangedStep, {
        "entry_id": 4, "change": "edited", "system": "slack", "step": "message_changed",
    }),
    (entries.MergedStep, {"ticket": 1002, "subject": "S", "merge_id": 3, "moved": 4, "step": "merged"}),
    (entries.UnmergedStep, {"ticket": 1002, "subject": "S", "merge_id": 3, "moved": 4, "step": "unmerged"}),
    (entries.SplitStep, {
        "ticket": 1002, "subject": "S", "entry_id": 5, "is_new": True, "is_part": False, "step": "split",
    }),
    (entries.EventStep, {"step": "event"}),
    (Side, {"to": ["a@b.test"], "mail": Mail().to_json(), "automatic": "bounce", "is_other": True}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "stored"), STORED)
def test_what_is_stored_comes_back_as_it_was(kind: type[Payload], stored: dict[str, Any]) -> None:
    assert json.loads(json.dumps(kind.of(stored).to_json())) == stored


def test_every_kind_has_its_stored_form_here() -> None:
    parts = {Step, entries.Call, Recipients, Named, ReplyTo, Mail, entries.HandoffTold, entries.AnyAiStep}
    assert {kind for kind, _ in STORED} == set(kinds(Payload)) - parts


@pytest.mark.parametrize("stored", [None, [], "text", {"of": "another kind"}])
def test_a_message_of_any_age_can_be_read(stored: Any) -> None:
    assert Message.of(stored) == Message()


@pytest.mark.parametrize("value", [None, 7, "x", ["x"], {"x": 1}, [{"x": 1}], True])
def test_a_value_of_another_type_is_as_if_it_were_not_there(value: Any) -> None:
    for one in fields(Message):
        read = Message.of({one.name: value})
        assert Message.of(read.to_json()) == read


def test_old_forms_of_automatic_mail_are_understood() -> None:
    assert Message.of({"is_automatic": True}).asks_nothing
    assert Message.of({"automatic": "list"}).asks_nothing
    assert not Message.of({}).asks_nothing
