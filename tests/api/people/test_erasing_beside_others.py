"""An erasure takes what is the person's, and nothing of somebody with the same name, address or ticket."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import audit, clock
from core.actors import ASSISTANT, SYSTEM, Actor, ActorKind
from core.models import AuditEntry, OutboxEvent
from core.persons import ERASED
from core.redacting import MARK
from integrations.email.models import (
    AddressHealth,
    InboundMail,
    Mailbox,
    OutgoingMail,
    RawMail,
    SenderRule,
)
from notices.models import Notice
from notices.services import notices_raise
from people import services
from people.models import Contact, IdentityConflict, PersonRequest
from people.services import privacy
from people.services.leasing import RETRY_AFTER
from people.services.merging import AlreadyMerged
from portal.models import PortalLink
from tests.api.email.test_side_conversations import ANSWER, Scene, scene
from tests.api.tickets.test_redacting import everything_with
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.entries import HandoffStep
from tickets.models import Participant, SideConversation, SideMessage, TimelineEntry
from tickets.selectors import joined
from tickets.services import InboundMessage, erasing, receive_message, ticket_merge, timeline_append
from tickets.services.payloads import payload_without

if TYPE_CHECKING:
    from tests.cast import Cast

__all__ = ["scene"]
NAME, ADDRESS = "Xaver Quagga", "xaver@quagga.test"
WHY = "Asked for by letter"


def asked(cast: "Cast", contact: Contact) -> PersonRequest:
    return services.person_erasure_ask(
        actor=cast.actor(cast.admin),
        contact_id=contact.pk,
        confirmation=privacy.confirm_word(contact),
        reason=WHY,
        now=NOW,
    )


def erased(cast: "Cast", contact: Contact) -> None:
    assert services.person_request_run(request_id=asked(cast, contact).pk, now=NOW)


@pytest.fixture
def known(cast: "Cast", freeze: Any, settle: Any) -> Contact:
    freeze(NOW)
    mail = raw_mail("I wrote quagga7.", sender=f"{NAME} <{ADDRESS}>", message_id="<1@quagga.test>")
    ticket = ticket_of(receive(mailbox_for(cast.brand), mail))
    settle()
    return ticket.requester


@pytest.mark.parametrize("address", ["tom@elsewhere.test", "tom@tideline.test"])
def test_an_answer_of_a_third_party_goes_by_its_address(scene: Scene, settle: Any, address: str) -> None:
    scene.answers()
    scene.answers("Somebody else of Tideline.", sender="Tom Brekke <ops@tideline.test>")
    settle()
    cast = scene.cast
    Notice.objects.create(
        user=cast.agent, ticket=cast.ticket(), kind="mention", by_name="Tom Brekke", at=clock.now()
    )
    erased(cast, cast.contact("Tom Brekke", address, None))
    is_theirs = address == "tom@tideline.test"
    told = dict(
        TimelineEntry.objects.filter(kind="side", author_kind="system").values_list(
            "payload__mail__from", "author_name"
        )
    )
    assert told.get("ops@tideline.test") == "Tom Brekke"
    assert TimelineEntry.objects.filter(kind="side", body_text=ANSWER).exists() is not is_theirs
    assert ("tom@tideline.test" in told) is not is_theirs
    assert Notice.objects.filter(kind="mention", by_name="Tom Brekke").exists(), "of another ticket"
    assert SideConversation.objects.get().people == ([] if is_theirs else ["tom@tideline.test"])


def test_what_comes_while_an_erasure_is_interrupted_is_a_new_persons(
    cast: "Cast", known: Contact, freeze: Any, settle: Any
) -> None:
    other = cast.ticket(subject="Of a colleague", by=cast.colleague)
    Participant.objects.create(
        ticket=other, address=ADDRESS, added_by_ref="x", created_at=NOW, is_approved=True
    )
    PortalLink.objects.create(
        brand=cast.brand, address=ADDRESS, language="en", created_at=NOW, expires_at=NOW + RETRY_AFTER
    )
    request = asked(cast, known)
    PersonRequest.objects.filter(pk=request.pk).update(tried_at=NOW)
    privacy._begin(request.pk, now=NOW)

    later = freeze(NOW + timedelta(minutes=2))
    mail = raw_mail("Please help with zebra9.", sender=f"{NAME} <{ADDRESS}>", message_id="<2@quagga.test>")
    ticket = ticket_of(receive(Mailbox.objects.get(), mail))
    assert ticket.requester_id != known.pk
    cast.replies(ticket, cast.agent, "Here is our answer to zebra9")
    settle()
    third = cast.ticket(subject="Of a third", by=cast.colleague)
    Participant.objects.create(ticket=third, address=ADDRESS, added_by_ref="x", created_at=later)
    PortalLink.objects.create(
        brand=cast.brand, address=ADDRESS, language="de", created_at=later, expires_at=later + RETRY_AFTER
    )
    AddressHealth.objects.update_or_create(address=ADDRESS, defaults={"detail": "?", "changed_at": later})
    SenderRule.objects.create(pattern=ADDRESS, kind="allow", added_by_ref="x", created_at=later)
    IdentityConflict.objects.create(
        contact=cast.customer, holder=cast.colleague, kind="email", value=ADDRESS, first_seen_at=later,
        last_seen_at=later,
    )  # fmt: skip
    audit.record(actor=SYSTEM, action="x.done", target="x:1", data={"to": ADDRESS}, now=later)
    # Somebody answers where the address is in copy from before.
    cast.replies(other, cast.agent, "To all who were in copy")
    settle()
    mails = OutgoingMail.objects.filter(ticket=ticket).order_by("pk")
    before = list(mails.values_list("to", "state", "text"))
    assert before

    freeze(NOW + RETRY_AFTER)
    assert services.person_request_run(request_id=request.pk, now=NOW + RETRY_AFTER)
    assert list(mails.values_list("to", "state", "text")) == before
    assert not [one for one in OutgoingMail.objects.filter(ticket=other) if ADDRESS in f"{one.to}{one.cc}"]
    assert bytes(RawMail.objects.get(inbound__ticket=ticket).content)
    assert InboundMail.objects.get(ticket=ticket).from_address == ADDRESS
    assert set(Participant.objects.values_list("ticket", flat=True)) == {third.pk}
    assert set(PortalLink.objects.values_list("language", flat=True)) == {"de"}
    assert AddressHealth.objects.exists()
    assert SenderRule.objects.exists()
    assert IdentityConflict.objects.exists()
    assert AuditEntry.objects.get(action="x.done").data == {"to": ADDRESS}
    first = TimelineEntry.objects.filter(author_kind="contact", author_id=known.pk)
    assert set(first.values_list("author_name", "is_redacted")) == {(ERASED, True)}
    left = RawMail.objects.exclude(inbound__ticket=ticket)
    assert not any(b"quagga" in bytes(one.content).lower() for one in left)


def test_what_a_merge_carries_off_meanwhile_goes_too(
    cast: "Cast", known: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = cast.ticket(subject="Of a colleague", by=cast.customer, channel="email")
    target = cast.ticket(subject="Another", by=cast.customer, channel="email")
    message = InboundMessage(
        brand_id=cast.brand.pk, channel="email", channel_message_id="m9", contact_id=known.pk,
        ticket_id=source.pk, body_text="quagga7 wrote in the other ticket too",
    )  # fmt: skip
    receive_message(actor=SYSTEM, message=message, now=NOW)
    where = TimelineEntry.objects.get(body_text=message.body_text).ticket_id
    request = asked(cast, known)
    before = erasing._tickets_of(privacy.person_of(known))
    ticket_merge(actor=cast.actor(cast.admin), source_id=where, target_id=target.pk, now=NOW)
    # As an erasure sees it that had looked before the merge, and waited for its locks until after it.
    look, stale = joined.joined_with, [where]

    def looked(ids: Any) -> frozenset[int]:
        return frozenset({stale.pop()}) if list(ids) == stale else look(ids)

    monkeypatch.setattr(joined, "joined_with", looked)
    monkeypatch.setattr(erasing, "_tickets_of", lambda person: before)
    assert services.person_request_run(request_id=request.pk, now=NOW)
    assert not stale
    assert not TimelineEntry.objects.filter(body_text__contains="quagga7").exists()


def test_who_is_erased_or_about_to_be_is_merged_with_nobody(cast: "Cast", known: Contact) -> None:
    api = cast.api(cast.admin)
    asked(cast, known)
    path = f"contacts/{cast.customer.pk}/merge"
    assert api.post(path, {"from_id": known.pk}).status_code == 409
    (request,) = PersonRequest.objects.all()
    assert services.person_request_run(request_id=request.pk, now=NOW)
    for target, source in ((cast.customer, known), (known, cast.customer)):
        with pytest.raises(AlreadyMerged):
            services.contacts_merge(
                actor=cast.actor(cast.admin), into_id=target.pk, from_id=source.pk, now=NOW
            )


def test_names_that_are_codes_of_ours_leave_them_alone(cast: "Cast", settle: Any) -> None:
    contact = cast.contact("Pending", "pending@x.test", None)
    ticket = cast.ticket(by=contact, channel="email", subject="Pending says hello to everybody")
    api = cast.api(cast.agent)
    assert (
        api.patch(f"tickets/{ticket.pk}", {"status": "pending", "subject": "Of Pending"}).status_code == 200
    )
    settle()
    lines = AuditEntry.objects.exclude(target=f"contact:{contact.pk}").order_by("pk")
    audit.record(
        actor=SYSTEM, action="x.changed", target="x:1", data={"status": ["pending", "open"]}, now=NOW
    )
    before = list(lines.values_list("data", flat=True))
    erased(cast, contact)
    change = TimelineEntry.objects.get(ticket=ticket, kind="change", payload__changes__has_key="subject")
    assert change.payload["changes"]["status"][1] == "pending"
    assert "Pending" not in str(change.payload["changes"]["subject"])
    assert list(lines.values_list("data", flat=True))[: len(before)] == before
    assert api.get(f"tickets/{ticket.pk}/timeline").status_code == 200


def test_addresses_in_what_others_wrote_go() -> None:
    from core.redacting import Needles

    payload = {
        "mail": {"from": "anna@x.test", "to": [ADDRESS, "b@x.test"], "cc": [], "is_authentic": True,
                 "reply_to": [{"name": NAME, "address": ADDRESS}], "note": f"of {NAME}"},
        "recipients": {"to": ["b@x.test"], "cc": [ADDRESS]}, "cc": [{"name": NAME, "address": ADDRESS}],
        "holder": {"id": 5, "name": NAME}, "value": ADDRESS, "step": "identity_conflict", "to": [ADDRESS],
        "decision": "answer", "names": {"assignee": [None, NAME]},
    }  # fmt: skip
    left = payload_without(Needles([NAME, ADDRESS]), payload, stays=frozenset())[0]
    assert left["mail"]["from"] == "anna@x.test"
    assert left["mail"]["is_authentic"] is True
    assert left["names"] == {"assignee": [None, NAME]}, "a colleague of ours has the same name"
    del left["names"]
    assert NAME not in str(left)
    assert ADDRESS not in str(left)


def test_nothing_is_found_by_reading_the_whole_timeline(scene: Scene, settle: Any) -> None:
    """However much was written: what they wrote, sent and were asked is found by indexes."""
    scene.answers()
    settle()
    cast = scene.cast
    cast.contact("Tom Brekke", "tom@tideline.test", None)
    person = privacy.person_of(Contact.objects.get(email="tom@tideline.test"))
    with CaptureQueriesContext(connection) as made:
        for holder in erasing.PERSONS:
            holder.counts(person)
        erasing._tickets_of(person)
    reads = [one["sql"] for one in made if "tickets_timelineentry" in one["sql"]]
    assert len(reads) >= 4
    assert SideMessage.objects.count() == 2
    with transaction.atomic(), connection.cursor() as cursor:
        # Tables this small would be read whole, whatever their indexes.
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for sql in reads:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
        # Joined with a small table, the other side may look as cheap to begin with.
        theirs = erasing._chosen(person).order_by().explain()
    for plan in plans:
        assert "Seq Scan on tickets_timelineentry" not in plan, plan
        assert "Seq Scan on tickets_attachment" not in plan, plan
    assert sum("entry_by_contact" in plan for plan in plans) >= 1
    assert "attachment_by_uploader" in theirs


def test_short_words_of_theirs_stay_in_what_others_wrote(cast: "Cast") -> None:
    """A ticket of one short word that was merged into somebody else's."""
    amos = cast.contact("Amos Berg", "amos@quagga.test", cast.customer.company)
    short = cast.ticket(by=amos, channel="email", subject="Test", body="Yes")
    target = cast.ticket(by=cast.customer, channel="email", subject="The latest test")
    message = cast.says(target, "Since yesterday the latest run fails; we tested it. Yes!")
    quoting = cast.replies(target, cast.agent, "Fine.\n\n> Yes")
    ticket_merge(actor=cast.actor(cast.admin), source_id=short.pk, target_id=target.pk, now=NOW)
    erased(cast, amos)
    message.refresh_from_db()
    quoting.refresh_from_db()
    target.refresh_from_db()
    short.refresh_from_db()
    assert message.body_text == "Since yesterday the latest run fails; we tested it. Yes!"
    assert not message.is_redacted
    assert target.subject == "The latest test"
    assert "Yes" not in quoting.body_text
    assert (short.subject, short.preview) == (MARK, MARK)


def test_what_we_wrote_of_their_words_and_what_they_did_goes(cast: "Cast", known: Contact) -> None:
    sentence = "Can you delete the records about my lupus treatment at Elmtree Road?"
    ticket = cast.ticket(by=known, channel="email", subject="Test", body=f"Hello. {sentence} Bye")
    summary = f"{NAME} writes: {sentence}\nWhy a person: asked"
    timeline_append(
        actor=ASSISTANT, ticket_id=ticket.pk, step=HandoffStep(7, "person", "asked", "", summary),
        visibility="internal", body_text=summary, now=NOW,
    )  # fmt: skip
    entry = TimelineEntry.objects.filter(ticket=ticket, author_kind="contact").get()
    notices_raise(kind="mention", ticket_id=ticket.pk, user_ids=[cast.agent.pk], entry_id=entry.pk, now=NOW)
    told = OutboxEvent.objects.filter(name="notices.raised", live__icontains="lupus")
    assert told.exists()
    signed = Actor(kind=ActorKind.CONTACT, id=known.pk, name=NAME, contact_id=known.pk)
    audit.record(actor=signed, action="portal.signed_in", target="x:1", now=NOW)
    erased(cast, known)
    assert everything_with("lupus") == set()
    assert everything_with(NAME) == set()
    line = AuditEntry.objects.get(action="portal.signed_in")
    assert (line.actor_ref, line.actor_name) == (f"contact:{known.pk}", ERASED)
