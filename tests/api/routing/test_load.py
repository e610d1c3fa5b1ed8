"""The desk as a supervisor sees it."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from people import services as people_services
from people.models import Presence, Role, User
from routing.models import TicketRouting
from tests.cast import NOW
from tests.desk import Desk
from tickets.events import TicketChanged


def load(desk: Desk, user: User) -> dict[str, Any]:
    answer = desk.cast.api(user).get("routing/load")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_it_shows_who_has_what_and_why_nobody_took_the_rest(desk: Desk) -> None:
    desk.everybody()
    mine = desk.waiting_for_a_person(subject="Taken")
    User.objects.filter(pk=desk.omar.pk).update(presence=Presence.AWAY)
    people_services.absence_add(
        actor=desk.cast.actor(desk.cast.admin),
        user_id=desk.ines.pk,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=7),
        now=NOW,
    )
    left = desk.waiting_for_a_person(subject="Left over")
    found = load(desk, desk.cast.supervisor)
    people = {row["name"]: row for row in found["people"]}
    holder = desk.fresh(mine).assignee
    assert holder is not None
    assert [ticket["number"] for ticket in people[holder.name]["tickets"]] == [mine.pk]
    assert people[holder.name]["load"] == {"chat": 0, "email": 1}
    assert people["Ines"]["not_now"]["text"] == "absent until Mon 9 Mar, 09:00"
    until = {"code": "moment", "params": {"at": "2026-03-09T09:00:00+00:00", "zone": "UTC"}}
    assert people["Ines"]["not_now"]["message"] == {"code": "absent", "params": {"until": until}}
    assert (people["Omar"]["not_now"], people["Omar"]["presence"]) == (None, "away")
    (waiting,) = found["waiting"]
    assert (waiting["number"], waiting["since"]) == (left.pk, "2026-03-02T09:00:00Z")
    told = {line["label"]: line["detail"] for line in waiting["reasons"]}
    assert (told["Ines"], told["Omar"]) == ("absent until Mon 9 Mar, 09:00", "away")


def test_what_is_given_there_is_given_against_what_was_seen(desk: Desk) -> None:
    desk.everybody()
    User.objects.update(presence=Presence.OFFLINE)
    left = desk.waiting_for_a_person()
    api = desk.cast.api(desk.cast.supervisor)
    (waiting,) = load(desk, desk.cast.supervisor)["waiting"]
    seen = f'"v{waiting["version"]}"'
    path = f"tickets/{left.pk}"
    assert api.patch(path, {"assignee": desk.omar.pk}, if_match=seen).status_code == 200
    assert load(desk, desk.cast.supervisor)["waiting"] == []
    assert api.patch(path, {"assignee": desk.ines.pk}, if_match=seen).status_code == 412
    assert desk.fresh(left).assignee == desk.omar


def test_only_who_gives_work_to_others_sees_it_and_only_their_tickets(desk: Desk) -> None:
    desk.everybody()
    User.objects.update(presence=Presence.OFFLINE)
    here = desk.cast.ticket(team_id=desk.front.pk, handler="person", routing_eligible_at=NOW)
    there = desk.cast.ticket(team_id=desk.pipelines.pk, handler="person", routing_eligible_at=NOW)
    assert desk.cast.api(desk.ines).get("routing/load").status_code == 403
    narrow = desk.person("Nora", desk.pipelines, role=Role.SUPERVISOR, ticket_scope="teams")
    numbers = {ticket["number"] for ticket in load(desk, narrow)["waiting"]}
    assert numbers == {there.pk}
    assert {ticket["number"] for ticket in load(desk, desk.cast.supervisor)["waiting"]} == {here.pk, there.pk}


def test_who_is_alone_is_told_so_until_a_second_comes(desk: Desk) -> None:
    owner = desk.cast.owner
    assert desk.cast.api(owner).get("me").json()["is_alone"] is True
    light = desk.person("Light", desk.front, role=Role.LIGHT_AGENT)
    assert desk.cast.api(light).get("me").json()["is_alone"] is True
    desk.person("Second", desk.front)
    assert desk.cast.api(owner).get("me").json()["is_alone"] is False


@pytest.mark.parametrize(
    ("later", "note", "by_holder", "keeps"),
    [(1, False, False, True), (11, False, False, False), (1, True, False, False), (1, False, True, False)],
)
def test_what_is_taken_back_at_once_keeps_its_place(
    desk: Desk, later: int, note: bool, by_holder: bool, keeps: bool
) -> None:
    desk.everybody()
    User.objects.update(presence=Presence.OFFLINE)
    left = desk.waiting_for_a_person()
    giver = desk.cast.supervisor
    path, given = f"tickets/{left.pk}", NOW + timedelta(hours=2)
    desk.freeze(given)
    assert desk.cast.api(giver).patch(path, {"assignee": desk.omar.pk}).status_code == 200
    if note:
        said = {"kind": "note", "body": "On it.", "seen_entry_id": 0}
        assert desk.cast.api(desk.omar).post(f"{path}/replies", said).status_code == 201
    desk.freeze(given + timedelta(minutes=later))
    by = desk.omar if by_holder else giver
    assert desk.cast.api(by).patch(path, {"assignee": None}).status_code == 200
    change = TicketChanged(
        ticket_id=left.pk, changes={"assignee": [desk.omar.pk, None]}, by_ref=f"staff:{by.pk}"
    )
    desk.hear(change, times=2)
    (waiting,) = load(desk, giver)["waiting"]
    assert waiting["since"] == ("2026-03-02T09:00:00Z" if keeps else f"2026-03-02T11:{later:02}:00Z")
    declined = TicketRouting.objects.get(ticket=left).declined_by
    assert declined == ([] if keeps else [desk.omar.pk])


def test_what_waited_before_places_were_kept_has_its_place(desk: Desk) -> None:
    desk.everybody()
    User.objects.update(presence=Presence.OFFLINE)
    left = desk.waiting_for_a_person()
    later = NOW + timedelta(hours=2)
    desk.freeze(later)
    moved = desk.waiting_for_a_person()
    TicketRouting.objects.filter(ticket=left).update(line_since=None)
    held = desk.cast.ticket(handler="person", assignee=desk.omar)
    TicketRouting.objects.create(ticket=held)
    migration = import_module("routing.migrations.0006_place_in_line_filled")
    for _ in range(2):
        with connection.schema_editor(atomic=False) as editor:
            migration.fill(apps, editor)
    since = dict(TicketRouting.objects.values_list("ticket", "line_since"))
    assert since == {left.pk: NOW, moved.pk: later, held.pk: None}


def test_taking_back_what_was_never_in_the_line_is_no_refusal(desk: Desk) -> None:
    desk.everybody()
    User.objects.update(presence=Presence.OFFLINE)
    left = desk.waiting_for_a_person()
    TicketRouting.objects.filter(ticket=left).update(line_since=None)
    api = desk.cast.api(desk.cast.supervisor)
    for holder in (desk.omar.pk, None):
        assert api.patch(f"tickets/{left.pk}", {"assignee": holder}).status_code == 200
    changes = {"assignee": [desk.omar.pk, None]}
    desk.hear(TicketChanged(ticket_id=left.pk, changes=changes, by_ref=f"staff:{desk.cast.supervisor.pk}"))
    state = TicketRouting.objects.get(ticket=left)
    assert (state.declined_by, state.line_since) == ([], desk.fresh(left).routing_eligible_at)
