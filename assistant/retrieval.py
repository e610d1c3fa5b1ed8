"""Passages for a question in the form engines take; the search itself is the knowledge base's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.engines.protocol import Passage, Turn
from assistant.reading.sentences import sentences_of
from core.actors import Actor
from kb import selectors as kb_selectors
from kb.audience import reader_of
from kb.outline import blocks_of
from kb.rendering import article_path
from kb.selectors import internal as kb_internal
from tickets.clearance import Cleared

LIMIT = 12
WHOLE_ARTICLES = 4
MAX_SECTIONS = 60
_LINK = re.compile(
    r"<a\s[^>]{0,300}?href=\"(?:article:|/help/[\w-]{1,60}/|/)?([\w-]{1,120})(?:#[\w-]{0,120})?\"[^>]{0,300}>([^<]{1,200})</a>"
)


def passages_for(
    leave: Cleared,
    *,
    reader: Actor | None,
    question: str,
    history: Sequence[Turn] = (),
    brand_id: int | None = None,
    product_area: str = "",
    language: str = "",
    limit: int = LIMIT,
) -> list[Passage]:
    """
    The best passages that `reader` may read; None reads public articles only.

    Of articles with a translation into `language`, the asker's, the translation is read. A question becomes
    vectors here, so that words of a ticket need the `leave` to be read.
    """
    if not isinstance(leave, Cleared):
        raise TypeError("A question is not looked up without the leave to read it (tickets.clearance).")
    found = kb_selectors.retrieve(
        reader,
        question,
        history=[(turn.role, turn.text) for turn in history],
        brand_id=brand_id,
        product_area=product_area,
        reading=language,
        limit=limit,
    )
    return [
        Passage(
            key=passage.chunk_id,
            article_id=passage.article_id,
            title=passage.title,
            url=passage.url,
            text=passage.text,
            heading=passage.heading,
            score=passage.score,
            lexical=passage.lexical,
            similarity=passage.similarity or 0.0,
            by_sentences=passage.by_sentences,
            is_across=passage.is_across,
            language=passage.language[:2].lower(),
            audience=passage.audience,
        )
        for passage in found
    ]


def with_sections(
    reader: Actor | None, passages: Sequence[Passage]
) -> tuple[list[Passage], dict[int, list[Passage]]]:
    """
    Passages, and the best articles in full in reading order, by id.

    Lines of code are marked in both, and sentences that link to an article `reader` may not open are left
    out. Three statements, two if there are no links.
    """
    ids = list(dict.fromkeys(passage.article_id for passage in passages))
    if not ids:
        return list(passages), {}
    keys = list(reader_of(reader).keys)
    bodies = kb_internal.published_bodies(ids)
    links = {pk: frozenset(words.strip() for _, words in _LINK.findall(html)) for pk, html in bodies.items()}
    code = {pk: _code_of(html) for pk, html in bodies.items()}
    closed = _closed_links(bodies, keys)
    finished = partial(_finished, code=code, links=links, closed=closed)
    read = {passage.key: finished(passage) for passage in passages}
    first = {passage.article_id: passage for passage in reversed(passages)}
    whole: dict[int, list[Passage]] = {}
    for row in kb_internal.sections_readable(ids[:WHOLE_ARTICLES], keys):
        key, article_id, path, anchor, text = row
        known = read.get(key)
        if known is None:
            known = finished(
                replace(
                    first[article_id],
                    key=key,
                    heading=" \u203a ".join(path),
                    text=text,
                    url=f"{first[article_id].url.partition('#')[0]}{f'#{anchor}' if anchor else ''}",
                    score=0.0,
                    lexical=0.0,
                    similarity=0.0,
                    by_sentences=False,
                )
            )
        if len(whole.setdefault(article_id, [])) < MAX_SECTIONS and known.text.strip():
            whole[article_id].append(known)
    return [passage for passage in read.values() if passage.text.strip()], whole


def article_urls(*, reader: Actor | None, ids: Sequence[int], brand_slug: str) -> dict[int, str]:
    """The addresses where `reader` opens those of these articles that they may read, by id."""
    readable = kb_internal.slugs_readable(ids, reader_of(reader).keys)
    return {pk: article_path(slug, brand_slug) for pk, slug in readable.items()}


def _code_of(html: str) -> frozenset[str]:
    lines = (line for block in blocks_of(html) if block.kind == "code" for line in block.text.split("\n"))
    return frozenset(line.strip() for line in lines if line.strip())


def _closed_links(bodies: Mapping[int, str], keys: Sequence[str]) -> dict[int, frozenset[str]]:
    """For each article, the texts of its links to articles that a reader with these keys may not open."""
    links = {pk: _LINK.findall(html) for pk, html in bodies.items()}
    slugs = {slug for found in links.values() for slug, _ in found}
    if not slugs:
        return {}
    there = kb_internal.ids_of_slugs(slugs)
    readable = kb_internal.slugs_readable(list(there.values()), keys)
    shut = {slug for slug, pk in there.items() if pk not in readable}
    return {pk: frozenset(words for slug, words in found if slug in shut) for pk, found in links.items()}


def _finished(
    passage: Passage,
    *,
    code: Mapping[int, frozenset[str]],
    links: Mapping[int, frozenset[str]],
    closed: Mapping[int, frozenset[str]],
) -> Passage:
    text = _without(passage.text, closed.get(passage.article_id, frozenset()))
    return replace(
        passage,
        text=text,
        code=code.get(passage.article_id, frozenset()),
        links=links.get(passage.article_id, frozenset()),
    )


def _without(text: str, words: frozenset[str]) -> str:
    """The longest run of whole sentences that contains none of these links."""
    if not any(link in text for link in words):
        return text
    runs: list[str] = []
    begin = 0
    for sentence in sentences_of(text):
        start = text.find(sentence, begin)
        if start >= 0 and any(link in sentence for link in words):
            runs.append(text[begin:start])
            begin = start + len(sentence)
    runs.append(text[begin:])
    return max((run.strip() for run in runs), key=len)
