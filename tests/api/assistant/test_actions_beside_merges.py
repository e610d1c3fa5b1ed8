"""Actions beside merges, and beside dead workers: locked in one order, ended once, and told once."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError

from assistant.actions import declared
from assistant.actions.configured import read_action
from assistant.actions.declared import Found, Subject
from assistant.models import ActionCall, CallState
from assistant.selectors import actions as acts
from assistant.services import approving, executing
from core.errors import Conflict, DomainError, Invalid, NotFound
from tests.api.routing.test_concurrency import together
from tests.cast import NOW, Cast
from tickets import services
from tickets.models import Ticket, TimelineEntry
from tickets.services import ticket_merge
from tickets.services.combining import carrying

TAG = {
    "key": "credit", "label": "Credit", "kind": "write", "source": "tickets.tag", "option": "credit",
    "answers": [{"language": "en", "text": "We have marked it."}],
}  # fmt: skip
Job = Callable[[], Any]


def tried(job: Job) -> Job:
    """What a job raises, as its result."""

    def run() -> Any:
        try:
            return job()
        except (DomainError, DatabaseError) as error:
            return error

    return run


class Pair:
    """A ticket with an action, and another one that it is merged into."""

    def __init__(self, state: str, **fields: Any) -> None:
        cast = Cast()
        self.actor = cast.actor(cast.agent)
        self.source = cast.ticket(channel="widget")
        self.target = cast.ticket(by=self.source.requester, subject="The same", channel="widget")
        entry = TimelineEntry.objects.filter(ticket=self.source, kind="message").earliest("pk")
        given: dict[str, Any] = {"decided_by": cast.agent, "definition": TAG, "language": "en"} | fields
        self.call = ActionCall.objects.create(
            ticket=self.source, entry_id=entry.pk, action="credit", label="Credit", kind="write",
            source="tickets.tag", state=state, key="k", created_at=NOW, started_at=NOW, **given,
        )  # fmt: skip

    def subject(self) -> Subject:
        return Subject(self.source.requester_id, None, "", "", self.source.pk, "en", NOW)

    def merge(self) -> Any:
        return ticket_merge(actor=self.actor, source_id=self.source.pk, target_id=self.target.pk, now=NOW)

    def approve(self) -> Any:
        return approving.action_approve(
            actor=self.actor, ticket_id=self.source.pk, call_id=self.call.pk, now=NOW
        )

    def end(self) -> Any:
        return executing.call_end(
            self.call, executing.Outcome(CallState.DONE, Found({"tag": "credit"}, NOW)), now=NOW
        )

    def do(self) -> Any:
        return executing.call_do(self.call, read_action(TAG), self.subject())

    def begin(self) -> Any:
        return executing.call_begin(
            ticket=self.source, entry_id=self.call.entry_id + 1, action=read_action(TAG), inputs={},
            subject=self.subject(), category="billing", score=0.9, engine="x", waits=True, now=NOW,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["approve", "end", "do", "begin"])
def test_a_merge_and_an_action_wait_for_each_other_in_one_order(
    how: str, monkeypatch: pytest.MonkeyPatch, freeze: Any
) -> None:
    """Each holds what it locked first for a while: in two orders they would never end."""
    freeze(NOW)
    pair = Pair(CallState.PROPOSED if how == "approve" else CallState.RUNNING)

    def slow(module: Any, name: str, *, before: bool) -> None:
        real = getattr(module, name)

        def run(*args: Any, **more: Any) -> Any:
            if before:
                time.sleep(0.5)
            found = real(*args, **more)
            if not before:
                time.sleep(0.5)
            return found

        monkeypatch.setattr(module, name, run)

    slow(carrying, "_move_entries", before=False)
    slow(approving, "_fault", before=True)
    slow(executing, "tell", before=True)
    slow(executing, "attempt", before=True)
    monkeypatch.setattr(acts, "limit_fault", lambda *_, **__: "")
    live = read_action(TAG | {"is_on": True})
    monkeypatch.setattr(approving, "in_force", lambda: type("Live", (), {"actions": [live]}))
    found, merged = together(tried(getattr(pair, how)), tried(pair.merge))
    for one in (found, merged):
        assert "deadlock" not in repr(one), one
    assert not isinstance(merged, Exception), merged
    assert not isinstance(found, Exception) or isinstance(found, NotFound), found
    row = ActionCall.objects.get(pk=pair.call.pk)
    assert row.state != CallState.RUNNING or how == "begin"
    # Whoever came first: what is under way is in the ticket where people look.
    for one in ActionCall.objects.filter(state__in=[CallState.PROPOSED, CallState.RUNNING]):
        assert one.ticket_id == pair.target.pk


@pytest.mark.django_db
def test_what_a_person_wished_is_told_with_the_record_and_once(
    monkeypatch: pytest.MonkeyPatch, freeze: Any
) -> None:
    """A kill leaves neither the one without the other."""
    freeze(NOW)
    pair = Pair(CallState.RUNNING)

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    for name in ("post_reply", "tell"):
        with monkeypatch.context() as patch:
            patch.setattr(executing, name, die)
            with pytest.raises(KeyboardInterrupt):
                pair.end()
        pair.call.refresh_from_db()
        assert (pair.call.state, pair.call.reply_entry_id) == (CallState.RUNNING, None)
    public = TimelineEntry.objects.filter(ticket=pair.source, author_kind="assistant", visibility="public")
    assert not public.exists()
    for _ in range(2):
        pair.end()
    pair.call.refresh_from_db()
    assert [one.pk for one in public] == [pair.call.reply_entry_id]
    assert public.get().body_text == "We have marked it."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "told"),
    [({"tells_customer": False}, 0), ({"is_automatic": True, "decided_by": None}, 0), ({}, 1)],
)
def test_only_what_a_person_allowed_and_wished_is_told_here(
    fields: dict[str, Any], told: int, freeze: Any
) -> None:
    freeze(NOW)
    pair = Pair(CallState.RUNNING, **fields)
    pair.end()
    rows = TimelineEntry.objects.filter(ticket=pair.source, author_kind="assistant", visibility="public")
    assert rows.count() == told


@pytest.mark.django_db
def test_a_reply_that_is_refused_leaves_the_record_and_says_so(
    monkeypatch: pytest.MonkeyPatch, freeze: Any
) -> None:
    freeze(NOW)
    pair = Pair(CallState.RUNNING)
    real = services.post_reply

    def refuse(**more: Any) -> Any:
        if more.get("kind") != "note":
            raise Invalid("Nobody can be written to.")
        return real(**more)

    monkeypatch.setattr(executing, "post_reply", refuse)
    assert pair.end().state == CallState.DONE
    note = TimelineEntry.objects.filter(ticket=pair.source, kind="note").latest("pk")
    assert "The customer was not told: Nobody can be written to." in note.body_text


@pytest.mark.django_db
def test_what_was_refused_half_way_is_undone(monkeypatch: pytest.MonkeyPatch, freeze: Any) -> None:
    freeze(NOW)
    pair = Pair(CallState.RUNNING)

    def half(subject: Subject, option: str) -> Found:
        Ticket.objects.filter(pk=pair.source.pk).update(tags=["half"])
        raise Conflict("Not after all.")

    source = declared.find("tickets.tag")
    assert source is not None
    monkeypatch.setattr(declared, "find", lambda key: type("Half", (), {"run": staticmethod(half)}))
    assert pair.do().state == CallState.FAILED
    pair.source.refresh_from_db()
    assert pair.source.tags == []


@pytest.mark.django_db
def test_a_ticket_that_was_merged_begins_nothing(freeze: Any) -> None:
    freeze(NOW)
    pair = Pair(CallState.RUNNING)
    pair.merge()
    assert pair.begin() == "The conversation became part of another ticket."
    assert pair.do().state == CallState.FAILED, "its ticket is another one now"
    assert Ticket.objects.get(pk=pair.target.pk).tags == []


@pytest.mark.django_db
def test_a_use_that_is_gone_holds_up_no_other(freeze: Any) -> None:
    freeze(NOW)
    began = NOW - executing.LOST_AFTER
    gone, left = Pair(CallState.RUNNING), None
    left = ActionCall.objects.create(
        ticket=gone.target, entry_id=1, action="credit", kind="write", source="http", state="running",
        key="k2", created_at=NOW, started_at=began, is_automatic=True,
    )  # fmt: skip
    ActionCall.objects.filter(pk=gone.call.pk).update(started_at=began)
    held_now = acts.call_held

    def held(call_id: int) -> ActionCall:
        if call_id == gone.call.pk:
            ActionCall.objects.filter(pk=call_id).delete()
        return held_now(call_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts, "call_held", held)
        approving.calls_settle(now=NOW)
    left.refresh_from_db()
    assert left.state == CallState.IN_DOUBT
