"""Odd but valid addresses: accepted, answered exactly as they wrote, and equal in every spelling."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import idna
import pytest

from core.addresses import canonical, domain_of, on_the_wire
from integrations.email.models import (
    AddressHealth,
    InboundState,
    Mailbox,
    OutgoingMail,
    OutgoingState,
    SenderRule,
)
from integrations.email.services import mail_send
from integrations.email.services.replying import reply_queue
from integrations.email.services.suspending import rule_save
from people.models import Contact, Identity
from people.services import Claim, company_by_domain, company_upsert, contact_for_address, contact_resolve
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, receive, ticket_of
from tests.mailservers import SmtpSink

Settle = Callable[[], None]
SHARP = "info@straße-nord.example"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port, acknowledges=False)


def letter(sender: str, number: int = 1) -> bytes:
    return (
        f"From: {sender}\r\nTo: support@halyard.test\r\nSubject: Export\r\n"
        f"Date: Sat, 28 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{number}@x.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nIt fails.\r\n"
    ).encode()


ODD = [
    SHARP,
    "a@λόγος.example",
    "taro..yama.@docomo.example",
    ".taro@docomo.example",
    '"Jo Doe"@kim.example',
    "jörg@mueller.example",
    f"{'x' * 100}+tag@kim.example",
]


@pytest.mark.parametrize("sender", ODD)
def test_who_has_an_odd_address_is_answered_there(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, sender: str
) -> None:
    mail = receive(mailbox, letter(f"Somebody <{sender}>"))
    assert (mail.state, mail.reason) == (InboundState.STORED, "")
    cast.replies(ticket_of(mail), cast.agent, "Please try again.")
    settle()
    local, _, domain = canonical(sender).rpartition("@")
    expected = f"{local}@{idna.encode(domain).decode()}"
    [sent] = sink.mails
    assert list(sent.recipients) == [expected]
    assert domain_of(expected).isascii()


def test_a_server_without_smtputf8_gets_no_changed_address(
    cast: Cast, freeze: Callable[..., object], settle: Settle
) -> None:
    freeze(NOW)
    with SmtpSink(takes_utf8=False) as plain:
        mailbox = mailbox_for(cast.brand, smtp_port=plain.port, acknowledges=False)
        ticket = ticket_of(receive(mailbox, letter("jörg@mueller.example")))
        entry = cast.replies(ticket, cast.agent, "Please try again.")
        settle()
        assert not plain.mails
    entry.refresh_from_db()
    assert entry.delivery_state == "failed"
    assert "jörg@mueller.example" in entry.delivery_detail


def test_two_spellings_are_one_contact(mailbox: Mailbox) -> None:
    spellings = [SHARP, on_the_wire(SHARP), SHARP.upper().replace("SS", "ẞ")]
    tickets = [ticket_of(receive(mailbox, letter(one, at))) for at, one in enumerate(spellings)]
    assert len({ticket.requester_id for ticket in tickets}) == 1
    assert Contact.objects.get(pk=tickets[0].requester_id).email == SHARP
    other = ticket_of(receive(mailbox, letter("info@strasse-nord.example", 9)))
    assert other.requester_id != tickets[0].requester_id


def test_rules_and_bounces_know_every_spelling(cast: Cast, mailbox: Mailbox) -> None:
    actor = cast.actor(cast.supervisor)
    rule = rule_save(
        actor=actor, pattern=f"@{on_the_wire(SHARP).partition('@')[2].upper()}", kind="block", now=NOW
    )
    assert rule.pattern == "@straße-nord.example"
    assert receive(mailbox, letter(SHARP)).reason == "blocked"
    assert receive(mailbox, letter(on_the_wire(SHARP), 2)).reason == "blocked"
    SenderRule.objects.all().delete()
    AddressHealth.objects.create(address=SHARP, hard_bounced_at=NOW, changed_at=NOW)
    receive(mailbox, letter(on_the_wire(SHARP), 3))
    assert not AddressHealth.objects.exists()


def test_the_log_is_searched_in_every_spelling(cast: Cast, mailbox: Mailbox) -> None:
    mail = receive(mailbox, letter(SHARP))
    for text in (SHARP, on_the_wire(SHARP), "straße", f"@{on_the_wire(SHARP).partition('@')[2]}"):
        found = cast.api(cast.supervisor).get(f"mail/log?q={quote(text)}").json()["results"]
        assert [row["id"] for row in found] == [mail.pk], text


def test_what_is_no_address_is_no_claim_and_no_sender(cast: Cast, mailbox: Mailbox) -> None:
    bad = "a@kim.example\r\nbcc: eve@evil.example"
    contact = contact_resolve(
        claims=[
            Claim(Identity.Kind.EXTERNAL, "u1", is_verified=True),
            Claim(Identity.Kind.EMAIL, bad, is_verified=True),
        ],
        now=NOW,
    )
    assert contact.email == ""
    assert not Identity.objects.filter(contact=contact, kind=Identity.Kind.EMAIL).exists()
    assert receive(mailbox, letter("a@k..example")).reason == "no_sender"


def test_a_company_is_found_by_its_domain_in_every_spelling(cast: Cast) -> None:
    actor = cast.actor(cast.supervisor)
    company = company_upsert(actor=actor, values={"name": "Nord", "domain": "STRAẞE-NORD.example"}, now=NOW)
    assert company.domain == "straße-nord.example"
    assert company_by_domain(SHARP) == company.pk
    contact = contact_for_address(address=SHARP, is_proven=True, now=NOW)
    assert contact.company_id == company.pk


@pytest.mark.parametrize(
    "bad", ["a@kim.example\r\nBcc: eve@evil.example", "no address", "a@k\u200dim.example"]
)
def test_a_mail_that_can_never_be_composed_ends(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, bad: str
) -> None:
    ticket = ticket_of(receive(mailbox, letter("ann@kim.example")))
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    reply_queue(entry=entry, now=NOW)
    OutgoingMail.objects.filter(entry=entry).update(to=[bad])
    mail = OutgoingMail.objects.get(entry=entry)
    assert mail_send(mail_id=mail.pk) == OutgoingState.FAILED
    mail.refresh_from_db()
    assert (mail.state, mail.next_attempt_at) == (OutgoingState.FAILED, None)
    entry.refresh_from_db()
    assert entry.delivery_state == "failed"
    assert "address" in entry.delivery_detail
    assert not sink.mails


def test_a_bad_address_of_a_contact_never_reaches_the_queue(
    cast: Cast, mailbox: Mailbox, settle: Settle
) -> None:
    ticket = ticket_of(receive(mailbox, letter("ann@kim.example")))
    Contact.objects.filter(pk=ticket.requester_id).update(email="a@kim.example\r\nBcc: eve@evil.example")
    entry = cast.replies(ticket, cast.agent, "Please try again.")
    settle()
    assert not OutgoingMail.objects.filter(entry=entry).exists()
    entry.refresh_from_db()
    assert entry.delivery_state == "failed"
