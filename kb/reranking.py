"""
A second look at the best passages: whether the question's words stand together, and in one article.

The first formula judges every passage by itself and as a bag of words. Here pairs of neighboring words of
the question that are neighbors in the passage, too, gain (`Weights.near`), and so does a passage whose
article, with all its passages that were found, speaks of more of the question (`Weights.article`). A passage
whose heading is about something else as well, by its share of words that nobody asked for, loses
(`Weights.beside`). The weights come from the sets of docs/quality.md.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from core.search.words import words_of
from kb.query import Question
from kb.ranking import POOL_PASSAGES, Weights
from kb.selectors.terms import Terms

NEIGHBORS = 2
"""Words apart at most: PostgreSQL leaves stop words out of a passage, but counts their places."""
FILLERS = frozenset(
    [
        "cannot",
        "could",
        "get",
        "gets",
        "got",
        "hello",
        "help",
        "hi",
        "like",
        "need",
        "ok",
        "one",
        "please",
        "say",
        "says",
        "still",
        "thank",
        "thanks",
        "use",
        "used",
        "using",
        "want",
        "wants",
        "without",
        "would",
        "yes",
    ]
)
"""Words of politeness and asking, which PostgreSQL takes for words that carry meaning."""


def reranked(
    rows: Sequence[Mapping[str, Any]],
    question: Question,
    terms: Terms,
    *,
    weights: Weights,
    per_article: int,
) -> list[Mapping[str, Any]]:
    """
    Rows of the search, best first by the better score, at most `per_article` of one article.

    Within a conversation the first score stands: what was said before counts there, and the pairs of a
    short "and for teams?" would mislead. Long stories gain less, as their words meet by chance.
    """
    found = list(rows)
    if len(question.turns) == 1 and terms.terms:
        words = words_of(question.text)
        share = min(1.0, weights.long_question / max(len(words), 1))
        order = [terms.stems[word] for word in words if word in terms.stems and word not in FILLERS]
        pairs = {pair for pair in pairwise(order) if pair[0] != pair[1]}
        asked = set(order)
        rarity = {term.lexeme: term.rarity for term in terms.terms if term.lexeme in asked}
        covered: dict[int, set[str]] = {}
        for row in found:
            covered.setdefault(row["article_id"], set()).update(row["places"] or ())
        found = [
            {
                **row,
                "score": row["score"]
                + share * weights.near * _together(row["places"], pairs)
                + share * weights.article * _share(covered[row["article_id"]], rarity)
                - share * weights.beside * (row["beside"] or 0.0),
            }
            if row["rank"] <= POOL_PASSAGES
            else row
            for row in found
        ]
        found.sort(key=lambda row: (-row["score"], row["id"]))
    kept: list[Mapping[str, Any]] = []
    taken: dict[int, int] = {}
    for row in found:
        taken[row["article_id"]] = taken.get(row["article_id"], 0) + 1
        if taken[row["article_id"]] <= per_article:
            kept.append(row)
    return kept


def _together(places: Mapping[str, Sequence[int]] | None, pairs: set[tuple[str, str]]) -> float:
    """The share of the question's pairs of neighbors that are neighbors in a passage, in this order."""
    if not places or not pairs:
        return 0.0
    met = sum(
        any(0 < late - early <= NEIGHBORS for early in places.get(left, ()) for late in places.get(right, ()))
        for left, right in pairs
    )
    return met / len(pairs)


def _share(stems: set[str], rarity: Mapping[str, float]) -> float:
    total = sum(rarity.values())
    return sum(weight for stem, weight in rarity.items() if stem in stems) / total if total else 0.0
