"""
A second look at the best passages: whether the question's words occur together, and in one article.

The first formula judges every passage on its own and as a bag of words. Here a passage gains for pairs of
neighboring words that it shares with the question (`Weights.near`), and if all found passages of its article
together cover more of the question (`Weights.article`). A passage whose heading is also about something else,
judged by its share of words nobody asked for, loses (`Weights.beside`). The weights were chosen on the data
sets in docs/quality.md.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from core.search.words import words_of
from kb.query import Question
from kb.ranking import POOL_PASSAGES, Weights
from kb.selectors.terms import Terms

NEIGHBORS = 2
"""The maximum distance in words: PostgreSQL drops stop words from a passage, but counts their positions."""
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
"""Words of courtesy and of asking, which PostgreSQL considers meaningful."""


def reranked(
    rows: Sequence[Mapping[str, Any]],
    question: Question,
    terms: Terms,
    *,
    weights: Weights,
    per_article: int,
) -> list[Mapping[str, Any]]:
    """
    Search results by the improved score, best first, at most `per_article` from one article.

    Within a conversation the first score stands: earlier messages count there, and the pairs of a short "and
    for teams?" would mislead. It also stands for passages in another language than the question's. Long
    stories gain less, as their words meet by chance.
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
            if row["rank"] <= POOL_PASSAGES and row["across"] is None
            else row
            for row in found
        ]
        found.sort(key=lambda row: (-row["score"], row["id"]))
    kept: list[Mapping[str, Any]] = []
    taken: dict[int, int] = {}
    for row in found:
        # An article and its translations say the same: together they are one.
        taken[row["family"]] = taken.get(row["family"], 0) + 1
        if taken[row["family"]] <= per_article:
            kept.append(row)
    return kept


def _together(places: Mapping[str, Sequence[int]] | None, pairs: set[tuple[str, str]]) -> float:
    """The share of the question's neighboring pairs that are also neighbors, in this order, in a passage."""
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
