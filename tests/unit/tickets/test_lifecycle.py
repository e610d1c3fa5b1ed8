"""Every change in every state, and what must hold after any history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets import lifecycle, models
from tickets.lifecycle import (
    Assign,
    Change,
    CustomerWrote,
    Happened,
    MarkSpam,
    MergeInto,
    Outcome,
    Part,
    PassOn,
    Replied,
    SetStatus,
    Settle,
    SideAnswered,
    Sign,
    Snooze,
    SnoozeFor,
    SnoozeItem,
    State,
    TakeIn,
    Trash,
    Wake,
    outcome,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EARLIER, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)
STATUSES = (*lifecycle.WORKABLE, *lifecycle.FINISHED)


def state(status: str, **values: object) -> State:
    ended = {"resolved_at": EARLIER} if status in lifecycle.FINISHED else {}
    closed = {"closed_at": EARLIER} if status == "closed" else {}
    return replace(State(status=status), **ended, **closed, **values)  # type: ignore[arg-type]  # any field


# For each change the status after it, in the order of STATUSES.
TABLE: dict[str, tuple[Change, tuple[str, ...]]] = {
    "new": (SetStatus("new"), ("new",) * 6),
    "open": (SetStatus("open"), ("open",) * 6),
    "pending": (SetStatus("pending"), ("pending",) * 6),
    "on hold": (SetStatus("on_hold"), ("on_hold",) * 6),
    "resolve": (SetStatus("resolved"), ("resolved",) * 6),
    "close": (SetStatus("closed"), ("closed",) * 6),
    "assign": (Assign(7), STATUSES),
    "give back": (Assign(None), STATUSES),
    "snooze": (Snooze(LATER), STATUSES),
    "end a snooze": (Snooze(None), STATUSES),
    "snooze for an event": (SnoozeFor("issue"), STATUSES),
    "which one": (SnoozeItem(5), STATUSES),
    "wake": (Wake(), STATUSES),
    "what it waited for": (Happened("issue"), STATUSES),
    "first message": (CustomerWrote(is_first=True), STATUSES),
    "message": (CustomerWrote(), ("new", "open", "open", "open", "open", "open")),
    "reply": (Replied(by_person=True), ("open", "open", "pending", "on_hold", "resolved", "closed")),
    "answer": (Replied(by_person=False, status="pending"), ("pending",) * 6),
    "last word": (Replied(by_person=True, status="resolved"), ("resolved",) * 6),
    "acknowledgement": (
        Replied(by_person=False, answers=False),
        ("open", "open", "pending", "on_hold", "resolved", "closed"),
    ),
    "spam": (MarkSpam(is_spam=True), STATUSES),
    "no spam": (MarkSpam(is_spam=False), STATUSES),
    "trash": (Trash(is_deleted=True), STATUSES),
    "restore": (Trash(is_deleted=False), STATUSES),
    "pass on": (PassOn("assistant"), STATUSES),
    "merge": (MergeInto(9), ("closed",) * 6),
    "take in": (TakeIn(EARLIER, None, is_unread=True), STATUSES),
    "take in who waits": (
        TakeIn(EARLIER, None, is_unread=True, wakes=True),
        ("new", "open", "open", "open", "resolved", "closed"),
    ),
    "put aside again": (
        TakeIn(None, EARLIER, is_unread=False, status="pending", snoozed_until=LATER),
        ("pending",) * 4 + ("resolved", "closed"),
    ),
    "answer of a third party": (SideAnswered(), STATUSES),
    # What was never merged has nothing to be taken out of.
    "part": (Part(State(status="open")), STATUSES),
    "settle": (Settle(EARLIER), ("resolved",) * 5 + ("closed",)),
}
PAIRS = [
    pytest.param(before, change, after, id=f"{name} when {before}")
    for name, (change, row) in TABLE.items()
    for before, after in zip(STATUSES, row, strict=True)
]


def check(before: State, after: Outcome) -> None:
    """What holds after every change."""
    now = after.state
    is_parted = before.merged_into_id is not None and now.merged_into_id is None
    reopened = before.is_finished and not now.is_finished and not is_parted
    assert (Sign.REOPENED in after.signs) == reopened
    assert now.reopened_count - before.reopened_count == reopened
    assert ("status" in after.line) == (before.status != now.status)
    resolved = now.status == "resolved" != before.status and not is_parted
    assert (Sign.RESOLVED in after.signs) == resolved
    assert (now.resolved_at is not None) == now.is_finished
    assert (now.closed_at is not None) == (now.status == "closed")
    assert not (now.is_finished and now.snoozed_until)
    assert not (now.snoozed_for and now.snoozed_until is None)
    assert after.columns == {
        name: getattr(now, name) for name in lifecycle.COLUMNS if getattr(now, name) != getattr(before, name)
    }
    assert (now.snoozed_for == "article") == (now.snoozed_item is not None)
    told = {"status", "assignee", "handler", "snoozed_until", "snoozed_for", "snoozed_item"}
    told |= {"is_spam", "is_deleted", "merged_into"}
    assert set(after.changes) <= told


@pytest.mark.parametrize(("before", "change", "after"), PAIRS)
def test_every_change_in_every_status(before: str, change: Change, after: str) -> None:
    result = outcome(state(before), [change], now=NOW)
    assert result.state.status == after
    check(state(before), result)


def test_no_change_is_left_out_of_the_table() -> None:
    assert {type(change) for change, _ in TABLE.values()} == set(Change.__subclasses__())


def test_names_are_those_of_the_database() -> None:
    assert set(STATUSES) == set(models.Status.values)
    assert set(lifecycle.WORKABLE) == set(models.OPEN_STATUSES)
    assert {lifecycle.NOBODY, lifecycle.PERSON} <= set(models.Handler.values)
    columns = {field.attname for field in models.Ticket._meta.concrete_fields}
    assert set(lifecycle.COLUMNS) <= columns


changes = st.one_of(
    st.sampled_from([change for change, _ in TABLE.values()]),
    st.builds(SetStatus, st.sampled_from(STATUSES)),
    st.builds(Assign, st.none() | st.integers(1, 3)),
    st.builds(Snooze, st.none() | st.integers(-5, 5).map(lambda n: NOW + timedelta(hours=n))),
    st.builds(
        Replied,
        by_person=st.booleans(),
        answers=st.booleans(),
        is_opening=st.booleans(),
        taken_by=st.none() | st.just(4),
        status=st.none() | st.sampled_from(STATUSES),
    ),
)


@given(st.lists(changes, max_size=25))
def test_what_holds_after_any_history(history: list[Change]) -> None:
    current = State()
    reopened = 0
    status = current.status
    for step, change in enumerate(history):
        result = outcome(current, [change], now=NOW + timedelta(minutes=step))
        check(current, result)
        # An undo gives both back.
        gives_back = isinstance(change, TakeIn) and change.status is not None
        assert gives_back or not ("status" in result.line and result.state.snoozed_until)
        reopened += Sign.REOPENED in result.signs
        if "status" in result.line:
            # Lines follow each other without a gap: the whole history can be read from them.
            assert result.line["status"][0] == status
            status = result.line["status"][1]
        current = result.state
    assert current.status == status
    assert current.reopened_count == reopened


@given(st.lists(changes, max_size=6))
def test_several_changes_in_one_step_are_told_once(steps: list[Change]) -> None:
    result = outcome(State(), steps, now=NOW)
    check(State(), result)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(change, id=name)
        for name, (change, _) in TABLE.items()
        if isinstance(change, SetStatus | CustomerWrote | Settle)
        and not (isinstance(change, SetStatus) and change.status == "open")
    ],
)
def test_a_snooze_ends_with_another_status_and_with_the_customers_word(change: Change) -> None:
    result = outcome(state("open", snoozed_until=LATER), [change], now=NOW)
    assert result.state.snoozed_until is None
    assert result.line["snoozed_until"] == [LATER.isoformat(), None]


def test_a_snooze_ends_at_its_time_and_not_before() -> None:
    assert outcome(state("open", snoozed_until=LATER), [Wake()], now=NOW).columns == {}
    woken = outcome(state("open", snoozed_until=EARLIER), [Wake()], now=NOW)
    assert woken.signs == (Sign.WOKEN,)
    assert woken.columns == {"snoozed_until": None, "is_unread": True}
    assert outcome(woken.state, [Wake()], now=NOW).columns == {}


def test_a_snooze_for_an_event_ends_with_it_and_with_no_other() -> None:
    asleep = outcome(state("open"), [SnoozeFor("issue")], now=NOW).state
    assert asleep.snoozed_until == NOW + lifecycle.LONGEST_WAIT
    assert outcome(asleep, [Happened("colleague"), Wake()], now=NOW).columns == {}
    woken = outcome(asleep, [Happened("issue")], now=NOW)
    assert woken.signs == (Sign.WOKEN,)
    assert woken.columns == {"snoozed_until": None, "snoozed_for": "", "is_unread": True}
    named = outcome(state("open"), [SnoozeFor("article"), SnoozeItem(5)], now=NOW).state
    assert outcome(named, [Happened("article", 6), Happened("article")], now=NOW).columns == {}
    assert outcome(named, [Happened("article", 5)], now=NOW).signs == (Sign.WOKEN,)
    timed = outcome(state("open"), [Snooze(LATER), SnoozeFor("issue")], now=NOW).state
    assert (timed.snoozed_until, timed.snoozed_for) == (LATER, "issue")


def test_what_is_finished_neither_sleeps_nor_wakes() -> None:
    assert outcome(state("resolved"), [Snooze(LATER)], now=NOW).columns == {}
    stale = outcome(state("resolved", snoozed_until=EARLIER), [Wake()], now=NOW)
    assert (stale.signs, stale.columns) == ((), {"snoozed_until": None})


def test_a_status_and_a_snooze_of_one_step_both_hold() -> None:
    result = outcome(state("resolved"), [SetStatus("open"), Snooze(LATER)], now=NOW)
    assert (result.state.status, result.state.snoozed_until) == ("open", LATER)


def test_who_waits_waits_on_after_an_acknowledgement() -> None:
    waiting = state("new", waiting_since=EARLIER, is_unread=True)
    told = outcome(waiting, [Replied(by_person=False, answers=False)], now=NOW).state
    assert (told.waiting_since, told.is_unread) == (EARLIER, True)
    answered = outcome(waiting, [Replied(by_person=True)], now=NOW).state
    assert (answered.waiting_since, answered.is_unread, answered.first_replied_at) == (None, False, NOW)


@given(st.lists(changes, max_size=8), st.lists(changes, max_size=8))
def test_a_merge_and_its_undo_leave_what_was_before(history: list[Change], meanwhile: list[Change]) -> None:
    before = outcome(State(), history, now=NOW).state
    merged = outcome(replace(before, merged_into_id=None), [MergeInto(9)], now=NOW)
    assert (merged.state.status, merged.state.merged_into_id) == ("closed", 9)
    # Nothing changes what is part of another ticket, but another merge.
    still = [change for change in meanwhile if not isinstance(change, Part | MergeInto)]
    assert outcome(merged.state, still, now=LATER).columns == {}
    parted = outcome(merged.state, [Part(before)], now=LATER)
    assert parted.state == replace(before, merged_into_id=None)
    assert parted.signs == ()
