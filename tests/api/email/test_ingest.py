"""What becomes of a mail: where it goes, who may join a thread, and what never opens a ticket."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core import clock
from integrations.email import services, tokens
from integrations.email.models import (
    InboundMail,
    InboundState,
    Mailbox,
    OutgoingMail,
    RawMail,
    Reason,
    SenderRule,
)
from integrations.email.services import inbound_process, inbound_store, mailbox_process, suspended_delete
from integrations.email.services.suspending import suspended_recover
from people import services as people_services
from sla.models import Clock
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, raw_mail, receive, ticket_of
from tickets.models import (
    Attachment,
    EntryKind,
    Participant,
    Status,
    Ticket,
    TicketLink,
    TimelineEntry,
    Visibility,
)
from tickets.services import receive_message, ticket_update

Settle = Callable[[], None]


@pytest.fixture
def mailbox(cast: Cast, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand)


def test_a_mail_opens_a_ticket_of_its_sender(cast: Cast, mailbox: Mailbox) -> None:
    customer = cast.customer
    mail = receive(mailbox, raw_mail())
    assert (mail.state, mail.reason, mail.is_authentic) == (InboundState.STORED, "", True)
    ticket = ticket_of(mail)
    assert (ticket.subject, ticket.channel, ticket.brand) == ("Exports fail", "email", cast.brand)
    assert ticket.requester == customer
    entry = entry_of(mail)
    assert entry.body_text == "Exports fail since Monday."
    assert entry.payload["mail"]["from"] == "helen@kestrel.test"


def test_the_same_mail_again_changes_nothing(cast: Cast, mailbox: Mailbox) -> None:
    other = mailbox_for(cast.brand, "billing@halyard.test")
    first = receive(mailbox, raw_mail())
    again = receive(mailbox, raw_mail())
    elsewhere = receive(other, b"Received: by another path\r\n" + raw_mail())
    assert Ticket.objects.count() == 1
    assert TimelineEntry.objects.filter(kind=EntryKind.MESSAGE).count() == 1
    for copy in (again, elsewhere):
        assert (copy.state, copy.reason) == (InboundState.STORED, Reason.DUPLICATE)
        assert copy.entry_id == first.entry_id


def test_the_same_uid_is_stored_once(mailbox: Mailbox) -> None:
    receive(mailbox, raw_mail(), uid=77)
    raw = raw_mail(message_id="<other@kestrel.test>")
    again = inbound_store(
        mailbox=mailbox, source="imap", raw=raw, size=len(raw), uid_validity=1, uid=77, now=NOW
    )
    assert again is None
    assert InboundMail.objects.count() == RawMail.objects.count() == 1


def test_another_mail_under_a_known_message_id_is_not_lost(mailbox: Mailbox) -> None:
    receive(mailbox, raw_mail("Sent ahead by somebody.", sender="eve@evil.test"))
    real = receive(mailbox, raw_mail("The real one."))
    assert real.reason == ""
    assert Ticket.objects.count() == 2


def test_a_mail_without_message_id_is_taken(mailbox: Mailbox) -> None:
    mail = receive(mailbox, raw_mail(message_id=""))
    assert mail.state == InboundState.STORED
    assert receive(mailbox, raw_mail(message_id="")).reason == Reason.DUPLICATE


def answer_to(ticket: Ticket, mailbox: Mailbox) -> str:
    return tokens.reply_address(mailbox.address, tokens.customer_token(ticket.public_id))


def test_a_reply_to_our_signed_address_threads(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket(status=Status.PENDING)
    mail = receive(
        mailbox, raw_mail("It works now.", to=answer_to(ticket, mailbox), subject="Something else")
    )
    assert mail.ticket_id == ticket.pk
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_reply_to_our_signed_message_id_threads(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket()
    ours = tokens.message_id(ticket.public_id, 99, mailbox.domain)
    mail = receive(mailbox, raw_mail("Thanks!", headers={"In-Reply-To": f"<{ours}>"}))
    assert mail.ticket_id == ticket.pk


@pytest.mark.parametrize("spoil", [lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"), str.swapcase])
def test_a_forged_address_threads_nothing(cast: Cast, mailbox: Mailbox, spoil: Callable[[str], str]) -> None:
    ticket = cast.ticket()
    token = tokens.customer_token(ticket.public_id)
    forged = tokens.reply_address(mailbox.address, spoil(token))
    mail = receive(mailbox, raw_mail(sender="eve@evil.test", to=forged))
    is_same = spoil(token).lower() == token  # addresses are compared without case
    assert (mail.ticket_id == ticket.pk) == is_same


def test_keys_rotate_under_way(cast: Cast, mailbox: Mailbox, settings: object) -> None:
    ticket = cast.ticket()
    address = answer_to(ticket, mailbox)
    settings.FIELD_KEYS = ["a-newer-key-of-this-test", *settings.FIELD_KEYS]  # type: ignore[attr-defined]  # a value of this test
    assert receive(mailbox, raw_mail(to=address)).ticket_id == ticket.pk
    Mailbox.objects.update(password="")
    settings.FIELD_KEYS = ["a-newer-key-of-this-test"]  # type: ignore[attr-defined]  # a value of this test
    late = receive(mailbox, raw_mail("Later", to=address, message_id="<late@kestrel.test>"))
    assert late.ticket_id != ticket.pk


def test_a_number_in_the_subject_threads_nothing(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket()
    mail = receive(mailbox, raw_mail(subject=f"Re: [#{ticket.pk}] Exports fail"))
    assert mail.ticket_id != ticket.pk


def test_references_thread_for_who_takes_part(cast: Cast, mailbox: Mailbox) -> None:
    first = receive(mailbox, raw_mail())
    again = receive(
        mailbox,
        raw_mail("P.S.", message_id="<second@kestrel.test>", headers={"References": "<first@kestrel.test>"}),
    )
    assert again.ticket_id == first.ticket_id


def test_references_of_a_stranger_open_a_linked_ticket(cast: Cast, mailbox: Mailbox) -> None:
    first = receive(mailbox, raw_mail())
    other = receive(
        mailbox,
        raw_mail(
            "Me too",
            sender="sam@dunmore.test",
            message_id="<sam@dunmore.test>",
            headers={"In-Reply-To": "<first@kestrel.test>"},
        ),
    )
    assert other.ticket_id != first.ticket_id
    link = TicketLink.objects.get(source=other.ticket_id)
    assert (link.target_id, link.kind) == (first.ticket_id, "related")


def test_a_forwarded_token_brings_a_note_and_no_participant(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket(status=Status.PENDING)
    before = ticket.last_public_entry_id
    mail = receive(
        mailbox, raw_mail("I am her colleague.", sender="dev@kestrel.test", to=answer_to(ticket, mailbox))
    )
    entry = entry_of(mail)
    assert (entry.kind, entry.visibility, entry.author_name) == (
        "note",
        Visibility.INTERNAL,
        "dev@kestrel.test",
    )
    ticket.refresh_from_db()
    assert ticket.requester == cast.customer
    assert (ticket.last_public_entry_id, ticket.status, ticket.is_unread) == (before, Status.PENDING, True)
    assert not Participant.objects.exists()


def test_who_is_in_cc_takes_part_when_the_sender_is_proven(mailbox: Mailbox) -> None:
    mail = receive(mailbox, raw_mail(headers={"Cc": "Dev Rao <dev@kestrel.test>, support@halyard.test"}))
    [person] = Participant.objects.filter(ticket=mail.ticket_id)
    assert (person.address, person.name, person.is_approved) == ("dev@kestrel.test", "Dev Rao", True)
    theirs = receive(
        mailbox,
        raw_mail(
            "I see it too.",
            sender="dev@kestrel.test",
            message_id="<dev@kestrel.test>",
            headers={"References": "<first@kestrel.test>"},
        ),
    )
    assert theirs.ticket_id == mail.ticket_id
    assert entry_of(theirs).visibility == Visibility.PUBLIC
    assert Ticket.objects.get().requester.email == "helen@kestrel.test"


def test_who_an_unproven_sender_puts_into_cc_gets_nothing(cast: Cast, mailbox: Mailbox) -> None:
    mail = receive(mailbox, raw_mail(is_proven=False, headers={"Cc": "eve@evil.test"}))
    [person] = Participant.objects.filter(ticket=mail.ticket_id)
    assert not person.is_approved
    entry = cast.replies(ticket_of(mail), cast.agent, "Hello")
    assert entry.payload["recipients"] == {"to": ["helen@kestrel.test"], "cc": []}
    theirs = receive(
        mailbox,
        raw_mail(
            "Show me.",
            sender="eve@evil.test",
            message_id="<eve@evil.test>",
            headers={"References": "<first@kestrel.test>"},
        ),
    )
    assert theirs.ticket_id != mail.ticket_id


def test_an_unproven_sender_finds_the_contact_and_proves_nothing(cast: Cast, mailbox: Mailbox) -> None:
    customer = cast.customer
    mail = receive(mailbox, raw_mail(is_proven=False))
    assert ticket_of(mail).requester == customer
    other = receive(mailbox, raw_mail(sender="new@kestrel.test", is_proven=False, message_id="<n@k.test>"))
    again = receive(
        mailbox, raw_mail("Again", sender="new@kestrel.test", is_proven=False, message_id="<n2@k.test>")
    )
    first, second = (ticket_of(one).requester for one in (other, again))
    assert first == second != customer


def test_only_the_named_server_vouches(mailbox: Mailbox) -> None:
    forged = raw_mail(is_proven=False, headers={"Authentication-Results": "mx.evil.test; dmarc=pass"})
    assert not receive(mailbox, forged).is_authentic


AUTOMATIC = {
    "out of office": {"Auto-Submitted": "auto-replied"},
    "bulk": {"Precedence": "bulk"},
    "list": {"List-Id": "<news.kestrel.test>", "Precedence": "list"},
}


@pytest.mark.parametrize("headers", [AUTOMATIC["out of office"], AUTOMATIC["bulk"], AUTOMATIC["list"]])
def test_automatic_mail_opens_no_ticket(mailbox: Mailbox, headers: dict[str, str]) -> None:
    mail = receive(mailbox, raw_mail(headers=headers))
    assert mail.state == InboundState.SUSPENDED
    assert mail.reason in (Reason.AUTOMATIC, Reason.LIST)
    assert not Ticket.objects.exists()


def test_an_out_of_office_is_noted_and_wakes_nobody(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket(status=Status.PENDING, is_unread=False)
    mail = receive(
        mailbox,
        raw_mail("I am away.", to=answer_to(ticket, mailbox), headers={"Auto-Submitted": "auto-replied"}),
    )
    assert (mail.state, mail.reason) == (InboundState.STORED, Reason.AUTOMATIC)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.is_unread) == (Status.PENDING, False)
    entry = entry_of(mail)
    assert (entry.kind, entry.visibility) == (EntryKind.INTEGRATION, Visibility.INTERNAL)
    assert "I am away." in entry.body_text


def test_our_own_mail_that_comes_back_stops(mailbox: Mailbox) -> None:
    mail = receive(mailbox, raw_mail(headers={"X-Candor-Loop": tokens.loop_mark(mailbox.address)}))
    assert (mail.state, mail.reason) == (InboundState.SUSPENDED, Reason.LOOP)
    forged = receive(mailbox, raw_mail(message_id="<x@y.test>", headers={"X-Candor-Loop": "anything"}))
    assert forged.state == InboundState.STORED


def test_mail_from_an_address_of_ours_stops(cast: Cast, mailbox: Mailbox) -> None:
    mail = receive(mailbox, raw_mail(sender="support+anything@halyard.test"))
    assert mail.reason == Reason.OWN_ADDRESS


def test_a_form_that_sends_in_our_name_speaks_for_its_writer(mailbox: Mailbox) -> None:
    mail = receive(
        mailbox, raw_mail(sender="no-reply@forms.test", headers={"Reply-To": "Dev Rao <dev@kestrel.test>"})
    )
    requester = ticket_of(mail).requester
    assert (requester.email, requester.name) == ("dev@kestrel.test", "Dev Rao")
    assert not mail.is_authentic


def test_a_storm_waits_for_a_person(mailbox: Mailbox) -> None:
    ends = [
        receive(mailbox, raw_mail(f"Number {number}", message_id=f"<{number}@kestrel.test>")).reason
        for number in range(25)
    ]
    assert ends == [""] * 20 + [Reason.STORM] * 5


def test_mail_of_who_was_blocked_from_a_ticket_goes_nowhere(
    mailbox: Mailbox, cast: Cast, settle: Settle
) -> None:
    ticket = ticket_of(receive(mailbox, raw_mail()))
    settle()
    clocks, letters = Clock.objects.count(), OutgoingMail.objects.count()
    people_services.contact_block(actor=cast.actor(cast.agent), contact_id=ticket.requester_id, now=NOW)
    # An older permission does not bring them back.
    SenderRule.objects.create(pattern="helen@kestrel.test", kind="allow", added_by_ref="test", created_at=NOW)
    mail = receive(mailbox, raw_mail("Again", message_id="<again@kestrel.test>"))
    settle()
    assert (mail.state, mail.reason, mail.ticket_id) == (InboundState.SUSPENDED, Reason.BLOCKED, None)
    assert Ticket.objects.count() == 1
    assert (Clock.objects.count(), OutgoingMail.objects.count()) == (clocks, letters)
    people_services.contact_unblock(actor=cast.actor(cast.agent), contact_id=ticket.requester_id, now=NOW)
    later = receive(mailbox, raw_mail("Once more", message_id="<more@kestrel.test>"))
    assert later.state == InboundState.STORED


def test_blocked_senders_and_allowed_ones(mailbox: Mailbox) -> None:
    SenderRule.objects.create(pattern="@kestrel.test", kind="block", added_by_ref="test", created_at=NOW)
    assert receive(mailbox, raw_mail()).reason == Reason.BLOCKED
    SenderRule.objects.create(pattern="helen@kestrel.test", kind="allow", added_by_ref="test", created_at=NOW)
    allowed = receive(mailbox, raw_mail(message_id="<b@k.test>", headers={"Precedence": "bulk"}))
    assert allowed.state == InboundState.STORED


def test_the_proof_that_another_service_wants_is_not_published(mailbox: Mailbox) -> None:
    mail = receive(mailbox, raw_mail(sender="no-reply@slack.test", subject="Confirm your email address"))
    assert mail.reason == Reason.SECURITY


def test_recovered_mail_becomes_a_ticket_and_deleted_mail_stays_away(
    cast: Cast, mailbox: Mailbox, settle: Settle
) -> None:
    held = receive(mailbox, raw_mail(headers={"Precedence": "bulk"}))
    actor = cast.actor(cast.supervisor)
    suspended_recover(actor=actor, ids=[held.pk], allow_sender=True, now=NOW)
    settle()
    held.refresh_from_db()
    assert held.state == InboundState.STORED
    assert Ticket.objects.count() == 1
    assert SenderRule.objects.get().pattern == "helen@kestrel.test"
    SenderRule.objects.all().delete()
    other = raw_mail(message_id="<c@k.test>", headers={"Precedence": "bulk"})
    gone = receive(mailbox, other)
    suspended_delete(actor=actor, ids=[gone.pk], now=NOW)
    assert not RawMail.objects.filter(inbound=gone).exists()
    back = receive(mailbox, other)
    assert (back.state, back.reason) == (InboundState.DELETED, Reason.DUPLICATE)
    assert Ticket.objects.count() == 1


def test_a_deleted_ticket_does_not_come_back_with_its_mail(mailbox: Mailbox) -> None:
    first = receive(mailbox, raw_mail())
    Ticket.objects.filter(pk=first.ticket_id or 0).delete()
    again = receive(mailbox, raw_mail())
    assert (again.state, again.reason, again.ticket_id) == (InboundState.STORED, Reason.DUPLICATE, None)
    assert not Ticket.objects.exists()


def test_a_mail_that_cannot_be_received_is_tried_again_and_stops_nobody(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, freeze: Callable[..., object]
) -> None:
    bad = raw_mail("The bad one", message_id="<bad@k.test>")
    good = raw_mail("The good one", message_id="<good@k.test>", subject="Good")
    for uid, raw in ((1, bad), (2, good)):
        inbound_store(
            mailbox=mailbox, source="imap", raw=raw, size=len(raw), uid_validity=1, uid=uid, now=NOW
        )
    real = receive_message

    def fails(**values: object) -> object:
        if values["message"].subject == "Exports fail":  # type: ignore[attr-defined]  # hands on what it was given
            raise OSError("No space left on device")
        return real(**values)  # type: ignore[arg-type]  # hands on what it was given

    monkeypatch.setattr("tickets.services.receive_message", fails)
    assert mailbox_process(mailbox_id=mailbox.pk) == 2
    failed, stored = InboundMail.objects.order_by("id")
    assert (failed.state, stored.state) == (InboundState.FAILED, InboundState.STORED)
    assert "No space left" in failed.detail
    monkeypatch.undo()
    assert mailbox_process(mailbox_id=mailbox.pk) == 0
    freeze(NOW + timedelta(minutes=1))
    assert mailbox_process(mailbox_id=mailbox.pk) == 1
    failed.refresh_from_db()
    assert failed.state == InboundState.STORED


def test_what_ends_the_program_each_time_is_set_aside(mailbox: Mailbox) -> None:
    raw = raw_mail()
    mail = inbound_store(
        mailbox=mailbox, source="imap", raw=raw, size=len(raw), uid_validity=1, uid=1, now=NOW
    )
    assert mail is not None
    InboundMail.objects.filter(pk=mail.pk).update(attempts=4)
    assert inbound_process(inbound_id=mail.pk) is None
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (InboundState.SUSPENDED, Reason.UNREADABLE)


def test_files_and_inline_images_come_along(mailbox: Mailbox) -> None:
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 40
    raw = raw_mail(files={"report.csv": b"a,b\n1,2\n", "photo.png": png})
    mail = receive(mailbox, raw)
    files = {file.name: file.content_type for file in Attachment.objects.filter(entry=mail.entry_id)}
    assert files == {"report.csv": "text/plain", "photo.png": "image/png"}


def test_a_resolved_ticket_is_followed_up_after_its_window(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket()
    address = answer_to(ticket, mailbox)
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    soon = receive(mailbox, raw_mail("Not yet", to=address))
    assert soon.ticket_id == ticket.pk
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    with clock.frozen(NOW + timedelta(days=60)):
        late = receive(mailbox, raw_mail("Back again", to=address, message_id="<late@k.test>"))
    assert late.ticket_id != ticket.pk
    assert TicketLink.objects.get(source=late.ticket_id).kind == "follow_up"


def test_mail_of_an_address_tells_that_it_works_again(cast: Cast, mailbox: Mailbox) -> None:
    from integrations.email.models import AddressHealth

    AddressHealth.objects.create(address="helen@kestrel.test", hard_bounced_at=NOW, changed_at=NOW)
    receive(mailbox, raw_mail())
    assert not AddressHealth.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_an_oversized_mail_is_refused_with_a_reply_once(cast: Cast, mailbox: Mailbox) -> None:
    head = raw_mail("").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    kept = {"mailbox": mailbox, "source": "imap", "size": 40_000_000, "uid_validity": 1, "now": NOW}
    kept |= {"state": InboundState.SUSPENDED, "reason": Reason.TOO_LARGE}
    mail = inbound_store(raw=head, uid=1, **kept)  # type: ignore[arg-type]  # each test names what it needs
    robot = head.replace(b"From:", b"Auto-Submitted: auto-replied\r\nFrom:")
    inbound_store(raw=robot.replace(b"<first@", b"<robot@"), uid=2, **kept)  # type: ignore[arg-type]  # each test names what it needs
    inbound_store(raw=b"\x00\xff", uid=3, **kept)  # type: ignore[arg-type]  # each test names what it needs
    assert mail is not None
    assert services.oversized_answer(now=NOW) == 1
    assert services.oversized_answer(now=NOW) == 0
    [answer] = OutgoingMail.objects.all()
    assert (answer.to, answer.kind, answer.is_automatic) == (["helen@kestrel.test"], "refusal", True)
    assert "39 MB" in answer.text
    assert "Exports" not in answer.text + answer.subject
    mail.refresh_from_db()
    assert (mail.state, mail.from_address, mail.subject) == (
        "suspended",
        "helen@kestrel.test",
        "Exports fail",
    )
