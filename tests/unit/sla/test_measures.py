"""What the measures start, stop, pause and cancel on."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from sla.clock import Clock, ClockEvent, Measure, State, Step, Target, replay
from sla.measures import Fact, FactKind, Plan, plan

T0 = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
HOUR = 3600


def history(*steps: tuple[FactKind, float] | tuple[FactKind, float, str]) -> list[Fact]:
    """Facts at minutes after T0, the ticket created at T0."""
    facts = [Fact(FactKind.CREATED, T0, "created", value="new")]
    for order, (kind, minutes, *value) in enumerate(steps, start=1):
        at = T0 + timedelta(minutes=minutes)
        facts.append(Fact(kind, at, f"{kind}:{order}", order=order, value=value[0] if value else ""))
    return facts


def clocks(facts: list[Fact], seconds: int = HOUR) -> dict[str, Clock]:
    """Each clock by measure, next replies numbered."""
    found = {}
    for item in plan(facts):
        steps = [ClockEvent(event.step, event.at) for event in item.events]
        is_numbered = item.measure in (Measure.NEXT_REPLY, Measure.PERIODIC_UPDATE)
        name = item.measure.value + (str(item.number) if is_numbered else "")
        found[name] = replay(steps, Target(seconds))
    return found


def steps(facts: list[Fact], measure: Measure, number: int = 1) -> list[tuple[str, float]]:
    (item,) = [p for p in plan(facts) if p.measure == measure and p.number == number]
    return [(event.step.value, (event.at - T0).total_seconds() / 60) for event in item.events]


C, R, A, S = FactKind.CUSTOMER, FactKind.REPLY, FactKind.ANSWER, FactKind.STATUS


def test_first_reply_runs_from_creation_to_the_first_public_reply() -> None:
    facts = history((C, 0), (R, 20), (R, 30))
    assert steps(facts, Measure.FIRST_REPLY) == [("start", 0), ("fulfil", 20)]


def test_a_resolving_answer_of_the_assistant_is_a_first_reply() -> None:
    assert steps(history((C, 0), (A, 1)), Measure.FIRST_REPLY) == [("start", 0), ("fulfil", 1)]


def test_after_an_opening_message_of_staff_nobody_waits_until_the_customer_writes() -> None:
    facts = history((R, 0), (R, 10), (C, 30), (R, 45))
    assert steps(facts, Measure.FIRST_REPLY) == [("start", 30), ("fulfil", 45)]
    assert Measure.FIRST_REPLY not in [p.measure for p in plan(history((R, 0), (R, 10)))]


def test_the_first_message_on_a_ticket_opened_with_a_note_is_its_reply() -> None:
    facts = history((R, 20), (C, 30))
    assert steps(facts, Measure.FIRST_REPLY) == [("start", 0), ("fulfil", 20)]


def test_first_reply_runs_in_every_open_status() -> None:
    facts = history((C, 0), (S, 5, "pending"), (S, 6, "on_hold"), (R, 10))
    assert steps(facts, Measure.FIRST_REPLY) == [("start", 0), ("fulfil", 10)]


def test_resolved_without_a_reply_stops_the_first_reply_until_reopened() -> None:
    facts = history((C, 0), (S, 10, "resolved"), (C, 90), (S, 90, "open"), (R, 95))
    expected = [("start", 0), ("pause", 10), ("resume", 90), ("fulfil", 95)]
    assert steps(facts, Measure.FIRST_REPLY) == expected


def test_next_reply_runs_from_the_oldest_unanswered_message() -> None:
    facts = history((C, 0), (R, 5), (C, 10), (C, 20), (C, 30), (R, 40), (C, 50), (R, 55))
    assert steps(facts, Measure.NEXT_REPLY, 1) == [("start", 10), ("fulfil", 40)]
    assert steps(facts, Measure.NEXT_REPLY, 2) == [("start", 50), ("fulfil", 55)]


def test_before_the_first_reply_further_messages_start_nothing() -> None:
    facts = history((C, 0), (C, 5), (C, 10), (R, 20))
    assert Measure.NEXT_REPLY not in [p.measure for p in plan(facts)]


def test_resolving_without_a_reply_ends_the_wait_for_one() -> None:
    """The customer says thanks, the agent resolves: nobody is owed an answer."""
    facts = history((C, 0), (R, 5), (C, 10), (S, 12, "resolved"))
    assert clocks(facts)["next_reply1"].state(T0 + timedelta(days=1)) == State.CANCELLED


def test_a_message_that_reopens_starts_the_wait_for_a_reply() -> None:
    facts = history((C, 0), (R, 5), (S, 6, "resolved"), (C, 100), (S, 100, "open"))
    found = clocks(facts)
    assert found["next_reply1"].started_at == T0 + timedelta(minutes=100)
    assert found["next_reply1"].is_running
    assert found["resolution"].is_running


def test_resolution_pauses_while_waiting_for_the_customer() -> None:
    facts = history((C, 0), (R, 5), (S, 5, "pending"), (C, 65), (S, 65, "open"), (S, 95, "resolved"))
    expected = [("start", 0), ("pause", 5), ("resume", 65), ("fulfil", 95)]
    assert steps(facts, Measure.RESOLUTION) == expected
    assert clocks(facts)["resolution"].elapsed(T0 + timedelta(days=1)) == 35 * 60


def test_reopening_resumes_the_resolution_with_what_has_elapsed() -> None:
    facts = history((C, 0), (R, 5), (S, 10, "resolved"), (C, 500), (S, 500, "open"))
    assert clocks(facts)["resolution"].due_at == T0 + timedelta(minutes=550)


def test_closing_a_resolved_ticket_changes_nothing() -> None:
    facts = history((C, 0), (R, 5), (S, 10, "resolved"), (S, 5000, "closed"))
    assert steps(facts, Measure.RESOLUTION) == [("start", 0), ("fulfil", 10)]


def test_pausing_statuses_are_the_policys() -> None:
    facts = history((C, 0), (S, 5, "on_hold"), (S, 20, "open"))
    (resolution,) = [p for p in plan(facts, ["pending", "on_hold"]) if p.measure == Measure.RESOLUTION]
    assert [event.step for event in resolution.events] == [Step.START, Step.PAUSE, Step.RESUME]
    (resolution,) = [p for p in plan(facts, []) if p.measure == Measure.RESOLUTION]
    assert [event.step for event in resolution.events] == [Step.START]


def test_a_ticket_opened_as_pending_starts_paused() -> None:
    facts = [Fact(FactKind.CREATED, T0, "created", value="pending"), *history((R, 0), (C, 9))[1:]]
    (resolution,) = [p for p in plan(facts) if p.measure == Measure.RESOLUTION]
    assert [event.step for event in resolution.events] == [Step.START, Step.PAUSE]


def test_spam_merge_and_deletion_cancel_what_runs_and_keep_what_was_met() -> None:
    facts = history((C, 0), (R, 5), (C, 10), (FactKind.VOIDED, 20), (S, 20, "closed"))
    found = clocks(facts)
    later = T0 + timedelta(days=1)
    assert found["first_reply"].state(later) == State.MET
    assert found["next_reply1"].state(later) == State.CANCELLED
    assert found["resolution"].state(later) == State.CANCELLED


def test_a_restored_ticket_resumes_without_the_time_in_between() -> None:
    facts = history((C, 0), (FactKind.VOIDED, 10), (FactKind.RESTORED, 600))
    found = clocks(facts)
    assert found["first_reply"].due_at == T0 + timedelta(minutes=650)
    assert found["resolution"].due_at == T0 + timedelta(minutes=650)


def test_a_reply_that_resolves_in_one_step_fulfils_both() -> None:
    facts = history((C, 0), (R, 10), (S, 10, "resolved"))
    later = T0 + timedelta(hours=9)
    assert {name: clock.state(later) for name, clock in clocks(facts).items()} == {
        "first_reply": State.MET,
        "resolution": State.MET,
        "agent_work_time": State.MET,
        "requester_wait_time": State.MET,
        "periodic_update1": State.CANCELLED,
    }


def test_spam_in_the_trash_stays_void_until_both_are_taken_back() -> None:
    void, back = FactKind.VOIDED, FactKind.RESTORED
    facts = history((C, 0), (void, 5, "spam"), (void, 6, "trash"), (back, 7, "trash"), (back, 60, "spam"))
    assert steps(facts, Measure.RESOLUTION) == [("start", 0), ("cancel", 5), ("resume", 60)]


KINDS = st.one_of(
    st.tuples(st.sampled_from([C, R, A, FactKind.VOIDED, FactKind.RESTORED]), st.just("")),
    st.tuples(st.just(S), st.sampled_from(["open", "pending", "on_hold", "resolved", "closed"])),
)
FACTS = st.lists(st.tuples(KINDS, st.integers(0, 90)), max_size=14).map(
    lambda items: history(
        *[
            (kind, minutes, value)
            for minutes, ((kind, value), _) in zip(
                _running_sum([gap for _, gap in items]), items, strict=True
            )
        ]
    )
)


def _running_sum(gaps: list[int]) -> list[int]:
    total, found = 0, []
    for gap in gaps:
        total += gap
        found.append(total)
    return found


def shape(plans: list[Plan]) -> list[tuple[str, int, list[tuple[str, datetime, str]]]]:
    return [(p.measure.value, p.number, [(e.step.value, e.at, e.key) for e in p.events]) for p in plans]


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_does_not_matter(facts: list[Fact], rnd: random.Random) -> None:
    shuffled = list(facts)
    rnd.shuffle(shuffled)
    assert shape(plan(shuffled)) == shape(plan(facts))


@given(FACTS, st.integers(0, 14))
def test_what_has_been_planned_stays_when_more_happens(facts: list[Fact], cut: int) -> None:
    """The events of a prefix are a prefix of the events: history is only ever appended to."""
    # What one step of work did at one instant is read together.
    assume(cut + 1 >= len(facts) or facts[cut + 1].at > facts[cut].at)
    early = {(p.measure, p.number): [e.key for e in p.events] for p in plan(facts[: cut + 1])}
    late = {(p.measure, p.number): [e.key for e in p.events] for p in plan(facts)}
    for name, keys in early.items():
        assert late[name][: len(keys)] == keys


@given(FACTS)
def test_keys_are_unique_in_a_clock_and_times_never_fall(facts: list[Fact]) -> None:
    for item in plan(facts):
        keys = [event.key for event in item.events]
        times = [event.at for event in item.events]
        assert len(keys) == len(set(keys))
        assert times == sorted(times)
        assert item.events[0].step == Step.START


@given(FACTS)
def test_at_most_one_next_reply_waits_and_none_overlap(facts: list[Fact]) -> None:
    waits = [clock for name, clock in clocks(facts).items() if name.startswith("next_reply")]
    assert sum(clock.is_running for clock in waits) <= 1
    spans = sorted((run.start, run.end) for clock in waits for run in clock.runs if run.end)
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
