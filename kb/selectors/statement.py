"""The one statement of retrieval, assembled from constant parts; every value is a parameter."""

# ruff: noqa: S608 - the text is put together from constants of this package; every value is a parameter

from collections.abc import Mapping, Sequence
from typing import Any

from kb.encoding.kinds import LANGUAGES, SENTENCES
from kb.ranking import (
    CANDIDATE_TERMS,
    CODE_CANDIDATES,
    LEXICAL_CANDIDATES,
    POOL_PASSAGES,
    POOL_PER_ARTICLE,
    SCORED_TERMS,
    VECTOR_CANDIDATES,
    Term,
    Weights,
    drivers,
)
from kb.selectors.meaning import Meaning


def parameters(
    *,
    terms: Sequence[Term],
    meaning: Meaning,
    codes: Sequence[str],
    numbers: Sequence[str],
    phrases: Sequence[str],
    words: int,
    weights: Weights,
) -> dict[str, Any]:
    """
    The parameters that depend on the question.

    `terms` are in descending weight; `words` is the length of the question.
    """
    chosen = drivers(terms)
    share, both = weights.share_of(words), weights.both_words + weights.both_sentences
    total = sum(term.weight for term in terms if term.count) or sum(term.weight for term in terms)
    values: dict[str, Any] = {
        "vector": weights.vector,
        "lexemes": [term.lexeme for term in terms[:SCORED_TERMS]],
        "pool": POOL_PASSAGES,
        "pool_per_article": POOL_PER_ARTICLE,
        "drivers": " | ".join(term.query for term in chosen),
        # A passage with every word twice in its text reaches about 1.
        "full": max(total * weights.text * 2, 1e-9),
        "meaning": share * weights.meaning,
        "both": share * both,
        "both_words": weights.both_words / both,
        "both_sentences": weights.both_sentences / both,
        "across": weights.across,
        "sentence_asked": meaning.sentence,
        "sentence_version": SENTENCES.version,
        "language_asked": meaning.across,
        "language_version": LANGUAGES.version,
        "asked_in": meaning.asked_in,
        "floor": -1.0 if terms else weights.lone_meaning,
        "floor_across": -1.0 if terms else weights.lone_across,
        "length": weights.length,
        "usual": weights.usual_length,
        "codes": list(codes),
        "numbers": list(numbers),
        "w_code": weights.code,
        "w_number": weights.number,
        "w_phrase": weights.phrase,
        "w_area": weights.area,
        "w_stale": weights.stale,
        "phrases": [f"%{_escaped(phrase)}%" for phrase in phrases],
    }
    for i, term in enumerate(terms[:SCORED_TERMS]):
        values |= {f"t{i}": term.query, f"w{i}": term.weight}
    for i, (engine, vector) in enumerate(meaning.words):
        values |= {f"engine{i}": engine, f"vector{i}": vector}
    return values


def statement(
    values: Mapping[str, Any], *, has_brand: bool, has_language: bool, has_reading: bool = False
) -> str:
    """
    The SQL of a search.

    Each of the candidates' queries filters by audience, brand and language: nothing that the reader may not
    read takes a candidate's place or affects a score.
    """
    readable = _readable(has_brand=has_brand, has_language=has_language, has_reading=has_reading)
    terms = sum(1 for name in values if name.startswith("t") and name[1:].isdigit())
    vectors = sum(1 for name in values if name.startswith("engine"))
    candidates = _candidates(values, readable, terms=terms, vectors=vectors)
    parts = ", ".join(f"{name} AS MATERIALIZED ({query})" for name, query in candidates.items())
    pool = " UNION ".join(f"SELECT id FROM {name}" for name in candidates)
    return f"""
WITH {parts}, pool AS ({pool}), scored AS (
    SELECT c.id, c.article_id, {_words(terms)} / %(full)s AS lexical, {_similarity(vectors)} AS by_words,
        {_sentence(values)} AS by_sentence, {_across(values)} AS across,
        c.codes && %(codes)s::varchar[] AS has_code, c.codes && %(numbers)s::varchar[] AS has_number,
        (SELECT count(*) FROM unnest(%(phrases)s::text[]) AS p(phrase)
            WHERE c.title || ' ' || c.headings || ' ' || c.text ILIKE p.phrase) AS phrases
    FROM pool JOIN kb_chunk c USING (id)
), compared AS (
    SELECT s.*, coalesce(s.across, %(both_words)s * s.by_words + %(both_sentences)s * s.by_sentence,
            s.by_words, s.by_sentence) AS similarity,
        CASE WHEN s.across IS NOT NULL THEN %(across)s
            WHEN s.by_sentence IS NOT NULL THEN %(both)s ELSE %(meaning)s END AS share
    FROM scored s
), weighed AS (
    SELECT s.*, coalesce(a.translation_of_id, a.id) AS family,
        a.slug, a.product_area, a.published_version, a.review_due_on < %(today)s AS is_stale,
        coalesce(s.share * s.similarity + (1 - s.share) * s.lexical, s.lexical)
        + CASE WHEN s.has_code THEN %(w_code)s ELSE 0 END
        + CASE WHEN s.has_number THEN %(w_number)s ELSE 0 END
        + %(w_phrase)s * s.phrases
        + CASE WHEN a.product_area <> '' AND a.product_area = %(area)s THEN %(w_area)s ELSE 0 END
        - CASE WHEN a.review_due_on < %(today)s THEN %(w_stale)s ELSE 0 END AS score
    FROM compared s JOIN kb_article a ON a.id = s.article_id AND a.status = 'published'
    WHERE s.has_code OR s.has_number
        OR coalesce(s.similarity, 1) >= CASE WHEN s.across IS NULL THEN %(floor)s ELSE %(floor_across)s END
), placed AS (
    SELECT w.*, row_number() OVER (PARTITION BY w.family ORDER BY w.score DESC, w.id) AS place,
        row_number() OVER (ORDER BY w.score DESC, w.id) AS rank
    FROM weighed w
)
SELECT p.*, c.title, c.heading_path, c.anchor, c.text, c.audience, c.language, c.brand_ids,
    (SELECT json_object_agg(l.lexeme, l.positions) FROM unnest(c.search) AS l
        WHERE p.rank <= %(pool)s AND l.lexeme = ANY (%(lexemes)s::text[])) AS places,
    (SELECT avg((l.lexeme <> ALL (%(lexemes)s::text[]))::int)::float8 FROM unnest(c.search) AS l
        WHERE p.rank <= %(pool)s AND 'B' = ANY (l.weights)) AS beside
FROM placed p JOIN kb_chunk c USING (id)
WHERE p.place <= %(per_article)s OR (p.rank <= %(pool)s AND p.place <= %(pool_per_article)s)
ORDER BY p.score DESC, p.id LIMIT %(limit)s + %(pool)s"""


def _readable(*, has_brand: bool, has_language: bool, has_reading: bool) -> str:
    """What a passage must be to be found at all."""
    readable = "c.audience_keys && %(keys)s::varchar[]"
    if has_brand:
        readable += " AND (c.brand_ids = '{}' OR c.brand_ids @> ARRAY[%(brand)s]::bigint[])"
    if has_language:
        readable += " AND split_part(c.language, '-', 1) = split_part(%(language)s, '-', 1)"
    if has_reading:
        # An article is there once, in the reader's language if it is translated into that.
        readable += (
            " AND (split_part(c.language, '-', 1) = %(reading)s"
            " OR NOT c.yields_to && ARRAY[%(reading)s, '*']::varchar[])"
        )
    return readable


def _candidates(values: Mapping[str, Any], readable: str, *, terms: int, vectors: int) -> dict[str, str]:
    """By name the queries that find candidates: by words, by vectors and by exact codes."""
    candidates: dict[str, str] = {}
    if values["drivers"]:
        candidates["by_words"] = (
            f"SELECT c.id FROM kb_chunk c WHERE c.search @@ %(drivers)s::tsquery AND {readable}"
            f" ORDER BY {_words(min(terms, CANDIDATE_TERMS))} DESC, c.id LIMIT {LEXICAL_CANDIDATES}"
        )
    for i in range(vectors):
        candidates[f"by_meaning{i}"] = (
            f"SELECT c.id FROM kb_chunk c WHERE c.engine = %(engine{i})s AND c.embedding IS NOT NULL"
            f" AND {readable} ORDER BY c.embedding <=> %(vector{i})s::vector LIMIT {VECTOR_CANDIDATES}"
        )
    for name in ("sentence", "language"):
        if values[f"{name}_asked"]:
            candidates[f"by_{name}"] = (
                f"SELECT c.id FROM kb_chunk c WHERE c.{name}_version = %({name}_version)s"
                f" AND c.{name}_vector IS NOT NULL AND {readable}"
                f" ORDER BY c.{name}_vector <=> %({name}_asked)s::halfvec LIMIT {VECTOR_CANDIDATES}"
            )
    if values["codes"] or values["numbers"]:
        candidates["by_codes"] = (
            "SELECT c.id FROM kb_chunk c"
            f" WHERE c.codes && (%(codes)s::varchar[] || %(numbers)s::varchar[]) AND {readable}"
            f" ORDER BY c.codes && %(codes)s::varchar[] DESC, c.position, c.id LIMIT {CODE_CANDIDATES}"
        )
    if not candidates:
        candidates["nothing"] = "SELECT c.id FROM kb_chunk c WHERE false"
    return candidates


def _words(count: int) -> str:
    if not count:
        return "0::float8"
    parts = (
        f"%(w{i})s::float8 * ts_rank(%(vector)s::float4[], c.search, %(t{i})s::tsquery)" for i in range(count)
    )
    length = "(1 - %(length)s + %(length)s * (length(c.search) + 15) / %(usual)s)"
    return f"(({' + '.join(parts)}) / {length})"


def _similarity(count: int) -> str:
    if not count:
        return "NULL::float8"
    cases = " ".join(
        f"WHEN %(engine{i})s THEN 1 - (c.embedding <=> %(vector{i})s::vector)" for i in range(count)
    )
    return f"CASE c.engine {cases} END"


def _sentence(values: Mapping[str, Any]) -> str:
    if not values["sentence_asked"]:
        return "NULL::float8"
    # It knows English alone; a passage of another language may have a vector from before it was translated.
    return (
        "CASE WHEN c.sentence_version = %(sentence_version)s AND c.language LIKE 'en%%'"
        " THEN 1 - (c.sentence_vector <=> %(sentence_asked)s::halfvec) END"
    )


def _across(values: Mapping[str, Any]) -> str:
    if not values["language_asked"]:
        return "NULL::float8"
    return (
        "CASE WHEN c.language_version = %(language_version)s"
        " AND split_part(c.language, '-', 1) <> %(asked_in)s"
        " THEN 1 - (c.language_vector <=> %(language_asked)s::halfvec) END"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
