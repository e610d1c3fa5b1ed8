"""Retention takes away what is old enough, in batches, and nothing else."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import retention
from core.models import AuditEntry, OutboxEvent
from integrations.email.models import MailBody, RawMail
from people.models import RetentionRule
from people.services import retaining
from people.services.retaining import retention_run
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Attachment, RawMessage, Ticket, TimelineEntry
from tickets.services import attachment_store, post_reply, ticket_merge, ticket_update
from widget.models import WidgetSession

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

WORD = "quagga7finch"
LATER = NOW + timedelta(days=100)


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    return cast.api(cast.admin)


def rule(cast: "Cast", kind: str, days: int = 30, action: str = "delete") -> RetentionRule:
    return RetentionRule.objects.create(brand=cast.brand, kind=kind, days=days, action=action, changed_at=NOW)


def resolved(cast: "Cast", **words: Any) -> Ticket:
    ticket = cast.ticket(subject=f"About {WORD}", body=f"My {WORD} is broken since Monday.", **words)
    file = attachment_store(
        actor=cast.actor(cast.agent), name=f"{WORD}.txt", stream=io.BytesIO(WORD.encode()), now=NOW
    )
    post_reply(
        actor=cast.actor(cast.agent), ticket_id=ticket.pk, body_text=f"We look at {WORD}.", now=NOW,
        attachment_ids=[str(file.public_id)],
    )  # fmt: skip
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    return Ticket.objects.get(pk=ticket.pk)


def everything() -> str:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        found = []
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608 (names of the database itself)
            found += [f"{name} {row}" for (row,) in cursor.fetchall() if WORD in row]
        return "\n".join(found)


def test_old_tickets_lose_their_words_and_stay_as_figures(cast: "Cast", settle: Any, freeze: Any) -> None:
    freeze(NOW)
    old = resolved(cast)
    path = Attachment.objects.get().path
    settle()
    freeze(LATER)
    fresh = cast.ticket(body="Mine is new.")
    rule(cast, "tickets", action="strip")
    settle()
    assert retention_run(now=LATER) == 1
    settle()
    old.refresh_from_db()
    assert (old.status, old.stripped_at, WORD in old.subject) == ("resolved", LATER, False)
    entries = TimelineEntry.objects.filter(ticket=old)
    assert entries.count() > 2
    assert all(entry.is_redacted for entry in entries)
    assert {(entry.redactions or [{}])[-1]["reason"] for entry in entries} == {"Retention"}
    assert everything() == ""
    assert not (Path(settings.MEDIA_ROOT) / path).exists()
    assert TimelineEntry.objects.filter(ticket=fresh, body_text="Mine is new.").exists()
    told = AuditEntry.objects.get(action="people.retention_ran")
    assert (told.data["count"], told.data["did"], told.target) == (1, "strip", f"brand:{cast.brand.pk}")
    assert retention_run(now=LATER) == 0
    assert AuditEntry.objects.filter(action="people.retention_ran").count() == 1


def test_old_tickets_are_deleted(cast: "Cast", settle: Any, freeze: Any) -> None:
    freeze(NOW)
    old, other = resolved(cast), cast.ticket(body="Still open.")
    path = Attachment.objects.get().path
    settle()
    rule(cast, "tickets")
    assert retention_run(now=NOW + timedelta(days=29)) == 0
    assert retention_run(now=LATER) == 1
    settle()
    assert not Ticket.objects.filter(pk=old.pk).exists()
    assert Ticket.objects.filter(pk=other.pk).exists()
    assert everything() == ""
    assert not (Path(settings.MEDIA_ROOT) / path).exists()


def test_a_conversation_goes_as_a_whole(cast: "Cast", settle: Any, freeze: Any) -> None:
    """What was merged with a ticket that is still worked at stays with it."""
    freeze(NOW)
    source, target = resolved(cast), cast.ticket(body="The same.")
    ticket_merge(actor=cast.actor(cast.agent), source_id=source.pk, target_id=target.pk, now=NOW)
    settle()
    rule(cast, "tickets")
    assert retention_run(now=LATER) == 0
    assert Ticket.objects.filter(pk=source.pk).exists()


def test_files_and_originals_go_alone(cast: "Cast", settle: Any, freeze: Any) -> None:
    freeze(NOW)
    ticket = resolved(cast)
    mail = receive(mailbox_for(cast.brand), raw_mail(text=f"By mail about {WORD}"))
    settle()
    path = Attachment.objects.get().path
    rule(cast, "attachments")
    rule(cast, "originals", days=7)
    assert retention_run(now=NOW + timedelta(days=8)) >= 1
    assert not RawMail.objects.exists()
    assert not RawMessage.objects.exists()
    assert WORD in ticket_of(mail).preview + str(list(MailBody.objects.values_list("text")))
    assert Attachment.objects.exists()
    assert retention_run(now=LATER) == 1
    settle()
    assert not Attachment.objects.exists()
    assert not (Path(settings.MEDIA_ROOT) / path).exists()
    entries = TimelineEntry.objects.filter(ticket=ticket, body_text__contains=WORD)
    assert [one["what"] for entry in entries for one in entry.redactions or []] == ["files"]


def test_sessions_go_sooner(cast: "Cast") -> None:
    values: dict[str, Any] = {"brand": cast.brand, "created_at": NOW, "last_seen_at": NOW}
    WidgetSession.objects.create(token_digest="a", expires_at=LATER, ended_at=NOW, **values)
    WidgetSession.objects.create(token_digest="b", expires_at=LATER, **values)
    rule(cast, "sessions", days=3)
    assert retention_run(now=NOW + timedelta(days=2)) == 0
    assert retention_run(now=NOW + timedelta(days=4)) == 1
    assert WidgetSession.objects.get().token_digest == "b"


def test_other_brands_keep_theirs(cast: "Cast", settle: Any, freeze: Any) -> None:
    freeze(NOW)
    ticket = resolved(cast)
    settle()
    RetentionRule.objects.create(
        brand=cast.other_brand, kind="tickets", days=1, action="delete", changed_at=NOW
    )
    assert retention_run(now=LATER) == 0
    assert Ticket.objects.filter(pk=ticket.pk).exists()


def test_killed_in_the_midst_it_goes_on(
    cast: "Cast", settle: Any, freeze: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(NOW)
    for _ in range(5):
        resolved(cast)
    settle()
    rule(cast, "tickets")
    monkeypatch.setattr(retaining, "BATCH", 2)
    part = retention.parts("tickets")[0]
    calls = 0

    def dies(*words: Any) -> int:
        nonlocal calls
        count = part.run(*words)
        calls += 1
        if calls == 2:
            raise SystemExit("killed")
        return count

    with monkeypatch.context() as patch:
        dying = retention.Part(part.labels, part.count, dies)
        patch.setattr(retention, "parts", lambda kind: [dying])
        with pytest.raises(SystemExit):
            retention_run(now=LATER)
    assert Ticket.objects.count() == 3, "the second batch was taken back"
    assert retention_run(now=LATER) == 3
    counts = AuditEntry.objects.filter(action="people.retention_ran").values_list("data__count", flat=True)
    assert sum(counts) == 5


def test_it_is_previewed_saved_and_audited(api: "ApiClient", cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    resolved(cast)
    freeze(LATER)
    body = {"brand_id": cast.brand.pk, "kind": "tickets", "action": "strip", "days": 30}
    assert api.post("privacy/retention/preview", body).json() == {"count": 1, "held": 0}
    api.post("privacy/holds", {"kind": "ticket", "target_id": Ticket.objects.get().pk, "reason": "Lawsuit"})
    assert api.post("privacy/retention/preview", body).json() == {"count": 1, "held": 1}
    assert not RetentionRule.objects.exists()
    saved = api.put("privacy/retention", body)
    assert saved.status_code == 200, saved.content
    found = {one["kind"]: one for one in saved.json()["results"][0]["kinds"]}
    assert (found["tickets"]["days"], found["tickets"]["action"]) == (30, "strip")
    assert found["attachments"]["days"] is None
    assert api.get("privacy/retention").json() == saved.json()
    assert AuditEntry.objects.filter(action="people.retention_changed").count() == 1
    assert api.put("privacy/retention", body | {"days": None}).status_code == 200
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"kind": "audit"}, {"action": "delete", "kind": "nothing"}, {"days": 0}, {"days": 4000},
     {"kind": "originals", "action": "strip"}, {"more": 1}],
)  # fmt: skip
def test_odd_rules_are_refused(changes: dict[str, Any], api: "ApiClient", cast: "Cast") -> None:
    body = {"brand_id": cast.brand.pk, "kind": "tickets", "action": "strip", "days": 30} | changes
    for call in (api.put, lambda path, data: api.post(f"{path}/preview", data)):
        assert call("privacy/retention", body).status_code in (400, 422)


def test_strangers_may_not(cast: "Cast") -> None:
    body = {"brand_id": cast.brand.pk, "kind": "tickets", "action": "strip", "days": 30}
    for user in (cast.agent, cast.supervisor):
        api = cast.api(user)
        assert api.get("privacy/retention").status_code == 403
        assert api.put("privacy/retention", body).status_code == 403
        assert api.post("privacy/retention/preview", body).status_code == 403
    assert not RetentionRule.objects.exists()
    missing = body | {"brand_id": 999}
    assert cast.api(cast.admin).put("privacy/retention", missing).status_code == 404


def test_without_rules_it_costs_one_question(cast: "Cast") -> None:
    with CaptureQueriesContext(connection) as queries:
        assert retention_run(now=LATER) == 0
    assert len(queries) == 1
    assert not OutboxEvent.objects.exists()


def test_a_rule_that_fails_keeps_none_of_the_others(
    cast: "Cast", settle: Any, freeze: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(NOW)
    resolved(cast)
    settle()
    freeze(LATER)
    rule(cast, "attachments")
    rule(cast, "tickets", action="strip")
    parts = retention.parts

    def broken(*_: Any) -> int:
        raise RuntimeError("A row that nobody foresaw")

    def breaking(kind: str) -> list[retention.Part]:
        return [replace(one, run=broken) if kind == "attachments" else one for one in parts(kind)]

    monkeypatch.setattr(retention, "parts", breaking)
    assert retention_run(now=LATER) == 1
    assert AuditEntry.objects.filter(action="people.retention_ran").count() == 1
