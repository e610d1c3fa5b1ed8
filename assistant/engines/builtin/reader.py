"""
Extractive answers: the sentences and steps of retrieved passages that answer, verbatim.

Nothing is said that is not in an article, so every statement has a citation. How likely the answer is to be
right comes from `confidence.py`, which uses the figures gathered here.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from assistant.engines.builtin.alignment import alignments
from assistant.engines.builtin.meaning import Matrix, meanings
from assistant.engines.builtin.sections import choose, is_own_sentence, nearness
from assistant.engines.protocol import Citation, Passage, Turn
from assistant.reading.asking import clauses_of
from assistant.reading.sentences import codes_in, content_words, covered, exact_codes, is_step, sentences_of

MAX_READ = 12
MAX_CHARACTERS = 700
SHORT_QUESTION = 5
HISTORY_SHARE = 0.4
SHARPNESS = 10.0
"""Turns the difference between two articles' scores into odds."""
FEW = 4
"""With fewer passages than these, a lead means nothing: there are hardly any others to beat."""
HEADING = 0.3
VERY_QUESTION = 0.3
"""For an article whose title is the question itself: the others only mention the subject."""
NOTHING = 0.6
"""The total of an imaginary rival when passages are few; without it, a single one would always win."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the passages say about a question: the parts of the answer, and the figures that judge it."""

    citations: tuple[Citation, ...]
    features: Mapping[str, float]
    code: frozenset[str] = frozenset()
    open_parts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The answer as plain text, with parts from different sections set apart and code in fences."""
        return "\n\n".join(fenced(citation.quote, self.code) for citation in self.citations)


def read(
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Turn] = (),
    sections: Mapping[int, Sequence[Passage]] | None = None,
) -> Reading:
    """Find the answer to a question in passages ordered best first; `sections` as in AnswerRequest."""
    looked_at = [passage for passage in passages[:MAX_READ] if passage.text.strip()]
    if not looked_at or not question.strip():
        return Reading((), {})
    asked = _meaning_of(question, history)
    words = list(dict.fromkeys(content_words(question)))
    weights = _weights(words, looked_at)
    heads = meanings([_head(passage) for passage in looked_at])
    alone = nearness(question, meanings([question])[0], looked_at)
    texts = meanings([f"{_head(passage)} {passage.text}" for passage in looked_at])
    near = alignments(question, [f"{_head(passage)} {passage.text}" for passage in looked_at])
    parts = [
        _Part.of(passage, asked, words, weights, heads[i], texts[i], near[i], alone[passage.key])
        for i, passage in enumerate(looked_at)
    ]
    for part in parts:
        part.article = sum(p.score for p in looked_at if p.article_id == part.passage.article_id)
    _tell_codes(parts, question)
    own = _asking_this(question, looked_at, sections or {})
    for part in parts:
        part.is_named = part.is_named or part.passage.article_id == own
    best = max(parts, key=lambda part: part.total)
    choice = choose(question, best.passage, (sections or {}).get(best.passage.article_id, ()))
    chosen = list(choice.sections)
    citations = tuple(_citation(passage, asked, words) for passage in chosen)
    code = frozenset().union(*(passage.code for passage in chosen))
    features = _features(question, best, parts) | {
        "fits": float(choice.fits),
        "misses": float(choice.misses),
        "code_absent": float(not _names_codes(question, chosen)),
        "code_headed": float(_is_about_the_code(question, chosen[0])),
        "own_sentence": float(own is not None and is_own_sentence(question, chosen[0])),
    }
    return Reading(citations, features, code, choice.open_parts)


def _asking_this(
    question: str, passages: Sequence[Passage], sections: Mapping[int, Sequence[Passage]]
) -> int | None:
    """The only article with a section whose heading is exactly this question."""
    known = {passage.key: passage for part in sections.values() for passage in part}
    known |= {passage.key: passage for passage in passages}
    found = {one.article_id for one in known.values() if one.heading and is_own_sentence(question, one)}
    return found.pop() if len(found) == 1 else None


def fenced(quote: str, code: frozenset[str]) -> str:
    """A quote with its lines of code in fences."""
    lines: list[str] = []
    is_open = False
    for line in quote.split("\n"):
        is_code = bool(line.strip()) and line.strip() in code
        if is_code != is_open:
            lines.append("```")
            is_open = is_code
        lines.append(line)
    return "\n".join([*lines, "```"] if is_open else lines)


def _is_about_the_code(question: str, first: Passage) -> bool:
    codes = exact_codes(question)
    asks_more = len(content_words(question)) > SHORT_QUESTION or bool(clauses_of(question))
    return len(codes) == 1 and codes[0] in exact_codes(first.heading) and not asks_more


def _names_codes(question: str, chosen: Sequence[Passage]) -> bool:
    """Whether the answer contains every code that was asked about."""
    told = {code for passage in chosen for code in codes_in(f"{_head(passage)} {passage.text}")}
    return set(exact_codes(question)) <= told


def _meaning_of(question: str, history: Sequence[Turn]) -> Matrix:
    asked = meanings([question])[0]
    earlier = [turn.text for turn in history if turn.role == "customer"][-2:]
    if earlier and len(content_words(question)) < SHORT_QUESTION:
        asked = asked + np.float32(HISTORY_SHARE) * meanings([" ".join(earlier)])[0]
        length = float(np.linalg.norm(asked))
        asked = asked / np.float32(length) if length else asked
    return np.asarray(asked, dtype=np.float32)


def _head(passage: Passage) -> str:
    return f"{passage.title}: {passage.heading}" if passage.heading else passage.title


def _weights(words: Sequence[str], passages: Sequence[Passage]) -> dict[str, float]:
    """Word weights: a word in every passage says nothing about which one answers."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(covered(words, f"{_head(passage)} {passage.text}"))
    size = len(passages) + 1
    return {word: log(1 + size / (1 + counts[word])) for word in words}


def _share(words: set[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[word] for word in words) / total if total else 0.0


@dataclass(slots=True)
class _Part:
    """One passage, judged."""

    passage: Passage
    by_head: float
    by_text: float
    head_coverage: float
    known: set[str]
    alignment: float
    alone: float
    code: float = 0.0
    article: float = 0.0
    is_named: bool = False

    @classmethod
    def of(
        cls,
        passage: Passage,
        asked: Matrix,
        words: Sequence[str],
        weights: Mapping[str, float],
        head: Matrix,
        text: Matrix,
        alignment: float,
        alone: float,
    ) -> "_Part":
        known = covered(words, f"{_head(passage)} {passage.text}")
        return cls(
            passage=passage,
            by_head=float(head @ asked),
            by_text=float(text @ asked),
            head_coverage=_share(covered(words, _head(passage)), weights),
            known=known,
            alignment=alignment,
            alone=alone,
            is_named=len(words) > 1 and set(content_words(passage.title)) == set(words),
        )

    @property
    def total(self) -> float:
        """
        The search's own score, plus how much of its article was found, plus how close its words are.

        With the vectors of sentences the score knows both already, and better. The weights were tuned on the
        demo's questions and on kb_doc2dial (docs/quality.md).
        """
        article, alignment = (0.0, 0.1) if self.passage.by_sentences else (0.3, 0.3)
        return (
            self.passage.score
            + article * self.article
            + alignment * self.alignment
            + 0.6 * self.code
            + HEADING * self.alone
            + VERY_QUESTION * self.is_named
        )


def _citation(passage: Passage, asked: Matrix, words: Sequence[str]) -> Citation:
    return Citation(
        article_id=passage.article_id,
        title=passage.title,
        url=passage.url,
        quote=excerpt(_without_pointers(passage, words), asked),
        heading=passage.heading,
    )


def _without_pointers(passage: Passage, words: Sequence[str]) -> str:
    """The text without closing lines "Another subject: Another article" about things nobody asked."""
    lines = passage.text.strip().split("\n")
    beyond = set(words) - set(content_words(passage.title))
    while len(lines) > 1:
        told, colon, link = lines[-1].strip().rstrip(".").rpartition(": ")
        if not colon or link.strip() not in passage.links or covered(sorted(beyond), told):
            break
        lines.pop()
    return "\n".join(lines)


def _tell_codes(parts: Sequence[_Part], question: str) -> None:
    asked = set(codes_in(question))
    if not asked:
        return
    for part in parts:
        text = f"{_head(part.passage)} {part.passage.text}"
        there = set(codes_in(text))
        part.code = len(asked & there) / len(asked)
        if asked & set(codes_in(_head(part.passage))):
            part.code += 0.2


def excerpt(text: str, asked: Matrix, limit: int = MAX_CHARACTERS) -> str:
    """
    The run of whole sentences around the best one that fits, verbatim from the text.

    A short passage is quoted whole: half of a procedure helps nobody.
    """
    text = text.strip()
    if len(text) <= limit:
        return text
    sentences = sentences_of(text)
    spans: list[tuple[int, int]] = []
    at = 0
    for sentence in sentences:
        start = text.find(sentence, at)
        if start < 0:
            continue
        at = start + len(sentence)
        spans.append((start, at))
    if not spans:
        return text[:limit].rsplit(" ", 1)[0]
    likeness = meanings([text[start:end] for start, end in spans]) @ asked
    first = last = int(np.argmax(likeness))
    while True:
        # Steps belong together from the first one; prose grows toward the more similar side.
        left = first > 0 and spans[last][1] - spans[first - 1][0] <= limit
        right = last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= limit
        if not left and not right:
            break
        in_list = is_step(text[slice(*spans[first])])
        if left and (not right or in_list or likeness[first - 1] >= likeness[last + 1]):
            first -= 1
        else:
            last += 1
    return text[spans[first][0] : spans[last][1]][:limit]


def _features(question: str, best: _Part, parts: Sequence[_Part]) -> dict[str, float]:
    """The input of `confidence.py`: mostly how far the best article is ahead of all others."""
    codes = codes_in(question)
    totals: dict[int, float] = {}
    for part in parts:
        article = part.passage.article_id
        totals[article] = max(totals.get(article, part.total), part.total)
    rivals = [*totals.values(), NOTHING] if len(parts) < FEW else list(totals.values())
    ahead = sum(exp(SHARPNESS * (total - best.total)) for total in rivals)
    return {
        "posterior": 1 / ahead,
        "similarity": best.passage.similarity,
        "by_sentences": float(best.passage.by_sentences),
        "score_margin": _margin(best, parts, lambda part: part.passage.score),
        "similarity_margin": _margin(best, parts, lambda part: part.passage.similarity),
        "alone": best.alone,
        "alone_margin": _margin(best, parts, lambda part: part.alone),
        "lexical": best.passage.lexical,
        "words": min(len(set(content_words(question))), 12) / 12,
        "known": len(best.known) / max(1, len(set(content_words(question)))),
        "head_margin": _margin(best, parts, lambda part: part.by_head),
        "head_coverage_margin": _margin(best, parts, lambda part: part.head_coverage),
        "article": best.article,
        "articles": len(totals) / MAX_READ if len(parts) >= FEW else 1.0,
        "code_met": float(bool(codes) and best.code >= 1),
        "code_missed": float(bool(codes) and best.code < 1),
    }


def _margin(best: _Part, parts: Sequence[_Part], figure: Callable[[_Part], float]) -> float:
    """How far the best article's highest figure exceeds any other article's; 0 without another."""
    article = best.passage.article_id
    mine = max(figure(part) for part in parts if part.passage.article_id == article)
    others = [figure(part) for part in parts if part.passage.article_id != article]
    return mine - max(others) if others else 0.0
