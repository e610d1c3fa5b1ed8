"""Passages for a question, as the engines take them; the search itself is the knowledge base's."""

from collections.abc import Sequence

from assistant.engines.protocol import Passage, Turn
from core.actors import Actor
from kb import selectors as kb_selectors

LIMIT = 12


def passages_for(
    *,
    reader: Actor | None,
    question: str,
    history: Sequence[Turn] = (),
    brand_id: int | None = None,
    product_area: str = "",
    limit: int = LIMIT,
) -> list[Passage]:
    """The best passages that `reader` may read; None reads what is public."""
    found = kb_selectors.retrieve(
        reader,
        question,
        history=[(turn.role, turn.text) for turn in history],
        brand_id=brand_id,
        product_area=product_area,
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
        )
        for passage in found
    ]
