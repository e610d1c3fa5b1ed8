"""A person takes words, files or a whole entry out of a ticket: of everything that is kept."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from assistant.models import Conversation, Correction, Gap, GapTicket, Handoff, LedgerEntry, Run, Triage
from core.models import AuditEntry, IdempotencyKey, OutboxEvent
from core.redacting import MARK
from integrations.email.models import MailBody, RawMail
from integrations.webhooks.models import StreamEvent
from notices.models import Notice
from tests.cast import NOW
from tests.mails import entry_of, mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Attachment, Draft, Ticket, TimelineEntry
from tickets.rendering import entry_json

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

SECRET = "hunter-2-Zebra"
WHY = "A password of the customer"


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    return cast.api(cast.agent)


def redact(api: "ApiClient", entry: TimelineEntry, **body: Any) -> Any:
    path = f"tickets/{entry.ticket_id}/entries/{entry.pk}/redaction"
    return api.post(path, {"reason": WHY} | body)


def preview(api: "ApiClient", entry: TimelineEntry, **body: Any) -> Any:
    return api.post(f"tickets/{entry.ticket_id}/entries/{entry.pk}/redaction/preview", body)


def everything_with(words: str) -> set[str]:
    """The tables and columns in which these words stand, of all that there are, whoever declared them."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.GeneratedField):
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT count(*) FROM "{model._meta.db_table}"'  # noqa: S608 (names of ours)
                    f" WHERE {_as_text(model, field)} ILIKE %s",
                    [f"%{words}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(f"{model._meta.label}.{field.name}")
            if type(field).__name__ == "EncryptedTextField" and any(
                words in (value or "") for value in model._default_manager.values_list(field.name, flat=True)
            ):
                found.add(f"{model._meta.label}.{field.name}")
    return found


def _as_text(model: type[models.Model], field: models.Field) -> str:  # type: ignore[type-arg]  # any field
    column = f'"{field.column}"'
    return f"encode({column}, 'escape')" if isinstance(field, models.BinaryField) else f"{column}::text"


def said(cast: "Cast", body: str) -> TimelineEntry:
    return cast.says(cast.ticket(), body)


def test_words_go_and_the_rest_stays(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, f"The password is {SECRET}, please look.")
    answer = redact(api, entry, words=SECRET)
    assert answer.status_code == 200, answer.json()
    entry.refresh_from_db()
    assert entry.body_text == f"The password is {MARK}, please look."
    assert entry.is_redacted
    (mark,) = answer.json()["entries"][0]["redactions"]
    assert mark["by"] == cast.agent.name
    assert mark["reason"] == WHY
    assert mark["what"] == "words"
    assert SECRET not in json.dumps(answer.json())
    assert everything_with(SECRET) == set()


def test_every_place_is_found_without_knowing_it(api: "ApiClient", cast: "Cast", settle: Any) -> None:
    """Written into whatever keeps words of a ticket, and looked for in every column that there is."""
    entry = said(cast, f"The password is {SECRET}")
    ticket = entry.ticket
    settle()
    cast.replies(ticket, cast.agent, f"You wrote:\n> The password\n> is {SECRET}\nChange it.")
    api.post(
        f"tickets/{ticket.pk}/replies", {"body": f"Note: {SECRET}", "kind": "note"}, Idempotency_Key="a-key-1"
    )
    api.patch(f"tickets/{ticket.pk}", {"subject": f"Help with {SECRET}"})
    Draft.objects.create(
        user=cast.agent, ticket=ticket, kind="public", body=f"<p>So {SECRET}</p>", updated_at=NOW
    )
    run = Run.objects.create(
        ticket=ticket,
        entry_id=entry.pk,
        key="k",
        question=f"What of {SECRET}",
        queued_at=NOW,
        details={"read": [SECRET]},
    )
    Handoff.objects.create(
        ticket=ticket, run=run, reason="boundary", summary=SECRET, wants=SECRET, why="x", created_at=NOW
    )
    triage = Triage.objects.create(
        ticket=ticket, entry_id=entry.pk + 10_000, engine="e", entities=[{"text": SECRET}], created_at=NOW
    )
    Correction.objects.create(
        ticket=ticket, triage=triage, field="type", confidence=1, corrected="bug", text=SECRET, created_at=NOW
    )
    gap = Gap.objects.create(words=[], created_at=NOW, updated_at=NOW, drafted={"quotes": [{"text": SECRET}]})
    GapTicket.objects.update_or_create(
        ticket=ticket,
        defaults={"gap": gap, "question": f"About {SECRET}", "asked_at": NOW, "kind": "missing"},
    )
    Notice.objects.create(user=cast.agent, ticket=ticket, kind="mention", text=f"see {SECRET}", at=NOW)
    StreamEvent.objects.create(
        id=9_000_001, outbox_id=9_000_001, part=0, type="ticket.updated", subject=f"ticket:{ticket.pk}",
        body=json.dumps({"data": {"changes": {"subject": ["a", SECRET]}}}), occurred_at=NOW, created_at=NOW,
    )  # fmt: skip
    before = everything_with(SECRET)
    assert len(before) > 12, before
    assert {"core.OutboxEvent.live", "core.IdempotencyKey.body", "assistant.Run.question"} <= before
    told = {place["name"] for place in preview(api, entry, words=SECRET).json()["places"]}
    assert {"entries", "ticket", "drafts", "events", "answers", "assistant", "learned", "webhooks"} <= told
    assert everything_with(SECRET) == before, "a preview changes nothing"
    answer = redact(api, entry, words=SECRET)
    assert answer.status_code == 200, answer.json()
    assert everything_with(SECRET) == set()
    assert IdempotencyKey.objects.filter(body__isnull=False).exists()
    assert OutboxEvent.objects.filter(topics__contains=[f"ticket:{ticket.pk}"]).exists()


def test_the_ledger_loses_words_and_nothing_else(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, f"It is {SECRET}")
    talk, _ = Conversation.objects.get_or_create(ticket=entry.ticket, defaults={"began_at": NOW})
    line = LedgerEntry.objects.create(
        conversation=talk,
        key="k",
        state="open",
        why="answered",
        at=NOW,
        recorded_at=NOW,
        note=f"saw {SECRET}",
    )
    redact(api, entry, words=SECRET)
    line.refresh_from_db()
    assert line.note == f"saw {MARK}"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.filter(pk=line.pk).update(note="another")


def test_a_whole_entry_goes_with_its_quotes(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, f"Hi,\n\nmy password is\n{SECRET}\n\nThanks")
    quoted = cast.replies(
        entry.ticket, cast.agent, f"Done.\n\n> Hi,\n>\n> my password is\n> {SECRET}\n>\n> Thanks"
    )
    thanks = cast.says(entry.ticket, "Thanks")
    answer = redact(api, entry, whole=True)
    assert answer.status_code == 200, answer.json()
    for one in (entry, quoted, thanks):
        one.refresh_from_db()
    assert entry.body_text == MARK
    assert quoted.body_text.startswith("Done.")
    assert thanks.body_text == "Thanks"
    assert not thanks.is_redacted
    assert everything_with(SECRET) == set()


def test_files_go_with_their_bytes(api: "ApiClient", cast: "Cast", settle: Any) -> None:
    ticket = cast.ticket()
    entry = TimelineEntry.objects.get(pk=ticket.last_entry_id)
    file = _file(entry, "pass.txt", b"the secret file")
    other = _file(entry, "other.txt", b"another file")
    path = Path(settings.MEDIA_ROOT) / file.path
    answer = redact(api, entry, file_ids=[str(file.public_id)])
    assert answer.status_code == 200, answer.json()
    settle()
    assert not path.exists()
    assert list(Attachment.objects.filter(entry=entry)) == [other]
    assert [one["name"] for one in answer.json()["entries"][0]["attachments"]] == ["other.txt"]
    assert api.get(f"attachments/{file.public_id}").status_code == 404


def test_bytes_that_another_message_has_stay(api: "ApiClient", cast: "Cast", settle: Any) -> None:
    entry = TimelineEntry.objects.get(pk=cast.ticket().last_entry_id)
    file = _file(entry, "same.txt", b"the same bytes")
    kept = _file(TimelineEntry.objects.get(pk=cast.ticket().last_entry_id), "same.txt", b"the same bytes")
    redact(api, entry, file_ids=[str(file.public_id)])
    settle()
    assert (Path(settings.MEDIA_ROOT) / kept.path).read_bytes() == b"the same bytes"


def _file(entry: TimelineEntry, name: str, content: bytes) -> Attachment:
    from io import BytesIO

    from core.actors import SYSTEM
    from tickets.services import attachment_store

    file = attachment_store(actor=SYSTEM, name=name, stream=BytesIO(content), now=NOW)
    Attachment.objects.filter(pk=file.pk).update(entry=entry, ticket=entry.ticket_id)
    file.refresh_from_db()
    return file


def test_the_original_mail_goes(api: "ApiClient", cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    mail = receive(mailbox_for(cast.brand), raw_mail(text=f"Hello,\n\nthe password is {SECRET}\n"))
    entry = entry_of(mail)
    api = cast.api(cast.owner)
    assert SECRET.encode() in bytes(RawMail.objects.get(inbound=mail).content)
    redact(api, entry, words=SECRET)
    raw = bytes(RawMail.objects.get(inbound=mail).content)
    assert SECRET.encode() not in raw
    assert b"From:" in raw
    assert SECRET not in MailBody.objects.get(entry=entry).text
    assert api.get(f"tickets/{ticket_of(mail).pk}/entries/{entry.pk}/original.eml").status_code == 404
    assert everything_with(SECRET) == set()


def test_search_finds_them_no_more(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, "The password is zebrafinch77")
    assert api.get("tickets", {"q": "zebrafinch77"}).json()["results"]
    redact(api, entry, words="zebrafinch77")
    assert api.get("tickets", {"q": "zebrafinch77"}).json()["results"] == []


def test_it_is_audited_without_saying_what(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, f"It is {SECRET}")
    redact(api, entry, words=SECRET)
    line = AuditEntry.objects.get(action="tickets.redacted")
    assert line.target == f"ticket:{entry.ticket_id}"
    assert line.data["reason"] == WHY
    assert SECRET not in json.dumps(line.data)


def test_the_customer_hears_of_it(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, f"It is {SECRET}")
    redact(api, entry, words=SECRET)
    event = OutboxEvent.objects.filter(name="tickets.entries_redacted").latest("pk")
    topics = {message["topic"] for message in event.live}
    assert f"contact:{entry.ticket.requester_id}" in topics


def test_the_customer_hears_nothing_of_a_note(api: "ApiClient", cast: "Cast") -> None:
    ticket = cast.ticket()
    api.post(f"tickets/{ticket.pk}/replies", {"body": f"Note {SECRET}", "kind": "note"})
    entry = TimelineEntry.objects.filter(ticket=ticket, kind="note").get()
    redact(api, entry, words=SECRET)
    event = OutboxEvent.objects.filter(name="tickets.entries_redacted").latest("pk")
    assert not any(message["topic"].startswith("contact:") for message in event.live)


def test_it_cannot_be_undone(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, f"It is {SECRET}")
    redact(api, entry, words=SECRET)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        TimelineEntry.objects.filter(pk=entry.pk).update(is_redacted=False)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"words": "not there at all"}, "words"), ({"words": "It"}, "words"), ({}, "words"),
        ({"words": "password", "whole": True}, "words"),
        ({"words": "password", "reason": "The PASSWORD"}, "reason"),
        ({"words": "password", "reason": " "}, "reason"),
        ({"file_ids": ["00000000-0000-4000-8000-000000000000"]}, "file_ids"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why(
    body: dict[str, Any], field: str, api: "ApiClient", cast: "Cast"
) -> None:
    entry = said(cast, "It is the password")
    answer = redact(api, entry, **body)
    assert answer.status_code == 422, answer.json()
    assert field in answer.json()["errors"]
    entry.refresh_from_db()
    assert not entry.is_redacted


def test_an_entry_of_another_ticket_is_not_there(api: "ApiClient", cast: "Cast") -> None:
    entry, other = said(cast, SECRET), cast.ticket()
    answer = api.post(f"tickets/{other.pk}/entries/{entry.pk}/redaction", {"whole": True, "reason": WHY})
    assert answer.status_code == 404


def test_who_may_not_is_refused(cast: "Cast") -> None:
    entry = said(cast, SECRET)
    for user in (cast.light_agent, cast.read_only):
        assert redact(cast.api(user), entry, words=SECRET).status_code == 403


def test_words_of_another_ticket_stay(api: "ApiClient", cast: "Cast") -> None:
    entry, other = said(cast, f"It is {SECRET}"), said(cast, f"It is {SECRET}")
    redact(api, entry, words=SECRET)
    other.refresh_from_db()
    assert SECRET in other.body_text
    assert Ticket.objects.get(pk=other.ticket_id).preview.endswith(SECRET)


def test_staff_see_the_mark_in_the_timeline(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, f"It is {SECRET}")
    redact(api, entry, words=SECRET)
    shown = api.get(f"tickets/{entry.ticket_id}").json()["timeline"]["results"]
    assert next(one["redactions"] for one in shown if one["id"] == entry.pk)[0]["what"] == "words"
    entry.refresh_from_db()
    assert entry_json(entry)["is_redacted"]


def test_common_words_stay_in_records_that_may_be_about_another_ticket(
    api: "ApiClient", cast: "Cast"
) -> None:
    other = cast.ticket()
    api.post(
        f"tickets/{other.pk}/replies",
        {"body": "hello from 4711-XY", "kind": "note"},
        Idempotency_Key="a-key-2",
    )
    entry = said(cast, "hello from 4711-XY")
    redact(api, entry, words="hello from")
    own = cast.ticket()
    api.post(f"tickets/{own.pk}/replies", {"body": "sesame", "kind": "note"}, Idempotency_Key="a-key-3")
    redact(api, TimelineEntry.objects.filter(ticket=own).latest("pk"), words="sesame")
    assert "sesame" not in json.dumps(IdempotencyKey.objects.get(key="a-key-3").body), "known to be its own"
    body = IdempotencyKey.objects.get(key="a-key-2").body
    assert "hello from 4711-XY" in json.dumps(body)
    redact(api, entry, words="4711-XY")
    assert "4711-XY" not in json.dumps(IdempotencyKey.objects.get(key="a-key-2").body)


def test_who_sees_some_tickets_is_not_told_of_records_of_others(cast: "Cast") -> None:
    entry = said(cast, "It is 4711-XY")
    Ticket.objects.filter(pk=entry.ticket_id).update(assignee=cast.team_agent, team=cast.other_team)
    IdempotencyKey.objects.create(
        actor_ref="staff:1", key="k", fingerprint="f", body={"body_text": "4711-XY"}
    )
    told = preview(cast.api(cast.team_agent), entry, words="4711-XY").json()["places"]
    assert "answers" not in {place["name"] for place in told}
    told = preview(cast.api(cast.owner), entry, words="4711-XY").json()["places"]
    assert "answers" in {place["name"] for place in told}


def test_a_short_entry_goes_and_the_same_words_of_others_stay(api: "ApiClient", cast: "Cast") -> None:
    entry = said(cast, "Not yet")
    ticket = Ticket.objects.get(pk=entry.ticket_id)
    assert ticket.preview == "Not yet"
    redact(api, entry, whole=True)
    ticket.refresh_from_db()
    assert ticket.preview == MARK
    assert not OutboxEvent.objects.filter(live__icontains="Not yet").exists()
    other = cast.says(ticket, "It is not yet done, and not nothing")
    again = cast.says(ticket, "Not yet")
    redact(api, again, whole=True)
    other.refresh_from_db()
    assert other.body_text == "It is not yet done, and not nothing"
