"""Own hours and absences decide who gets work, who is called, and what is handed on."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from people import services as people_services
from people.events import AbsenceBegan
from people.models import User
from routing import selectors, services
from routing.models import Decision
from tests.api.routing.test_asking import chain
from tests.cast import NOW
from tests.desk import Desk


def away(desk: Desk, user: User, *, start: datetime = NOW, days: float = 7) -> None:
    people_services.absence_add(
        actor=desk.cast.actor(desk.cast.admin),
        user_id=user.pk,
        starts_at=start,
        ends_at=start + timedelta(days=days),
        now=NOW,
    )


def hours(desk: Desk, user: User, *intervals: tuple[int, str, str], zone: str = "UTC") -> None:
    people_services.hours_set(
        actor=desk.cast.actor(desk.cast.admin),
        user_id=user.pk,
        timezone=zone,
        intervals=[{"weekday": day, "opens": opens, "closes": closes} for day, opens, closes in intervals],
        now=NOW,
    )


def why_not(desk: Desk, user: User, at: datetime = NOW) -> str:
    people = {person.user.pk: person for person in selectors.takers()}
    return selectors.availability(at).why_not(people[user.pk].user, people[user.pk].team_ids)


def test_work_goes_past_who_is_absent_and_says_until_when(desk: Desk) -> None:
    desk.everybody()
    away(desk, desk.ines)
    away(desk, desk.omar)
    ticket = desk.waiting_for_a_person()
    assert ticket.assignee is None
    waiting = Decision.objects.get(ticket=ticket, step="waiting")
    told = {line["label"]: line["detail"] for line in waiting.reasons}
    assert told["Ines"] == "absent until Mon 9 Mar, 09:00"
    absence = desk.cast.api(desk.ines).get(f"working-hours/{desk.ines.pk}").json()["absences"][0]
    path = f"working-hours/{desk.ines.pk}/absences/{absence['id']}"
    assert desk.cast.api(desk.ines).delete(path).status_code == 204
    assert services.queue_drain(now=NOW) == 1
    assert desk.fresh(ticket).assignee == desk.ines


def test_the_line_is_not_drained_into_an_absence(desk: Desk) -> None:
    desk.everybody()
    for user in desk.everybody():
        away(desk, user)
    assert not selectors.room_now(NOW)
    assert selectors.room_now(NOW + timedelta(days=7))


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        # A Monday in Lisbon, an hour of winter behind Berlin.
        (datetime.fromisoformat("2026-03-02T07:59:59+00:00"), "outside working hours until 08:00"),
        (datetime.fromisoformat("2026-03-02T08:00:00+00:00"), ""),
        (datetime.fromisoformat("2026-03-02T12:00:00+00:00"), "outside working hours until 13:00"),
        (datetime.fromisoformat("2026-03-02T21:30:00+00:00"), "outside working hours until 22:00"),
        (datetime.fromisoformat("2026-03-03T01:59:59+00:00"), ""),
        (datetime.fromisoformat("2026-03-03T02:00:00+00:00"), "outside working hours until Mon 9 Mar, 08:00"),
        # Clocks go forward on 29 March: 8 o'clock comes an hour earlier.
        (datetime.fromisoformat("2026-03-30T07:00:00+00:00"), ""),
    ],
)
def test_own_hours_hold_to_the_second_over_midnight_and_clock_changes(
    desk: Desk, at: datetime, reason: str
) -> None:
    desk.everybody()
    hours(
        desk, desk.ines, (0, "08:00", "12:00"), (0, "13:00", "17:00"), (0, "22:00", "02:00"),
        zone="Europe/Lisbon",
    )  # fmt: skip
    assert why_not(desk, desk.ines, at) == reason


def test_own_hours_replace_those_of_the_team(desk: Desk) -> None:
    desk.everybody()
    api = desk.cast.api(desk.cast.admin)
    calendars = api.get("sla/calendars").json()["results"]
    calendars[0]["is_default"] = True
    calendars.append(
        {
            "name": "Nights",
            "timezone": "UTC",
            "is_default": False,
            "holiday_region": "",
            "intervals": [{"weekday": 0, "opens": "20:00", "closes": "23:00"}],
            "holidays": [],
            "brand_ids": [],
            "team_ids": [desk.front.pk],
        }
    )
    answer = api.put("sla/calendars", {"results": calendars})
    assert answer.status_code == 200, answer.content
    assert why_not(desk, desk.ines) == "outside working hours"
    hours(desk, desk.ines, (0, "09:00", "10:00"))
    assert why_not(desk, desk.ines) == ""
    hours(desk, desk.ines)
    assert why_not(desk, desk.ines) == "outside working hours"


def test_what_somebody_has_is_handed_on_once_when_they_leave(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person()
    holder = ticket.assignee
    assert holder is not None
    other = desk.omar if holder == desk.ines else desk.ines
    away(desk, holder)
    desk_event = AbsenceBegan(user_id=holder.pk, absence_id=1)
    desk.hear(desk_event, times=2)
    assert desk.fresh(ticket).assignee == other
    assert desk.steps(ticket).count("handed_on") == 1
    handed = Decision.objects.get(ticket=ticket, step="handed_on")
    assert handed.reasons[0]["detail"] == f"{holder.name} is absent until Mon 9 Mar, 09:00"


def test_what_they_take_in_spite_of_it_stays_until_the_customer_writes(desk: Desk) -> None:
    desk.everybody()
    away(desk, desk.ines)
    ticket = desk.cast.ticket(team_id=desk.front.pk, handler="person")
    claim = desk.cast.api(desk.ines).patch(f"tickets/{ticket.pk}", {"assignee": desk.ines.pk})
    assert claim.status_code == 200
    services.queue_drain(now=NOW)
    assert desk.fresh(ticket).assignee == desk.ines
    assert services.ticket_check_holder(ticket_id=ticket.pk, has_just_returned=False, now=NOW)
    assert desk.fresh(ticket).assignee == desk.omar


def test_the_next_in_the_rota_steps_in(desk: Desk) -> None:
    desk.everybody()
    rota = {
        "people": [desk.ines.pk, desk.pia.pk], "since": NOW.date().isoformat(), "days": 7, "hour": 0,
        "timezone": "UTC",
    }  # fmt: skip
    chain(desk, ["notify_on_call"], on_call=rota)

    def called() -> User | None:
        return selectors.on_call_now(NOW)

    assert called() == desk.ines
    away(desk, desk.ines)
    assert called() == desk.pia
    away(desk, desk.pia)
    assert called() == desk.ines


def test_leads_who_are_absent_are_told_only_where_nobody_else_can(desk: Desk) -> None:
    desk.everybody()
    lena, lars = desk.person("Lena", desk.front, lead=True), desk.person("Lars", desk.front, lead=True)
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk)

    def told(*who: str) -> set[Any]:
        return set(selectors.people_to_tell(ticket, who, selectors.takers(), now=NOW))

    assert told("lead") == {lena, lars}
    away(desk, lena)
    assert told("lead") == {lars}
    assert lena not in told("team")
    away(desk, lars)
    assert told("lead") == {lena, lars}


def test_a_senior_who_is_absent_gets_nothing(desk: Desk) -> None:
    desk.everybody()
    lena = desk.person("Lena", desk.front, lead=True)
    away(desk, lena)
    away(desk, desk.pia)
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk, handler="person")
    services.ticket_escalate(ticket_id=ticket.pk, actions=["reassign_senior"], why="Late", now=NOW)
    assert desk.fresh(ticket).assignee != lena
