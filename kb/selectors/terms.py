"""The words of a question as stems, and how rare they are in what the reader may read."""

# ruff: noqa: S608 - only the names of columns, constants of kb.audience, are put into the statements

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from core.search.spelling import Known, can_be_corrected, correction, deletes_of
from core.search.words import is_unspaced
from kb.audience import Reader
from kb.query import Question
from kb.ranking import WEIGHTS, Term, rarity_of

MIN_PREFIX = 3
FEW_WORDS = 4
"""A question of at most this many words is still being typed: each may be the beginning of a word."""
MAX_UNKNOWN = 8
PREFIXES = 3
EF_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """
    Stems that occur, or may occur, in a readable passage, highest weight first, and the fate of the others.

    `by_word` maps a word of the question to its rarity; `corrections` a misspelled word to its replacement,
    `stems` any word but a stop word to its stem. `older_engines` made vectors that have not been replaced
    yet.
    """

    terms: tuple[Term, ...]
    total: int
    by_word: Mapping[str, float]
    corrections: Mapping[str, str]
    stems: Mapping[str, str]
    unknown: tuple[str, ...]
    older_engines: tuple[str, ...]


def terms_of(question: Question, reader: Reader) -> Terms:
    """
    Look the words up; one statement, two if some are unknown.

    Also prepares the transaction for the vector search, which must keep scanning when a filter removes much
    of what the index offers.
    """
    counted = " + ".join(f"t.{name}" for name in reader.counted)
    found = _looked_up(list(question.words), counted)
    total = sum(count for kind, _, _, count in found if kind == "total")
    # Passages for chosen teams, companies or segments are not counted, so their words may look unknown.
    reads_uncounted = bool(set(reader.keys) - set(reader.counted))
    shares: dict[str, float] = {}
    counts: dict[str, int] = {}
    by_word: dict[str, float] = {}
    stems: dict[str, str] = {}
    unknown: list[str] = []
    # An English stop word may be all that was asked for, as a word of another language.
    wanted = "word" if any(kind == "word" for kind, *_ in found) else "stop"
    for kind, word, lexeme, count in found:
        if kind != wanted:
            continue
        stems[word] = lexeme
        if not count:
            unknown.append(word)
            if reads_uncounted:
                shares[lexeme] = shares.get(lexeme, 0.0) + question.words[word]
                counts[lexeme] = 0
            continue
        shares[lexeme] = shares.get(lexeme, 0.0) + question.words[word]
        counts[lexeme] = count
        by_word[word] = rarity_of(count, total)
    corrections: dict[str, str] = {}
    # A single letter of a script without spaces also begins pairs, and may itself be a word.
    single = [word for word in by_word if len(word) == 1 and is_unspaced(word)]
    for word, known in _instead_of([*unknown, *single], question, counted):
        shares[known.lexeme] = shares.get(known.lexeme, 0.0) + WEIGHTS.corrected * question.words[word]
        counts[known.lexeme] = known.count
        stems[word] = known.lexeme
        if not known.word.startswith(word):
            corrections[word] = known.word
    terms = [
        Term(lexeme, share, counts[lexeme], rarity_of(counts[lexeme], total))
        for lexeme, share in shares.items()
    ]
    terms.sort(key=lambda term: (-term.weight, term.lexeme))
    return Terms(
        terms=tuple(terms),
        total=total,
        by_word=by_word,
        corrections=corrections,
        stems=stems,
        unknown=tuple(unknown),
        older_engines=tuple(name for kind, name, _, _ in found if kind == "engine"),
    )


def _looked_up(words: Sequence[str], counted: str) -> list[tuple[str, str, str, int]]:
    """
    Kind, word, stem and count of each word, beside the total, older engines and the settings of the search.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN w.stem IS NULL THEN 'stop' ELSE 'word' END, w.word, w.lexeme,"
            " coalesce((" + counted + "), 0) FROM (SELECT u.word, s.stem, coalesce(s.stem, u.word) AS lexeme"
            " FROM unnest(%s::text[]) AS u(word), LATERAL (SELECT search_stem(u.word) AS stem) AS s) AS w"
            " LEFT JOIN kb_term t USING (lexeme) WHERE w.stem IS NOT NULL OR t.lexeme IS NOT NULL"
            " UNION ALL SELECT 'total', '', '', " + counted + " FROM kb_term t WHERE lexeme = ''"
            " UNION ALL SELECT 'engine', from_engine, '', 0 FROM kb_reembedding WHERE finished_at IS NULL"
            " UNION ALL SELECT 'setting', set_config('hnsw.ef_search', %s, true),"
            " set_config('hnsw.iterative_scan', 'relaxed_order', true), 0",
            [list(words), str(EF_SEARCH)],
        )
        found: list[tuple[str, str, str, int]] = cursor.fetchall()
    return found


def _instead_of(words: Sequence[str], question: Question, counted: str) -> list[tuple[str, Known]]:
    """Known words for unknown ones: a completion if the word is still being typed, else a spelling."""
    wanted = [word for word in words if can_be_corrected(word)][:MAX_UNKNOWN]
    asked = list(question.words)
    is_typed = len(question.turns) == 1
    begun = [
        word
        for word in words
        if is_typed
        and (word == asked[-1] or len(asked) <= FEW_WORDS)
        and (len(word) >= MIN_PREFIX or is_unspaced(word))
    ][:MAX_UNKNOWN]
    if not wanted and not begun:
        return []
    forms = [{"word": word, "forms": deletes_of(word)} for word in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT q.word, t.lexeme, t.word, " + counted + ", false"
            " FROM jsonb_to_recordset(%s::jsonb) AS q(word text, forms text[])"
            " JOIN kb_term t ON t.deletes && q.forms WHERE " + counted + " > 0"
            " UNION ALL SELECT b.word, p.* FROM unnest(%s::text[]) AS b(word) CROSS JOIN LATERAL"
            " (SELECT t.lexeme, t.word, " + counted + " AS count, true FROM kb_term t"
            " WHERE t.lexeme >= b.word AND t.lexeme < b.word || %s AND " + counted + " > 0"
            " ORDER BY 3 DESC, 1 LIMIT %s) AS p",
            [json.dumps(forms), begun, "\U0010ffff", PREFIXES],
        )
        found = cursor.fetchall()
    chosen = [(word, Known(lexeme, known or lexeme, count)) for word, lexeme, known, count, by in found if by]
    completed = {word for word, _ in chosen}
    for word in wanted:
        if word in completed:
            continue
        candidates = [
            Known(lexeme, known, count) for w, lexeme, known, count, by in found if w == word and not by
        ]
        if best := correction(word, candidates):
            chosen.append((word, best))
    return chosen
