from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import OutboxEvent
from helpdesk.bulk.words import COMMON_TERM
from helpdesk.bulk.writing import write_tickets
from people.models import Contact
from tests.cast import NOW, Cast
from tickets.models import Ticket, TimelineEntry

pytestmark = pytest.mark.django_db


def test_rows_are_complete_and_agree_with_each_other(cast: Cast) -> None:
    assert cast.brand.pk
    assert cast.agent.pk
    written = write_tickets(count=300, now=NOW)
    tickets = {ticket.pk: ticket for ticket in Ticket.objects.all()}
    assert sorted(tickets) == list(range(written.first, written.last + 1))
    for ticket in tickets.values():
        entries = list(TimelineEntry.objects.filter(ticket=ticket).order_by("pk"))
        assert entries[0].title == ticket.subject
        assert ticket.last_entry_id == entries[-1].pk
        assert ticket.last_customer_entry_id == [e.pk for e in entries if e.author_kind == "contact"][-1]
        assert ticket.created_at == entries[0].created_at
        assert ticket.last_activity_at == entries[-1].created_at
        last = [entry for entry in entries if entry.kind == "message"][-1]
        assert ticket.last_public_entry_id == last.pk
        assert (ticket.last_message_by == "staff") == (last.author_kind == "staff")
        told = [entry.payload["changes"]["status"] for entry in entries if entry.kind == "change"]
        assert told == ([] if ticket.status == "new" else [["new", ticket.status]])
    messages = TimelineEntry.objects.filter(kind="message")
    assert messages.filter(ticket=written.typical).count() == 20
    assert messages.filter(ticket=written.long).count() == 200
    assert Contact.objects.count() == 30


def test_the_next_ticket_gets_the_next_number(cast: Cast) -> None:
    assert cast.agent.pk
    assert cast.brand.pk
    written = write_tickets(count=5, now=NOW)
    again = write_tickets(count=5, now=NOW)
    assert again.first > written.last
    ticket = cast.ticket()
    assert ticket.pk > again.last
    assert ticket.last_entry_id > TimelineEntry.objects.filter(ticket=again.long).latest("id").pk


def test_the_api_finds_and_opens_them(cast: Cast) -> None:
    api = cast.api(cast.owner)
    assert cast.brand.pk
    written = write_tickets(count=200, now=datetime.now(UTC))
    assert len(api.get("tickets").json()["results"]) == 25
    found = api.get("search", {"q": COMMON_TERM}).json()["results"]
    assert len([row for row in found if row["type"] == "ticket"]) == 25
    assert len(api.get(f"tickets/{written.typical}").json()["timeline"]["results"]) == 20
    assert not OutboxEvent.objects.exists()


def test_a_quarter_of_the_subjects_has_the_common_term(cast: Cast) -> None:
    assert cast.brand.pk
    assert cast.agent.pk
    write_tickets(count=1000, now=NOW)
    share = Ticket.objects.filter(subject__icontains=COMMON_TERM).count() / 1000
    assert 0.23 < share < 0.33


def test_equal_databases_get_equal_texts(cast: Cast) -> None:
    assert cast.brand.pk
    assert cast.agent.pk

    def texts(first: int) -> list[tuple[str, str, str]]:
        rows = Ticket.objects.filter(pk__gte=first).order_by("pk")
        return list(rows.values_list("subject", "preview", "status"))

    one, two = write_tickets(count=50, now=NOW), write_tickets(count=50, now=NOW)
    assert texts(one.first)[:50] == texts(two.first)


def command(tickets: int) -> str:
    out = StringIO()
    call_command("seed_bulk", tickets=tickets, stdout=out)
    return out.getvalue()


def test_the_command_tells_what_it_made(transactional_db: None, cast: Cast) -> None:
    # It vacuums the tables at the end, which no transaction can contain.
    assert cast.brand.pk
    assert cast.agent.pk
    assert "has 200" in command(10)


@pytest.mark.parametrize("run", [lambda: command(1), lambda: command(50)])
def test_the_command_tells_what_is_missing(run: Callable[[], str]) -> None:
    with pytest.raises(CommandError, match=r"--tickets|create_owner"):
        run()
