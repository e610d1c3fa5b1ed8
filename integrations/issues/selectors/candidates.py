"""Which open issues may be about the same as a ticket, and why."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pgvector.django import CosineDistance

from core.search import terms
from core.search.fields import Matching
from integrations.issues import likeness
from integrations.issues.likeness import Cosines, Likeness, Report
from integrations.issues.models import Issue, IssueState, StateKind
from kb.embedding import WORDLLAMA, Vector
from kb.encoding.client import EncoderAway, question_vectors
from kb.encoding.kinds import SENTENCES
from tickets.clearance import Cleared

MOST_NEAR, MOST_NAMED = 100, 60
MOST_SHOWN = 5
MAX_TEXT, MAX_LETTERS, MAX_SENTENCES = 3000, 1500, 600


@dataclass(frozen=True)
class Candidate:
    """An open issue that may be the same."""

    issue: Issue
    likeness: Likeness


def vector_of(title: str, text: str, leave: Cleared | None) -> Vector | None:
    """What a report means, for `Issue.vector`; None without the leave to read what it came from."""
    return None if leave is None else WORDLLAMA.embed([f"{title}\n{text[:MAX_TEXT]}"])[0]


def candidates(
    *,
    connection_id: int,
    title: str,
    text: str,
    codes: list[str],
    area: str,
    without: list[int],
    leave: Cleared | None,
) -> list[Candidate]:
    """The issues of a connection that are open and like this report, the likeliest first."""
    rows = Issue.objects.filter(
        connection_id=connection_id,
        state__in=(IssueState.THERE, IssueState.SENDING),
    ).exclude(status_kind__in=(StateKind.COMPLETED, StateKind.CANCELED))
    rows = rows.exclude(pk__in=without)
    found: dict[int, Issue] = {}
    if codes:
        found |= {row.pk: row for row in rows.filter(codes__overlap=codes).order_by("-id")[:MOST_NAMED]}
    vector = vector_of(title, text, leave)
    if vector is not None:
        near = rows.filter(vector__isnull=False).order_by(CosineDistance("vector", vector))
        found |= {row.pk: row for row in near[:MOST_NEAR]}
    wanted = terms.any_of(
        [node for word in _telling(title) if (node := terms.words(word, begins=False)) is not None]
    )
    if wanted is not None:
        found |= {row.pk: row for row in rows.filter(search=Matching(wanted)).order_by("-id")[:MOST_NAMED]}
    new = Report(title, text, frozenset(codes), area)
    return ranked(new, vector, list(found.values()))


def _telling(title: str) -> list[str]:
    """The longest words of a title: a short one is in half of all issues."""
    return sorted(likeness.words_of(title), key=lambda word: (-len(word), word))[:5]


def ranked(new: Report, vector: Vector | None, rows: list[Issue]) -> list[Candidate]:
    """These issues by how alike they are, without those that are not."""
    olds = [Report(row.title, row.description, frozenset(row.codes), row.product_area) for row in rows]
    words = _cosines(new, olds, likeness.words_of, MAX_TEXT)
    letters = _cosines(new, olds, likeness.letters_of, MAX_LETTERS)
    # Without a vector there is no leave to read the report at all.
    has_leave = vector is not None and any(row.sentence is not None for row in rows)
    sentence = _sentence_of(new) if has_leave else None
    judged: list[Candidate] = []
    for row, old, (word, shared), (letter, _) in zip(rows, olds, words, letters, strict=True):
        near = Cosines(word, letter, _cosine(row.vector, vector) or 0.0, _cosine(row.sentence, sentence))
        one = likeness.judged(new, old, near, shared=shared)
        if one.score >= likeness.SHOWN:
            judged.append(Candidate(row, one))
    judged.sort(key=lambda candidate: (-candidate.likeness.score, candidate.issue.pk))
    return judged[:MOST_SHOWN]


def _cosine(one: Any, other: Vector | None) -> float | None:
    if one is None or other is None:
        return None
    return float(np.asarray(one, dtype=np.float32) @ other)


def sentences_of(title: str, text: str) -> str:
    """What of a report the encoder reads: its title and beginning."""
    return f"{title}\n{text[:MAX_SENTENCES]}"


def _sentence_of(new: Report) -> Vector | None:
    """The encoder's vector of a report; None while it is not to be had."""
    try:
        (found,) = question_vectors(SENTENCES, [sentences_of(new.title, new.text)])
    except EncoderAway:
        return None
    return found if found.any() else None


def _cosines(
    new: Report, olds: Sequence[Report], parts_of: Callable[[str], Counter[str]], limit: int
) -> list[tuple[float, list[str]]]:
    """How near each is by its parts, and the shared ones that tell most; a title counts twice."""
    mine, *others = [parts_of(f"{one.title} {one.title} {one.text[:limit]}") for one in (new, *olds)]
    by = likeness.weights([mine, *others])
    return [likeness.overlap(mine, other, by) for other in others]
