"""Outgoing mail: to whom, with which headers, exactly once, and with its result."""

import email
import email.policy
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest

from core.actors import ASSISTANT, SYSTEM
from integrations.email import services, tokens
from integrations.email.models import (
    AddressHealth,
    Mailbox,
    OutgoingKind,
    OutgoingMail,
    OutgoingState,
)
from integrations.email.services import mail_send
from integrations.email.services.queueing import Letter, letter_queue
from sla import installing
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, raw_mail, receive, ticket_of
from tests.mailservers import Received, SmtpSink
from tickets.entries import Message
from tickets.models import Participant, Ticket, TimelineEntry
from tickets.services import InboundMessage, attachment_store, post_reply, receive_message

Settle = Callable[[], None]
Freeze = Callable[..., object]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port, signature_html="<p>Halyard support</p>")


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    """A ticket that came by a proven mail."""
    return ticket_of(receive(mailbox, raw_mail()))


def read(mail: Received) -> EmailMessage:
    found = email.message_from_bytes(mail.content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def sent_by_people(sink: SmtpSink) -> list[EmailMessage]:
    return [mail for mail in map(read, sink.mails) if "Auto-Submitted" not in mail]


def test_a_reply_reaches_the_customer(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    entry = cast.replies(ticket, cast.agent, "Please <b>try</b> again.\n\nInes")
    settle()
    [mail] = sent_by_people(sink)
    assert mail["To"] == "helen@kestrel.test"
    assert mail["From"] == '"Ines Agent (Halyard)" <support@halyard.test>'
    assert mail["Subject"] == "Re: Exports fail"
    assert mail["In-Reply-To"] == "<first@kestrel.test>"
    assert "<first@kestrel.test>" in mail["References"]
    reply_to = mail["Reply-To"].addresses[0].addr_spec
    assert tokens.read_address(reply_to) == tokens.CustomerToken(ticket.public_id)
    assert tokens.read_message_id(mail["Message-ID"]) == tokens.CustomerToken(ticket.public_id)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None  # noqa: PT018 (one thought)
    assert plain.get_content().replace("\r\n", "\n").startswith("Please <b>try</b> again.")
    assert "Halyard support" in plain.get_content()
    assert "&lt;b&gt;try" in html.get_content()
    entry.refresh_from_db()
    assert entry.delivery_state == "sent"


def test_the_answer_to_our_mail_comes_back_to_its_ticket(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    cast.replies(ticket, cast.agent, "Which workspace?")
    settle()
    [mail] = sent_by_people(sink)
    answer = raw_mail(
        "The EU one.",
        to=mail["Reply-To"].addresses[0].addr_spec,
        message_id="<answer@kestrel.test>",
        headers={"In-Reply-To": mail["Message-ID"], "References": mail["Message-ID"]},
    )
    assert receive(mailbox, answer).ticket_id == ticket.pk
    cast.replies(ticket, cast.agent, "Thanks")
    settle()
    last = sent_by_people(sink)[-1]
    assert last["In-Reply-To"] == "<answer@kestrel.test>"
    assert last["References"].split()[0] == "<first@kestrel.test>"


def test_recipients_are_the_requester_and_who_takes_part_unless_chosen(
    cast: Cast, ticket: Ticket, sink: SmtpSink, settle: Settle
) -> None:
    for address, is_approved in (("dev@kestrel.test", True), ("eve@evil.test", False)):
        Participant.objects.create(
            ticket=ticket, address=address, is_approved=is_approved, added_by_ref="test", created_at=NOW
        )
    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/recipients").json()
    assert [row["address"] for row in found["to"]] == ["helen@kestrel.test"]
    assert [row["address"] for row in found["cc"]] == ["dev@kestrel.test"]
    assert [row["address"] for row in found["pending"]] == ["eve@evil.test"]
    api = cast.api(cast.agent)
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "To all"}).status_code == 201
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "To her", "cc": []}).status_code == 201
    chosen = {"body": "To new", "cc": ["New@kestrel.test"]}
    assert api.post(f"tickets/{ticket.pk}/replies", chosen).status_code == 201
    settle()
    mails = [(mail["Cc"] or "") for mail in sent_by_people(sink)]
    assert mails == ["dev@kestrel.test", "", "new@kestrel.test"]
    assert Participant.objects.get(address="new@kestrel.test").is_approved
    bad = api.post(f"tickets/{ticket.pk}/replies", {"body": "x", "cc": ["no address"]})
    assert bad.status_code == 422


def test_files_and_shown_images_travel_with_the_reply(
    cast: Cast, ticket: Ticket, sink: SmtpSink, settle: Settle
) -> None:
    from io import BytesIO

    actor = cast.actor(cast.agent)
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 40
    shown = attachment_store(actor=actor, name="shot.png", stream=BytesIO(png), now=NOW)
    added = attachment_store(actor=actor, name="größe.csv", stream=BytesIO(b"a,b"), now=NOW)
    post_reply(
        actor=actor,
        ticket_id=ticket.pk,
        body_html=f'<p>Look: <img src="/api/v1/attachments/{shown.public_id}"></p>',
        attachment_ids=[str(shown.public_id), str(added.public_id)],
        now=NOW,
    )
    settle()
    [mail] = sent_by_people(sink)
    html = mail.get_body(("related", "html"))
    assert html is not None
    parts = {part.get_filename(): part for part in mail.walk() if part.get_filename()}
    assert set(parts) == {"shot.png", "größe.csv"}
    assert f"cid:{parts['shot.png']['Content-ID'].strip('<>')}" in mail.as_string().replace("=3D", "=")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["größe.csv"]


def test_a_note_and_a_chat_leave_no_mail(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    cast.replies(ticket, cast.agent, "Internal", kind="note")
    settle()
    assert not sent_by_people(sink)


def test_a_reply_in_a_chat_follows_who_has_left_it(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, freeze: Freeze
) -> None:
    chat = cast.ticket(channel="widget")
    cast.replies(chat, cast.agent, "Are you still there?")
    settle()
    assert not sink.mails
    mail = OutgoingMail.objects.get()
    freeze(NOW + timedelta(minutes=3))
    assert services.mailboxes_to_send(now=NOW + timedelta(minutes=3)) == [mailbox.pk]
    assert mail_send(mail_id=mail.pk) == OutgoingState.SENT
    answer = raw_mail("Yes!", to=read(sink.mails[0])["Reply-To"].addresses[0].addr_spec)
    received = receive(mailbox, answer)
    assert received.ticket_id == chat.pk
    entry = entry_of(received)
    assert (entry.channel, entry.author_id) == ("email", chat.requester_id)


def test_a_reply_that_was_read_in_the_chat_is_not_mailed(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, freeze: Freeze
) -> None:
    from widget.models import WidgetSession

    chat = cast.ticket(channel="widget")
    cast.replies(chat, cast.agent, "Are you still there?")
    settle()
    WidgetSession.objects.create(
        token_digest="x",
        brand=cast.brand,
        contact=chat.requester,
        created_at=NOW,
        last_seen_at=NOW + timedelta(seconds=30),
        expires_at=NOW + timedelta(days=1),
    )
    freeze(NOW + timedelta(minutes=3))
    assert mail_send(mail_id=OutgoingMail.objects.get().pk) is None
    assert OutgoingMail.objects.get().state == OutgoingState.CANCELLED
    assert not sink.mails


def queue(mailbox: Mailbox, ticket: Ticket, cast: Cast) -> OutgoingMail:
    """A reply of a person, queued and not yet tried."""
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    mail = services.reply_queue(entry=entry, now=NOW)
    assert mail is not None
    return mail


def state_of(mail: OutgoingMail) -> tuple[str, str]:
    mail.refresh_from_db()
    entry = entry_of(mail)
    return mail.state, entry.delivery_state


def test_the_state_is_written_before_and_after(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue(mailbox, ticket, cast)
    assert state_of(mail) == ("queued", "queued")
    assert mail_send(mail_id=mail.pk) == OutgoingState.SENT
    assert state_of(mail) == ("sent", "sent")
    assert mail_send(mail_id=mail.pk) is None
    assert len(sink.mails) == 1


def test_what_broke_off_after_the_handover_asks_a_person(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink
) -> None:
    mail = queue(mailbox, ticket, cast)
    sink.behavior.drop_at = "dot"
    assert mail_send(mail_id=mail.pk) == OutgoingState.IN_DOUBT
    assert state_of(mail) == ("in_doubt", "in_doubt")
    assert mail_send(mail_id=mail.pk) is None
    assert not services.mailboxes_to_send(now=NOW + timedelta(days=3))
    api = cast.api(cast.agent)
    path = f"tickets/{ticket.pk}/entries/{mail.entry_id}/delivery"
    answer = api.post(path, {"action": "was_sent"})
    assert answer.json()["delivery"]["state"] == "sent"
    assert api.post(path, {"action": "send_again"}).status_code == 409
    assert len(sink.mails) == 1


def test_a_crash_between_handover_and_answer_never_sends_twice(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, freeze: Freeze
) -> None:
    mail = queue(mailbox, ticket, cast)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingState.HANDING_OVER)
    freeze(NOW + timedelta(minutes=6))
    assert mail_send(mail_id=mail.pk) is None
    assert state_of(mail) == ("in_doubt", "in_doubt")
    assert not sink.mails


def test_a_crash_before_the_handover_is_simply_tried_again(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, freeze: Freeze
) -> None:
    mail = queue(mailbox, ticket, cast)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingState.SENDING)
    freeze(NOW + timedelta(minutes=6))
    assert mail_send(mail_id=mail.pk) == OutgoingState.SENT
    assert len(sink.mails) == 1


def test_refusals_end_or_wait(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, freeze: Freeze
) -> None:
    mail = queue(mailbox, ticket, cast)
    sink.behavior.content_answer = "451 4.7.1 Try again later"
    assert mail_send(mail_id=mail.pk) == OutgoingState.QUEUED
    assert mail_send(mail_id=mail.pk) is None
    freeze(NOW + timedelta(minutes=1))
    sink.behavior.content_answer = "550 5.7.1 We do not like this"
    assert mail_send(mail_id=mail.pk) == OutgoingState.FAILED
    assert state_of(mail) == ("failed", "failed")
    assert "do not like this" in entry_of(mail).delivery_detail
    sink.behavior.content_answer = ""
    again = cast.api(cast.agent).post(
        f"tickets/{ticket.pk}/entries/{mail.entry_id}/delivery", {"action": "send_again"}
    )
    assert again.json()["delivery"]["state"] == "queued"
    mail_send(mail_id=mail.pk)
    assert state_of(mail) == ("sent", "sent")


def test_a_server_that_is_away_is_tried_for_two_days(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, freeze: Freeze
) -> None:
    Mailbox.objects.update(smtp_port=1)
    mail = queue(mailbox, ticket, cast)
    assert mail_send(mail_id=mail.pk) == OutgoingState.QUEUED
    freeze(NOW + timedelta(days=2, minutes=1))
    assert mail_send(mail_id=mail.pk) == OutgoingState.FAILED


def test_without_a_mailbox_the_agent_learns_that_nothing_left(cast: Cast, settle: Settle) -> None:
    ticket = cast.ticket()
    entry = cast.replies(ticket, cast.agent, "Hello")
    settle()
    entry.refresh_from_db()
    assert entry.delivery_state == "failed"
    assert "No mailbox" in entry.delivery_detail


def test_automatic_mail_says_so_and_goes_to_the_requester_alone(
    cast: Cast, ticket: Ticket, sink: SmtpSink, settle: Settle
) -> None:
    Participant.objects.create(
        ticket=ticket, address="dev@kestrel.test", is_approved=True, added_by_ref="test", created_at=NOW
    )
    post_reply(
        actor=ASSISTANT,
        ticket_id=ticket.pk,
        body_text="See the article.",
        payload=Message(is_answer=True),
        now=NOW,
    )
    settle()
    mails = [read(mail) for mail in sink.mails if b"See the article" in mail.content]
    [mail] = mails
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"], mail["Cc"]) == (
        "auto-replied",
        "All",
        None,
    )
    assert mail["X-Candor-Loop"]
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().startswith("Hello Helen,")
    assert "a person takes over" in plain.get_content()


def test_the_acknowledgement_repeats_no_word_of_a_stranger(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    from django.apps import apps

    installing.install(apps.get_model, now=NOW)
    raw = raw_mail("BUY NOW at evil.test", subject="BUY NOW", is_proven=False, sender="helen@kestrel.test")
    received = receive(mailbox, raw)
    settle()
    acks = OutgoingMail.objects.filter(ticket=received.ticket_id, kind=OutgoingKind.ACKNOWLEDGEMENT)
    assert acks.count() == 1
    content = sink.mails[0].content.decode()
    assert "BUY" not in content
    assert "evil.test" not in content
    assert ticket_of(received).first_replied_at is None
    # What the timeline shows as sent is what left, with the addresses of its links.
    shown = TimelineEntry.objects.get(ticket=received.ticket_id, payload__is_acknowledgement=True)
    letter = email.message_from_bytes(sink.mails[0].content, policy=email.policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    sent = body.get_content()
    assert [words for words in shown.body_text.split() if words not in sent.split()] == []


def test_two_auto_responders_get_no_more_than_the_cap(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, freeze: Freeze
) -> None:
    """Both answer all that we send, without any mark and each time as a new matter, for an hour."""
    robots = ("robot@robot.test", "butler@butler.test")
    taken = 0
    for robot in robots:
        receive(mailbox, raw_mail("Hello", message_id=f"<0.{robot}>", sender=robot))
    for minute in range(1, 61):
        settle()
        freeze(NOW + timedelta(minutes=minute))
        for mail in sink.mails[taken:]:
            taken += 1
            robot = read(mail)["To"]
            assert robot in robots
            text, subject = "Thank you for your mail.", f"Thanks {taken}"
            receive(mailbox, raw_mail(text, sender=robot, message_id=f"<{taken}.{robot}>", subject=subject))
    settle()
    for robot in robots:
        got = [mail for mail in sink.mails if read(mail)["To"] == robot]
        assert 1 <= len(got) <= 5
    assert OutgoingMail.objects.filter(state=OutgoingState.CAPPED).exists()


def test_caps_by_domain_and_mailbox(cast: Cast, mailbox: Mailbox, settings: object) -> None:
    settings.MAIL_CAP_DOMAIN_HOUR, settings.MAIL_CAP_HOUR = 3, 5  # type: ignore[attr-defined]  # a value of this test
    states = []
    for number in range(10):
        domain = "one.test" if number < 5 else f"d{number}.test"
        mail = letter_queue(
            Letter(
                kind=OutgoingKind.ACKNOWLEDGEMENT,
                mailbox=mailbox,
                dedupe_key=f"k{number}",
                message_id=f"{number}@halyard.test",
                to=[f"p{number}@{domain}"],
                subject="x",
                text="x",
            ),
            now=NOW,
        )
        assert mail is not None
        mail_send(mail_id=mail.pk)
        mail.refresh_from_db()
        states.append(mail.state)
    assert states == ["sent"] * 3 + ["capped"] * 2 + ["sent"] * 2 + ["capped"] * 3


def test_nothing_automatic_goes_to_who_reads_nothing(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    AddressHealth.objects.create(address="helen@kestrel.test", hard_bounced_at=NOW, changed_at=NOW)
    for sender in ("noreply@kestrel.test", "mailer-daemon@kestrel.test"):
        assert not services.acknowledge(ticket_id=0, now=NOW)
        received = receive(mailbox, raw_mail(sender=sender, message_id=f"<{sender}>"))
        if received.ticket_id:
            settle()
    assert not OutgoingMail.objects.exists()


def test_a_message_through_the_api_by_the_system_is_acknowledged_once(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    configured(answers={"is_on": False, "channels": [], "max_answers": 3})
    received = receive_message(
        actor=SYSTEM,
        message=InboundMessage(
            brand_id=cast.brand.pk,
            channel="email",
            contact_id=cast.customer.pk,
            subject="Help",
            body_text="Help me",
        ),
        now=NOW,
    )
    settle()
    settle()
    entries = TimelineEntry.objects.filter(ticket=received.ticket, author_kind="system", kind="message")
    assert entries.count() == 1
    assert OutgoingMail.objects.get().kind == OutgoingKind.ACKNOWLEDGEMENT
    assert len(sink.mails) == 1


def test_a_server_that_hangs_holds_up_one_mail_at_a_time(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, freeze: Freeze
) -> None:
    Mailbox.objects.update(smtp_port=1)
    mails = [queue(mailbox, ticket, cast) for _ in range(3)]
    assert services.mailbox_send(mailbox_id=mailbox.pk) == 1
    assert [state_of(mail)[0] for mail in mails] == ["queued"] * 3
    assert services.mailboxes_to_send(now=NOW) == [mailbox.pk]


def test_all_due_mails_of_a_mailbox_leave_in_order(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink
) -> None:
    mails = [queue(mailbox, ticket, cast) for _ in range(3)]
    assert services.mailbox_send(mailbox_id=mailbox.pk) == 3
    assert [read(mail)["Message-ID"].strip("<>") for mail in sink.mails] == [
        mail.message_id for mail in mails
    ]
    assert services.mailbox_send(mailbox_id=mailbox.pk) == 0
