"""The seals of the audit log tell of whatever was changed, taken out or put in, and allow erasures."""

import io
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import audit, audit_chain
from core.actors import SYSTEM, Actor, ActorKind
from core.models import AuditCheck, AuditEntry, AuditSeal
from core.own_words import Audited
from core.persons import ERASED, Person
from core.tasks import check_audit
from integrations.email.models import OutgoingMail
from tests.cast import NOW
from tests.mails import mailbox_for

if TYPE_CHECKING:
    from tests.cast import Cast

LATER = NOW + timedelta(hours=1)


def record(number: int, actor: Actor = SYSTEM, **data: Any) -> None:
    audit.record(
        actor=actor, action="x.done", target=f"x:{number}", now=NOW, data=data or {"n": 1.5, "ä": None}
    )


@pytest.fixture
def sealed(db: None) -> list[AuditEntry]:
    for number in range(5):
        record(number)
    assert audit_chain.seal_new() == 5
    return list(AuditEntry.objects.order_by("pk"))


def past_the_triggers(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def fault() -> tuple[str, int] | None:
    found = audit_chain.verify(now=LATER).fault
    return None if found is None else (found.code, found.entry_id)


def test_an_untouched_log_is_unbroken(sealed: list[AuditEntry]) -> None:
    verdict = audit_chain.verify(now=LATER)
    assert (verdict.entries, verdict.since, verdict.erased, verdict.fault) == (5, NOW, 0, None)
    record(6)
    assert audit_chain.seal_new() == 1
    assert audit_chain.seal_new() == 0
    assert audit_chain.verify(now=LATER, expected=verdict.head).fault is None


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("action", "x.undone", "changed"), ("target", "x:9", "changed"), ("actor_ref", "staff:1", "changed"),
        ("at", NOW + timedelta(seconds=1), "changed"), ("request_id", "r", "changed"),
        ("actor_name", "Somebody else", "name"), ("data", '{"n": 2}', "data"),
    ],
)  # fmt: skip
def test_a_change_shows(column: str, value: Any, code: str, sealed: list[AuditEntry]) -> None:
    past_the_triggers(f"UPDATE core_auditentry SET {column} = %s WHERE id = %s", value, sealed[2].pk)  # noqa: S608 (names of this test)
    assert fault() == (code, sealed[2].pk)


def test_what_is_taken_out_shows(sealed: list[AuditEntry]) -> None:
    past_the_triggers("DELETE FROM core_auditentry WHERE id = %s", sealed[1].pk)
    assert fault() == ("missing", sealed[1].pk)
    past_the_triggers("DELETE FROM core_auditseal WHERE entry_id = %s", sealed[1].pk)
    assert fault() == ("gap", sealed[2].pk)
    # Renumbered, the digests do not fit.
    past_the_triggers("UPDATE core_auditseal SET number = number - 1 WHERE number > 2")
    assert fault() == ("changed", sealed[2].pk)


def test_an_end_that_is_cut_off_shows_by_the_head(sealed: list[AuditEntry]) -> None:
    head = audit_chain.verify(now=LATER).head
    past_the_triggers("DELETE FROM core_auditseal WHERE entry_id = %s", sealed[4].pk)
    assert fault() == ("unsealed", sealed[4].pk)
    past_the_triggers("DELETE FROM core_auditentry WHERE id = %s", sealed[4].pk)
    assert fault() is None
    found = audit_chain.verify(now=LATER, expected=head).fault
    assert found is not None
    assert found.code == "head"


def test_what_is_put_in_shows(sealed: list[AuditEntry]) -> None:
    first = sealed[0].pk
    past_the_triggers(
        "INSERT INTO core_auditentry (id, at, actor_ref, actor_name, action, target, data, request_id)"
        " VALUES (%s, %s, 'staff:1', 'A', 'x.done', 'x:1', '{}', '')",
        first - 1_000_000,
        NOW,
    )
    assert fault() == ("unsealed", first - 1_000_000)


def test_an_erasure_leaves_it_unbroken(db: None) -> None:
    helen = Actor(kind=ActorKind.CONTACT, id=7, name="Helen Marsh", contact_id=7)
    record(1, helen)
    audit.record(actor=SYSTEM, action="x.done", target="contact:7", now=NOW, data={"name": "Helen Marsh"})
    record(2)
    audit_chain.seal_new()
    person = Person(frozenset({7}), frozenset(), ("Helen Marsh",), begun_at=LATER)
    Audited().erase(person)
    assert not AuditEntry.objects.filter(actor_name="Helen Marsh").exists()
    verdict = audit_chain.verify(now=LATER)
    assert (verdict.fault, verdict.erased, verdict.entries) == (None, 2, 3)
    assert AuditSeal.objects.get(number=1).name_salt == ""
    # What an erasure left cannot become another name, or other data.
    first, second = AuditEntry.objects.order_by("pk")[:2]
    past_the_triggers("UPDATE core_auditentry SET actor_name = 'Otto' WHERE id = %s", first.pk)
    assert fault() == ("name", first.pk)
    past_the_triggers("UPDATE core_auditentry SET actor_name = %s WHERE id = %s", ERASED, first.pk)
    past_the_triggers("UPDATE core_auditentry SET data = '{}' WHERE id = %s", second.pk)
    assert fault() == ("data", second.pk)


def test_an_erasure_before_the_seal_is_none(db: None) -> None:
    record(1, Actor(kind=ActorKind.CONTACT, id=7, name="Helen Marsh", contact_id=7))
    Audited().erase(Person(frozenset({7}), frozenset(), ("Helen Marsh",), begun_at=LATER))
    audit_chain.seal_new()
    verdict = audit_chain.verify(now=LATER)
    assert (verdict.fault, verdict.erased) == (None, 0)


@pytest.mark.parametrize(
    "act",
    [
        lambda: AuditSeal.objects.all().delete(),
        lambda: AuditSeal.objects.update(digest="0" * 64),
        lambda: AuditSeal.objects.update(name_salt=""),
        lambda: connection.cursor().execute("TRUNCATE core_auditseal"),
        lambda: connection.cursor().execute("TRUNCATE core_auditentry CASCADE"),
    ],
)
def test_seals_are_append_only(act: Callable[[], Any], sealed: list[AuditEntry]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


def test_an_entry_costs_what_it_did(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        record(1)
    assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_an_erasure_beside_the_sealer_throws_its_salt_away(db: None) -> None:
    record(1, Actor(kind=ActorKind.CONTACT, id=7, name="Helen Marsh", contact_id=7))
    person = Person(frozenset({7}), frozenset(), ("Helen Marsh",), begun_at=LATER)

    def erase() -> None:
        try:
            Audited().erase(person)
        finally:
            connection.close()

    eraser = Thread(target=erase)
    with transaction.atomic():
        assert audit_chain.seal_new() == 1
        eraser.start()
        eraser.join(0.5)
        assert eraser.is_alive(), "it waits for the seal"
    eraser.join()
    verdict = audit_chain.verify(now=LATER)
    assert (verdict.fault, verdict.erased) == (None, 1)


@pytest.mark.django_db(transaction=True)
def test_sealers_and_writers_do_not_disturb_each_other(db: None) -> None:
    def work() -> None:
        try:
            for number in range(20):
                record(number)
                audit_chain.seal_new()
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    audit_chain.seal_new()
    verdict = audit_chain.verify(now=LATER)
    assert (verdict.entries, verdict.fault) == (80, None)


def test_the_command_says_it(sealed: list[AuditEntry]) -> None:
    out = io.StringIO()
    call_command("audit_verify", stdout=out)
    assert "unbroken since 2026-03-02 09:00 UTC: 5 entries." in out.getvalue()
    head = out.getvalue().rpartition("Head: ")[2].strip()
    call_command("audit_verify", "--expect", head, stdout=out)
    with pytest.raises(CommandError, match="its end was cut off"):
        call_command("audit_verify", "--expect", "1" * 64, stdout=out)
    past_the_triggers("DELETE FROM core_auditentry WHERE id = %s", sealed[1].pk)
    with pytest.raises(CommandError, match=r"broken after 1 entries\. Entry \d+ was sealed and is not there"):
        call_command("audit_verify", stdout=out)


def test_the_screen_shows_the_last_check(sealed: list[AuditEntry], cast: "Cast") -> None:
    api = cast.api(cast.admin)
    assert api.get("audit-entries/chain").json()["state"] == "unchecked"
    audit_chain.seal_new()
    audit_chain.check(now=LATER)
    told = api.get("audit-entries/chain").json()
    assert (told["state"], told["fault"], told["entry_id"]) == ("unbroken", "", None)
    assert told["entries"] >= 5
    past_the_triggers("DELETE FROM core_auditentry WHERE id = %s", sealed[1].pk)
    audit_chain.check(now=LATER)
    told = api.get("audit-entries/chain").json()
    assert (told["state"], told["fault"], told["entry_id"]) == ("broken", "missing", sealed[1].pk)
    assert AuditCheck.objects.count() == 1
    assert cast.api(cast.supervisor).get("audit-entries/chain").status_code == 403


def test_what_only_waits_for_its_seal_is_no_fault(db: None, freeze: Any) -> None:
    """After a pause of the workers sealing and checking are due at once."""
    record(1)
    freeze(LATER)
    assert check_audit() is True


def test_a_fault_is_told_once_by_mail(sealed: list[AuditEntry], cast: "Cast", freeze: Any) -> None:
    mailbox_for(cast.brand)
    owner = cast.owner
    freeze(NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM core_auditentry WHERE id = %s", [sealed[2].pk])
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER USER")
    for _ in range(2):
        assert check_audit() is False
    mail = OutgoingMail.objects.filter(subject="The audit log is broken", user=owner)
    assert [one.subject for one in mail] == ["The audit log is broken"]
