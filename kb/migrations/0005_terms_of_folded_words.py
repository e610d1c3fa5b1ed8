from collections.abc import Iterator
from typing import Any

from django.db import migrations

from core.search.spelling import can_be_corrected, deletes_of
from core.search.terms import indexed
from core.search.words import words_of

BATCH = 500
AUDIENCES = ("public", "customers", "staff")


def reindex(apps: Any, schema_editor: Any) -> None:
    """
    Passages and their word counts in the words of `core.search`, in one transaction.

    Articles cannot be edited meanwhile: nothing may change between an article's passages and their counts.
    """
    connection = schema_editor.connection
    spellings: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE kb_article, kb_chunk, kb_term IN EXCLUSIVE MODE")
        for rows in _batches(apps, connection.alias):
            cursor.execute(
                "UPDATE kb_chunk c SET search = setweight(search_vector(t.title, false), 'A')"
                " || setweight(search_vector(t.headings, false), 'B')"
                " || setweight(search_vector(t.body, false), 'D')"
                " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])"
                " AS t(id, title, headings, body)"
                " WHERE c.id = t.id",
                [
                    [row["id"] for row in rows],
                    *(
                        [indexed(row[name]) for row in rows]
                        for name in ("title", "headings", "text")
                    ),
                ],
            )
            _note_spellings(cursor, rows, spellings)
        cursor.execute("DELETE FROM kb_term")
        counted = ", ".join(f"count(*) FILTER (WHERE c.audience = '{name}')" for name in AUDIENCES)
        cursor.execute(
            "INSERT INTO kb_term (lexeme, word, deletes, public, customers, staff)"  # noqa: S608 (constants)
            f" SELECT l.lexeme, '', '{{}}', {counted} FROM kb_chunk c,"
            " unnest(tsvector_to_array(c.search) || ''::text) AS l(lexeme)"
            " WHERE c.audience = ANY(%s) GROUP BY 1",
            [list(AUDIENCES)],
        )
        named = list(spellings.items())
        for start in range(0, len(named), BATCH):
            part = named[start : start + BATCH]
            cursor.executemany(
                "UPDATE kb_term SET word = %s, deletes = %s WHERE lexeme = %s",
                [(word, sorted({*deletes_of(word), *deletes_of(stem)}), stem) for stem, word in part],
            )


def _batches(apps: Any, alias: str) -> Iterator[list[dict[str, Any]]]:
    chunks = apps.get_model("kb", "Chunk").objects.using(alias).order_by("id")
    last = 0
    while rows := list(chunks.filter(id__gt=last).values("id", "title", "headings", "text")[:BATCH]):
        yield rows
        last = rows[-1]["id"]


def _note_spellings(cursor: Any, rows: list[dict[str, Any]], spellings: dict[str, str]) -> None:
    """For each stem its shortest word, the alphabetically first if there are several."""
    words = {
        word
        for row in rows
        for word in words_of(f"{row['title']} {row['headings']} {row['text']}")
        if can_be_corrected(word)
    }
    cursor.execute("SELECT w.word, search_stem(w.word) FROM unnest(%s::text[]) AS w(word)", [sorted(words)])
    for word, stem in cursor.fetchall():
        if stem:
            spellings[stem] = min(spellings.get(stem, word), word, key=lambda word: (len(word), word))


class Migration(migrations.Migration):
    dependencies = [("core", "0003_search_functions"), ("kb", "0004_chunks_stay_in_their_rows")]
    operations = [migrations.RunPython(reindex, migrations.RunPython.noop)]
