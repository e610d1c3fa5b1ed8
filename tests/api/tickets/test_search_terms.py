"""The search column: filled for older rows, kept within PostgreSQL's limits, read through its index."""

import pytest
from django.db import connection

from core.search.filling import fill_terms
from people.models import Company, Contact
from tests.cast import Cast
from tickets.models import TimelineEntry


def test_rows_of_before_are_filled_in_batches(cast: Cast) -> None:
    ticket = cast.ticket(subject="Snowflake export")
    for n in range(4):
        cast.says(ticket, f"Message {n}")
    before = dict(TimelineEntry.objects.values_list("pk", "search"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_timelineentry SET search = NULL")
    assert fill_terms(TimelineEntry, batch=2) == len(before)
    assert fill_terms(TimelineEntry, batch=2) == 0
    assert dict(TimelineEntry.objects.values_list("pk", "search")) == before
    for model in (Contact, Company):
        assert model.objects.filter(search=None).count() == 0


@pytest.mark.parametrize("text", ["退款申请" * 25_000, "word" * 25_000, "a1-" * 33_000, "é " * 50_000])
def test_the_longest_texts_are_stored(cast: Cast, text: str) -> None:
    assert cast.ticket(subject="Long", body=text).pk


def test_search_reads_the_index(cast: Cast) -> None:
    ticket = cast.ticket(subject="Snowflake export")
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            ticket=ticket,
            kind="note",
            visibility="internal",
            author_kind="system",
            author_name="x",
            body_text=f"number {n}",
            created_at=ticket.created_at,
        )
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_timelineentry")
        cursor.execute(
            "EXPLAIN SELECT id FROM tickets_timelineentry WHERE search @@"
            """ search_query('{"w": "snowflake", "p": 1}'::jsonb) ORDER BY id DESC LIMIT 400"""
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "entry_search" in plan
    assert "Seq Scan" not in plan
