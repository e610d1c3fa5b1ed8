"""What the database itself refuses: rewriting or emptying the audit log and the timeline."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from core import audit
from core.actors import SYSTEM
from core.models import AuditEntry
from integrations.email.models import InboundMail
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Ticket, TimelineEntry
from tickets.services import entry_set_delivery, ticket_update

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.fixture
def entry(cast: "Cast") -> TimelineEntry:
    ticket = cast.ticket()
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"priority": "P1"}, now=NOW)
    audit.record(actor=SYSTEM, action="x.done", target="x:1", now=NOW)
    return TimelineEntry.objects.filter(ticket=ticket).latest("id")


def refused(call: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        call()


@pytest.mark.parametrize("table", ["core_auditentry", "tickets_timelineentry"])
def test_neither_is_emptied(table: str, entry: TimelineEntry) -> None:
    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {table} CASCADE")

    refused(empty)


@pytest.mark.parametrize(
    "changes",
    [
        {"body_text": "other"}, {"body_html": "other"}, {"title": "other"}, {"author_name": "other"},
        {"author_id": 1}, {"author_kind": "system"}, {"kind": "ai"}, {"visibility": "public"},
        {"payload": {}}, {"payload": {"changes": {"priority": ["P3", "P2"]}}}, {"channel": "widget"},
        {"created_at": "2020-01-01T00:00:00Z"}, {"has_attachments": True},
    ],
)  # fmt: skip
def test_the_timeline_is_not_rewritten(changes: dict[str, Any], entry: TimelineEntry) -> None:
    refused(lambda: TimelineEntry.objects.filter(pk=entry.pk).update(**changes))


def test_no_line_of_either_goes_alone(entry: TimelineEntry) -> None:
    refused(lambda: TimelineEntry.objects.filter(pk=entry.pk).delete())
    refused(entry.delete)
    refused(lambda: AuditEntry.objects.all().delete())


def test_no_entry_moves_to_another_ticket(entry: TimelineEntry, cast: "Cast") -> None:
    other = cast.ticket()
    refused(lambda: TimelineEntry.objects.filter(pk=entry.pk).update(ticket=other))


def test_what_is_learned_later_is_added(entry: TimelineEntry) -> None:
    assert entry_set_delivery(entry_id=entry.pk, state="sent")
    TimelineEntry.objects.filter(pk=entry.pk).update(payload=entry.payload | {"more": 1})


def test_a_redaction_takes_words_out_for_good(entry: TimelineEntry) -> None:
    found = TimelineEntry.objects.filter(pk=entry.pk)
    found.update(is_redacted=True, body_text="", body_html="", payload={})
    refused(lambda: found.update(is_redacted=False))


def test_a_ticket_goes_as_a_whole(cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    mail = receive(mailbox_for(cast.brand), raw_mail())
    Ticket.objects.filter(pk=ticket_of(mail).pk).delete()
    assert not TimelineEntry.objects.exists()
    assert InboundMail.objects.get().entry_id is None
    ticket = cast.ticket()
    ticket.delete()
    assert not Ticket.objects.exists()
    # The permission went with it.
    cast.ticket()
    refused(lambda: TimelineEntry.objects.all().delete())


@pytest.mark.django_db(transaction=True)
def test_an_operator_empties_the_whole_database(entry: TimelineEntry) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert not TimelineEntry.objects.exists()
    assert not AuditEntry.objects.exists()
    audit.record(actor=SYSTEM, action="x.done", target="x:1", now=NOW)
    refused(lambda: AuditEntry.objects.all().delete())


def test_an_erasure_changes_what_an_audit_entry_tells_and_nothing_else(entry: TimelineEntry) -> None:
    row = AuditEntry.objects.filter(action="x.done").get()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('candor.erasing_person', 'on', true)")
        refused(lambda: AuditEntry.objects.filter(pk=row.pk).update(action="y.done"))
        refused(lambda: AuditEntry.objects.filter(pk=row.pk).delete())
        refused(lambda: TimelineEntry.objects.filter(pk=entry.pk).update(kind="note"))
        assert AuditEntry.objects.filter(pk=row.pk).update(data={"less": True}) == 1
        cursor.execute("SELECT set_config('candor.erasing_person', 'off', true)")
        refused(lambda: AuditEntry.objects.filter(pk=row.pk).update(data={}))
