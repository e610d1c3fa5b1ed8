"""How busy people are: what a count by hand gives, of everybody, each team, person and day; and for whom."""

import csv
import io
import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from insights import services
from insights.changes import changes
from insights.models import HeldSpan, PresenceTurn
from insights.selectors import Figure
from insights.services.following import facts_rebuild
from people.models import Absence, Presence, User, WorkingInterval
from people.services import presence_set, user_update
from routing.selectors import takers
from tests.api.insights import oracle
from tests.api.insights.desk import Desk, Freeze
from tests.cast import NOW
from tickets.models import Ticket
from tickets.services import ticket_update

DeskOf = Callable[[int], Desk]
DAY = timedelta(days=1)
SINCE, UNTIL = NOW.date(), NOW.date() + 2 * DAY
PERIOD = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}
START = datetime.combine(SINCE, time(), UTC)
END = START + 3 * DAY
LATER = NOW + 5 * DAY


class Shift:
    """People who come and go, and tickets that pass through their hands, on quarters of an hour."""

    def __init__(self, desk: Desk, freeze: Freeze) -> None:
        self.desk, self.freeze, self.random = desk, freeze, desk.random
        self.people = desk.people

    def at(self, moment: datetime, user: User, presence: str) -> None:
        """Somebody's presence from a moment on."""
        self.freeze(moment)
        presence_set(actor=SYSTEM, user_id=user.pk, presence=presence, now=moment)

    def moments(self, count: int, since: datetime) -> list[datetime]:
        """So many quarters of an hour in order, none twice."""
        return [since + oracle.QUARTER * one for one in sorted(self.random.sample(range(1, 300), count))]

    def come_and_go(self) -> None:
        for model in (Absence, WorkingInterval):
            model._default_manager.filter(user__in=self.people).delete()
        for person in self.people:
            for moment in self.moments(self.random.randrange(6), START):
                self.at(moment, person, self.random.choice([Presence.ONLINE, *Presence.values]))
            if self.random.random() < 0.4:
                begins = START + oracle.QUARTER * self.random.randrange(250)
                Absence.objects.create(
                    user=person, starts_at=begins, ends_at=begins + timedelta(hours=5), created_at=NOW
                )
        if self.random.random() < 0.6:
            for day in range(7):
                WorkingInterval.objects.create(
                    user=self.people[0], weekday=day, opens=8 * 3600, closes=17 * 3600
                )

    def tickets(self, count: int) -> None:
        any_of, cast = self.random.choice, self.desk.cast
        for _ in range(count):
            at = START + oracle.QUARTER * self.random.randrange(96)
            self.freeze(at)
            ticket = cast.ticket(by=cast.customer, now=at, channel=any_of(["email", "widget"]))
            for moment in self.moments(self.random.randrange(6), at):
                change: dict[str, Any] = any_of(
                    [
                        {"assignee": any_of([None, *(one.pk for one in self.people)])},
                        {"assignee": any_of(self.people).pk},
                        {"status": any_of(["open", "pending", "resolved"])},
                        {"snoozed_until": any_of([None, (moment + 9 * DAY).isoformat()])},
                    ]
                )
                self.freeze(moment)
                actor = cast.actor(cast.admin)
                ticket_update(actor=actor, ticket_id=ticket.pk, changes=change, now=moment)
            if self.random.random() < 0.1:
                Ticket.objects.filter(pk=ticket.pk).update(is_spam=True)
            self.desk.tickets.append(ticket)

    def settle(self, hear: Callable[[], None]) -> None:
        self.freeze(LATER)
        hear()
        self.desk.work_out(LATER)

    def by_hand(self, people: list[User], start: datetime = START, end: datetime = END) -> dict[str, Any]:
        numbers = [one.pk for one in self.desk.tickets]
        fresh = list(User.objects.filter(pk__in=[one.pk for one in people]))
        return oracle.hours(fresh, list(Ticket.objects.filter(pk__in=numbers)), start, end)


def told(api: Any, **query: Any) -> dict[str, Any]:
    answer = api.get("insights/figures", PERIOD | query)
    assert answer.status_code == 200, answer.content
    return next(row for row in answer.json()["figures"] if row["measure"] == "utilisation")


def same(row: dict[str, Any], by_hand: dict[str, Any]) -> None:
    assert {name: row[name] for name in by_hand} == pytest.approx(by_hand)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_what_a_count_by_hand_gives_for_all_teams_people_and_days(
    seed: int, desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]
) -> None:
    desk = desk_of(seed)
    lead, shift = desk.lead(), Shift(desk, freeze)
    shift.come_and_go()
    shift.tickets(8)
    shift.settle(hear)
    api, everybody = desk.cast.api(lead), takers()
    whole = told(api)
    same(whole, shift.by_hand([one.user for one in everybody]))

    groups = api.get("insights/groups", PERIOD | {"by": "team"}).json()["results"]
    for group in groups:
        team = int(group["key"])
        members = [one.user for one in everybody if (team in one.team_ids if team else not one.team_ids)]
        row = next(row for row in group["figures"] if row["measure"] == "utilisation")
        same(row, shift.by_hand(members))
        assert row == told(api, team_id=team)

    series = api.get("insights/series", PERIOD).json()["series"]
    days = next(row for row in series if row["measure"] == "utilisation")
    for place in range(3):
        day = shift.by_hand([one.user for one in everybody], START + place * DAY, START + (place + 1) * DAY)
        found = (days["values"][place], days["parts"][place], days["wholes"][place])
        assert found == pytest.approx((day["value"], day["part"], day["whole"]))

    behind = api.get("insights/tickets", PERIOD | {"measure": "utilisation"}).json()
    assert behind["total"] == len(behind["results"]) == whole["tickets"]
    rest = api.get("insights/tickets", PERIOD | {"measure": "utilisation", "side": "rest"}).json()
    assert rest["total"] == 0

    period = f"period:{SINCE}..{UNTIL}"
    answer = api.post("insights/ask", {"query": f"utilisation by:assignee {period}"}).json()["answer"]
    names = [row["name"] for row in answer["rows"]]
    assert names == sorted(names, key=str.casefold)
    for row in answer["rows"]:
        same(row["figure"], shift.by_hand([User.objects.get(pk=int(row["key"]))]))


def rows_kept() -> list[list[tuple[Any, ...]]]:
    held = HeldSpan.objects.order_by("facts_id", "number")
    turns = PresenceTurn.objects.order_by("event_id")
    return [
        list(held.values_list("facts_id", "number", "user_id", "is_live", "started_at", "ended_at")),
        list(turns.values_list("event_id", "user_id", "presence", "at")),
    ]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6))
def test_what_is_kept_is_what_a_rebuild_from_history_gives(
    seed: int, desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]
) -> None:
    desk = desk_of(0)
    desk.random = random.Random(seed)
    shift = Shift(desk, freeze)
    shift.come_and_go()
    shift.tickets(3)
    shift.settle(hear)
    assert facts_rebuild(now=LATER).differing == ()
    kept = rows_kept()
    assert kept[1]
    HeldSpan.objects.all().delete()
    PresenceTurn.objects.all().delete()
    facts_rebuild(now=LATER)
    assert rows_kept() == kept
    while services.events_follow(now=LATER):
        pass
    assert PresenceTurn.objects.count() == len(kept[1])


def _busy_day(desk: Desk, freeze: Freeze, hear: Callable[[], None], hours: int = 10) -> Shift:
    """Three people so many hours a day for three days; the agent with six mails of twelve in hand."""
    shift = Shift(desk, freeze)
    agent = desk.cast.agent
    freeze(START)
    for _ in range(6):
        ticket = desk.cast.ticket(by=desk.cast.customer, now=START, channel="email")
        ticket_update(
            actor=desk.cast.actor(desk.cast.admin),
            ticket_id=ticket.pk,
            changes={"assignee": agent.pk},
            now=START,
        )
        desk.tickets.append(ticket)
    for day in range(3):
        for person in (agent, desk.cast.teammate):
            shift.at(START + day * DAY + timedelta(hours=8), person, Presence.ONLINE)
            shift.at(START + day * DAY + timedelta(hours=8 + hours), person, Presence.OFFLINE)
    shift.settle(hear)
    return shift


def test_half_of_what_one_of_two_takes_is_a_quarter(
    desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]
) -> None:
    desk = desk_of(1)
    lead = desk.lead()
    _busy_day(desk, freeze, hear)
    api = desk.cast.api(lead)
    row = told(api)
    assert (row["value"], row["part"], row["whole"], row["tickets"]) == (25.0, 15, 60, 6)
    rows = api.get("insights/figures", PERIOD).json()["definitions"]
    definition = next(one for one in rows if one["measure"] == "utilisation")
    assert (definition["at_least"], definition["at_most"], definition["risk_above"]) == (60, 75, 85)
    lines = csv.DictReader(io.StringIO(api.get("insights/figures.csv", PERIOD).content.decode()))
    line = next(one for one in lines if one["measure"] == "utilisation")
    assert (line["value"], line["part"], line["whole"], line["risk_above"]) == ("25.0", "15", "60", "85")
    assert line["formula"] == definition["formula"]


def test_few_hours_are_told_as_hours(desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]) -> None:
    desk = desk_of(1)
    lead = desk.lead()
    _busy_day(desk, freeze, hear, hours=2)
    row = told(desk.cast.api(lead))
    assert (row["value"], row["part"], row["whole"]) == (None, 3, 12)


@pytest.mark.parametrize(
    "query", [{"category": "bug"}, {"channel": "email"}, {"segment": "smb"}, {"area": "Exports"}]
)
def test_of_some_tickets_it_tells_nothing(
    query: dict[str, str], desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]
) -> None:
    desk = desk_of(1)
    lead = desk.lead()
    _busy_day(desk, freeze, hear)
    row = told(desk.cast.api(lead), **query)
    assert (row["value"], row["whole"], row["tickets"]) == (None, 0, 0)


def test_who_sees_some_tickets_learns_nothing_of_peoples_hours(
    desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]
) -> None:
    desk = desk_of(1)
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    _busy_day(desk, freeze, hear)
    api = desk.cast.api(narrow)
    assert (told(api)["value"], told(api)["whole"]) == (None, 0)
    assert api.get("insights/tickets", PERIOD | {"measure": "utilisation"}).json()["total"] == 0
    for by in ("", " by:assignee", " by:team", " by:day"):
        answer = api.post("insights/ask", {"query": f"utilisation{by} period:{SINCE}..{UNTIL}"})
        found = answer.json()["answer"]
        assert found["whole"]["whole"] == 0
        assert not any(row["figure"]["whole"] for row in found["rows"])
    assert desk.cast.api(desk.cast.agent).get("insights/figures", PERIOD).status_code == 403


def test_who_leaves_stops_taking_work(desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]) -> None:
    desk = desk_of(1)
    shift, person = Shift(desk, freeze), desk.cast.teammate
    shift.at(START + timedelta(hours=8), person, Presence.ONLINE)
    freeze(START + timedelta(hours=10))
    user_update(
        actor=desk.cast.actor(desk.cast.admin), user_id=person.pk, changes={"is_active": False}, now=NOW
    )
    hear()
    turns = PresenceTurn.objects.filter(user_id=person.pk).order_by("at")
    assert list(turns.values_list("presence", flat=True)) == ["online", "offline"]
    person.refresh_from_db()
    assert person.presence == Presence.OFFLINE


def test_ten_points_more_are_a_change_and_five_are_none() -> None:
    def figure(value: float) -> Figure:
        return Figure("utilisation", value=value, part=round(value * 2), whole=200, tickets=5)

    assert [one.is_up for one in changes([figure(120.0)], [figure(108.0)])] == [True]
    assert changes([figure(75.0)], [figure(70.0)]) == []


@pytest.mark.parametrize(
    "query", ["utilisation category:bug", "utilisation by:company", "utilisation by:assignee sort:value"]
)
def test_what_it_does_not_tell_is_refused(query: str, desk_of: DeskOf) -> None:
    desk = desk_of(1)
    answer = desk.cast.api(desk.lead()).post("insights/ask", {"query": query})
    assert answer.status_code == 422, answer.content


def test_ask_tells_teams_by_their_figure_and_opens_what_each_had_in_hand(
    desk_of: DeskOf, freeze: Freeze, hear: Callable[[], None]
) -> None:
    desk = desk_of(1)
    lead = desk.lead()
    _busy_day(desk, freeze, hear)
    api, period = desk.cast.api(lead), f"period:{SINCE}..{UNTIL}"

    def ask(query: str) -> dict[str, Any]:
        answer = api.post("insights/ask", {"query": f"{query} {period}"})
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()["answer"]
        return found

    agent, mate = desk.cast.agent, desk.cast.teammate
    rows = {row["key"]: row["figure"] for row in ask("utilisation by:assignee")["rows"]}
    assert {key: (row["value"], row["tickets"]) for key, row in rows.items()} == {
        str(agent.pk): (50.0, 6), str(mate.pk): (0.0, 0),
    }  # fmt: skip
    assert [row["key"] for row in ask("utilisation by:assignee value:>40")["rows"]] == [str(agent.pk)]
    assert ask(f'utilisation assignee:"{agent.name}"')["whole"]["value"] == 50.0
    assert ask(f'utilisation -assignee:"{agent.name}"')["whole"]["value"] == 0.0
    assert [row["figure"]["whole"] for row in ask("utilisation by:day")["rows"]] == [20, 20, 20]
    found = api.get(
        "insights/ask/tickets", {"query": f"utilisation by:assignee {period}", "group": str(agent.pk)}
    )
    assert found.json()["total"] == 6
