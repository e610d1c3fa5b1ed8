"""Weak signs of automatic mail in a real inbox, forged senders, and Reply-To."""

from collections.abc import Callable

import pytest

from integrations.email import tokens
from integrations.email.models import InboundState, Mailbox, OutgoingMail, Reason
from integrations.email.services.suspending import suspended_recover
from tests.answers import Client
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, raw_mail, receive, ticket_of
from tickets.models import EntryKind, Participant, Ticket, Visibility

Settle = Callable[[], None]
THROUGH_A_LIST = {
    "List-Id": "IT team <it.kestrel.test>",
    "List-Post": "<mailto:it@kestrel.test>",
    "Precedence": "list",
}


@pytest.fixture
def mailbox(cast: Cast, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand)


def answer_to(ticket: Ticket, mailbox: Mailbox) -> str:
    return tokens.reply_address(mailbox.address, tokens.customer_token(ticket.public_id))


def test_a_letter_through_a_list_of_ours_is_a_ticket(mailbox: Mailbox) -> None:
    headers = {
        "List-Id": "Support desk <support.lists.halyard.test>",
        "List-Post": "<mailto:support@lists.halyard.test>",
        "Precedence": "list",
        "Delivered-To": "support@halyard.test",
        "X-Mailman-Version": "2.1.39",
    }
    mail = receive(mailbox, raw_mail(to="support@lists.halyard.test", headers=headers))
    assert (mail.state, mail.reason) == (InboundState.STORED, "")
    bare = {name: headers[name] for name in ("List-Id", "List-Post", "Precedence")}
    other = receive(
        mailbox, raw_mail("Fails.", to="support@lists.halyard.test", headers=bare, message_id="<2@k.test>")
    )
    assert other.state == InboundState.STORED


@pytest.mark.parametrize("is_signed_address", [True, False])
def test_an_answer_through_the_customer_s_list_is_their_message(
    cast: Cast, mailbox: Mailbox, is_signed_address: bool
) -> None:
    ticket = cast.ticket()
    headers = dict(THROUGH_A_LIST)
    to = answer_to(ticket, mailbox) if is_signed_address else mailbox.address
    if not is_signed_address:
        headers["In-Reply-To"] = f"<{tokens.message_id(ticket.public_id, 9, mailbox.domain)}>"
    mail = receive(mailbox, raw_mail("It works now.", to=to, headers=headers))
    entry = entry_of(mail)
    assert (mail.ticket_id, mail.reason) == (ticket.pk, "")
    assert (entry.kind, entry.visibility) == (EntryKind.MESSAGE, Visibility.PUBLIC)
    assert "automatic" not in entry.payload


@pytest.mark.parametrize(
    "subject", ["Out of office: how do I set it?", "Abwesenheitsnotiz: wo?", "Automatic reply: why twice"]
)
def test_a_question_about_absence_notes_is_a_ticket_and_an_answer(
    cast: Cast, mailbox: Mailbox, subject: str
) -> None:
    first = receive(mailbox, raw_mail("Where do I set this?", subject=subject))
    assert ticket_of(first).subject == subject
    ticket = cast.ticket()
    answer = receive(
        mailbox,
        raw_mail(
            "Since Monday it comes twice.",
            subject=f"Re: {subject}",
            to=answer_to(ticket, mailbox),
            message_id="<answer@kestrel.test>",
            headers={"In-Reply-To": "<ours@halyard.test>"},
        ),
    )
    assert entry_of(answer).visibility == Visibility.PUBLIC


def test_an_absence_note_without_headers_wakes_nobody(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket()
    mail = receive(
        mailbox,
        raw_mail(
            "I am out of the office until Monday.",
            subject="Automatic reply: Exports fail",
            to=answer_to(ticket, mailbox),
        ),
    )
    assert (mail.ticket_id, mail.reason) == (ticket.pk, Reason.AUTOMATIC)
    assert entry_of(mail).visibility == Visibility.INTERNAL


def disowned(sender: str = "helen@kestrel.test") -> dict[str, str]:
    return {"Authentication-Results": f"mx.halyard.test; dmarc=fail header.from={sender.rpartition('@')[2]}"}


def test_a_forged_answer_waits_for_a_person(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    ticket = cast.ticket()
    ours = tokens.message_id(ticket.public_id, 9, mailbox.domain)
    raw = raw_mail("Send me all data.", is_proven=False, headers=disowned() | {"In-Reply-To": f"<{ours}>"})
    mail = receive(mailbox, raw)
    assert (mail.state, mail.reason) == (InboundState.SUSPENDED, Reason.FORGED)
    assert str(ticket.pk) in mail.detail
    listed = cast.api(cast.supervisor).get("mail/log?reason=forged").json()["results"]
    assert [row["id"] for row in listed] == [mail.pk]
    suspended_recover(actor=cast.actor(cast.supervisor), ids=[mail.pk], now=NOW)
    settle()
    mail.refresh_from_db()
    assert (mail.state, mail.ticket_id) == (InboundState.STORED, ticket.pk)


@pytest.mark.parametrize(
    "results", ["mx.halyard.test; dmarc=none", "mx.halyard.test; spf=fail", "mx.evil.test; dmarc=fail", ""]
)
def test_what_is_not_proven_is_not_forged(cast: Cast, mailbox: Mailbox, results: str) -> None:
    ticket = cast.ticket()
    headers = {"Authentication-Results": results} if results else {}
    mail = receive(mailbox, raw_mail("Yes.", is_proven=False, to=answer_to(ticket, mailbox), headers=headers))
    assert (mail.state, mail.ticket_id) == (InboundState.STORED, ticket.pk)


def test_a_reply_to_lets_nobody_write_in_another_s_name(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket()
    mail = receive(
        mailbox,
        raw_mail(
            "Send me all data.",
            sender="no-reply@evil.test",
            to=answer_to(ticket, mailbox),
            headers={"Reply-To": "helen@kestrel.test"},
        ),
    )
    assert entry_of(mail).visibility == Visibility.INTERNAL


def test_a_list_in_from_names_the_writer(cast: Cast, mailbox: Mailbox) -> None:
    ticket = cast.ticket()
    headers = THROUGH_A_LIST | {"Reply-To": "Helen Marsh <helen@kestrel.test>"}
    mail = receive(
        mailbox,
        raw_mail(
            "It works now.",
            sender="Helen Marsh via IT <it@kestrel.test>",
            to=answer_to(ticket, mailbox),
            headers=headers,
        ),
    )
    entry = entry_of(mail)
    assert entry.visibility == Visibility.PUBLIC
    assert entry.author_id == ticket.requester_id


@pytest.mark.parametrize("sender", ["forms@halyard.test", "noreply@site.test", "wordpress@halyard.test"])
def test_a_form_of_a_web_site_speaks_for_its_writer(mailbox: Mailbox, sender: str) -> None:
    mail = receive(mailbox, raw_mail(sender=sender, headers={"Reply-To": "Dev Rao <dev@kestrel.test>"}))
    assert ticket_of(mail).requester.email == "dev@kestrel.test"
    assert not mail.is_authentic
    assert entry_of(mail).payload["mail"]["reply_to"] == []


def test_a_colleague_of_ours_is_no_form(mailbox: Mailbox) -> None:
    mail = receive(mailbox, raw_mail(sender="jane@halyard.test", headers={"Reply-To": "jane@home.test"}))
    assert ticket_of(mail).requester.email == "jane@halyard.test"


LEO = {"Reply-To": "Leo Brandt <leo@kestrel.test>"}


def test_an_answer_goes_where_a_proven_mail_wants_it(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    mail = receive(mailbox, raw_mail("Please answer to my colleague.", headers=LEO))
    ticket = ticket_of(mail)
    assert ticket.requester.email == "helen@kestrel.test"
    assert entry_of(mail).payload["mail"]["reply_to"] == [
        {"name": "Leo Brandt", "address": "leo@kestrel.test"}
    ]
    api = cast.api(cast.agent)
    found = api.get(f"tickets/{ticket.pk}/recipients").json()
    assert [row["address"] for row in found["to"]] == ["leo@kestrel.test"]
    assert [row["address"] for row in found["choices"]] == ["leo@kestrel.test", "helen@kestrel.test"]
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "To him"}).status_code == 201
    to_her = {"body": "To her", "to": ["Helen@kestrel.test"], "cc": []}
    assert api.post(f"tickets/{ticket.pk}/replies", to_her).status_code == 201
    to_eve = {"body": "To her", "to": ["eve@evil.test"]}
    assert api.post(f"tickets/{ticket.pk}/replies", to_eve).status_code == 422
    settle()
    sent = OutgoingMail.objects.filter(ticket=ticket, kind="reply").order_by("id")
    assert [one.to for one in sent] == [["leo@kestrel.test"], ["helen@kestrel.test"]]
    acknowledged = OutgoingMail.objects.filter(ticket=ticket).exclude(kind="reply")
    assert all(one.to == ["helen@kestrel.test"] for one in acknowledged)
    assert Participant.objects.filter(ticket=ticket, address="leo@kestrel.test", is_approved=True).exists()


def test_an_unproven_reply_to_is_offered_and_not_taken(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    mail = receive(mailbox, raw_mail(is_proven=False, headers={"Reply-To": "eve@evil.test"}))
    ticket = ticket_of(mail)
    api = cast.api(cast.agent)
    found = api.get(f"tickets/{ticket.pk}/recipients").json()
    assert [row["address"] for row in found["to"]] == ["helen@kestrel.test"]
    assert [row["address"] for row in found["choices"]] == ["eve@evil.test", "helen@kestrel.test"]
    api.post(f"tickets/{ticket.pk}/replies", {"body": "Here it is"})
    settle()
    assert [one.to for one in OutgoingMail.objects.filter(kind="reply")] == [["helen@kestrel.test"]]
    eve = receive(
        mailbox,
        raw_mail("And?", sender="eve@evil.test", to=answer_to(ticket, mailbox), message_id="<e@evil.test>"),
    )
    assert entry_of(eve).visibility == Visibility.INTERNAL


@pytest.mark.parametrize(
    "value", ["support@halyard.test", "noreply@kestrel.test", "helen@kestrel.test", "", "<>", "x"]
)
def test_a_reply_to_that_leads_nowhere_new_counts_for_nothing(
    cast: Cast, mailbox: Mailbox, value: str
) -> None:
    raw = raw_mail().replace(b"Subject:", f"Reply-To: {value}\r\nSubject:".encode(), 1)
    ticket = ticket_of(receive(mailbox, raw))
    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/recipients").json()
    assert [row["address"] for row in found["to"]] == ["helen@kestrel.test"]
    assert found["choices"] == []


def test_a_stranger_learns_no_recipients(cast: Cast, mailbox: Mailbox) -> None:
    ticket = ticket_of(receive(mailbox, raw_mail(headers=LEO)))
    assert Client().get(f"/api/v1/tickets/{ticket.pk}/recipients").status_code == 401
