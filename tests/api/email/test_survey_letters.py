"""The survey in a mail of its own, for a ticket that was resolved without a reply."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import SYSTEM
from integrations.email import tokens
from integrations.email.models import AddressHealth, Mailbox, OutgoingKind, OutgoingMail, OutgoingState
from integrations.email.services import mailbox_send, survey_queue
from integrations.email.services.surveying import PAUSE
from people.models import Brand, Contact
from tests.answers import Client
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tests.mailservers import SmtpSink
from tickets.entries import Message
from tickets.models import Rating, SurveyTurn, Ticket
from tickets.services import InboundMessage, receive_message, ticket_update, tickets_bulk_update

Settle = Callable[[], None]
Freeze = Callable[..., datetime]
LINK = re.compile(r"https?://[^\s\"<>]+(/rate/[^\s\"<>]+)")
MOST = 22
"""Statements in the background for a ticket that is resolved without a reply."""


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port)


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    """A ticket that came by a proven mail, of somebody who reads German."""
    found = ticket_of(receive(mailbox, raw_mail()))
    Contact.objects.filter(pk=found.requester_id).update(locale="de")
    return found


class Post:
    """Resolves and waits, and reads what then arrived."""

    def __init__(self, cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, freeze: Freeze) -> None:
        self.cast, self.mailbox, self.sink = cast, mailbox, sink
        self.settle, self.freeze, self.at = settle, freeze, NOW

    def change(self, ticket: Ticket, **changes: Any) -> None:
        actor = self.cast.actor(self.cast.supervisor)
        ticket_update(actor=actor, ticket_id=ticket.pk, changes=changes, now=self.at)
        self.settle()

    def wait(self, time: timedelta = PAUSE) -> None:
        self.at = self.freeze(self.at + time)
        mailbox_send(mailbox_id=self.mailbox.pk)
        self.settle()

    @property
    def surveys(self) -> list[EmailMessage]:
        """The mails with a survey that have arrived."""
        found = []
        for mail in self.sink.mails:
            read = email.message_from_bytes(mail.content, policy=email.policy.default)
            assert isinstance(read, EmailMessage)
            if "/rate/" in words(read):
                found.append(read)
        return found


def words(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def post(cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, freeze: Freeze) -> Post:
    return Post(cast, mailbox, sink, settle, freeze)


def test_it_comes_after_a_pause_in_the_thread_and_the_language(post: Post, ticket: Ticket) -> None:
    post.change(ticket, status="resolved")
    post.wait(PAUSE - timedelta(seconds=1))
    assert post.surveys == []
    post.wait(timedelta(seconds=1))
    [mail] = post.surveys
    assert (mail["To"], mail["Cc"], mail["Subject"]) == ("helen@kestrel.test", None, "Re: Exports fail")
    assert mail["In-Reply-To"] == "<first@kestrel.test>"
    assert "<first@kestrel.test>" in mail["References"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert tokens.read_message_id(mail["Message-ID"]) == tokens.CustomerToken(ticket.public_id)
    assert "Ihre Anfrage ist gelöst." in words(mail)
    assert "Wie zufrieden sind Sie?" in words(mail)
    assert LINK.findall(words(mail)) == LINK.findall(words(mail, "html"))
    paths = LINK.findall(words(mail))
    assert len(paths) == 5
    assert "Vielen Dank" in Client().post(paths[3], {"score": 4}).content.decode()
    assert Rating.objects.get().score == 4


def test_an_answer_to_it_reaches_the_ticket(post: Post, ticket: Ticket) -> None:
    post.change(ticket, status="resolved")
    post.wait()
    answer = raw_mail(
        "Still broken.",
        subject="Re: Exports fail",
        message_id="<again@kestrel.test>",
        headers={"In-Reply-To": post.surveys[0]["Message-ID"]},
    )
    assert ticket_of(receive(post.mailbox, answer)).pk == ticket.pk
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_a_bulk_action_and_the_clock_ask_too(post: Post, cast: Cast, ticket: Ticket) -> None:
    other = ticket_of(receive(post.mailbox, raw_mail(sender="ann@other.test", message_id="<o@other.test>")))
    tickets_bulk_update(
        actor=cast.actor(cast.supervisor), ticket_ids=[ticket.pk], changes={"status": "resolved"}, now=NOW
    )
    ticket_update(actor=SYSTEM, ticket_id=other.pk, changes={"status": "resolved"}, now=NOW)
    post.settle()
    post.wait()
    assert sorted(mail["To"] for mail in post.surveys) == ["ann@other.test", "helen@kestrel.test"]


def test_the_reply_that_resolves_brings_it_alone(post: Post, cast: Cast, ticket: Ticket) -> None:
    cast.replies(ticket, cast.agent, "Erledigt.", status="resolved")
    post.settle()
    post.wait()
    assert len(post.surveys) == 1
    assert not OutgoingMail.objects.filter(kind=OutgoingKind.SURVEY).exists()


def test_a_reply_within_the_pause_brings_it_instead(post: Post, cast: Cast, ticket: Ticket) -> None:
    post.change(ticket, status="resolved")
    cast.replies(ticket, cast.agent, "Noch etwas dazu.")
    post.settle()
    post.wait()
    assert len(post.surveys) == 1
    assert "Noch etwas dazu." in words(post.surveys[0])
    assert OutgoingMail.objects.get(kind=OutgoingKind.SURVEY).state == OutgoingState.CANCELLED


def test_it_is_sent_once_however_often_it_is_queued_and_resolved(post: Post, ticket: Ticket) -> None:
    post.change(ticket, status="resolved")
    for _ in range(2):
        assert survey_queue(ticket_id=ticket.pk, now=NOW) is None
    post.wait()
    post.wait()
    post.change(ticket, status="open")
    post.change(ticket, status="resolved")
    post.wait()
    # The survey that is still open has been asked; the next one is another.
    assert len(post.surveys) == 1
    path = LINK.findall(words(post.surveys[0]))[0]
    Client().post(path, {"score": 1})
    post.change(ticket, status="open")
    post.change(ticket, status="resolved")
    post.wait()
    assert len(post.surveys) == 2


def test_a_crash_before_it_is_handed_over_loses_nothing_and_doubles_nothing(
    post: Post, ticket: Ticket
) -> None:
    post.change(ticket, status="resolved")
    rows = OutgoingMail.objects.filter(kind=OutgoingKind.SURVEY)
    rows.update(state=OutgoingState.SENDING, attempts=1)
    post.wait()
    assert len(post.surveys) == 1
    rows.update(state=OutgoingState.HANDING_OVER, next_attempt_at=post.at)
    post.wait()
    assert (len(post.surveys), rows.get().state) == (1, OutgoingState.IN_DOUBT)


def test_the_pause_begins_anew_where_it_was_reopened(post: Post, ticket: Ticket) -> None:
    post.change(ticket, status="resolved")
    post.wait(PAUSE / 2)
    post.change(ticket, status="open")
    post.wait(PAUSE / 4)
    post.change(ticket, status="resolved")
    post.wait(PAUSE / 2)
    assert post.surveys == []
    post.wait(PAUSE / 2)
    assert len(post.surveys) == 1


def reopen(post: Post, ticket: Ticket) -> None:
    post.change(ticket, status="open")


def trash(post: Post, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(is_deleted=True)


def spam(post: Post, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(is_spam=True)


def merge(post: Post, ticket: Ticket) -> None:
    other = post.cast.ticket(by=ticket.requester)
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=other)


def bounce(post: Post, ticket: Ticket) -> None:
    AddressHealth.objects.create(address="helen@kestrel.test", hard_bounced_at=NOW, changed_at=NOW)


def block(post: Post, ticket: Ticket) -> None:
    Contact.objects.filter(pk=ticket.requester_id).update(is_blocked=True)


def move(post: Post, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(requester=post.cast.colleague)


def answer(post: Post, ticket: Ticket) -> None:
    Rating.objects.update(score=5, answered_at=NOW)


def stop_asking(post: Post, ticket: Ticket) -> None:
    Brand.objects.filter(pk=ticket.brand_id).update(asks_rating=False)


def ask_elsewhere(post: Post, ticket: Ticket) -> None:
    Brand.objects.filter(pk=ticket.brand_id).update(survey_days=30)
    SurveyTurn.objects.create(contact=ticket.requester, kind="csat", asked_at=NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    "happens",
    [reopen, trash, spam, merge, bounce, block, move, answer, stop_asking, ask_elsewhere],
)
def test_what_happens_within_the_pause_stops_it(
    post: Post, ticket: Ticket, happens: Callable[[Post, Ticket], None]
) -> None:
    post.change(ticket, status="resolved")
    mail = OutgoingMail.objects.get(kind=OutgoingKind.SURVEY)
    happens(post, ticket)
    post.wait()
    mail.refresh_from_db()
    assert (post.surveys, mail.state) == ([], OutgoingState.CANCELLED)


@pytest.mark.parametrize("happens", [trash, spam, merge, bounce, block])
def test_what_happened_before_keeps_it_from_being_queued(
    post: Post, ticket: Ticket, happens: Callable[[Post, Ticket], None]
) -> None:
    Rating.objects.create(ticket=ticket, kind="csat", asked_at=NOW)
    Ticket.objects.filter(pk=ticket.pk).update(status="resolved", resolved_at=NOW)
    happens(post, ticket)
    assert survey_queue(ticket_id=ticket.pk, now=NOW) is None
    assert not OutgoingMail.objects.filter(kind=OutgoingKind.SURVEY).exists()


def test_a_ticket_that_a_program_began_is_not_asked_about(post: Post, cast: Cast) -> None:
    message = InboundMessage(
        brand_id=cast.brand.pk,
        channel="email",
        contact_id=cast.customer.pk,
        subject="Out of office",
        body_text="I am back on Monday.",
        metadata=Message(automatic="vacation"),
    )
    found = receive_message(actor=cast.actor(cast.customer), message=message, now=NOW)
    post.change(found.ticket, status="resolved")
    assert Rating.objects.exists()
    post.wait()
    assert post.surveys == []


def test_an_address_that_a_visitor_only_named_hears_nothing(post: Post, cast: Cast) -> None:
    visitor = Contact.objects.create(name="Somebody", email="named@kestrel.test", is_visitor=True)
    post.change(cast.ticket(by=visitor), status="resolved")
    post.wait()
    assert post.surveys == []


def test_the_cadence_holds_over_two_tickets(post: Post, ticket: Ticket) -> None:
    Brand.objects.filter(pk=ticket.brand_id).update(survey_days=30)
    other = ticket_of(receive(post.mailbox, raw_mail("Another.", message_id="<other@kestrel.test>")))
    assert other.pk != ticket.pk
    for one in (ticket, other):
        post.change(one, status="resolved")
    post.wait()
    assert len(post.surveys) == 1


def test_a_chat_and_what_a_program_answers_get_no_mail(post: Post, cast: Cast) -> None:
    for channel in ("widget", "sms"):
        post.change(cast.ticket(channel=channel), status="resolved")
    post.wait()
    assert post.surveys == []


def test_it_counts_as_automatic_mail_within_the_limits(post: Post, ticket: Ticket, settings: Any) -> None:
    settings.MAIL_CAP_HOUR = 0
    post.change(ticket, status="resolved")
    post.wait()
    assert post.surveys == []
    assert OutgoingMail.objects.get(kind=OutgoingKind.SURVEY).state == OutgoingState.CAPPED


def test_queueing_takes_few_statements(post: Post, ticket: Ticket) -> None:
    post.change(ticket, status="resolved")
    OutgoingMail.objects.filter(kind=OutgoingKind.SURVEY).delete()
    with CaptureQueriesContext(connection) as statements:
        assert survey_queue(ticket_id=ticket.pk, now=NOW) is not None
    asked = [statement["sql"] for statement in statements.captured_queries]
    assert len(asked) <= MOST, "\n".join(asked)
