"""A person's data is exported and erased, wherever it is kept."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import models, transaction

from assistant.models import Handoff, Run
from core import audit, clock, kept, persons
from core.actors import SYSTEM
from core.models import AuditEntry
from integrations.connections.models import Connection
from integrations.crm.models import Record
from integrations.email.models import AddressHealth, OutgoingMail
from integrations.slack.models import SlackMember
from integrations.stripe.models import Customer
from kb.models import SearchLog
from notices.models import Notice
from people import services
from people.models import Contact, Identity, PersonRequest, User
from people.services import exporting, leasing
from people.services.exporting import KEPT_FOR
from people.services.leasing import RETRY_AFTER
from people.services.privacy import person_of
from tests.api.tickets.test_redacting import everything_with
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Attachment, Participant, Rating, Ticket, TimelineEntry
from widget.models import TrailStep, WidgetSession

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

WORD = "quagga7finch"
NAME, ADDRESS = f"Xaver {WORD}", f"xaver@{WORD}.test"
WHY = "Asked for by letter"


@pytest.fixture(autouse=True)
def _no_export_is_left() -> Iterator[None]:
    """The folder of media is one for all tests."""
    yield
    for path in exports():
        path.unlink()


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    return cast.api(cast.admin)


@pytest.fixture
def known(cast: "Cast", settle: Any, freeze: Any) -> Contact:
    """Somebody who wrote by mail with a file, was answered, and stands in whatever knows people."""
    freeze(NOW)
    mail = raw_mail(
        sender=f"{NAME} <{ADDRESS}>", subject=f"About {WORD}", text=f"I am {NAME} of {WORD}.",
        files={f"{WORD}.txt": f"a file of {WORD}".encode()}, message_id=f"<1@{WORD}.test>",
    )  # fmt: skip
    ticket = ticket_of(receive(mailbox_for(cast.brand), mail))
    contact = ticket.requester
    settle()
    entry = TimelineEntry.objects.filter(ticket=ticket, author_kind="contact").earliest("pk")
    api = cast.api(cast.agent)
    api.post(f"tickets/{ticket.pk}/replies", {"body": f"Hello {NAME}, at {ADDRESS}"}, Idempotency_Key="k-1")
    api.post(f"tickets/{ticket.pk}/split", {"entry_id": entry.pk, "subject": f"Second of {WORD}"})
    settle()
    other = cast.ticket(by=cast.colleague, body="Mine alone")
    Participant.objects.create(
        ticket=other, contact=contact, address=ADDRESS, name=NAME, added_by_ref="x", created_at=NOW
    )
    Rating.objects.create(ticket=ticket, score=4, comment=f"by {WORD}", asked_at=NOW, answered_at=NOW)
    run = Run.objects.create(ticket=ticket, entry_id=entry.pk, key="z", question=WORD, queued_at=NOW)
    Handoff.objects.create(ticket=ticket, run=run, reason="boundary", summary=f"in other words {WORD}",
        wants=WORD, why="x", created_at=NOW)  # fmt: skip
    Notice.objects.create(
        user=cast.agent, ticket=ticket, kind="mention", text=f"of {WORD}", by_name=NAME, at=NOW
    )
    session = WidgetSession.objects.create(
        token_digest=WORD, brand=cast.brand, contact=contact, page_url=f"https://x.test/{WORD}",
        attributes={"who": WORD}, created_at=NOW, last_seen_at=NOW, expires_at=NOW,
    )  # fmt: skip
    TrailStep.objects.create(session=session, client_id="1", at=NOW, kind="click", label=WORD)
    SearchLog.objects.create(
        query=WORD, channel="widget", actor_kind="contact", actor_ref=f"contact:{contact.pk}",
        contact=contact, result_count=0, at=NOW,
    )  # fmt: skip
    crm = Connection.objects.create(system="hubspot", account_id="1", account_name="P", connected_at=NOW)
    Record.objects.create(
        connection=crm, kind="contacts", remote_id="77", name=NAME, contact=contact, values={"email": ADDRESS}
    )
    Customer.objects.create(connection=crm, remote_id="cus_1", name=NAME, email=ADDRESS.upper())
    SlackMember.objects.create(
        connection=crm, slack_id="U1", name=NAME, email=ADDRESS, contact=contact, read_at=NOW
    )
    AddressHealth.objects.create(address=ADDRESS, detail=f"refused {ADDRESS}", changed_at=NOW)
    Contact.objects.filter(pk=contact.pk).update(
        phone=f"+44 {WORD} 123456", title=WORD, custom={"role": WORD}
    )
    Ticket.objects.filter(pk=ticket.pk).update(custom={"note": WORD, "seats": 5})
    changes = {"changes": {"name": [f"Mx {WORD}", NAME], "title": [None, WORD]}}
    audit.record(
        actor=SYSTEM, action="people.contact_changed", target=f"contact:{contact.pk}", data=changes, now=NOW
    )
    audit.record(actor=SYSTEM, action="x.done", target="x:1", data={"to": ADDRESS}, now=NOW)
    contact.refresh_from_db()
    return contact


def erase(api: "ApiClient", contact: Contact, **body: str) -> Any:
    return api.post(f"contacts/{contact.pk}/erasure", {"confirmation": contact.name, "reason": WHY} | body)


def left(word: str = WORD) -> set[str]:
    """Columns and files of the storage in which it stands."""
    found = everything_with(word)
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file() and (word.encode() in path.read_bytes() or word in path.name):
            found.add(f"file {path.name}")
    return found


def flood(person: persons.Person) -> set[str]:
    """The word in every text column of every row that is declared to be theirs; says which."""
    filled = set()
    for _, holder in persons.holders():
        if isinstance(holder, persons.Rows):
            filled |= _fill(holder.rows(person), holder.holds)
    tickets = frozenset(Ticket.objects.filter(requester__in=person.contact_ids).values_list("pk", flat=True))
    for keeper in kept.keepers():
        if isinstance(keeper, kept.Table) and keeper.by is not None:
            filled |= _fill(keeper.model._default_manager.filter(keeper.by(tickets)), keeper.holds)
    return filled


NOT_FLOODED = {
    "email.OutgoingMail.text", "webhooks.StreamEvent.body", "webhooks.Delivery.body", "crm.Record.kind",
    "crm.Record.remote_id", "slack.SlackMember.slack_id",
}  # fmt: skip
"""JSON, and what names a record where it has to be erased by hand."""


def _fill(rows: Any, columns: frozenset[str]) -> set[str]:
    filled = set()
    for one in rows.model._meta.local_fields:
        name = f"{rows.model._meta.label}.{one.name}"
        is_text = isinstance(one, models.TextField) or (isinstance(one, models.CharField) and not one.choices)
        if name not in columns or not is_text or one.unique or name == "people.Identity.value":
            continue
        if name in NOT_FLOODED:
            continue
        if rows.exists() and (one.max_length is None or one.max_length >= len(ADDRESS)):
            keys = list(rows.values_list("pk", flat=True))
            rows.model._default_manager.filter(pk__in=keys).exclude(**{one.name: ADDRESS}).update(
                **{one.name: ADDRESS}
            )
            filled.add(name)
    return filled


def test_nothing_of_them_is_left(api: "ApiClient", known: Contact, cast: "Cast", settle: Any) -> None:
    """Written wherever something of a person may stand, and looked for in every column and file there is."""
    filled = flood(person_of(known))
    assert len(filled) > 12, filled
    before = left()
    assert {"email.RawMail.content", "core.AuditEntry.data", "people.Identity.value"} <= before
    assert {"tickets.Attachment.name", "assistant.Handoff.summary", "stripe.Customer.email"} <= before
    assert any(name.startswith("file ") for name in before)
    told = {one["name"]: one["count"] for one in api.get(f"contacts/{known.pk}/erasure").json()["found"]}
    assert {"tickets", "messages", "files", "mail", "sessions", "searches", "mirrors", "ratings"} <= set(told)
    assert left() == before, "a preview changes nothing"
    answer = erase(api, known)
    assert answer.status_code == 202, answer.json()
    assert {one["system"] for one in answer.json()["elsewhere"]} == {"mail", "hubspot", "slack", "stripe"}
    settle()
    assert left() == set()
    known.refresh_from_db()
    assert (known.name, known.email, known.company) == (persons.ERASED, "", None)
    request = PersonRequest.objects.get()
    assert (request.state, request.person) == ("done", "")
    tickets = Ticket.objects.filter(requester=known)
    assert tickets.count() == 2, "the history stays"
    assert {"seats": 5} in [ticket.custom for ticket in tickets]
    assert Rating.objects.get().score == 4
    assert TimelineEntry.objects.filter(ticket__in=tickets, author_kind="token").exists()
    shown = api.get(f"tickets/{tickets.earliest('pk').pk}")
    assert shown.status_code == 200
    assert shown.json()["requester"]["name"] == persons.ERASED
    actions = set(AuditEntry.objects.filter(target=f"contact:{known.pk}").values_list("action", flat=True))
    assert {"people.erasure_asked", "people.person_erased"} <= actions
    assert erase(api, known).json()["code"] == "people.already_erased"


def test_others_keep_what_is_theirs(api: "ApiClient", known: Contact, cast: "Cast", settle: Any) -> None:
    other = TimelineEntry.objects.get(body_text="Mine alone")
    mate = cast.customer
    erase(api, known)
    settle()
    other.refresh_from_db()
    mate.refresh_from_db()
    assert (other.body_text, other.is_redacted, mate.name) == ("Mine alone", False, "Helen Marsh")
    assert Identity.objects.filter(contact=mate).exists()


def test_mail_that_comes_later_is_a_new_person(api: "ApiClient", known: Contact, settle: Any) -> None:
    erase(api, known)
    settle()
    mail = raw_mail(sender=f"{NAME} <{ADDRESS}>", text="It is me again", message_id=f"<2@{WORD}.test>")
    from integrations.email.models import Mailbox

    ticket = ticket_of(receive(Mailbox.objects.get(), mail))
    assert ticket.requester_id != known.pk
    assert ticket.requester.name == NAME


@pytest.mark.parametrize("at", [0, 9, 18])
def test_a_kill_anywhere_ends_the_same(
    at: int, known: Contact, cast: "Cast", settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What had begun is rolled back or done; taken up again, nothing is left."""
    request = services.person_erasure_ask(
        actor=cast.actor(cast.admin), contact_id=known.pk, confirmation=NAME, reason=WHY, now=NOW
    )
    holders = persons.holders()

    def broken() -> list[Any]:
        def die(person: Any) -> None:
            raise KeyboardInterrupt

        key, _ = holders[at % len(holders)]
        return [*holders[: at % len(holders)], (key, type("Dead", (), {"erase": staticmethod(die)}))]

    with monkeypatch.context() as patch:
        patch.setattr(persons, "holders", broken)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            services.person_request_run(request_id=request.pk, now=NOW)
        with pytest.raises(KeyboardInterrupt):
            services.person_request_run(request_id=request.pk, now=NOW)
    assert not services.person_request_run(request_id=request.pk, now=NOW), "somebody may still be at it"
    later = NOW + RETRY_AFTER
    assert services.person_requests_due(now=later) == [request.pk]
    assert services.person_request_run(request_id=request.pk, now=later)
    settle()
    assert left() == set()
    assert services.person_requests_due(now=later + RETRY_AFTER) == []


def test_an_export_has_what_they_gave(
    api: "ApiClient", known: Contact, settle: Any, freeze: Any, cast: "Cast"
) -> None:
    freeze(NOW)
    cast.replies(Ticket.objects.filter(requester=known).earliest("pk"), cast.agent, "Only ours", kind="note")
    made = cast.api(cast.admin).post(f"contacts/{known.pk}/export", {})
    assert made.status_code == 202, made.json()
    settle()
    (row,) = cast.api(cast.admin).get("privacy/requests").json()["results"]
    assert row["state"] == "done"
    assert row["size"] > 0
    answer = cast.api(cast.admin).get(f"privacy/requests/{row['id']}/file")
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    names = set(archive.namelist())
    assert {"people.json", "tickets.json", "email.json", "widget.json", "kb.json", "crm.json"} <= names
    assert any(
        name.startswith("files/") and archive.read(name) == b"a file of " + WORD.encode() for name in names
    )
    assert any(name.endswith(".eml") for name in names)
    text = json.dumps({name: archive.read(name).decode() for name in names if name.endswith(".json")})
    assert f"I am {NAME}" in text
    assert "Only ours" not in text, "notes of staff are no part of it"
    assert "token_digest" not in text
    assert AuditEntry.objects.filter(action="people.export_taken").exists()
    freeze(NOW + KEPT_FOR)
    assert services.person_exports_expire(now=clock.now()) == 1
    assert not list((Path(settings.MEDIA_ROOT) / "exports").glob("*"))
    assert cast.api(cast.admin).get(f"privacy/requests/{row['id']}/file").status_code == 404


def test_an_erasure_takes_exports_with_it(api: "ApiClient", known: Contact, settle: Any) -> None:
    api.post(f"contacts/{known.pk}/export", {})
    settle()
    erase(api, known)
    settle()
    assert left() == set()
    assert not list((Path(settings.MEDIA_ROOT) / "exports").glob("*"))


def exports() -> list[Path]:
    return list((Path(settings.MEDIA_ROOT) / "exports").glob("*"))


def test_two_workers_make_one_export(
    known: Contact, cast: "Cast", settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One was slow, and another took over: what the slow one wrote is nowhere."""
    request = services.person_export_ask(actor=cast.actor(cast.admin), contact_id=known.pk, now=NOW)
    write, others = exporting._write, list[int]()

    def slow(half: Path, person: persons.Person, lease: Any) -> None:
        if not others:
            others.append(1)
            half.write_bytes(b"not yet")
            assert services.person_request_run(request_id=request.pk, now=NOW + RETRY_AFTER)
        write(half, person, lease)

    monkeypatch.setattr(exporting, "_write", slow)
    assert services.person_request_run(request_id=request.pk, now=NOW) is False
    request.refresh_from_db()
    (file,) = exports()
    assert (request.state, request.path, request.size) == (
        "done",
        f"exports/{file.name}",
        file.stat().st_size,
    )
    assert zipfile.ZipFile(file).testzip() is None
    assert AuditEntry.objects.filter(action="people.export_made").count() == 1


def test_work_that_goes_on_is_taken_by_nobody_else(
    known: Contact, cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    request = services.person_export_ask(actor=cast.actor(cast.admin), contact_id=known.pk, now=NOW)
    passed = [0.0]
    monkeypatch.setattr(leasing, "time", SimpleNamespace(monotonic=lambda: passed[0]))
    first = leasing.Lease.take(request.pk, now=NOW)
    assert first is not None
    passed[0] = 9 * 60
    first.renew()
    assert leasing.Lease.take(request.pk, now=NOW + RETRY_AFTER) is None
    assert leasing.Lease.take(request.pk, now=NOW + 2 * RETRY_AFTER) is not None
    passed[0] = 11 * 60
    with pytest.raises(leasing.Lost):
        first.renew()


def test_half_a_file_of_a_dead_worker_goes(
    known: Contact, cast: "Cast", settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the erasure of the person, with the next attempt, and with the sweep, whatever comes first."""
    actor = cast.actor(cast.admin)
    request = services.person_export_ask(actor=actor, contact_id=known.pk, now=NOW)
    half = Path(settings.MEDIA_ROOT) / "exports" / f"{request.public_id}.0123.half"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"half of it")
    services.person_exports_expire(now=NOW)
    assert half.exists(), "somebody may be at it"
    assert services.person_request_run(request_id=request.pk, now=NOW)
    assert [one.suffix for one in exports()] == [".zip"]
    half.write_bytes(b"half of it")
    services.person_exports_expire(now=NOW)
    assert [one.suffix for one in exports()] == [".zip"]
    again = services.person_export_ask(actor=actor, contact_id=known.pk, now=NOW)
    for name in (f"{again.public_id}.4567.half", f"{again.public_id}.zip"):
        half.with_name(name).write_bytes(b"killed before it was said to be there")
    erasure = services.person_erasure_ask(
        actor=actor, contact_id=known.pk, confirmation=NAME, reason=WHY, now=NOW
    )
    assert services.person_request_run(request_id=erasure.pk, now=NOW)
    assert exports() == []
    assert services.person_request_run(request_id=again.pk, now=NOW) is False


@pytest.mark.parametrize(
    ("body", "field"),
    [({"confirmation": "Somebody"}, "confirmation"), ({"reason": f"Because of {NAME}"}, "reason")],
)
def test_what_is_missing_is_said(body: dict[str, str], field: str, api: "ApiClient", known: Contact) -> None:
    answer = erase(api, known, **body)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert not PersonRequest.objects.exists()


def test_only_admins_may(cast: "Cast", known: Contact) -> None:
    for user in (cast.supervisor, cast.agent):
        assert erase(cast.api(user), known).status_code == 403
        assert cast.api(user).get(f"contacts/{known.pk}/erasure").status_code == 403
        assert cast.api(user).get("privacy/requests").status_code == 403
        assert cast.api(user).post(f"contacts/{known.pk}/export", {}).status_code == 403


def test_an_admin_who_sees_some_tickets_gets_nobodys_data(cast: "Cast", known: Contact, settle: Any) -> None:
    """Not to see what it has, nor to ask for it, nor to take what others asked for."""
    cast.api(cast.admin).post(f"contacts/{known.pk}/export", {})
    settle()
    (row,) = cast.api(cast.admin).get("privacy/requests").json()["results"]
    User.objects.filter(pk=cast.supervisor.pk).update(role="admin", ticket_scope="teams")
    cast.supervisor.refresh_from_db()
    api = cast.api(cast.supervisor)
    answers = [
        erase(api, known),
        api.get(f"contacts/{known.pk}/erasure"),
        api.post(f"contacts/{known.pk}/export", {}),
        api.get("privacy/requests"),
        api.get(f"privacy/requests/{row['id']}/file"),
    ]
    assert [one.status_code for one in answers] == [403] * 5
    assert not AuditEntry.objects.filter(action="people.export_taken").exists()


def test_who_was_merged_into_them_goes_too(
    api: "ApiClient", known: Contact, cast: "Cast", settle: Any
) -> None:
    double = cast.contact(f"Other {WORD}", f"other@{WORD}.test", None)
    Contact.objects.filter(pk=double.pk).update(merged_into=known)
    erase(api, known)
    settle()
    assert left() == set()
    double.refresh_from_db()
    assert double.erased_at is not None


def test_mail_that_waits_for_them_leaves_no_more(api: "ApiClient", known: Contact, settle: Any) -> None:
    theirs = OutgoingMail.objects.filter(to__contains=[ADDRESS], state="queued")
    waiting = list(theirs.values_list("pk", flat=True))
    assert waiting
    erase(api, known)
    settle()
    assert set(OutgoingMail.objects.filter(pk__in=waiting).values_list("state", flat=True)) == {"cancelled"}
    assert not Attachment.objects.exists()
