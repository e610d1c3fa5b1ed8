"""A customer in a thread is asked there, once, and nobody else sees how to answer."""

import re
from typing import Any

import pytest

from core import clock
from integrations.connections.services import connection_disconnect
from integrations.slack import services
from people.models import Brand, Contact
from tests.answers import Client
from tests.api.slack.desk import Desk, ticket
from tests.cast import Cast
from tickets.models import Rating, Ticket
from tickets.services import ticket_resolve, ticket_update

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The assistant says nothing."""
    from assistant import services as assistant

    monkeypatch.setattr(assistant, "run_request", lambda **_: None)


@pytest.fixture
def asked(cast: Cast, desk: Desk) -> dict[str, Any]:
    """A message of a customer of a brand that asks."""
    Brand.objects.update(asks_rating=True, survey_kind="csat")
    return desk.says("U0KIM", "The export hangs")


def resolves(cast: Cast, desk: Desk) -> None:
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket().pk, now=clock.now())
    desk.settle()


def test_whoever_began_the_thread_is_asked_once(cast: Cast, desk: Desk, asked: dict[str, Any]) -> None:
    resolves(cast, desk)
    services.survey_queue(ticket_id=ticket().pk, now=clock.now())
    desk.settle()
    (told,) = desk.server.state.whispers
    assert (told["channel"], told["user"], told["thread_ts"]) == ("C0HELP", "U0KIM", asked["ts"])
    assert told["text"].startswith("How did we do? (1 is bad, 5 is great)\n<http")
    # Others in the channel see nothing.
    assert desk.thread(asked) == []
    links = re.findall(r"<[^>]+/rate/([^|>]+)\|(\d)>", told["text"])
    assert [label for _, label in links] == ["1", "2", "3", "4", "5"]
    page = Client().get(f"/rate/{links[3][0]}")
    assert page.status_code == 200
    assert Rating.objects.get().answered_at is None


def test_it_is_asked_in_the_customer_s_language(cast: Cast, desk: Desk, asked: dict[str, Any]) -> None:
    Contact.objects.filter(pk=ticket().requester_id).update(locale="de")
    resolves(cast, desk)
    (told,) = desk.server.state.whispers
    assert "1 ist schlecht" in told["text"]


def test_what_is_not_to_be_asked_is_not(cast: Cast, desk: Desk, asked: dict[str, Any]) -> None:
    own = ticket()
    # Somebody else's name stands on it by now: a link would answer for them.
    Ticket.objects.filter(pk=own.pk).update(requester=cast.customer)
    resolves(cast, desk)
    Ticket.objects.filter(pk=own.pk).update(requester=own.requester)
    ticket_update(actor=cast.actor(cast.agent), ticket_id=own.pk, changes={"status": "open"}, now=clock.now())
    assert not services.survey_queue(ticket_id=own.pk, now=clock.now())
    Brand.objects.update(asks_rating=False)
    resolves(cast, desk)
    assert desk.server.state.whispers == []


def test_nothing_is_asked_where_slack_is_gone(cast: Cast, desk: Desk, asked: dict[str, Any]) -> None:
    connection_disconnect(actor=cast.actor(cast.admin), connection_id=desk.connection.pk, now=clock.now())
    resolves(cast, desk)
    assert not services.survey_queue(ticket_id=ticket().pk, now=clock.now())
    assert desk.server.state.whispers == []
