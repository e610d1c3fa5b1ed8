"""How well the ranker finds the articles that answer, measured on files of examples."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any

from core import clock
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from kb.audience import ANONYMOUS
from kb.models import Chunk
from kb.selectors import search
from kb.services.loading import articles_load

DEPTH = 50
CUTS = (1, 5, 10)
WARM_UP = 5


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate retrieval`."""
    parser.add_argument("--articles", required=True, help='rows {"id", "title", "body"}')
    parser.add_argument(
        "--questions", required=True, help='rows {"question", "article_ids"}, with "history" if there is one'
    )


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Load the articles into the empty database and ask every question that some article answers.

    `recall@k` is the share of questions with one of their articles among the first k, `all@10` the mean share
    of a question's articles among the first 10, `mrr` the mean reciprocal rank of the first correct one
    within 50. Times are per search, in milliseconds.
    """
    articles = rows_of(options["articles"], "id", "title", "body")
    questions = [
        row for row in rows_of(options["questions"], "question", "article_ids") if row["article_ids"]
    ]
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


EVALUATIONS = {
    "retrieval": Evaluation(
        help="how well the ranker finds the articles that answer",
        add_arguments=add_arguments,
        run=run,
        tables=("kb",),
    )
}
