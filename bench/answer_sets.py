"""
Articles and questions for `manage.py evaluate answers`, from the public sets kb_doc2dial and grounding_dstc9.

A share of the articles is taken away together with nothing else, so that their questions have no answer any
more. What is chosen depends on names alone, so that everybody measures the same.

Run: .venv/bin/python -m bench.answer_sets DATA FOLDER
"""

import gzip
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

MISSING = 0.25
"""The share of the articles that are taken away."""
SNIPPETS = 400
"""As many questions of grounding_dstc9, one a snippet; a few thousand would say the same."""

Row = dict[str, Any]


def main() -> None:
    data, folder = map(Path, sys.argv[1:3])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (articles, questions) in {"doc2dial": _doc2dial(data), "dstc9": _dstc9(data)}.items():
        kept = [row for row in articles if _place(row["id"]) >= MISSING]
        there = {row["id"] for row in kept}
        asked = [_asked(row, there) for row in questions]
        _write(folder / f"{name}_articles.jsonl", kept)
        _write(folder / f"{name}_questions.jsonl", asked)
        without = sum(not row["article_ids"] for row in asked)
        print(f"{name}: {len(kept)} articles, {len(asked)} questions, {without} of them without an answer")


def _doc2dial(data: Path) -> tuple[list[Row], list[Row]]:
    pages = _rows(data / "kb_doc2dial" / "corpus.jsonl.gz")
    turns = _rows(data / "kb_doc2dial" / "queries_dev.jsonl.gz")
    articles = [{"id": row["doc_id"], "title": row["title"], "body": row["text"]} for row in pages]
    questions = [
        {"question": row["query"], "article_ids": row["doc_ids"]} for row in turns if row["turn"] == 1
    ]
    return articles, questions


def _dstc9(data: Path) -> tuple[list[Row], list[Row]]:
    snippets = list(_rows(data / "grounding_dstc9" / "faq.jsonl.gz"))
    places = [str(row["entity"] or row["domain"]).title() for row in snippets]
    articles = [
        {"id": row["doc_id"], "title": place, "body": row["text"]}
        for row, place in zip(snippets, places, strict=True)
    ]
    questions = [
        {"question": f"{row['title']} {place}", "article_ids": [row["doc_id"]]}
        for row, place in zip(snippets, places, strict=True)
    ]
    questions.sort(key=lambda row: _place(f"asked {row['article_ids'][0]}"))
    return articles, questions[:SNIPPETS]


def _asked(row: Row, there: set[str]) -> Row:
    """The question with the articles that are left; without one, it belongs to the unanswerable ones."""
    left = [name for name in row["article_ids"] if name in there]
    return {**row, "article_ids": left, "group": "answerable" if left else "not_answerable"}


def _place(name: str) -> float:
    """A number from 0 to 1 that looks like chance."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _write(path: Path, rows: Iterable[Mapping[str, Any]] | Sequence[Row]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
