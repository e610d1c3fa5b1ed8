"""Who gets a ticket: who can, who should, turn by turn, and nobody starves."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.assign import (
    NEVER_RELAX,
    RELAX_FIRST,
    RELAX_LAST,
    RELAX_MIDDLE,
    Candidate,
    Need,
    Record,
    Requirement,
    average_rate,
    choose,
    rate,
    relax,
    smoothed,
    why_not,
)

NOW = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)


def person(user_id: int, **values: object) -> Candidate:
    base = Candidate(user_id=user_id, name=f"Agent {user_id}", presence="online", load=0, capacity=8)
    return replace(base, **values)  # type: ignore[arg-type]  # each test names what it needs


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        user_id=st.integers(1, 10**6),
        name=st.just("Agent"),
        presence=st.sampled_from(["online", "online", "away", "away_handing_on", "offline"]),
        load=st.integers(0, 10),
        capacity=st.integers(0, 10),
        skills=st.dictionaries(st.sampled_from(["sql", "saml", "api"]), st.integers(1, 3)),
        languages=st.frozensets(st.sampled_from(["en", "de", "fr"])),
        not_now=st.sampled_from(["", "absent until Mon 9 Mar, 09:00"]),
        has_declined=st.booleans(),
        record=st.builds(lambda good, bad: Record(good + bad, good), st.integers(0, 50), st.integers(0, 50)),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.user_id,
)
REQUIREMENTS = st.lists(
    st.builds(
        Requirement,
        name=st.sampled_from(["sql", "saml", "api", "de"]),
        relax=st.integers(0, 3),
        is_language=st.booleans(),
    ),
    max_size=4,
).map(tuple)


@given(CANDIDATES, REQUIREMENTS, st.integers(0, 10**5))
def test_only_people_who_can_take_it_get_it(
    candidates: list[Candidate], requirements: tuple[Requirement, ...], waited: int
) -> None:
    need = Need(requirements, waited=waited)
    choice = choose(need, candidates)
    held, _ = relax(need)
    able = {c.user_id for c in candidates if not why_not(c, held)}
    assert choice.user_id in able if able else choice.user_id is None
    assert {refusal.user_id for refusal in choice.refused} == {c.user_id for c in candidates} - able


@given(CANDIDATES, REQUIREMENTS)
def test_no_ticket_starves_while_anybody_is_free(
    candidates: list[Candidate], requirements: tuple[Requirement, ...]
) -> None:
    """After as many time-outs as there are requirements, any free person will do, unless never relaxed."""
    droppable = tuple(item for item in requirements if item.relax != NEVER_RELAX)
    need = Need(droppable, waited=300.0 * len(droppable), relax_after=300.0)
    anybody = any(not why_not(candidate, ()) for candidate in candidates)
    assert (choose(need, candidates).user_id is not None) == anybody


@given(REQUIREMENTS, st.integers(0, 3000), st.integers(0, 3000))
def test_waiting_only_ever_drops_requirements(requirements: tuple[Requirement, ...], a: int, b: int) -> None:
    less, more = sorted((a, b))
    early, late = relax(Need(requirements, waited=less))[0], relax(Need(requirements, waited=more))[0]
    assert set(late) <= set(early)
    assert {item for item in requirements if item.relax == NEVER_RELAX} <= set(late)


@given(st.integers(1, 6), st.integers(1, 60))
def test_equal_people_take_turns(people: int, tickets: int) -> None:
    team = {number: person(number, capacity=10**6) for number in range(1, people + 1)}
    taken: Counter[int] = Counter()
    for turn in range(tickets):
        chosen = choose(Need(), team.values()).user_id
        assert chosen is not None
        taken[chosen] += 1
        team[chosen] = replace(
            team[chosen], load=taken[chosen], last_assigned_at=NOW + timedelta(minutes=turn)
        )
    counts = [taken[number] for number in team]
    assert max(counts) - min(counts) <= 1


def test_requirements_drop_one_at_each_time_out_in_rank_order() -> None:
    sql, german = Requirement("sql", RELAX_LAST), Requirement("de", RELAX_MIDDLE, is_language=True)
    saml, vetted = Requirement("saml", RELAX_FIRST), Requirement("vetted", NEVER_RELAX)
    dropped = [
        relax(Need((sql, german, saml, vetted), waited=t, relax_after=60.0))[1] for t in (0, 60, 120, 600)
    ]
    assert dropped == [(), (saml,), (saml, german), (saml, german, sql)]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"presence": "away"}, "away"),
        ({"presence": "away_handing_on"}, "away handing on"),
        ({"presence": "offline"}, "offline"),
        ({"load": 8}, "full, 8 of 8"),
        ({"capacity": 0}, "full, 0 of 0"),
        ({"not_now": "outside working hours"}, "outside working hours"),
        ({"has_declined": True}, "handed it back"),
        ({}, "lacks Snowflake"),
        ({"skills": {"snowflake": 1}}, ""),
    ],
)
def test_refusals_say_why(values: dict[str, object], reason: str) -> None:
    assert why_not(person(1, **values), [Requirement("snowflake", label="Snowflake")]) == reason


def test_fewer_open_tickets_win() -> None:
    assert choose(Need(), [person(1, load=6), person(2, load=2)]).user_id == 2


def test_the_previous_agent_gets_it_back_if_there() -> None:
    team = [person(1, load=4), person(2, load=2)]
    assert choose(Need(previous_user_id=1), team).user_id == 1
    gone = [replace(team[0], presence="away"), team[1]]
    assert choose(Need(previous_user_id=1), gone).user_id == 2


def test_a_small_sample_does_not_beat_a_long_record() -> None:
    lucky, proven = Record(taken=1, good=1), Record(taken=100, good=90)
    assert smoothed(lucky, 0.5) < smoothed(proven, 0.5)
    assert smoothed(Record(), 0.7) == pytest.approx(0.7)


def test_reasons_tell_why_it_came_to_you() -> None:
    need = Need((Requirement("snowflake", label="Snowflake"),))
    ines = person(1, name="Ines", load=5, skills={"snowflake": 2})
    assert choose(need, [ines]).reasons == ("knows Snowflake", "holds 5 of 8")


def test_reasons_name_what_is_called_the_same_once() -> None:
    german = [Requirement("german", label="German"), Requirement("de", is_language=True, label="German")]
    need = Need(requirements=(*german,))
    knows = person(1, skills={"german": 1}, languages=frozenset({"de"}))
    assert choose(need, [knows]).reasons == ("knows German", "holds 0 of 8")


def test_reasons_tell_what_the_wait_has_dropped() -> None:
    need = Need((Requirement("snowflake", label="Snowflake"),), waited=301)
    assert choose(need, [person(1)]).reasons == ("holds 0 of 8", "nobody free with Snowflake")


def test_without_a_time_out_nothing_is_waited_for() -> None:
    sql, vetted = Requirement("sql", RELAX_LAST), Requirement("vetted", NEVER_RELAX)
    assert relax(Need((sql, vetted), relax_after=0.0)) == ((vetted,), (sql,))


@pytest.mark.parametrize(
    ("requirement", "values", "reason"),
    [
        (Requirement("de", is_language=True), {"languages": frozenset({"de"})}, ""),
        (Requirement("de", is_language=True), {"languages": frozenset({"en"})}, "lacks de"),
        # A skill of that name is no language, and the other way round.
        (Requirement("de", is_language=True), {"skills": {"de": 3}}, "lacks de"),
        (Requirement("sql"), {"languages": frozenset({"sql"})}, "lacks sql"),
    ],
)
def test_languages_and_skills_are_asked_apart(
    requirement: Requirement, values: dict[str, object], reason: str
) -> None:
    assert why_not(person(1, **values), [requirement]) == reason


@pytest.mark.parametrize(
    ("values", "need", "points"),
    [
        ({}, Need(), 40 + 10),
        ({"load": 6}, Need(), 10 + 10),
        ({"skills": {"sql": 3, "api": 1}}, Need((Requirement("sql"), Requirement("saml"))), 50 + 3 * 4),
        # A language that is spoken is no skill, whatever skills are called.
        ({"skills": {"de": 2}}, Need((Requirement("de", is_language=True),)), 50),
        ({}, Need(previous_user_id=1), 50 + 30),
        ({}, Need(previous_user_id=2), 50),
        ({"record": Record(10, 10)}, Need(), 40 + 15),
    ],
)
def test_points_are_a_sum_of_room_results_skills_and_having_had_it(
    values: dict[str, object], need: Need, points: float
) -> None:
    assert rate(person(1, **values), need, 0.5) == pytest.approx(points)


def test_without_results_everybody_is_taken_for_half_good() -> None:
    assert average_rate([person(1), person(2)]) == 0.5
    assert average_rate([person(1), person(2, record=Record(4, 1))]) == 0.25


@pytest.mark.parametrize(
    ("capacity", "winner"),
    [
        # One ticket of eight is five points, which decides; one of nine is less, and they take turns.
        (8, 1),
        (9, 2),
    ],
)
def test_who_is_within_five_points_takes_turns(capacity: int, winner: int) -> None:
    idle = person(1, load=0, capacity=capacity, last_assigned_at=NOW)
    longer_without = person(2, load=1, capacity=capacity, last_assigned_at=NOW - timedelta(hours=1))
    assert choose(Need(), [idle, longer_without]).user_id == winner


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (["sql"], "knows sql"),
        (["sql", "api"], "knows sql and api"),
        (["sql", "api", "saml"], "knows sql, api, saml"),
    ],
)
def test_what_somebody_knows_reads_as_a_list(known: list[str], reason: str) -> None:
    need = Need(tuple(Requirement(name) for name in known))
    assert choose(need, [person(1, skills=dict.fromkeys(known, 1))]).reasons == (reason, "holds 0 of 8")


def test_who_says_no_to_such_tickets_gets_one_only_where_nobody_else_can() -> None:
    no = person(1, record=Record(20, 20, says_no=True))
    full = person(2, load=8)
    busy = person(3, load=7, record=Record(20, 0))
    assert choose(Need(), [no, full, busy]).user_id == 3
    assert choose(Need(), [no, full]).user_id == 1
