"""The parameters of ranking, measured in docs/quality.md, and the small formulas around them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """
    How words, meaning and exact codes contribute to a score.

    `title`, `heading` and `text` weigh where a word occurs; repeated words count by the inverse square of
    their rank (PostgreSQL's `ts_rank`). The score of a passage is `meaning * cosine + (1 - meaning) * words`,
    where `words` is the rarity-weighted share of the question's words, about 1 when all of them occur in the
    text twice. A passage with more different words than usual (`usual_length`) is marked down by the share
    `length`, a short one up. From `long_question` words on, meaning counts less: the mean of a long story
    says little. Passages whose sentences have a vector, too, are scored by both: `both_words` and
    `both_sentences` are the shares of the two cosines, the rest is that of the words. For a passage in
    another language than the question's, `across` is the share of the cosine across languages. When no word
    of a question is known, only passages with a similarity of at least `lone_meaning` are found: nonsense is
    close to something, too; `lone_across` is the same across languages, where all cosines are lower. `near`,
    `article` and `beside` are for the second look at the best passages (`kb/reranking.py`). A list ends where
    scores fall below the share `cut` of the best.
    """

    title: float = 1.0
    heading: float = 0.85
    text: float = 0.65
    meaning: float = 0.35
    both_words: float = 0.2
    both_sentences: float = 0.4
    across: float = 1.0
    long_question: float = 30.0
    length: float = 0.2
    usual_length: float = 85.0
    lone_meaning: float = 0.32
    lone_across: float = 0.2
    code: float = 0.35
    number: float = 0.05
    phrase: float = 0.2
    area: float = 0.03
    stale: float = 0.02
    corrected: float = 0.8
    near: float = 0.1
    article: float = 0.1
    beside: float = 0.05
    cut: float = 0.45

    def share_of(self, words: int) -> float:
        """The part of the weight of meaning that is left for a question of this many words."""
        return min(1.0, math.sqrt(self.long_question / max(words, 1)))

    @property
    def vector(self) -> str:
        """For `ts_rank`, from D to A."""
        return f"{{{self.text},{self.text},{self.heading},{self.title}}}"


WEIGHTS = Weights()

LEXICAL_CANDIDATES = 80
VECTOR_CANDIDATES = 60
CODE_CANDIDATES = 40
MAX_DRIVEN = 1000
"""The most passages that the words used to find candidates may occur in together; rarer words go first."""
CANDIDATE_TERMS = 16
POOL_PASSAGES = 40
"""How many of the best passages get a second look."""
POOL_PER_ARTICLE = 4
SCORED_TERMS = 64


@dataclass(frozen=True, slots=True)
class Term:
    """
    A word stem of a question: its share in the question, and how rare it is.

    `count` is the number of passages that contain it, among those counted for the reader.
    """

    lexeme: str
    share: float
    count: int
    rarity: float

    @property
    def weight(self) -> float:
        return self.share * self.rarity

    @property
    def query(self) -> str:
        """The stem as a quoted `tsquery`."""
        quoted = self.lexeme.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}'"


def rarity_of(count: int, total: int) -> float:
    """How informative a word is: BM25's inverse document frequency, never below zero."""
    return math.log(1 + (max(total - count, 0) + 0.5) / (count + 0.5))


def drivers(terms: Sequence[Term], *, limit: int = MAX_DRIVEN) -> list[Term]:
    """The rarest terms that occur in at most `limit` passages together; at least one if there are any."""
    chosen: list[Term] = []
    reached = 0
    for term in sorted(terms, key=lambda term: term.count):
        if chosen and reached + term.count > limit:
            break
        chosen.append(term)
        reached += term.count
    return chosen
