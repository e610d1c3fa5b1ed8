"""Answers that a contact form shows before it is sent."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from kb import selectors as kb_selectors
from kb import services as kb_services
from kb.audience import ANONYMOUS
from kb.models import SearchChannel
from kb.rendering import article_path, shortened
from people.models import Brand

SHOWN = 3
MAX_TEXT = 500


@dataclass(frozen=True)
class Answer:
    """A public article that fits."""

    title: str
    snippet: str
    language: str
    url: str


@dataclass(frozen=True)
class Looked:
    """What was found, and the search it is noted as."""

    search_id: int
    answers: list[Answer]


def answers_look(*, brand: Brand, text: str, language: str, now: datetime) -> Looked:
    """
    The public articles that fit what somebody is about to send, by the help center's own search.

    It searches as somebody whom nobody knows: what is shown before sending must not tell who has which plan.
    """
    asked = text[:MAX_TEXT]
    found = kb_selectors.search(ANONYMOUS, asked, brand_id=brand.pk, limit=SHOWN, per_article=1).matching()
    search = kb_services.search_log(
        actor=None,
        text=asked,
        found=found,
        channel=SearchChannel.FORM,
        brand_id=brand.pk,
        language=language,
        now=now,
    )
    answers = [
        Answer(
            title=passage.title,
            snippet=shortened(" ".join(passage.text.split()), 260),
            language=passage.language,
            url=f"{article_path(passage.slug, brand.slug)}?{urlencode({'from': search.pk})}"
            + (f"#{passage.anchor}" if passage.anchor else ""),
        )
        for passage in found.passages[:SHOWN]
    ]
    return Looked(search.pk, answers)
