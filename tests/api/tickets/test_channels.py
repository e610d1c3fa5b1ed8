"""Channels without settings of their own: an admin's decisions, calls written down, messages of gateways."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from assistant.models import Run
from core.models import AuditEntry
from people.models import User
from tests.cast import NOW, Cast
from tickets.models import ChannelRule, Ticket, TimelineEntry

Settle = Callable[[], None]
Freeze = Callable[..., object]
CALL = {"direction": "incoming", "seconds": 540}
BODY: dict[str, Any] = {
    "kind": "note",
    "channel": "phone",
    "subject": "Rang about the export",
    "body": "Helen rang: it stops at midnight.",
    "requester": {"email": "helen@kestrel.test", "name": "Helen Marsh"},
    "call": CALL,
}


@pytest.fixture(autouse=True)
def fresh(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    cache.clear()
    assert cast.brand.pk


def admin(cast: Cast) -> Any:
    return cast.api(cast.admin)


def rule(cast: Cast, channel: str, **values: Any) -> Any:
    cache.clear()
    answer = admin(cast).patch(f"channels/{channel}", values)
    cache.clear()
    assert answer.status_code == 200, answer.content
    return answer


def test_an_agent_reads_them_and_an_admin_changes_them(cast: Cast) -> None:
    shown = cast.api(cast.agent).get("channels").json()["results"]
    assert [row["channel"] for row in shown] == ["api", "phone", "sms", "social"]
    assert all(row["is_on"] and row["version"] == 0 and row["type"] == "" for row in shown)
    assert {row["channel"]: row["leaves_by"] for row in shown} == {
        "api": "email", "phone": "email", "sms": "api", "social": "api",
    }  # fmt: skip
    assert cast.api(cast.agent).patch("channels/phone", {"is_on": False}).status_code == 403
    changed = rule(cast, "phone", type="billing", brand=cast.brand.slug, tells_customer=True)
    assert (changed.json()["type"], changed.json()["brand"]["slug"]) == ("billing", cast.brand.slug)
    assert AuditEntry.objects.filter(action="tickets.channel_changed", target="channel:phone").count() == 1
    assert admin(cast).patch("channels/phone", {"type": "x"}).status_code == 422
    assert admin(cast).patch("channels/phone", {"team": 999}).status_code == 422
    assert admin(cast).patch("channels/email", {"is_on": False}).status_code == 404


def test_a_change_of_an_old_version_is_refused(cast: Cast) -> None:
    etag = rule(cast, "sms", type="bug")["ETag"]
    rule(cast, "sms", type="question")
    late = admin(cast).patch("channels/sms", {"type": "billing"}, **{"If-Match": etag})
    assert late.status_code == 412
    assert ChannelRule.objects.get(channel="sms").type == "question"


def test_a_channel_that_is_off_takes_no_tickets_and_says_so(cast: Cast) -> None:
    rule(cast, "phone", is_on=False)
    refused = cast.api(cast.agent).post("tickets", BODY)
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.channel_off")
    assert refused.json()["channel"] == "phone"
    ticket = cast.ticket()
    note = {"kind": "note", "body": "Rang back.", "call": CALL}
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", note).status_code == 409
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", note | {"call": None}).status_code == 422
    assert not TimelineEntry.objects.filter(ticket=ticket, kind="note").exists()


def test_what_the_channel_decides_holds_where_the_opener_says_nothing(cast: Cast) -> None:
    api = cast.api(cast.agent)
    rule(cast, "phone", type="billing", team=cast.team.pk)
    made = api.post("tickets", BODY)
    assert made.status_code == 201, made.content
    ticket = Ticket.objects.get(pk=made.json()["number"])
    assert (ticket.type, ticket.team_id, ticket.channel) == ("billing", cast.team.pk, "phone")
    own = cast.api(cast.agent).post("tickets", BODY | {"type": "bug"}).json()
    assert own["type"] == "bug"


TEXT: dict[str, Any] = {
    "subject": "Text", "body": "Is it down?", "channel": "sms", "requester": {"email": "helen@kestrel.test"},
}  # fmt: skip


def test_a_team_of_the_channel_leaves_its_tickets_to_the_assistant(cast: Cast, settle: Settle) -> None:
    assert cast.agent.pk
    rule(cast, "sms", team=cast.team.pk, reply_by="email")
    ticket = Ticket.objects.get(pk=cast.api(cast.admin).post("tickets", TEXT).json()["number"])
    assert (ticket.team_id, ticket.reply_by, ticket.handler) == (cast.team.pk, "email", "none")
    settle()
    assert Run.objects.filter(ticket=ticket).exists()


def test_a_team_that_nobody_answers_in_any_more_keeps_no_ticket_out(cast: Cast) -> None:
    agent = cast.agent
    rule(cast, "sms", team=cast.team.pk)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    made = cast.api(cast.admin).post("tickets", TEXT)
    assert made.status_code == 201, made.content
    assert Ticket.objects.get(pk=made.json()["number"]).team_id is None


def test_a_call_stands_in_the_ticket_with_its_length(cast: Cast) -> None:
    made = cast.api(cast.agent).post("tickets", BODY).json()
    first = TimelineEntry.objects.get(ticket=made["number"], kind="note")
    assert first.payload["call"] == CALL
    ticket = cast.ticket()
    said = {"kind": "note", "body": "Nobody there.", "call": {"direction": "outgoing"}}
    answer = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", said)
    assert answer.json()["payload"]["call"] == {"direction": "outgoing", "seconds": 0}
    wrong = said | {"call": {"direction": "sideways"}}
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", wrong).status_code == 422
    assert cast.api(cast.agent).post("tickets", BODY | {"channel": "api"}).status_code == 422


def test_a_call_is_told_to_the_customer_only_as_a_reply(cast: Cast) -> None:
    ticket = cast.ticket()
    told = {"kind": "public", "body": "As we said on the phone: it is fixed.", "call": CALL}
    answer = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", told)
    assert (answer.status_code, answer.json()["visibility"]) == (201, "public")


def test_a_gateway_adds_a_message_once_and_delivers_the_answer(cast: Cast) -> None:
    api = cast.api(cast.admin)
    opening = {
        "subject": "Text", "body": "Is it down?", "channel": "sms", "channel_message_id": "sm-1",
        "requester": {"email": cast.customer.email},
    }  # fmt: skip
    number = api.post("tickets", opening).json()["number"]
    more = {"body": "It is back.", "channel": "sms", "channel_message_id": "sm-2"}
    first = api.post(f"tickets/{number}/messages", more)
    again = api.post(f"tickets/{number}/messages", more)
    assert (first.status_code, again.status_code, again.json()["number"]) == (201, 200, number)
    messages = TimelineEntry.objects.filter(ticket=number, kind="message", author_kind="contact")
    assert list(messages.order_by("pk").values_list("body_text", "author_id")) == [
        ("Is it down?", cast.customer.pk),
        ("It is back.", cast.customer.pk),
    ]
    assert Ticket.objects.get(pk=number).way == "api"


@pytest.mark.parametrize("channel", ["sms", "api"])
def test_a_follow_up_is_answered_the_way_its_ticket_was(cast: Cast, channel: str) -> None:
    """Its customer reads answers where they always did, and the channel places it as any new ticket."""
    agent, other = cast.agent, {"sms": "email", "api": "api"}[channel]
    rule(cast, channel, type="billing", team=cast.team.pk, reply_by="email")
    api = cast.api(cast.admin)
    number = api.post("tickets", TEXT | {"channel": channel, "reply_by": other}).json()["number"]
    assert api.post("tickets/bulk", {"numbers": [number], "changes": {"is_deleted": True}}).status_code == 200
    answer = api.post(f"tickets/{number}/messages", {"channel": channel, "body": "Down again."})
    assert answer.status_code == 201, answer.content
    made = Ticket.objects.get(pk=answer.json()["number"])
    assert made.pk != number
    assert agent.pk
    assert (made.reply_by, made.type, made.team_id) == (other, "billing", cast.team.pk)


@pytest.mark.parametrize("path", ["tickets", "tickets/{number}/messages"])
def test_a_repeat_tells_nothing_of_a_ticket_that_went_out_of_sight(cast: Cast, path: str) -> None:
    User.objects.filter(pk=cast.agent.pk).update(ticket_scope="teams")
    api = cast.api(User.objects.get(pk=cast.agent.pk))
    seen, gone = cast.ticket(team=cast.team), cast.ticket(team=cast.team)
    one = {"channel": "sms", "channel_message_id": "sm-9", "body": "It is back."}
    assert api.post(f"tickets/{gone.pk}/messages", one).status_code == 201
    Ticket.objects.filter(pk=gone.pk).update(team=cast.other_team)
    opening = {"subject": "Text", "requester": {"id": seen.requester_id}} if path == "tickets" else {}
    again = api.post(path.format(number=seen.pk), one | opening)
    assert (again.status_code, again.json()["code"]) == (404, "not_found")
    assert TimelineEntry.objects.filter(channel_message_id__endswith="sm-9").count() == 1


def test_a_stranger_gets_404_and_a_reader_may_not(cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.api(cast.admin).post("tickets/999999/messages", {"body": "x"}).status_code == 404
    rule(cast, "sms", is_on=False)
    off = cast.api(cast.admin).post(f"tickets/{ticket.pk}/messages", {"body": "x", "channel": "sms"})
    assert off.status_code == 409
