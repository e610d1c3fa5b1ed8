"""How well the ranker finds the articles that answer, measured on files of examples."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core import clock
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from core.search.words import words_of
from kb.audience import ANONYMOUS
from kb.models import Chunk
from kb.selectors import search
from kb.services.loading import articles_load

DEPTH = 50
CUTS = (1, 5, 10)
WARM_UP = 5
CITED = 5
ENOUGH_WORDS = 12
"""An answer is there if so many of its first or last words are; a passage may end within it."""


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate retrieval`."""
    parser.add_argument("--articles", required=True, help='rows {"id", "title", "body"}')
    parser.add_argument(
        "--questions",
        required=True,
        help='rows {"question", "article_ids"}; "history", and "answers" for citations',
    )


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Load the articles into the empty database and ask every question that some article answers.

    `recall@k` is the share of questions with one of their articles among the first k, `all@10` the mean share
    of a question's articles among the first 10, `mrr` the mean reciprocal rank of the first correct one
    within 50. Times are per search, in milliseconds.
    """
    return _figures(options, lambda row: bool(row["article_ids"]))


def _figures(options: Mapping[str, Any], is_asked: Callable[[Mapping[str, Any]], bool]) -> dict[str, Any]:
    articles = rows_of(options["articles"], "id", "title", "body")
    questions = [row for row in rows_of(options["questions"], "question", "article_ids") if is_asked(row)]
    if not articles or not questions:
        raise Invalid("There must be at least one article and one question that an article answers.")
    started = time.perf_counter()
    ids = articles_load(articles, now=clock.now())
    loaded = time.perf_counter() - started
    names = dict(zip(ids, (str(row["id"]) for row in articles), strict=True))
    for row in questions[:WARM_UP]:
        ask(row)
    ranks: list[int | None] = []
    shares: list[float] = []
    times: list[float] = []
    for row in questions:
        started = time.perf_counter()
        found = ask(row)
        times.append((time.perf_counter() - started) * 1000)
        wanted = {str(name) for name in row["article_ids"]}
        ranked = [names[article_id] for article_id in found]
        ranks.append(next((place for place, name in enumerate(ranked, start=1) if name in wanted), None))
        shares.append(len(wanted & set(ranked[:10])) / len(wanted))
    return figures_of(ranks, shares, times) | {
        "articles": len(articles),
        "passages": Chunk.objects.count(),
        "questions": len(questions),
        "load_seconds": round(loaded, 1),
    }


def ask(row: Mapping[str, Any]) -> list[int]:
    """The ids of the articles a visitor of the help center would see, best first."""
    found = search(
        ANONYMOUS, str(row["question"]), limit=DEPTH, per_article=1, history=row.get("history", ())
    )
    return [passage.article_id for passage in found.passages]


def figures_of(
    ranks: Sequence[int | None], shares: Sequence[float], times: Sequence[float]
) -> dict[str, Any]:
    """The figures for ranks (None: not found), shares of articles found, and milliseconds."""
    count = len(ranks)
    ordered = sorted(times)
    figures: dict[str, Any] = {
        f"recall@{cut}": round(sum(1 for rank in ranks if rank and rank <= cut) / count, 4) for cut in CUTS
    }
    return figures | {
        "mrr": round(sum(1 / rank for rank in ranks if rank) / count, 4),
        "all@10": round(sum(shares) / count, 4),
        "p50_ms": round(ordered[count // 2], 2),
        "p95_ms": round(ordered[min(int(count * 0.95), count - 1)], 2),
    }


def run_conversations(options: Mapping[str, Any]) -> dict[str, Any]:
    """The same for questions within a conversation only: rows without a history are left out."""
    return _figures(options, lambda row: bool(row["article_ids"] and row.get("history")))


def run_citations(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    How often the words that answer are in one of the five passages that an answer may cite.

    `gold_cited` is the share of questions for which a passage of one of their articles holds one of their
    answers, from its beginning or up to its end; `article_cited` asks for the article alone.
    """
    articles = rows_of(options["articles"], "id", "title", "body")
    rows = [
        row
        for row in rows_of(options["questions"], "question", "article_ids", "answers")
        if row["article_ids"] and row["answers"]
    ]
    if not articles or not rows:
        raise Invalid("There must be an article, and a question with an article and the words that answer.")
    ids = articles_load(articles, now=clock.now())
    names = dict(zip(ids, (str(row["id"]) for row in articles), strict=True))
    held = at_all = 0
    for row in rows:
        found = search(ANONYMOUS, str(row["question"]), limit=CITED, history=row.get("history", ()))
        wanted = {str(name) for name in row["article_ids"]}
        own = [_plain(one.text) for one in found.passages if names[one.article_id] in wanted]
        answers = [one["text"] if isinstance(one, Mapping) else str(one) for one in row["answers"]]
        at_all += bool(own)
        held += any(_holds(passage, answer) for passage in own for answer in answers)
    return {
        "questions": len(rows),
        "gold_cited": round(held / len(rows), 4),
        "article_cited": round(at_all / len(rows), 4),
    }


def _plain(text: str) -> str:
    return f" {' '.join(words_of(text))} "


def _holds(passage: str, answer: str) -> bool:
    words = words_of(answer)
    ends = (words[:ENOUGH_WORDS], words[-ENOUGH_WORDS:]) if words else ()
    return any(f" {' '.join(part)} " in passage for part in ends)


EVALUATIONS = {
    "retrieval": Evaluation(
        help="how well the ranker finds the articles that answer",
        add_arguments=add_arguments,
        run=run,
        tables=("kb",),
    ),
    "conversations": Evaluation(
        help="how well it finds them for questions within a conversation",
        add_arguments=add_arguments,
        run=run_conversations,
        tables=("kb",),
    ),
    "citations": Evaluation(
        help="how often the words that answer are among five passages",
        add_arguments=add_arguments,
        run=run_citations,
        tables=("kb",),
    ),
}
