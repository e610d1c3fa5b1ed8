"""Replies on any channel without its own live connection reach the customer by mail."""

import email
import email.policy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from integrations.email.models import Mailbox, OutgoingMail
from tests.cast import NOW, ApiClient, Cast
from tests.mails import mailbox_for, raw_mail, receive
from tests.mailservers import SmtpSink
from tickets.channels import CHANNELS, Way
from tickets.models import Ticket, TimelineEntry

Settle = Callable[[], None]
Freeze = Callable[..., object]
BY_MAIL = sorted(key for key, kind in CHANNELS.items() if kind.way == Way.EMAIL)
BODY: dict[str, Any] = {
    "kind": "public",
    "subject": "Your export of last night",
    "body": "Hello Helen, we found why it failed.",
    "requester": {"email": "helen@kestrel.test", "name": "Helen Marsh"},
}


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port, signature_html="<p>Halyard support</p>")


def browser(cast: Cast) -> ApiClient:
    client = ApiClient()
    client.client.force_login(cast.agent)
    return client


def to_helen(sink: SmtpSink) -> list[Any]:
    mails = [email.message_from_bytes(mail.content, policy=email.policy.default) for mail in sink.mails]
    return [mail for mail in mails if mail["To"] == "helen@kestrel.test" and "Auto-Submitted" not in mail]


@pytest.mark.parametrize("channel", BY_MAIL)
def test_a_reply_leaves_by_mail(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, channel: str
) -> None:
    ticket = cast.ticket(channel=channel, handler="person")
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    settle()
    [mail] = to_helen(sink)
    assert "Please try again." in mail.get_body(("plain",)).get_content()
    entry.refresh_from_db()
    assert entry.delivery_state == "sent"
    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/recipients").json()
    assert (found["channel"], found["can_email"], found["note"]) == ("email", True, "")


@pytest.mark.parametrize("channel", BY_MAIL)
def test_what_cannot_leave_says_so_before_and_after(
    cast: Cast, settle: Settle, freeze: Freeze, channel: str
) -> None:
    freeze(NOW)
    ticket = cast.ticket(channel=channel, handler="person")
    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/recipients").json()
    assert (found["can_email"], found["note"]) == (False, "no_mailbox")
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    settle()
    entry.refresh_from_db()
    assert entry.delivery_state == "failed"
    assert "mailbox" in entry.delivery_detail


def test_what_had_no_mailbox_leaves_when_there_is_one(
    cast: Cast, sink: SmtpSink, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    ticket = cast.ticket(channel="web", handler="person")
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    settle()
    mailbox_for(cast.brand, smtp_port=sink.port)
    path = f"tickets/{ticket.pk}/entries/{entry.pk}/delivery"
    assert cast.api(cast.agent).post(path, {"action": "send_again"}).json()["delivery"]["state"] == "queued"
    settle()
    assert len(to_helen(sink)) == 1


def test_a_ticket_that_we_open_is_a_letter_and_its_answer_comes_back(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    assert cast.customer.pk
    number = browser(cast).post("tickets", BODY).json()["number"]
    settle()
    [mail] = to_helen(sink)
    assert mail["Subject"] == BODY["subject"]
    assert mail["From"] == '"Ines Agent (Halyard)" <support@halyard.test>'
    assert mail["In-Reply-To"] is None
    assert "Halyard support" in mail.get_body(("plain",)).get_content()
    opening = TimelineEntry.objects.get(ticket=number, kind="message")
    assert opening.delivery_state == "sent"
    answer = raw_mail(
        "Thank you, which file?",
        subject=f"Re: {BODY['subject']}",
        message_id="<answer@kestrel.test>",
        headers={"In-Reply-To": mail["Message-ID"], "References": mail["Message-ID"]},
    )
    assert receive(mailbox, answer).ticket_id == number
    settle()
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.status, ticket.handler, ticket.assignee_id) == ("open", "person", cast.agent.pk)
    cast.replies(ticket, cast.agent, "The one of Monday.")
    settle()
    last = to_helen(sink)[-1]
    assert last["Subject"] == f"Re: {BODY['subject']}"
    assert last["In-Reply-To"] == "<answer@kestrel.test>"
    assert set(last["References"].split()) == {mail["Message-ID"], "<answer@kestrel.test>"}


def test_a_note_of_ours_sends_nothing(cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle) -> None:
    assert cast.customer.pk
    assert browser(cast).post("tickets", BODY | {"kind": "note"}).status_code == 201
    settle()
    assert sink.mails == []


@pytest.mark.parametrize("kind", ["request", "public", "note"])
def test_nobody_is_thanked_for_writing_who_did_not_write(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, kind: str
) -> None:
    assert cast.customer.pk
    fields = {"kind": kind, "channel": "email", "assignee": cast.agent.pk}
    assert browser(cast).post("tickets", BODY | fields).status_code == 201
    settle()
    assert not OutgoingMail.objects.filter(kind__in=["acknowledgement", "answer"]).exists()


def test_a_program_that_delivers_itself_is_left_to_it(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    api = cast.api(cast.agent)
    number = api.post("tickets", BODY | {"kind": "request", "reply_by": "api"}).json()["number"]
    ticket = Ticket.objects.get(pk=number)
    cast.replies(ticket, cast.agent, "Please try again.")
    settle()
    assert to_helen(sink) == []
    found = api.get(f"tickets/{number}/recipients").json()
    assert (found["channel"], found["can_email"], found["note"]) == ("api", False, "by_api")


def test_the_customer_without_an_address_is_told_of_beforehand(
    cast: Cast, mailbox: Mailbox, settle: Settle
) -> None:
    ticket = cast.ticket(channel="web", handler="person")
    type(ticket.requester).objects.filter(pk=ticket.requester_id).update(email="")
    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/recipients").json()
    assert (found["can_email"], found["note"]) == (False, "no_address")
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    settle()
    entry.refresh_from_db()
    assert (entry.delivery_state, entry.delivery_detail) == ("failed", "The customer has no address.")
