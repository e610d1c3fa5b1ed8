"""Which open issues may be about the same as a ticket, and why."""

from dataclasses import dataclass

import numpy as np
from pgvector.django import CosineDistance

from core.search import terms
from core.search.fields import Matching
from integrations.issues import likeness
from integrations.issues.likeness import Likeness, Report
from integrations.issues.models import Issue, IssueState, StateKind
from kb.embedding import WORDLLAMA, Vector
from tickets.clearance import Cleared

MOST_READ = 40
MOST_SHOWN = 5
MAX_TEXT = 3000


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
        found |= {row.pk: row for row in rows.filter(codes__overlap=codes).order_by("-id")[:MOST_READ]}
    vector = vector_of(title, text, leave)
    if vector is not None:
        near = rows.filter(vector__isnull=False).order_by(CosineDistance("vector", vector))
        found |= {row.pk: row for row in near[:MOST_READ]}
    wanted = terms.any_of(
        [node for word in _telling(title) if (node := terms.words(word, begins=False)) is not None]
    )
    if wanted is not None:
        found |= {row.pk: row for row in rows.filter(search=Matching(wanted)).order_by("-id")[:MOST_READ]}
    new = Report(title, text, frozenset(codes), area)
    return ranked(new, vector, list(found.values()))


def _telling(title: str) -> list[str]:
    """The longest words of a title: a short one is in half of all issues."""
    return sorted(likeness.words_of(title), key=lambda word: (-len(word), word))[:5]


def ranked(new: Report, vector: Vector | None, rows: list[Issue]) -> list[Candidate]:
    """These issues by how alike they are, without those that are not."""
    texts = [likeness.words_of(f"{row.title} {row.title} {row.description[:MAX_TEXT]}") for row in rows]
    mine = likeness.words_of(f"{new.title} {new.title} {new.text[:MAX_TEXT]}")
    by = likeness.weights([mine, *texts])
    judged: list[Candidate] = []
    for row, words in zip(rows, texts, strict=True):
        cosine = 0.0
        if vector is not None and row.vector is not None:
            cosine = float(np.asarray(row.vector, dtype=np.float32) @ vector)
        share, shared = likeness.overlap(mine, words, by)
        old = Report(row.title, row.description, frozenset(row.codes), row.product_area)
        one = likeness.judged(new, old, meaning=cosine, words=share, shared=shared)
        if one.score >= likeness.SHOWN:
            judged.append(Candidate(row, one))
    judged.sort(key=lambda candidate: (-candidate.likeness.score, candidate.issue.pk))
    return judged[:MOST_SHOWN]
