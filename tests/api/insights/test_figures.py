"""Every figure is what a count by hand gives, for everybody, of every set of tickets, after every detour."""

import csv
import io
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from insights import services
from insights.models import FactPoint, TicketFacts
from insights.periods import Period
from insights.selectors import Wanted
from insights.selectors import figures as told_by
from insights.services import facts_rebuild
from tests.api.insights import oracle
from tests.api.insights.desk import Desk, Freeze
from tests.cast import NOW, Cast
from tickets.merge_rules import why_not
from tickets.models import Ticket
from tickets.services import ticket_merge, ticket_unmerge

DeskOf = Callable[[int], Desk]
END = NOW + timedelta(days=60)
SINCE, UNTIL = date(2026, 3, 5), date(2026, 4, 5)
PERIOD = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}
START_AT = datetime.combine(SINCE, time(), UTC)
END_AT = datetime.combine(UNTIL + timedelta(days=1), time(), UTC)


def figures(desk: Desk, user: Any, **query: Any) -> dict[str, dict[str, Any]]:
    answer = desk.cast.api(user).get("insights/figures", PERIOD | query)
    assert answer.status_code == 200, answer.content
    return {row["measure"]: row for row in answer.json()["figures"]}


def seen(desk: Desk, **fields: Any) -> list[Ticket]:
    numbers = [one.pk for one in desk.tickets]
    return list(Ticket.objects.filter(pk__in=numbers, **fields))


def assert_same(found: dict[str, dict[str, Any]], tickets: list[Ticket]) -> None:
    for name, row in found.items():
        by_hand = oracle.figure(name, tickets, START_AT, END_AT, END)
        shown = {key: row[key] for key in by_hand}
        assert shown == pytest.approx(by_hand), (name, shown, by_hand)


FILTERS: tuple[tuple[dict[str, str], dict[str, Any]], ...] = (
    ({}, {}),
    ({"category": "bug"}, {"type": "bug"}),
    ({"category": "none"}, {"type": ""}),
    ({"channel": "widget"}, {"channel": "widget"}),
    ({"segment": "enterprise"}, {"company__segment": "enterprise"}),
    ({"area": "Exports"}, {"product_area": "Exports"}),
    ({"team_id": "0"}, {"team": None}),
)


@pytest.mark.parametrize("seed", [1, 2])
def test_each_figure_is_what_a_count_by_hand_gives(seed: int, desk_of: DeskOf, freeze: Freeze) -> None:
    desk = desk_of(seed)
    desk.fill(24)
    desk.work_out(END)
    freeze(END)
    lead = desk.lead()
    for query, fields in FILTERS:
        assert_same(figures(desk, lead, **query), seen(desk, **fields))
    team = str(desk.cast.team.pk)
    assert_same(figures(desk, lead, team_id=team), seen(desk, team=desk.cast.team))


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6))
def test_it_holds_for_any_history_and_the_rebuild_agrees(seed: int, desk_of: DeskOf, freeze: Freeze) -> None:
    desk = desk_of(seed)
    freeze(NOW)
    desk.fill(4)
    desk.work_out(END)
    freeze(END)
    numbers = [one.pk for one in desk.tickets]

    wanted = Wanted(Period(SINCE, UNTIL, ZoneInfo("UTC")), END, {"ticket_id__in": numbers})
    found = {
        one.measure: {
            "value": one.value, "part": one.part, "whole": one.whole, "tickets": one.tickets, "p90": one.p90,
        }
        for one in told_by(actor=SYSTEM, wanted=wanted)
    }  # fmt: skip
    assert_same(found, seen(desk))
    assert facts_rebuild(now=END).differing == ()


def test_groups_and_days_add_up_to_the_whole(desk_of: DeskOf, freeze: Freeze) -> None:
    desk = desk_of(3)
    desk.fill(12)
    desk.work_out(END)
    freeze(END)
    lead = desk.lead()
    api, whole = desk.cast.api(lead), figures(desk, lead)
    for by, filters in (("category", "category"), ("channel", "channel"), ("team", "team_id")):
        groups = api.get("insights/groups", PERIOD | {"by": by}).json()["results"]
        for name in ("created", "backlog", "sla", "ai_solved"):
            parts = [row["whole"] for one in groups for row in one["figures"] if row["measure"] == name]
            assert sum(parts) == whole[name]["whole"], (by, name)
        for one in groups:
            assert {row["measure"]: row for row in one["figures"]} == figures(
                desk, lead, **{filters: one["key"]}
            )
    days = api.get("insights/series", PERIOD).json()
    assert len(days["days"]) == 32
    series = {row["measure"]: row for row in days["series"]}
    assert sum(series["created"]["wholes"]) == whole["created"]["whole"] > 0
    assert sum(series["sla"]["parts"]) == whole["sla"]["part"]
    for place, day in enumerate(days["days"]):
        end = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
        by_hand = oracle.figure("backlog", seen(desk), START_AT, end, END)
        assert series["backlog"]["values"][place] == by_hand["value"], day


def test_every_figure_opens_the_tickets_it_speaks_of(desk_of: DeskOf, freeze: Freeze) -> None:
    desk = desk_of(4)
    desk.fill(14)
    desk.work_out(END)
    freeze(END)
    lead = desk.lead()
    for name, row in figures(desk, lead).items():
        query = PERIOD | {"measure": name}
        answer = desk.cast.api(lead).get("insights/tickets", query).json()
        assert answer["total"] == len(answer["results"]) == row["tickets"], name
        if name in ("backlog", "backlog_age", "utilisation"):
            continue
        rows = [one for one in oracle.rows_of(name, seen(desk), END) if START_AT <= one[0] < END_AT]
        for side in ("part", "rest"):
            numbers = {number for _, number, _, part in rows if part == (side == "part")}
            found = desk.cast.api(lead).get("insights/tickets", query | {"side": side}).json()["results"]
            assert {one["number"] for one in found} == numbers, (name, side)
    text = desk.cast.api(lead).get("insights/tickets.csv", PERIOD | {"measure": "created"}).content.decode()
    assert len(list(csv.DictReader(io.StringIO(text)))) == figures(desk, lead)["created"]["value"]


def test_who_sees_some_tickets_gets_what_a_database_of_those_alone_would_tell(
    desk_of: DeskOf, freeze: Freeze
) -> None:
    desk = desk_of(5)
    desk.fill(16)
    desk.work_out(END)
    freeze(END)
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    api = desk.cast.api(narrow)

    def told() -> list[Any]:
        paths: list[tuple[str, dict[str, str]]] = [("figures", {}), ("series", {})]
        paths += [("groups", {"by": by}) for by in ("category", "segment", "team", "channel")]
        paths += [("tickets", {"measure": name}) for name in ("created", "backlog", "sla")]
        return [api.get(f"insights/{path}", PERIOD | more).json() for path, more in paths]

    before = told()
    hidden = Ticket.objects.exclude(team=desk.cast.other_team).exclude(assignee=narrow)
    assert hidden.exists()
    everything = figures(desk, desk.lead("All Seeing"))
    hidden.delete()
    assert told() == before
    assert figures(desk, narrow)["created"]["value"] < everything["created"]["value"]
    assert set(FactPoint.objects.values_list("facts_id", flat=True)) <= set(
        Ticket.objects.values_list("pk", flat=True)
    )


def test_losing_sight_of_a_ticket_is_felt_at_once(desk_of: DeskOf, freeze: Freeze) -> None:
    desk = desk_of(6)
    ticket = desk.cast.ticket(team=desk.cast.other_team)
    desk.tickets = [ticket]
    desk.work_out(NOW)
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    today = {"since": "2026-03-01", "until": "2026-03-02"}
    assert figures(desk, narrow, **today)["created"]["value"] == 1
    # The facts still say the old team: who may see it is asked of the ticket.
    Ticket.objects.filter(pk=ticket.pk).update(team=desk.cast.team)
    assert figures(desk, narrow, **today)["created"]["value"] == 0


def test_events_keep_the_facts_and_a_rebuild_finds_nothing_to_correct(
    desk_of: DeskOf, freeze: Freeze, settle: Callable[[], None], hear: Callable[[], None]
) -> None:
    desk = desk_of(7)
    cast, now = desk.cast, NOW
    tickets = [cast.ticket(subject=f"Question {number}", type="bug") for number in range(4)]
    desk.tickets = tickets
    order = random.Random(7)
    lead = desk.lead()

    def pass_time() -> None:
        nonlocal now
        now = freeze(now + timedelta(hours=order.randrange(1, 20)))

    steps: list[Callable[[Ticket], Any]] = [
        lambda one: cast.replies(one, cast.agent, "Here.", now=now),
        lambda one: cast.says(one, "Still.", now=now),
        lambda one: patch(cast, one, status="resolved"),
        lambda one: patch(cast, one, status="open"),
        lambda one: patch(cast, one, team=cast.other_team.pk),
        lambda one: patch(cast, one, is_deleted=True),
        lambda one: patch(cast, one, is_deleted=False),
        lambda one: patch(cast, one, assignee=cast.teammate.pk),
    ]
    for _ in range(12):
        pass_time()
        order.choice(steps)(order.choice(tickets))
        settle()
        hear()
        services.facts_settle(now=now)
    now = freeze(now + timedelta(days=1))
    services.facts_settle(now=now)
    until = now.date().isoformat()
    found = figures(desk, lead, since="2026-03-01", until=until)
    for name in ("created", "solved", "reopened", "first_reply", "resolution", "backlog", "reassignments"):
        by_hand = oracle.figure(name, seen(desk), NOW - timedelta(days=9), now + timedelta(days=1), now)
        assert {key: found[name][key] for key in by_hand} == pytest.approx(by_hand), name
    assert facts_rebuild(now=now).differing == ()
    TicketFacts.objects.all().delete()
    assert len(facts_rebuild(now=now).differing) == len(tickets)
    assert figures(desk, lead, since="2026-03-01", until=until) == found


def patch(cast: Cast, ticket: Ticket, **changes: Any) -> None:
    answer = cast.api(cast.admin).patch(f"tickets/{ticket.pk}", changes)
    assert answer.status_code == 200, answer.content


def test_what_comes_late_twice_or_is_erased_changes_no_figure_it_should_not(
    desk_of: DeskOf, freeze: Freeze
) -> None:
    desk = desk_of(8)
    desk.fill(6)
    desk.work_out(END)
    freeze(END)
    lead = desk.lead()
    before = figures(desk, lead)
    for _ in range(2):
        desk.work_out(END)
    assert figures(desk, lead) == before
    services.tickets_touch(ticket_ids=[10**9], now=END)
    gone = next(one for one in seen(desk) if not (one.is_spam or one.is_deleted))
    Ticket.objects.filter(pk=gone.pk).delete()
    assert_same(figures(desk, lead), seen(desk))


def test_another_segment_holds_for_all_tickets_of_the_company(
    desk_of: DeskOf, freeze: Freeze, settle: Callable[[], None], hear: Callable[[], None]
) -> None:
    desk = desk_of(9)
    desk.tickets = [desk.cast.ticket() for _ in range(3)]
    desk.work_out(NOW)
    lead, today = desk.lead(), {"since": "2026-03-02", "until": "2026-03-02"}
    assert figures(desk, lead, segment="enterprise", **today)["created"]["value"] == 3
    answer = desk.cast.api(desk.cast.admin).patch(
        f"companies/{desk.cast.company.pk}", {"segment_override": "smb"}
    )
    assert answer.status_code == 200, answer.content
    settle()
    hear()
    assert figures(desk, lead, segment="enterprise", **today)["created"]["value"] == 0
    assert figures(desk, lead, segment="smb", **today)["created"]["value"] == 3


def test_the_command_says_what_differed(desk_of: DeskOf, freeze: Freeze) -> None:
    desk = desk_of(10)
    desk.fill(5)
    freeze(END)
    desk.work_out(END)
    FactPoint.objects.filter(measure="created", facts=desk.tickets[0].pk).update(value=7)
    out = io.StringIO()
    call_command("insights_rebuild", stdout=out)
    assert out.getvalue().splitlines() == ["5 tickets, 1 differed", f"  #{desk.tickets[0].pk}"]


def test_a_merged_ticket_counts_in_the_other_and_after_the_undo_for_itself(
    desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]
) -> None:
    desk = desk_of(6)
    desk.fill(10)
    alike = [one for one in seen(desk, is_spam=False, is_deleted=False) if one.is_open]
    pairs = ((one, other) for one in alike for other in alike if one.pk != other.pk)
    source, target = next(pair for pair in pairs if why_not(*pair) is None)
    actor = desk.cast.actor(desk.cast.agent)
    desk.work_out(END)
    freeze(END)
    lead = desk.lead()
    before = figures(desk, lead)
    merge = ticket_merge(actor=actor, source_id=source.pk, target_id=target.pk, now=END)
    for change in ("merged", "parted"):
        if change == "parted":
            ticket_unmerge(actor=actor, merge_id=merge.pk, now=END)
        hear()
        while services.facts_settle(now=END + timedelta(seconds=1)):
            pass
        found = figures(desk, lead)
        assert_same(found, seen(desk))
        assert TicketFacts.objects.get(pk=source.pk).is_counted is (change == "parted")
        assert facts_rebuild(now=END).differing == ()
    assert figures(desk, lead) == before
