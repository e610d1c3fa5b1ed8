"""Search terms for rows that have none yet, in small steps that can be interrupted."""

from typing import Any

from django.db import connections, models, transaction

BATCH = 500


def fill_terms(model: type[models.Model], *, using: str = "default", batch: int = BATCH) -> int:
    """
    Write the terms of every row whose `search` is NULL, the newest first; returns how many.

    Each batch is a transaction of its own: what is done stays done, and a second run continues from there.
    Rows that another run is working on are left to it.
    """
    field: Any = model._meta.get_field("search")
    table = connections[using].ops.quote_name(model._meta.db_table)
    written = 0
    while True:
        with transaction.atomic(using=using):
            rows = list(
                model._default_manager.using(using)
                .filter(search__isnull=True)
                .select_for_update(skip_locked=True, no_key=True)
                .only("pk", *field.sources)
                .order_by("-pk")[:batch]
            )
            if not rows:
                return written
            with connections[using].cursor() as cursor:
                cursor.execute(
                    f"UPDATE {table} AS r SET search = search_vector(t.terms)"  # noqa: S608 (a table's name)
                    " FROM unnest(%s::bigint[], %s::text[]) AS t(id, terms) WHERE r.id = t.id",
                    [[row.pk for row in rows], [field.terms_of(row) for row in rows]],
                )
        written += len(rows)
