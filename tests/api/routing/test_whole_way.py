"""A message through all floors: assistant, routing, clocks, a person's reply."""

from collections.abc import Callable
from datetime import timedelta

from people.models import Presence, User
from routing.models import Decision
from sla.models import Clock
from tests.cast import NOW
from tests.desk import Desk
from tickets.models import TimelineEntry


def test_a_message_ends_with_a_person_who_knows_why(desk: Desk, settle: Callable[[], None]) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(
        subject="Nothing works since the outage",
        body="I want to talk to a person. Our export to Snowflake fails with HLY-4012 and nobody can work.",
    )
    settle()
    row = desk.fresh(ticket)
    assert row.handler == "person"
    assert row.assignee is not None
    assert row.reason
    assert desk.steps(ticket)[-1] == "assigned"
    clock = Clock.objects.get(ticket=ticket, measure="first_reply")
    assert clock.state == "running"
    body = desk.cast.api(row.assignee).get(f"tickets/{ticket.pk}/routing").json()
    assert body["assignee"]["id"] == row.assignee_id
    assert any(reason["label"] == "Why a person" for reason in body["reasons"])
    desk.freeze(NOW + timedelta(minutes=5))
    desk.cast.replies(row, row.assignee, "I am on it.", now=NOW + timedelta(minutes=5))
    settle()
    assert Clock.objects.get(ticket=ticket, measure="first_reply").state == "met"


def test_everything_delivered_again_changes_nothing(desk: Desk, settle: Callable[[], None]) -> None:
    from core.models import Delivery, OutboxEvent

    desk.everybody()
    ticket = desk.cast.ticket(body="I want to talk to a person.")
    settle()
    before = (desk.steps(ticket), desk.fresh(ticket).assignee, Clock.objects.count())
    entries = TimelineEntry.objects.filter(ticket=ticket, kind="routing").count()
    ours = Delivery.objects.filter(handler__startswith="routing.") | Delivery.objects.filter(
        handler__startswith="sla."
    )
    ours.delete()
    OutboxEvent.objects.exclude(name__startswith="core.").update(completed_at=None)
    settle()
    assert (desk.steps(ticket), desk.fresh(ticket).assignee, Clock.objects.count()) == before
    assert TimelineEntry.objects.filter(ticket=ticket, kind="routing").count() == entries


def test_presence_through_the_api_moves_work(desk: Desk, settle: Callable[[], None]) -> None:
    User.objects.filter(pk__in=[user.pk for user in desk.everybody()]).update(presence=Presence.OFFLINE)
    ticket = desk.cast.ticket(body="I want to talk to a person.")
    settle()
    assert desk.fresh(ticket).assignee is None
    assert Decision.objects.filter(ticket=ticket, step="waiting").exists()
    assert desk.cast.api(desk.ines).patch("me", {"presence": "online"}).status_code == 200
    settle()
    assert desk.fresh(ticket).assignee == desk.ines
    desk.cast.api(desk.omar).patch("me", {"presence": "online"})
    desk.cast.api(desk.ines).patch("me", {"presence": "away_handing_on"})
    settle()
    assert desk.fresh(ticket).assignee == desk.omar
