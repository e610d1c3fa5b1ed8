"""The measurement of retrieval itself."""

import json
from pathlib import Path

import pytest

from core.errors import Invalid
from kb.evaluation import EVALUATIONS, figures_of
from tests.cast import Cast


def written(path: Path, rows: list[dict[str, object]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_figures() -> None:
    figures = figures_of([1, 2, None, 7], [1.0, 1.0, 0.0, 0.5], [4.0, 1.0, 3.0, 2.0])
    assert figures["recall@1"] == 0.25
    assert figures["recall@5"] == 0.5
    assert figures["recall@10"] == 0.75
    assert figures["mrr"] == round((1 + 1 / 2 + 1 / 7) / 4, 4)
    assert figures["all@10"] == 0.625
    assert (figures["p50_ms"], figures["p95_ms"]) == (3.0, 4.0)


def test_runs_the_ranker_over_the_files(cast: Cast, tmp_path: Path) -> None:
    articles = written(
        tmp_path / "a.jsonl",
        [
            {"id": "pay", "title": "Pay an invoice", "body": "Open **Billing** and choose Pay."},
            {"id": "key", "title": "Rotate a key", "body": "<p>Choose Rotate.</p>"},
        ],
    )
    questions = written(
        tmp_path / "q.jsonl",
        [
            {"question": "how to pay", "article_ids": ["pay"]},
            {"question": "and the key?", "history": [["user", "rotate"]], "article_ids": ["key"]},
            {"question": "unanswerable", "article_ids": []},
        ],
    )
    figures = EVALUATIONS["retrieval"].run({"articles": articles, "questions": questions})
    assert (figures["recall@1"], figures["mrr"], figures["questions"], figures["articles"]) == (
        1.0,
        1.0,
        2,
        2,
    )


def test_conversations_leave_first_questions_out(cast: Cast, tmp_path: Path) -> None:
    articles = written(
        tmp_path / "a.jsonl", [{"id": "key", "title": "Rotate a key", "body": "Choose Rotate."}]
    )
    questions = written(
        tmp_path / "q.jsonl",
        [
            {"question": "rotate", "article_ids": ["key"]},
            {"question": "and the key?", "history": [["user", "rotate"]], "article_ids": ["key"]},
        ],
    )
    figures = EVALUATIONS["conversations"].run({"articles": articles, "questions": questions})
    assert (figures["questions"], figures["recall@5"]) == (1, 1.0)


def test_citations_want_the_words_that_answer(cast: Cast, tmp_path: Path) -> None:
    articles = written(
        tmp_path / "a.jsonl",
        [{"id": "pay", "title": "Pay an invoice", "body": "Open Billing, then choose Pay. It takes a day."}],
    )
    rows: list[dict[str, object]] = [
        {
            "question": "how to pay",
            "article_ids": ["pay"],
            "answers": [{"text": "open billing,  then choose"}],
        },
        {"question": "how to pay", "article_ids": ["pay"], "answers": ["Ask your bank."]},
    ]
    questions = written(tmp_path / "q.jsonl", rows)
    figures = EVALUATIONS["citations"].run({"articles": articles, "questions": questions})
    assert (figures["gold_cited"], figures["article_cited"]) == (0.5, 1.0)


def test_bad_files_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "a.jsonl"
    broken.write_text('{"id": 1, "title": "T", "body": "B"}\n{"id": 2}\n')
    with pytest.raises(Invalid, match="line 2: lacks title, body"):
        EVALUATIONS["retrieval"].run({"articles": str(broken), "questions": str(broken)})
