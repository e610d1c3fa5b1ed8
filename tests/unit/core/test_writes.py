"""Hot writes store what `Model.save` stores, in one statement."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import writes
from core.transactions import use_case, whole
from people.models import Contact
from tests.cast import NOW, Cast
from tickets.models import Draft, Ticket, TimelineEntry

# PostgreSQL stores no U+0000 and no lone surrogate.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def stored(model: Any, pk: int) -> dict[str, Any]:
    """All columns of a row, the search terms included."""
    names = [
        field.attname for field in model._meta.concrete_fields if field.attname not in ("id", "public_id")
    ]
    row: dict[str, Any] = model.objects.filter(pk=pk).values(*names).get()
    return row


def entry(ticket: Ticket, **values: Any) -> TimelineEntry:
    fixed = {"kind": "message", "visibility": "public", "author_kind": "contact", "author_name": "Helen"}
    return TimelineEntry(ticket=ticket, created_at=NOW, **fixed | values)


@MANY
@given(
    title=TEXT,
    body=TEXT,
    author=st.none() | st.integers(0, 2**62),
    payload=st.dictionaries(
        TEXT, st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXT, max_size=3
    ),
)
def test_an_insert_stores_what_save_stores(
    cast: Cast, title: str, body: str, author: int | None, payload: dict[str, Any]
) -> None:
    ticket = Ticket.objects.first() or cast.ticket()
    values = {"title": title, "body_text": body, "author_id": author, "payload": payload}
    kept, usual = entry(ticket, **values), entry(ticket, **values)
    writes.insert(kept)
    usual.save()
    assert stored(TimelineEntry, kept.pk) == stored(TimelineEntry, usual.pk)
    assert not kept._state.adding


@MANY
@given(
    subject=TEXT, tags=st.lists(st.sampled_from(["a", "it's", "100%", "%s", "$1"]), unique=True), custom=TEXT
)
def test_an_update_stores_what_save_stores(cast: Cast, subject: str, tags: list[str], custom: str) -> None:
    first = Ticket.objects.order_by("pk").first() or cast.ticket()
    second = Ticket.objects.exclude(pk=first.pk).first() or cast.ticket()
    for ticket in (first, second):
        ticket.subject, ticket.tags, ticket.custom = subject, tags, {"text": custom}
        ticket.assignee, ticket.next_due_at = cast.agent, NOW
    names = ["subject", "tags", "custom", "assignee", "next_due_at"]
    writes.update(first, names)
    second.save(update_fields=names)
    for name in names:
        assert stored(Ticket, first.pk).get(name) == stored(Ticket, second.pk).get(name)
    assert Ticket.objects.get(pk=first.pk).assignee == cast.agent


def test_search_terms_follow_their_sources(cast: Cast) -> None:
    contact = cast.customer
    contact.name = "Wilhelmina"
    writes.update(contact, ["name"])
    usual = Contact.objects.create(name="Wilhelmina", email=contact.email)
    assert stored(Contact, contact.pk)["search"] == stored(Contact, usual.pk)["search"]


def test_a_batch_is_one_statement_and_fails_as_a_whole(cast: Cast) -> None:
    ticket = cast.ticket()
    Draft.objects.create(user=cast.agent, ticket=ticket, kind="public", body="Draft", updated_at=NOW)
    one, two = entry(ticket, title="One"), entry(ticket, title="Two")
    one.pk, two.pk = writes.take_ids(TimelineEntry, TimelineEntry)

    def batch() -> writes.Batch:
        found = writes.Batch()
        found.insert(one, two)
        ticket.last_entry_id = two.pk
        found.update(ticket, ["last_entry_id"])
        found.delete(Draft, user_id=cast.agent.pk, ticket_id=ticket.pk, kind="public")
        return found

    with CaptureQueriesContext(connection) as queries:
        batch().run()
    assert len(queries) == 1
    assert one.pk < two.pk
    assert Ticket.objects.get(pk=ticket.pk).last_entry_id == two.pk
    assert not Draft.objects.exists()
    ticket.subject = "Never stored"
    again = batch()
    again.update(cast.ticket(), ["subject"])
    with pytest.raises(Exception, match="duplicate key"), transaction.atomic():
        again.run()
    assert TimelineEntry.objects.filter(title__in=["One", "Two"]).count() == 2


def test_what_exists_already_is_left_alone_or_changed_as_told(cast: Cast) -> None:
    ticket = cast.ticket()

    def draft(body: str, kind: str = "public") -> Draft:
        return Draft(user=cast.agent, ticket=ticket, kind=kind, body=body, updated_at=NOW)

    first, again = draft("First"), draft("Again")
    assert writes.insert_new(first) == 1
    assert (first.pk is not None, first._state.adding) == (True, False)
    assert writes.insert_new(again) == 0
    assert again._state.adding
    assert writes.insert_new(draft("Again"), draft("Note", kind="note")) == 1
    assert writes.insert_new() == 0
    assert set(Draft.objects.values_list("kind", "body")) == {("public", "First"), ("note", "Note")}
    first.body, first.updated_at = "Newer", NOW
    writes.insert_or_change(first, on="id", names=("body",))
    assert Draft.objects.get(pk=first.pk).body == "Newer"
    with pytest.raises(TypeError, match="has not all"):
        writes.insert_or_change(first, on="id", names=("nonsense",))


def test_what_would_be_written_otherwise_is_refused(cast: Cast) -> None:
    ticket = cast.ticket()
    ticket.version = F("version") + 1
    with pytest.raises(TypeError, match="expression"):
        writes.update(ticket, ["version"])
    with pytest.raises(TypeError, match="has not all"):
        writes.update(ticket, ["nonsense"])
    with pytest.raises(TypeError, match="ids"):
        writes.Batch().insert(entry(ticket))


@pytest.mark.django_db(transaction=True)
def test_a_use_case_of_a_request_has_no_savepoint_and_elsewhere_one() -> None:
    def savepoints(is_retried: bool = False) -> int:
        with CaptureQueriesContext(connection) as queries, use_case(is_retried=is_retried):
            pass
        return sum(query["sql"].startswith("SAVEPOINT") for query in queries)

    with whole():
        assert (savepoints(), savepoints(is_retried=True)) == (0, 1)
        with transaction.atomic():
            assert savepoints() == 1
    with transaction.atomic():
        assert savepoints() == 1

    def failing() -> None:
        with whole():
            with use_case():
                Contact.objects.create(name="Never stored")
            raise ValueError("fails")

    with pytest.raises(ValueError, match="fails"):
        failing()
    assert not Contact.objects.exists()


@MANY
@given(
    rows=st.lists(
        st.tuples(TEXT, st.none() | st.just(NOW), st.integers(0, 2**30), st.booleans()),
        min_size=1,
        max_size=4,
    )
)
def test_many_updates_store_what_each_update_stores(cast: Cast, rows: list[tuple[Any, ...]]) -> None:
    names = ("preview", "snoozed_until", "version", "is_unread")
    tickets = list(Ticket.objects.order_by("pk")[:4])
    while len(tickets) < 4:
        tickets.append(cast.ticket())
    other = stored(Ticket, tickets[-1].pk) if len(rows) < 4 else None
    for ticket, values in zip(tickets, rows, strict=False):
        for name, value in zip(names, values, strict=True):
            setattr(ticket, name, value)
    writes.update_many(tickets[: len(rows)], names)
    for ticket, values in zip(tickets, rows, strict=False):
        found = stored(Ticket, ticket.pk)
        assert tuple(found[name] for name in names) == values
    assert other is None or stored(Ticket, tickets[-1].pk) == other


def test_many_updates_refuse_what_cannot_be_sent_as_a_list(cast: Cast) -> None:
    ticket = cast.ticket()
    with pytest.raises(TypeError, match="cannot be sent as a list: tags"):
        writes.update_many([ticket], ["preview", "tags"])
    writes.update_many([], ["preview"])
