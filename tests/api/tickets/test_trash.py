"""The trash: who threw what away, restoring many, and what is deleted for good after 30 days."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import audit
from core.models import AuditEntry
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets import services, tasks
from tickets.models import Attachment, Ticket, TicketLink, TimelineEntry
from tickets.services.attaching import attachment_store

IN_30_DAYS = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _now(freeze: Any) -> None:
    freeze(NOW)


def throw_away(cast: Cast, *tickets: Ticket, by: Any = None) -> Any:
    return cast.api(by or cast.supervisor).post(
        "tickets/bulk", {"numbers": [one.pk for one in tickets], "changes": {"is_deleted": True}}
    )


def numbers(cast: Cast, query: str, *, by: Any = None) -> list[int]:
    found = cast.api(by or cast.agent).get("tickets", {"q": query}).json()["results"]
    return sorted(row["number"] for row in found)


def test_it_says_who_and_when_and_until_when(cast: Cast) -> None:
    ticket, other = cast.ticket(), cast.ticket()
    throw_away(cast, ticket)
    (row,) = cast.api(cast.agent).get("tickets", {"q": "is:trash"}).json()["results"]
    assert row["trash"] == {
        "at": "2026-03-02T09:00:00Z", "by": cast.supervisor.name, "until": "2026-04-01T09:00:00Z",
    }  # fmt: skip
    assert cast.api(cast.agent).get(f"tickets/{ticket.pk}").json()["trash"] == row["trash"]
    assert cast.api(cast.agent).get(f"tickets/{other.pk}").json()["trash"] is None
    assert numbers(cast, "") == [other.pk]


def test_many_are_restored_at_once_and_that_is_undone(cast: Cast, freeze: Any) -> None:
    tickets = [cast.ticket() for _ in range(3)]
    throw_away(cast, *tickets)
    chosen = [one.pk for one in tickets[:2]]
    api = cast.api(cast.supervisor)
    done = api.post("tickets/bulk", {"numbers": chosen, "changes": {"is_deleted": False}}).json()
    assert done["changed"] == chosen
    assert numbers(cast, "is:trash") == [tickets[2].pk]
    row = api.get(f"tickets/{chosen[0]}").json()
    assert (row["trash"], row["is_deleted"]) == (None, False)
    freeze(NOW + timedelta(days=2))
    assert api.post("undo", {"token": done["undo"]}).json()["restored"] == chosen
    # It lies there from then on, for all of its days.
    assert api.get(f"tickets/{chosen[0]}").json()["trash"]["at"] == "2026-03-04T09:00:00Z"


def test_thrown_away_again_its_days_go_on(cast: Cast, freeze: Any) -> None:
    ticket = cast.ticket()
    throw_away(cast, ticket)
    freeze(NOW + timedelta(days=5))
    throw_away(cast, ticket, by=cast.owner)
    trash = cast.api(cast.agent).get(f"tickets/{ticket.pk}").json()["trash"]
    assert (trash["at"], trash["by"]) == ("2026-03-02T09:00:00Z", cast.supervisor.name)


def test_an_agent_may_neither_throw_away_nor_restore(cast: Cast) -> None:
    ticket = cast.ticket()
    (failed,) = throw_away(cast, ticket, by=cast.agent).json()["failed"]
    assert failed["code"] == "forbidden"
    throw_away(cast, ticket)
    body = {"numbers": [ticket.pk], "changes": {"is_deleted": False}}
    assert cast.api(cast.agent).post("tickets/bulk", body).json()["failed"][0]["code"] == "forbidden"
    assert cast.api(cast.light_agent).post("tickets/bulk", body).status_code == 403


def test_strangers_find_nothing_in_it(cast: Cast) -> None:
    ticket = cast.ticket(team=cast.team)
    throw_away(cast, ticket)
    assert numbers(cast, "is:trash", by=cast.team_agent) == []
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}").status_code == 404


def test_spam_has_its_own_list_until_it_is_thrown_away(cast: Cast) -> None:
    spam, thrown = cast.ticket(is_spam=True), cast.ticket(is_spam=True)
    throw_away(cast, thrown)
    assert numbers(cast, "is:spam") == [spam.pk]
    assert numbers(cast, "is:trash") == [thrown.pk]
    body = {"numbers": [spam.pk], "changes": {"is_spam": False}}
    assert cast.api(cast.agent).post("tickets/bulk", body).json()["changed"] == [spam.pk]
    assert numbers(cast, "") == [spam.pk]


def test_it_is_deleted_for_good_after_30_days(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    ticket, other = cast.ticket(), cast.ticket(subject="Stays")
    stored = attachment_store(actor=cast.actor(cast.agent), name="a.txt", stream=BytesIO(b"secret"), now=NOW)
    cast.replies(ticket, cast.agent, "Here.", attachment_ids=[str(stored.public_id)])
    path = Path(settings.MEDIA_ROOT) / stored.path
    throw_away(cast, ticket)
    assert services.trash_purge(now=IN_30_DAYS - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.trash_purge(now=IN_30_DAYS) == 1
    assert services.trash_purge(now=IN_30_DAYS) == 0
    assert list(Ticket.objects.values_list("pk", flat=True)) == [other.pk]
    assert not TimelineEntry.objects.filter(ticket=ticket.pk).exists()
    assert not Attachment.objects.exists()
    assert not path.exists()
    noted = AuditEntry.objects.get(action="tickets.purged")
    assert (noted.target, noted.data["trashed_by"]) == (f"ticket:{ticket.pk}", cast.supervisor.name)
    assert "Exports" not in str(noted.data)


def test_what_was_merged_into_it_goes_with_it(cast: Cast) -> None:
    source, target = cast.ticket(), cast.ticket()
    services.ticket_merge(actor=cast.actor(cast.agent), source_id=source.pk, target_id=target.pk, now=NOW)
    throw_away(cast, target)
    assert services.trash_purge(now=IN_30_DAYS) == 2
    assert not Ticket.objects.exists()


def test_what_is_restored_or_older_than_its_times_stays(cast: Cast) -> None:
    restored, old = cast.ticket(), cast.ticket(is_deleted=True)
    throw_away(cast, restored)
    cast.api(cast.supervisor).patch(f"tickets/{restored.pk}", {"is_deleted": False})
    assert services.trash_purge(now=IN_30_DAYS) == 0
    # Nobody knows since when: its days begin now.
    old.refresh_from_db()
    assert old.trashed_at == IN_30_DAYS
    assert services.trash_purge(now=IN_30_DAYS + timedelta(days=30)) == 1


@pytest.mark.parametrize("merges", [False, True])
def test_what_somebody_may_need_in_court_stays(cast: Cast, merges: bool) -> None:
    held, other = cast.ticket(by=cast.customer), cast.ticket(by=cast.customer)
    if merges:
        services.ticket_merge(
            actor=cast.actor(cast.supervisor), source_id=held.pk, target_id=other.pk, now=NOW
        )
    throw_away(cast, other) if merges else throw_away(cast, held, other)
    api = cast.api(cast.admin)
    body = {"kind": "ticket", "target_id": held.pk, "reason": "A case"}
    number = api.post("privacy/holds", body).json()["id"]
    assert services.trash_purge(now=IN_30_DAYS) == (0 if merges else 1)
    assert Ticket.objects.filter(pk=held.pk).exists()
    assert api.post(f"privacy/holds/{number}/lift").status_code == 200
    assert services.trash_purge(now=IN_30_DAYS) == (2 if merges else 1)


def test_one_that_cannot_go_keeps_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = cast.ticket(), cast.ticket()
    throw_away(cast, first, second)
    whole = audit.record

    def broken(**values: Any) -> None:
        if values["target"] == f"ticket:{first.pk}":
            raise RuntimeError("broken")
        whole(**values)

    monkeypatch.setattr(audit, "record", broken)
    assert services.trash_purge(now=IN_30_DAYS) == 1
    assert list(Ticket.objects.values_list("pk", flat=True)) == [first.pk]


def test_the_task_goes_on_in_batches_that_end(cast: Cast, freeze: Any) -> None:
    throw_away(cast, *[cast.ticket() for _ in range(3)])
    freeze(IN_30_DAYS)
    assert tasks.purge() == 3


def test_the_list_costs_what_every_list_costs(cast: Cast) -> None:
    throw_away(cast, *[cast.ticket() for _ in range(4)])
    api = cast.api(cast.agent)

    def cost(query: str) -> int:
        api.get("tickets", {"q": query})
        with CaptureQueriesContext(connection) as sent:
            assert api.get("tickets", {"q": query}).status_code == 200
        return len(sent)

    assert cost("is:trash") == cost("is:open")


def test_what_a_customer_writes_there_opens_a_ticket_that_is_read(cast: Cast) -> None:
    mailbox = mailbox_for(cast.brand)
    old = ticket_of(receive(mailbox, raw_mail("It fails.")))
    throw_away(cast, old)
    answer = {"In-Reply-To": "<first@kestrel.test>"}
    new = ticket_of(receive(mailbox, raw_mail("Still.", message_id="<b@kestrel.test>", headers=answer)))
    assert new.pk != old.pk
    assert numbers(cast, "") == [new.pk]
    assert TicketLink.objects.filter(source=new, target=old, kind=TicketLink.Kind.FOLLOW_UP).exists()
    # Spam stays where it is, also once it was thrown away.
    spam = ticket_of(receive(mailbox, raw_mail("Buy.", message_id="<c@kestrel.test>")))
    Ticket.objects.filter(pk=spam.pk).update(is_spam=True, is_deleted=True)
    answer = {"In-Reply-To": "<c@kestrel.test>"}
    again = receive(mailbox, raw_mail("Buy!", message_id="<d@kestrel.test>", headers=answer))
    assert ticket_of(again).pk == spam.pk


def test_nobody_answers_from_there(cast: Cast) -> None:
    ticket = cast.ticket()
    throw_away(cast, ticket)
    api = cast.api(cast.supervisor)
    later = {"body": "Later", "send_at": (NOW + timedelta(days=1)).isoformat()}
    for path, body in (
        ("replies", {"body": "Hello"}),
        ("scheduled-replies", later),
        ("incident-replies", {"body": "Hello"}),
    ):
        refused = api.post(f"tickets/{ticket.pk}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.in_trash"), path
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "Why?", "kind": "note"}).status_code == 201
    api.patch(f"tickets/{ticket.pk}", {"is_deleted": False})
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "Hello"}).status_code == 201


CHANGES: list[dict[str, Any]] = [
    {"status": "resolved"},
    {"priority": "P1"},
    {"assignee": None, "tags": ["late"]},
    {"is_spam": True},
    {"is_deleted": True, "status": "resolved"},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_nobody_changes_what_lies_there(cast: Cast, changes: dict[str, Any]) -> None:
    ticket = cast.ticket()
    throw_away(cast, ticket)
    api = cast.api(cast.supervisor)
    refused = api.patch(f"tickets/{ticket.pk}", changes)
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.in_trash")
    assert refused.json()["detail"] == f"#{ticket.pk} is in the trash. Restore it first."
    (failed,) = api.post("tickets/bulk", {"numbers": [ticket.pk], "changes": changes}).json()["failed"]
    assert failed["code"] == "tickets.in_trash"
    assert Ticket.objects.get(pk=ticket.pk).status == ticket.status
    restored = api.patch(f"tickets/{ticket.pk}", {**changes, "is_deleted": False})
    assert (restored.status_code, restored.json()["is_deleted"]) == (200, False)


def test_nobody_links_it_or_writes_to_third_parties_there(cast: Cast) -> None:
    mailbox_for(cast.brand)
    ticket, other, third = (cast.ticket() for _ in range(3))
    api = cast.api(cast.supervisor)
    asked = {"to": ["ops@tideline.test"], "subject": "Role", "body": "Keeps it?"}
    side = api.post(f"tickets/{ticket.pk}/side-conversations", asked).json()
    api.post(f"tickets/{ticket.pk}/links", {"number": other.pk, "kind": "related"})
    throw_away(cast, ticket)
    sides = f"tickets/{ticket.pk}/side-conversations"
    for answer in (
        api.post(sides, asked),
        api.post(f"{sides}/{side['id']}/messages", {"body": "And?"}),
        api.patch(f"{sides}/{side['id']}", {"state": "closed"}),
        api.post(f"tickets/{ticket.pk}/links", {"number": third.pk, "kind": "related"}),
        api.post(f"tickets/{third.pk}/links", {"number": ticket.pk, "kind": "related"}),
        api.delete(f"tickets/{ticket.pk}/links/related/{other.pk}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "tickets.in_trash")


def test_nobody_follows_it_splits_it_or_asks_for_help_there(cast: Cast) -> None:
    ticket = cast.ticket()
    throw_away(cast, ticket)
    api = cast.api(cast.supervisor)
    for answer in (
        api.put(f"tickets/{ticket.pk}/followers/{cast.supervisor.pk}", {}),
        api.post(f"tickets/{ticket.pk}/split", {"entry_id": 1, "subject": "Apart"}),
        api.post(f"tickets/{ticket.pk}/escalate", {"note": "Help"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "tickets.in_trash")
