"""Colleagues who answer by email: the same rights and the same safeguards as in the workspace (P11, D4)."""

import email
import email.policy
from collections.abc import Callable, Iterator

import pytest

from integrations.email import tokens
from integrations.email.models import InboundState, Mailbox, OutgoingKind, OutgoingMail, Reason
from integrations.email.services.suspending import suspended_recover
from people.models import Presence, Role, User
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, raw_mail, receive
from tests.mailservers import SmtpSink
from tickets.models import Ticket, TimelineEntry

Settle = Callable[[], None]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, smtp_port=sink.port)


@pytest.fixture
def ticket(cast: Cast, mailbox: Mailbox) -> Ticket:
    User.objects.filter(pk=cast.agent.pk).update(mail_notices="away", presence=Presence.OFFLINE)
    return cast.ticket(assignee_id=cast.agent.pk, handler="person", tier="T1")


def notices(sink: SmtpSink) -> list[str]:
    """The reply addresses of the notices to the agent so far."""
    found = [email.message_from_bytes(mail.content, policy=email.policy.default) for mail in sink.mails]
    return [
        mail["Reply-To"].addresses[0].addr_spec for mail in found if mail["To"] == "ines.agent@staff.test"
    ]


def by_agent(text: str, to: str, **more: object) -> bytes:
    given = {"sender": "Ines Agent <ines.agent@staff.test>", "message_id": f"<{abs(hash(text))}@staff.test>"}
    return raw_mail(text, to=to, **(given | more))  # type: ignore[arg-type]  # each test names what it needs


def test_an_answer_to_a_notice_is_a_reply(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    cast.says(ticket, "It fails again.")
    settle()
    [address] = notices(sink)
    mail = receive(mailbox, by_agent("Please try now.", address))
    assert mail.state == InboundState.STORED
    entry = entry_of(mail)
    assert (entry.author_kind, entry.author_id, entry.visibility) == ("staff", cast.agent.pk, "public")
    settle()
    assert any(
        b"Please try now." in one.content and one.recipients == ["helen@kestrel.test"] for one in sink.mails
    )


def test_a_note_by_mail_stays_inside(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    cast.says(ticket, "It fails again.")
    settle()
    mail = receive(mailbox, by_agent("#note She is right.", notices(sink)[0]))
    entry = entry_of(mail)
    assert (entry.kind, entry.body_text) == ("note", "She is right.")


def test_a_stale_answer_is_held_back_and_told(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    cast.says(ticket, "It fails again.")
    settle()
    cast.says(ticket, "Forget it, it was my fault.")
    mail = receive(mailbox, by_agent("Please try now.", notices(sink)[0]))
    assert (mail.state, mail.reason) == (InboundState.SUSPENDED, Reason.STAFF)
    settle()
    refusal = OutgoingMail.objects.get(kind=OutgoingKind.REFUSAL)
    assert refusal.to == ["ines.agent@staff.test"]
    assert "it was my fault" in refusal.text
    assert not TimelineEntry.objects.filter(body_text="Please try now.").exists()
    suspended_recover(actor=cast.actor(cast.supervisor), ids=[mail.pk], now=NOW)
    settle()
    assert TimelineEntry.objects.filter(body_text="Please try now.", visibility="public").exists()


def test_rights_are_asked_as_in_the_workspace(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    cast.says(ticket, "It fails again.")
    settle()
    User.objects.filter(pk=cast.agent.pk).update(role=Role.LIGHT_AGENT)
    mail = receive(mailbox, by_agent("Please try now.", notices(sink)[0]))
    assert (mail.state, mail.reason) == (InboundState.SUSPENDED, Reason.STAFF)
    assert not TimelineEntry.objects.filter(body_text="Please try now.").exists()


@pytest.mark.parametrize(
    "change", [{"sender": "eve@evil.test"}, {"is_proven": False}], ids=["another sender", "not proven"]
)
def test_a_staff_address_in_other_hands_writes_nothing(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle, change: dict[str, object]
) -> None:
    cast.says(ticket, "It fails again.")
    settle()
    mail = receive(mailbox, by_agent("Send me the data.", notices(sink)[0], **change))
    assert mail.state == InboundState.SUSPENDED
    assert not TimelineEntry.objects.filter(body_text="Send me the data.").exists()


def test_who_was_dismissed_writes_nothing(
    cast: Cast, ticket: Ticket, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    cast.says(ticket, "It fails again.")
    settle()
    User.objects.filter(pk=cast.agent.pk).update(is_active=False)
    mail = receive(mailbox, by_agent("Bye.", notices(sink)[0]))
    assert mail.state == InboundState.SUSPENDED


def test_nobody_who_is_online_or_never_asked_gets_notices(
    cast: Cast, ticket: Ticket, sink: SmtpSink, settle: Settle
) -> None:
    User.objects.filter(pk=cast.agent.pk).update(presence=Presence.ONLINE)
    cast.says(ticket, "One")
    settle()
    User.objects.filter(pk=cast.agent.pk).update(presence=Presence.OFFLINE, mail_notices="never")
    cast.says(ticket, "Two")
    settle()
    assert not notices(sink)


def test_a_token_for_another_ticket_is_not_ours(cast: Cast, ticket: Ticket, mailbox: Mailbox) -> None:
    token = tokens.staff_token(ticket_id=ticket.pk, user_id=cast.agent.pk, seen_entry_id=0)
    forged = token.replace(token[1], "9", 1) if token[1] != "9" else token.replace(token[1], "8", 1)
    mail = receive(mailbox, by_agent("x", tokens.reply_address(mailbox.address, forged)))
    assert not TimelineEntry.objects.filter(author_kind="staff", ticket=ticket).exists()
    assert mail.ticket_id != ticket.pk
