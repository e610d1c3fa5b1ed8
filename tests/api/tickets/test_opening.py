"""POST /api/v1/tickets by staff: the first message, its recipients, and who then holds the ticket."""

from collections.abc import Callable
from typing import Any

import pytest

from core.models import OutboxEvent
from people.models import Contact, Presence
from sla.models import Clock
from tests.answers import Client
from tests.cast import NOW, ApiClient, Cast
from tickets.models import Ticket, TimelineEntry

Settle = Callable[[], None]
Freeze = Callable[..., object]
BODY: dict[str, Any] = {
    "kind": "public",
    "subject": "Your export of last night",
    "body": "Hello Helen, we found why it failed.",
    "requester": {"email": "helen@kestrel.test", "name": "Helen Marsh"},
}


class Browser(ApiClient):
    """The API as a signed-in person's browser calls it."""

    def __init__(self, user: Any) -> None:
        super().__init__()
        self.client.force_login(user)


@pytest.fixture
def browser(cast: Cast, freeze: Freeze) -> Browser:
    freeze(NOW)
    assert cast.customer.pk
    assert cast.brand.pk
    return Browser(cast.agent)


def opened(response: Any) -> Ticket:
    assert response.status_code == 201, response.content
    return Ticket.objects.with_names().get(pk=response.json()["number"])


def test_a_message_of_ours_is_ours_and_waits_for_the_customer(browser: Browser, cast: Cast) -> None:
    ticket = opened(browser.post("tickets", BODY))
    entry = TimelineEntry.objects.get(ticket=ticket, kind="message")
    assert (entry.author_kind, entry.author_id, entry.visibility) == ("staff", cast.agent.pk, "public")
    assert (ticket.channel, ticket.status, ticket.handler) == ("agent", "pending", "person")
    assert (ticket.assignee_id, ticket.is_unread, ticket.waiting_since) == (cast.agent.pk, False, None)
    assert (ticket.last_message_by, ticket.preview) == ("staff", BODY["body"])
    assert ticket.requester_id == cast.customer.pk
    assert OutboxEvent.objects.filter(name="tickets.ticket_created").count() == 1
    assert not OutboxEvent.objects.filter(name="tickets.message_received").exists()


def test_a_note_opens_a_ticket_that_no_customer_hears_of(browser: Browser, cast: Cast) -> None:
    ticket = opened(browser.post("tickets", BODY | {"kind": "note", "assignee": None}))
    entry = TimelineEntry.objects.get(ticket=ticket, kind="note")
    assert entry.visibility == "internal"
    assert (ticket.status, ticket.handler, ticket.assignee_id) == ("open", "person", None)
    assert not OutboxEvent.objects.filter(name="tickets.reply_posted").exists()


def test_everything_can_be_set_at_once(browser: Browser, cast: Cast) -> None:
    browser = Browser(cast.supervisor)
    fields = {
        "team": cast.other_team.pk,
        "assignee": cast.teammate.pk,
        "priority": "P2",
        "type": "bug",
        "tags": ["Export Fails"],
        "status": "on_hold",
        "cc": ["dev@kestrel.test"],
    }
    ticket = opened(browser.post("tickets", BODY | fields))
    assert (ticket.team_id, ticket.assignee_id) == (cast.other_team.pk, cast.teammate.pk)
    assert (ticket.priority, ticket.priority_is_pinned, ticket.type) == ("P2", True, "bug")
    assert (ticket.tags, ticket.status) == (["export-fails"], "on_hold")
    entry = TimelineEntry.objects.get(ticket=ticket, kind="message")
    assert entry.payload["recipients"] == {"to": ["helen@kestrel.test"], "cc": ["dev@kestrel.test"]}


def test_a_contact_can_be_named_by_id(browser: Browser, cast: Cast) -> None:
    ticket = opened(browser.post("tickets", BODY | {"requester": {"id": cast.colleague.pk}}))
    assert ticket.requester_id == cast.colleague.pk


def test_without_an_address_nothing_is_sent_and_it_is_said(browser: Browser, cast: Cast) -> None:
    visitor = Contact.objects.create(name="Somebody", is_visitor=False, created_at=NOW)
    response = browser.post("tickets", BODY | {"requester": {"id": visitor.pk}})
    assert response.status_code == 422
    assert "requester" in response.json()["errors"]
    assert Ticket.objects.count() == 0
    opened(browser.post("tickets", BODY | {"kind": "note", "requester": {"id": visitor.pk}}))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"requester": {"name": "Helen"}}, "requester.email"),
        ({"assignee": 999_999}, "assignee"),
        ({"team": 999_999}, "team"),
        ({"status": "closed"}, "status"),
        ({"kind": "note", "cc": ["dev@kestrel.test"]}, "cc"),
        ({"kind": "request", "status": "open"}, "status"),
        ({"kind": "letter"}, "kind"),
        ({"channel_message_id": "sms-1"}, "channel_message_id"),
        ({"reply_by": "pigeon"}, "reply_by"),
        ({"kind": "note", "status": "resolved"}, "status"),
    ],
)
def test_what_makes_no_sense_is_named_and_nothing_is_written(
    browser: Browser, change: dict[str, Any], field: str
) -> None:
    response = browser.post("tickets", BODY | change)
    assert response.status_code == 422, response.content
    assert field in response.json()["errors"]
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"foo": 1}, "foo"),
        ({"requester": {"email": "helen@kestrel.test", "phone": "1"}}, "requester.phone"),
    ],
)
def test_a_name_that_nobody_knows_is_refused(browser: Browser, change: dict[str, Any], field: str) -> None:
    response = browser.post("tickets", BODY | change)
    assert response.status_code == 400
    assert field in response.json()["errors"]
    assert Ticket.objects.count() == 0


def test_who_may_not_give_work_to_others_opens_none_for_them(browser: Browser, cast: Cast) -> None:
    assert browser.post("tickets", BODY | {"assignee": cast.teammate.pk}).status_code == 403
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("kind", ["request", "public", "note"])
@pytest.mark.parametrize("channel", ["", "web", "email", "widget", "slack", "api"])
def test_the_assistant_does_not_speak_where_staff_opened_it(
    browser: Browser, settle: Settle, kind: str, channel: str
) -> None:
    ticket = opened(
        browser.post("tickets", BODY | {"kind": kind} | ({"channel": channel} if channel else {}))
    )
    settle()
    authors = set(TimelineEntry.objects.filter(ticket=ticket, visibility="public").values_list("author_kind"))
    assert authors <= {("staff",), ("contact",)}
    ticket.refresh_from_db()
    assert ticket.handler == "person"


@pytest.mark.parametrize("kind", ["request", "public", "note"])
@pytest.mark.parametrize("presence", [Presence.ONLINE, Presence.AWAY_HANDING_ON, Presence.OFFLINE])
def test_routing_leaves_it_with_whom_it_was_given_to(
    browser: Browser, cast: Cast, settle: Settle, kind: str, presence: str
) -> None:
    cast.teammate.__class__.objects.filter(pk=cast.teammate.pk).update(presence=Presence.ONLINE)
    cast.agent.__class__.objects.filter(pk=cast.agent.pk).update(presence=presence)
    ticket = opened(browser.post("tickets", BODY | {"kind": kind, "assignee": cast.agent.pk}))
    settle()
    ticket.refresh_from_db()
    assert ticket.assignee_id == cast.agent.pk


def test_the_team_that_was_chosen_stays(browser: Browser, cast: Cast, settle: Settle) -> None:
    _ = cast.teammate
    ticket = opened(browser.post("tickets", BODY | {"assignee": None, "team": cast.other_team.pk}))
    settle()
    ticket.refresh_from_db()
    assert ticket.team_id == cast.other_team.pk


def test_nobody_waits_for_a_first_reply_before_the_customer_writes(
    browser: Browser, cast: Cast, settle: Settle
) -> None:
    ticket = opened(browser.post("tickets", BODY))
    settle()
    assert not Clock.objects.filter(ticket=ticket, measure="first_reply").exclude(state="cancelled").exists()
    cast.says(ticket, "Which file is it?")
    settle()
    clock = Clock.objects.get(ticket=ticket, measure="first_reply")
    assert clock.state == "running"


def test_a_program_places_its_ticket_with_people(cast: Cast, settle: Settle) -> None:
    api = cast.api(cast.supervisor)
    fields = {"kind": "request", "channel": "email", "assignee": cast.teammate.pk, "reply_by": "api"}
    ticket = opened(api.post("tickets", BODY | fields))
    assert (ticket.assignee_id, ticket.handler, ticket.reply_by) == (cast.teammate.pk, "person", "api")
    assert api.get(f"tickets/{ticket.pk}").json()["reply_by"] == "api"


def test_a_repeated_send_opens_one_ticket(browser: Browser) -> None:
    first = browser.post("tickets", BODY, Idempotency_Key="k-1")
    again = browser.post("tickets", BODY, Idempotency_Key="k-1")
    assert first.json()["number"] == again.json()["number"]
    assert Ticket.objects.count() == 1


def test_who_may_only_take_notes_opens_nothing(cast: Cast) -> None:
    assert cast.brand.pk
    assert Browser(cast.light_agent).post("tickets", BODY).status_code == 403
    assert Client().post("/api/v1/tickets", BODY, content_type="application/json").status_code in (401, 403)


def test_an_agent_of_one_team_may_open_for_another(cast: Cast) -> None:
    _ = cast.brand, cast.agent
    # A customer of theirs: they can name no others.
    cast.ticket(assignee=cast.team_agent)
    values = BODY | {"requester": {"email": cast.customer.email}, "team": cast.team.pk, "assignee": None}
    ticket = opened(Browser(cast.team_agent).post("tickets", values))
    assert ticket.team_id == cast.team.pk
