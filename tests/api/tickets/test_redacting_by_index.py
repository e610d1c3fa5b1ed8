"""What was told of a ticket is found by an index, however many events there are."""

from typing import TYPE_CHECKING

from django.db import connection, transaction

from core import own_words
from core.models import OutboxEvent

if TYPE_CHECKING:
    from tests.cast import Cast


def test_the_outbox_is_not_read_as_a_whole(cast: "Cast") -> None:
    ticket, other = cast.ticket(), cast.ticket()
    rows = OutboxEvent.objects.filter(own_words._told(frozenset({ticket.pk})))
    told = OutboxEvent.objects.create(
        name="notices.raised", payload={"of": [{"ticket_id": ticket.pk}]}, topics=["staff:1"]
    )
    shown = OutboxEvent.objects.create(
        name="x", payload={}, live=[{"data": {"rows": [{"number": ticket.pk}]}}], topics=["staff:1"]
    )
    elsewhere = OutboxEvent.objects.create(name="x", payload={"ticket_id": other.pk}, topics=["staff:1"])
    found = set(rows.values_list("pk", flat=True))
    assert {told.pk, shown.pk} < found
    assert elsewhere.pk not in found
    assert rows.filter(topics__contains=[f"ticket:{ticket.pk}"]).exists()
    assert not OutboxEvent.objects.filter(own_words._told(frozenset())).exists()
    sql, values = rows.values("pk").query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        # A table this small would be read whole, whatever its indexes.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
    assert "outbox_tickets" in plan
