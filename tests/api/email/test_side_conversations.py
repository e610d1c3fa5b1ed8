"""Side conversations by mail: what a third party gets, where their answer goes, and who never sees it."""

import mailbox as mailboxes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import Forbidden
from core.models import AuditEntry
from integrations.email import tokens
from integrations.email.models import InboundMail, MailBody, OutgoingMail, OutgoingState, RawMail
from integrations.email.selectors.routes import thread_of
from integrations.email.services import needless, sending
from notices.models import Notice
from people.models import Identity
from tests.cast import ApiClient, Cast
from tests.hearing import deliver_to
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets import services
from tickets.models import Attachment, SideConversation, SideMessage, Ticket, TimelineEntry
from tickets.selectors import opened
from tickets.selectors.sides import sides_of
from tickets.services.combining.merging import ticket_merge, ticket_unmerge

OPS = "Tom Brekke <tom@tideline.test>"
ASKED = "Does the role keep its warehouse?"
ANSWER = "It does from tonight on."
SECRET = "hunter2-warehouse"


@dataclass
class Scene:
    """A customer's ticket by mail, and a question to a third party about it that has left."""

    cast: Cast
    api: ApiClient
    mailbox: Any
    ticket: Ticket
    side: dict[str, Any]
    mail: OutgoingMail

    def answers(self, text: str = ANSWER, **more: Any) -> InboundMail:
        """A mail as it comes from outside; by default the third party's answer."""
        given: dict[str, Any] = {"sender": OPS, "to": self.mail.reply_to, "subject": f"Re: {ASKED}"}
        given |= {"message_id": f"<{InboundMail.objects.count()}@tideline.test>"} | more
        return receive(self.mailbox, raw_mail(text, **given))

    def told(self) -> dict[str, Any]:
        (found,) = self.api.get(f"tickets/{self.ticket.pk}/side-conversations").json()["results"]
        return dict(found)

    def thread(self) -> list[str]:
        """What the customer's thread holds."""
        rows = TimelineEntry.objects.filter(ticket=self.ticket, kind="message").order_by("pk")
        return list(rows.values_list("body_text", flat=True))


def ask(api: ApiClient, ticket: Ticket, **more: Any) -> Any:
    body = {"to": ["tom@tideline.test"], "subject": ASKED, "body": "Your job resets grants at 01:30."} | more
    return api.post(f"tickets/{ticket.pk}/side-conversations", body)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    mailbox = mailbox_for(cast.brand)
    _ = cast.customer
    ticket = ticket_of(receive(mailbox, raw_mail("Our export is empty.")))
    api = cast.api(cast.agent)
    made = ask(api, ticket)
    assert made.status_code == 201, made.content
    deliver_to("email")
    mail = OutgoingMail.objects.get(side__isnull=False)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingState.SENT, next_attempt_at=None)
    return Scene(cast, api, mailbox, ticket, made.json(), mail)


def test_they_get_what_was_written_and_nothing_of_the_ticket(scene: Scene) -> None:
    mail = scene.mail
    assert (mail.kind, mail.to, mail.cc, mail.is_automatic) == ("side", ["tom@tideline.test"], [], False)
    assert (mail.subject, mail.headers) == (ASKED, {})
    assert "01:30" in mail.text
    for told in ("export is empty", "Exports fail", "Helen", "helen@"):
        assert told not in f"{mail.text} {mail.html} {mail.subject} {mail.headers}"
    side = SideConversation.objects.get()
    assert tokens.read_address(mail.reply_to) == tokens.SideToken(side.public_id)
    assert tokens.read_message_id(mail.message_id) == tokens.SideToken(side.public_id)
    assert TimelineEntry.objects.get(kind="side").delivery_state == "queued"
    (message,) = scene.told()["messages"]
    assert (message["is_ours"], message["author"]) == (True, scene.cast.agent.name)


def test_their_answer_lands_there_and_moves_nothing(scene: Scene) -> None:
    columns = ("status", "waiting_since", "last_message_at", "preview", "last_public_entry_id", "version")
    before = Ticket.objects.values(*columns).get(pk=scene.ticket.pk)
    Ticket.objects.filter(pk=scene.ticket.pk).update(assignee=scene.cast.teammate, is_unread=False)
    inbound = scene.answers(files={"grants.sql": b"GRANT USAGE"})
    assert (inbound.state, inbound.side_id) == ("stored", scene.side["id"])
    after = Ticket.objects.values(*columns).get(pk=scene.ticket.pk)
    assert after == before | {"version": before["version"] + 1}
    assert Ticket.objects.get(pk=scene.ticket.pk).is_unread
    told = scene.told()
    assert (told["is_unread"], told["is_answered"], told["state"]) == (True, True, "open")
    message = told["messages"][-1]
    assert (message["body_text"], message["author"], message["is_authentic"]) == (ANSWER, "Tom Brekke", True)
    assert [file["name"] for file in message["attachments"]] == ["grants.sql"]
    file = scene.api.get(message["attachments"][0]["url"])
    assert b"".join(file.streaming_content) == b"GRANT USAGE"
    assert scene.thread() == ["Our export is empty."]
    deliver_to("notices")
    rung = Notice.objects.filter(kind="side").order_by("user_id").values_list("user_id", "text")
    assert set(rung) == {(scene.cast.agent.pk, ANSWER), (scene.cast.teammate.pk, ANSWER)}
    read = scene.api.post(f"tickets/{scene.ticket.pk}/side-conversations/{told['id']}/read").json()
    assert read["is_unread"] is False


def test_an_answer_wakes_what_was_put_aside_and_leaves_its_status(scene: Scene) -> None:
    until = timezone.now() + timedelta(days=3)
    Ticket.objects.filter(pk=scene.ticket.pk).update(status="pending", snoozed_until=until)
    scene.answers()
    row = Ticket.objects.get(pk=scene.ticket.pk)
    assert (row.status, row.snoozed_until, row.is_unread) == ("pending", None, True)
    line = TimelineEntry.objects.get(ticket=row, kind="change")
    assert line.payload["message"]["code"] == "woken_side"
    Ticket.objects.filter(pk=row.pk).update(status="resolved", resolved_at=timezone.now(), is_unread=False)
    scene.answers("And one more thing.")
    row.refresh_from_db()
    assert (row.status, row.is_unread) == ("resolved", False)
    assert scene.told()["is_unread"]


def _customers_address(scene: Scene) -> str:
    return tokens.reply_address(scene.mailbox.address, tokens.customer_token(scene.ticket.public_id))


CUSTOMER = "Helen Marsh <helen@kestrel.test>"
SNEAKY: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "the customer in copy": lambda scene: {"headers": {"Cc": CUSTOMER}},
    "the customer answers all": lambda scene: {"sender": CUSTOMER, "headers": {"Cc": OPS}},
    "the customer's reply address beside it": lambda scene: {
        "to": f"{_customers_address(scene)}, {scene.mail.reply_to}"
    },
    "the customer's address with our Message-ID": lambda scene: {
        "to": _customers_address(scene), "headers": {"In-Reply-To": f"<{scene.mail.message_id}>"}
    },
    "our Message-ID alone": lambda scene: {
        "to": scene.mailbox.address, "headers": {"References": f"<{scene.mail.message_id}>"}
    },
    "references of the customer's thread": lambda scene: {
        "headers": {"In-Reply-To": "<first@kestrel.test>", "References": "<first@kestrel.test>"}
    },
    "the customer answers their mail": lambda scene: {
        "sender": CUSTOMER, "to": scene.mailbox.address,
        "headers": {"In-Reply-To": f"<{scene.answers('First.').message_id}>"},
    },
    "no proof of the sender": lambda scene: {"is_proven": False},
}  # fmt: skip


@pytest.mark.parametrize("more", SNEAKY.values(), ids=SNEAKY)
def test_nothing_of_it_ever_comes_into_the_customers_thread(
    scene: Scene, more: Callable[[Scene], dict[str, Any]]
) -> None:
    inbound = scene.answers(**more(scene))
    assert (inbound.state, inbound.side_id) == ("stored", scene.side["id"])
    assert scene.thread() == ["Our export is empty."]
    assert Ticket.objects.count() == 1
    assert not TimelineEntry.objects.filter(visibility="public", body_text__contains="tonight").exists()
    message = scene.told()["messages"][-1]
    assert message["is_other"] is (message["address"] == "helen@kestrel.test")


def test_the_past_of_the_mailbox_brings_nothing_of_it_into_the_thread(scene: Scene, tmp_path: Path) -> None:
    theirs = raw_mail(ANSWER, sender=OPS, to=scene.mail.reply_to, message_id="<past@tideline.test>")
    ours = raw_mail("01:30", sender=scene.mailbox.address, message_id=f"<{scene.mail.message_id}>")
    answered = raw_mail(
        "Thanks!", sender=scene.mailbox.address, headers={"References": f"<{scene.mail.message_id}>"}
    )
    box = mailboxes.mbox(tmp_path / "past.mbox")
    for raw in (theirs, answered, ours):
        box.add(raw)
    box.close()
    call_command(
        "import_mbox",
        str(tmp_path / "past.mbox"),
        mailbox=scene.mailbox.address,
        agent=scene.cast.agent.email,
    )
    assert scene.thread() == ["Our export is empty."]
    assert Ticket.objects.count() == 1
    left_out = InboundMail.objects.filter(state="deleted", side=scene.side["id"])
    assert left_out.count() == 2


def test_who_pretends_to_be_them_waits_for_a_person(scene: Scene) -> None:
    denied = {"Authentication-Results": "mx.halyard.test; dmarc=fail header.from=tideline.test"}
    inbound = scene.answers(is_proven=False, headers=denied)
    assert (inbound.state, inbound.reason) == ("suspended", "forged")
    assert len(scene.told()["messages"]) == 1


def test_each_thread_goes_on_by_itself(scene: Scene) -> None:
    answer = scene.answers()
    path = f"tickets/{scene.ticket.pk}/side-conversations/{scene.side['id']}"
    told = scene.api.post(f"{path}/messages", {"body": "Thanks!"}).json()
    assert (told["is_answered"], told["is_unread"]) == (False, False)
    scene.api.post(f"tickets/{scene.ticket.pk}/replies", {"body": "It is fixed."})
    deliver_to("email")
    second = OutgoingMail.objects.filter(side__isnull=False).order_by("-pk").first()
    reply = OutgoingMail.objects.get(kind="reply")
    assert second is not None
    assert second.subject == f"Re: {ASKED}"
    assert second.headers["In-Reply-To"] == f"<{answer.message_id}>"
    assert second.headers["References"] == f"<{scene.mail.message_id}> <{answer.message_id}>"
    assert reply.headers == {"In-Reply-To": "<first@kestrel.test>", "References": "<first@kestrel.test>"}
    assert thread_of(scene.ticket).references == ("first@kestrel.test",)
    assert "tideline" not in f"{reply.text}{reply.html}{reply.headers}{reply.to}{reply.cc}"


def test_what_programs_answer_is_shown_and_rings_nobody(scene: Scene) -> None:
    path = f"tickets/{scene.ticket.pk}/side-conversations/{scene.side['id']}"
    scene.api.patch(path, {"state": "closed"})
    Ticket.objects.filter(pk=scene.ticket.pk).update(is_unread=False)
    scene.answers("I am away until Monday.", headers={"Auto-Submitted": "auto-replied"})
    deliver_to("notices")
    told = scene.told()
    assert (told["state"], told["is_answered"], told["is_unread"]) == ("closed", False, True)
    assert told["messages"][-1]["automatic"]
    assert not Ticket.objects.get(pk=scene.ticket.pk).is_unread
    assert not Notice.objects.filter(kind="side").exists()
    scene.answers()
    assert scene.told()["state"] == "open"


def test_a_mail_that_came_back_is_told_where_it_was_written(scene: Scene) -> None:
    bounce = BOUNCE.replace("MESSAGE_ID", scene.mail.message_id).encode()
    assert receive(scene.mailbox, bounce).side_id == scene.side["id"]
    told = scene.told()
    assert told["messages"][0]["delivery"]["state"] == "bounced"
    assert "came back" in told["messages"][-1]["body_text"]
    assert scene.thread() == ["Our export is empty."]


BOUNCE = """From: MAILER-DAEMON@mx.tideline.test
To: support@halyard.test
Subject: Undelivered
Message-ID: <bounce@mx.tideline.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Not delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.tideline.test

Final-Recipient: rfc822; tom@tideline.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b
Content-Type: text/rfc822-headers

Message-ID: <MESSAGE_ID>

--b--
"""


def test_its_own_mail_coming_back_makes_no_loop(scene: Scene) -> None:
    mark = tokens.loop_mark(scene.mailbox.address)
    assert scene.answers(headers={"X-Candor-Loop": mark}).reason == "loop"
    assert ask(scene.api, scene.ticket, to=[scene.mailbox.address]).status_code == 201
    deliver_to("email")
    entry = TimelineEntry.objects.filter(kind="side").order_by("-pk").first()
    assert entry is not None
    assert (entry.delivery_state, "loop" in entry.delivery_detail) == ("failed", True)


def test_the_customer_learns_nothing_of_it(scene: Scene) -> None:
    scene.answers(files={"grants.sql": b"GRANT USAGE"})
    customer = scene.cast.actor(scene.cast.customer)
    side = TimelineEntry.objects.filter(kind="side")
    assert side.count() == 2
    for actor in (customer, scene.cast.actor(scene.cast.agent)):
        rows, _, _ = opened.entries_page(actor=actor, ticket_id=scene.ticket.pk)
        assert not {row.pk for row in rows} & set(side.values_list("pk", flat=True))
    assert sides_of(actor=customer, ticket_id=scene.ticket.pk) == []
    assert not Attachment.objects.visible_to(customer).filter(entry__in=side).exists()
    text = services.SideText(body_text="Hello")
    with pytest.raises(Forbidden):
        services.side_write(
            actor=customer, ticket_id=scene.ticket.pk, side_id=scene.side["id"], text=text,
            now=timezone.now(),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="sides_stay_internal"), transaction.atomic():
        TimelineEntry.objects.create(
            ticket=scene.ticket,
            kind="side",
            visibility="public",
            author_kind="staff",
            created_at=timezone.now(),
        )  # fmt: skip


def test_a_customer_on_the_screen_does_not_stop_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    Ticket.objects.filter(pk=scene.ticket.pk).update(channel="widget")
    monkeypatch.setattr(needless, "was_here_since", lambda *_: True)
    OutgoingMail.objects.filter(pk=scene.mail.pk).update(
        state=OutgoingState.QUEUED, next_attempt_at=timezone.now()
    )
    claimed = sending._claim(scene.mail.pk, timezone.now())
    assert claimed is not None
    assert claimed.state == OutgoingState.SENDING


def test_what_did_not_leave_can_be_sent_again_to_them_alone(scene: Scene) -> None:
    OutgoingMail.objects.all().delete()
    entry = TimelineEntry.objects.get(kind="side")
    TimelineEntry.objects.filter(pk=entry.pk).update(delivery_state="failed")
    answer = scene.api.post(
        f"tickets/{scene.ticket.pk}/entries/{entry.pk}/delivery", {"action": "send_again"}
    )
    assert answer.status_code == 200, answer.content
    assert OutgoingMail.objects.get().to == ["tom@tideline.test"]


def test_who_takes_part_in_the_ticket_is_no_third_party(scene: Scene) -> None:
    Identity.objects.create(
        contact=scene.cast.customer, kind="email", value="private@marsh.test", verified_at=timezone.now(),
        created_at=timezone.now(),
    )  # fmt: skip
    for address in ("Helen@kestrel.test", "private@marsh.test"):
        refused = ask(scene.api, scene.ticket, to=[address])
        assert (refused.status_code, refused.json()["code"]) == (422, "tickets.side_to_customer")
    assert ask(scene.api, scene.ticket, to=["nobody at all"]).status_code == 422
    assert ask(scene.api, scene.ticket, subject=" \n ").status_code == 422
    assert ask(scene.api, scene.ticket, body="  ").status_code == 422
    assert SideConversation.objects.count() == 1


def test_a_repeated_send_sends_once(scene: Scene) -> None:
    first, again = (ask(scene.api, scene.ticket, client_id="once").json() for _ in range(2))
    assert first["id"] == again["id"]
    path = f"tickets/{scene.ticket.pk}/side-conversations/{first['id']}/messages"
    for _ in range(2):
        told = scene.api.post(path, {"body": "And?", "client_id": "twice"}).json()
    assert len(told["messages"]) == 2


def test_only_so_many_are_open_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.services.siding.MOST_OPEN", 1)
    refused = ask(scene.api, scene.ticket)
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.too_many_sides")
    scene.api.patch(f"tickets/{scene.ticket.pk}/side-conversations/{scene.side['id']}", {"state": "closed"})
    assert ask(scene.api, scene.ticket).status_code == 201


def test_a_merge_takes_it_along_and_its_undo_brings_it_back(scene: Scene) -> None:
    cast, source = scene.cast, scene.ticket
    scene.answers()
    target = cast.ticket(by=cast.customer, body="Another matter.")
    actor = cast.actor(cast.agent)
    merge = ticket_merge(actor=actor, source_id=source.pk, target_id=target.pk, now=timezone.now())
    late = scene.answers("And tomorrow too.")
    assert (late.ticket_id, late.side_id) == (target.pk, scene.side["id"])
    assert len(scene.api.get(f"tickets/{target.pk}/side-conversations").json()["results"]) == 1
    assert scene.api.get(f"tickets/{source.pk}/side-conversations").json()["results"] == []
    ticket_unmerge(actor=actor, merge_id=merge.pk, now=timezone.now())
    assert scene.api.get(f"tickets/{target.pk}/side-conversations").json()["results"] == []
    assert [one["body_text"] for one in scene.told()["messages"]][1:] == [ANSWER, "And tomorrow too."]
    where = SideMessage.objects.values_list("entry__ticket", "entry__merged_from").distinct()
    assert list(where) == [(source.pk, None)]


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_redaction_reaches_all_of_it(scene: Scene, is_whole: bool) -> None:
    scene.api.post(
        f"tickets/{scene.ticket.pk}/side-conversations/{scene.side['id']}/messages",
        {"body": f"Is it {SECRET}?"},
    )
    deliver_to("email")
    scene.answers(f"Yes: {SECRET}", files={"a.txt": SECRET.encode()})
    entry = TimelineEntry.objects.filter(kind="side").latest("pk")
    cut = {"whole": True} if is_whole else {"words": SECRET}
    answer = scene.api.post(
        f"tickets/{scene.ticket.pk}/entries/{entry.pk}/redaction", cut | {"reason": "A password."}
    )
    assert answer.status_code == 200, answer.content
    message = scene.told()["messages"][-1]
    assert SECRET not in message["body_html"] + message["body_text"]
    assert message["redactions"][0]["reason"] == "A password."
    assert SECRET.encode() not in bytes(RawMail.objects.latest("pk").content)
    assert SECRET not in MailBody.objects.get(entry=entry).text
    assert Attachment.objects.filter(entry=entry).exists() is not is_whole
    if not is_whole:
        assert SECRET not in str(scene.told())
        assert not OutgoingMail.objects.filter(text__contains=SECRET).exists()
    assert AuditEntry.objects.filter(action="tickets.redacted").exists()


def test_strangers_and_readers(scene: Scene) -> None:
    path = f"tickets/{scene.ticket.pk}/side-conversations"
    own = f"{path}/{scene.side['id']}"
    reader, stranger = scene.cast.api(scene.cast.light_agent), scene.cast.api(scene.cast.team_agent)
    Ticket.objects.filter(pk=scene.ticket.pk).update(team=scene.cast.team)
    assert len(reader.get(path).json()["results"]) == 1
    for api, status in ((reader, 403), (stranger, 404)):
        assert ask(api, scene.ticket).status_code == status
        assert api.post(f"{own}/messages", {"body": "Hi"}).status_code == status
        assert api.patch(own, {"state": "closed"}).status_code == status
        assert api.post(f"{own}/read").status_code == status
    assert stranger.get(path).status_code == 404
    other = scene.cast.ticket(by=scene.cast.stranger)
    elsewhere = f"tickets/{other.pk}/side-conversations/{scene.side['id']}"
    assert scene.api.post(f"{elsewhere}/messages", {"body": "Hi"}).status_code == 404
