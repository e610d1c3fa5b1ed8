"""The points of a ticket, each measure recounted from its raw history by another way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from insights.measures import BY_NAME
from insights.points import Asked, Ended, History, Judged, Point, Said, Turn, points_of, turns_of

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DONE = ("resolved", "closed")
STATUSES = ("new", "open", "pending", "on_hold", *DONE)
LATER = START + timedelta(days=400)


def half(start: datetime, end: datetime) -> float:
    """Business hours of a test: every second counts half."""
    return (end - start).total_seconds() / 2


moments = st.integers(0, 20_000).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def histories(draw: st.DrawFn) -> History:
    speech = st.builds(
        lambda at, by, answers: Said(at, by, answers and by == "assistant"),
        moments,
        st.sampled_from(["contact", "staff", "token", "assistant", "system"]),
        st.booleans(),
    )
    said = sorted(draw(st.lists(speech, max_size=8)), key=lambda one: one.at)
    times = sorted(draw(st.lists(moments, max_size=7)))
    statuses, now = [], "new"
    for at in times:
        new = draw(st.sampled_from([one for one in STATUSES if one != now]))
        statuses.append(Turn(at, now, new))
        now = new
    ends = st.builds(
        Ended,
        st.sampled_from(["open", "confirmed", "verified", "assumed", "handed_over", "came_back"]),
        st.none() | moments,
        st.booleans(),
        st.booleans(),
    )
    judged = st.lists(st.builds(Judged, st.integers(1, 9), moments, st.booleans()), max_size=3)
    surveys = st.builds(Asked, st.just(1), moments, moments, st.integers(1, 5)) | st.builds(
        Asked, st.just(2), moments
    )
    return History(
        created_at=START,
        status=now,
        finished_at=times[-1] if times else None,
        last_message_at=said[-1].at if said else START,
        said=said,
        statuses=statuses,
        holders=draw(st.lists(st.none() | st.integers(1, 3), max_size=6)),
        is_escalated=draw(st.booleans()),
        surveys=draw(st.lists(surveys, max_size=1)),
        targets=draw(judged),
        conversation=draw(st.none() | ends),
        drafts=draw(judged),
        verdicts=draw(judged),
    )


def of(history: History, name: str, now: datetime = LATER) -> list[Point]:
    return [one for one in points_of(history, working=half, now=now) if one.measure == name]


def open_at(history: History, moment: datetime) -> bool:
    """The last status that was set by then, by hand."""
    status = "new"
    for turn in history.statuses:
        if turn.at <= moment:
            status = turn.new
    return status not in DONE


@given(histories(), moments)
def test_the_backlog_at_any_moment_is_whether_it_was_open(history: History, moment: datetime) -> None:
    total = sum(one.value or 0 for one in of(history, "backlog") if one.at <= moment)
    assert total == int(open_at(history, moment))


@given(histories())
def test_solved_and_reopened_alternate_as_the_status_did(history: History) -> None:
    runs = [turn.new in DONE for turn in history.statuses]
    finishes = sum(is_done and not before for before, is_done in zip([False, *runs], runs, strict=False))
    reopenings = sum(before and not is_done for before, is_done in zip([False, *runs], runs, strict=False))
    assert (len(of(history, "solved")), len(of(history, "reopened"))) == (finishes, reopenings)
    assert [one.is_part for one in of(history, "reopen_rate")] == ([reopenings > 0] if finishes else [])


@given(histories())
def test_first_replies_are_counted_from_the_first_customer_message(history: History) -> None:
    asked = [one.at for one in history.said if one.by == "contact"]
    tests: tuple[tuple[str, Callable[[Said], bool]], ...] = (
        ("first_reply", lambda one: one.by in ("staff", "token")),
        ("ai_first_reply", lambda one: one.by == "assistant" and one.is_answer),
    )
    for name, is_one in tests:
        after = [one.at for one in history.said if is_one(one) and asked and one.at >= min(asked)]
        found = of(history, name)
        if not after:
            assert found == []
            continue
        took = (min(after) - min(asked)).total_seconds()
        assert [(one.at, one.value, one.business) for one in found] == [(min(after), took, took / 2)]


@given(histories())
def test_resolution_is_of_tickets_that_are_finished_and_a_person_answered(history: History) -> None:
    found = of(history, "resolution")
    if history.status not in DONE or not any(one.by in ("staff", "token") for one in history.said):
        assert found == []
        return
    last = max(
        (
            turn.at
            for turn, before in zip(
                history.statuses, ["new", *(one.new for one in history.statuses)], strict=False
            )
            if turn.new in DONE and before not in DONE
        )
    )
    people = [one for one in history.said if one.by in ("staff", "token") and one.at <= last]
    assert [one.value for one in found] == ([(last - START).total_seconds()] if people else [])


@given(histories())
def test_first_contact_is_one_reply_and_never_again(history: History) -> None:
    found = of(history, "first_contact")
    solved = of(history, "solved")
    if not solved:
        assert found == []
        return
    at = min(one.at for one in solved)
    by_people = [one for one in history.said if one.by in ("staff", "token") and one.at <= at]
    answers = [one for one in history.said if one.is_answer and one.at <= at]
    has_customer = any(one.by == "contact" for one in history.said)
    is_so = len(by_people) == 1 and not answers and not of(history, "reopened")
    assert [one.is_part for one in found] == ([is_so] if by_people and has_customer else [])


@given(histories())
def test_moves_are_changes_to_somebody_else(history: History) -> None:
    held = [one for one in history.holders if one]
    moves = len([at for at in range(1, len(held)) if held[at] != held[at - 1]])
    expected = [(moves, moves > 0)] if held and of(history, "solved") else []
    assert [(one.value, one.is_part) for one in of(history, "reassignments")] == expected


@given(histories())
def test_surveys_targets_drafts_and_verdicts_are_counted_as_they_are(history: History) -> None:
    scores = [one.score for one in history.surveys if one.score]
    assert [one.value for one in of(history, "csat")] == scores
    assert [one.is_part for one in of(history, "csat")] == [score in (4, 5) for score in scores]
    assert [one.is_part for one in of(history, "csat_response")] == [
        bool(one.score) for one in history.surveys
    ]
    assert [one.is_part for one in of(history, "sla")] == [one.is_good for one in history.targets]
    assert [one.is_part for one in of(history, "ai_drafts_used")] == [one.is_good for one in history.drafts]
    assert [not one.is_part for one in of(history, "ai_wrong")] == [one.is_good for one in history.verdicts]


@given(histories())
def test_a_conversation_ended_in_one_way(history: History) -> None:
    end = history.conversation
    shares = {name: of(history, name) for name in ("ai_containment", "ai_solved", "ai_handoff")}
    if end is None or end.at is None or end.state == "open":
        assert not any(shares.values())
        return
    handed = end.state == "handed_over"
    assert [one.is_part for one in shares["ai_handoff"]] == [handed]
    assert [one.is_part for one in shares["ai_containment"]] == [not handed]
    assert [one.is_part for one in shares["ai_solved"]] == [end.state in ("confirmed", "verified")]


@given(st.booleans(), st.integers(0, 14 * 24))
def test_quality_waits_for_the_seven_days(has_come_back: bool, hours: int) -> None:
    end = Ended("came_back" if has_come_back else "verified", START, True, has_come_back)
    history = History(START, "open", conversation=end)
    found = of(history, "ai_quality", START + timedelta(hours=hours))
    if has_come_back:
        assert [one.is_part for one in found] == [False]
    else:
        assert [one.is_part for one in found] == ([True] if hours >= 7 * 24 else [])


@given(histories(), st.booleans(), st.booleans(), st.integers(-48, 14 * 24))
def test_writing_anew_is_told_of_what_stayed_resolved_for_seven_days(
    history: History, has_category: bool, wrote_anew: bool, hours: int
) -> None:
    history = replace(history, has_category=has_category, wrote_anew=wrote_anew)
    done = [at for at, is_finished in turns_of(history) if is_finished]
    now = (done[-1] if done else START) + timedelta(hours=hours)
    is_told = has_category and history.status in DONE and hours >= 7 * 24
    expected = [Point("repeat_contact", "", done[-1], is_part=wrote_anew)] if is_told else []
    assert of(history, "repeat_contact", now) == expected


def test_an_import_that_tells_no_change_counts_by_its_status() -> None:
    done = START + timedelta(hours=3)
    history = History(START, "closed", finished_at=done)
    assert turns_of(history) == [(done, True)]
    again = History(START, "open", last_message_at=done, statuses=[Turn(START, "new", "resolved")])
    assert turns_of(again) == [(START, True), (done, False)]


@given(histories())
def test_every_point_is_of_a_measure_and_has_a_key_of_its_own(history: History) -> None:
    found = points_of(history, working=half, now=LATER)
    assert {one.measure for one in found} <= set(BY_NAME)
    singles = [
        (one.measure, one.key) for one in found if one.measure not in ("sla", "ai_drafts_used", "ai_wrong")
    ]
    assert len(singles) == len(set(singles))


def test_every_measure_says_what_it_is() -> None:
    assert all(one.unit and one.formula and one.excludes and one.origin for one in BY_NAME.values())
