"""The article that a gap lacks, drafted from what colleagues answered in its tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import transaction

from assistant.engines.choice import OPENAI, engine_for, plan
from assistant.engines.protocol import AnswerRequest, Passage
from assistant.models import Gap, GapState
from assistant.selectors import gaps as selectors
from assistant.selectors.gaps import Sight
from assistant.selectors.names import names_of
from assistant.services.closing_gaps import gap_save, gap_to_state
from core import audit
from core.actors import Actor
from core.errors import Conflict, UpstreamFailed
from core.languages import language_of
from kb import services as kb_services
from kb.grouping import unit, vectors_of
from kb.models import Article
from kb.reading.redaction import redacted
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.clearance import Cleared
from tickets.models import AuthorKind, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import cleared_all, open_to_ai

MAX_TICKETS = 12
MAX_QUOTES = 3
MAX_ANSWER = 6000
SAME = 0.85
"""The cosine of meanings from which two answers say the same, so that one of them is enough."""
_PEOPLE = (AuthorKind.STAFF, AuthorKind.TOKEN)
"""Who answers as a person, or for one by a program."""
QUOTED = "quoted"
"""The engine of a draft that holds colleagues' words alone."""


class HasArticle(Conflict):
    """The gap has an article already."""

    code = "assistant.gap_has_article"


class NoAnswers(Conflict):
    """Nobody has answered the tickets yet."""

    code = "assistant.gap_without_answers"


@dataclass(frozen=True, slots=True)
class Quote:
    """What a colleague answered in a ticket, without personal data."""

    ticket: int
    text: str


def gap_draft(*, actor: Actor, gap_id: int, now: datetime) -> Article:
    """
    A draft of the article that a gap lacks, from the answers in those of its tickets that the actor sees.

    The built-in engine quotes; a model writes, and each of its statements rests on words of an answer. A
    person edits and publishes it. Slow if a model is asked; never in a transaction. Raises Forbidden,
    NotFound, HasArticle, NoAnswers.
    """
    require(actor, "article.draft")
    sight = selectors.gap_get(actor=actor, gap_id=gap_id)
    if sight.gap.article_id is not None:
        raise HasArticle("This gap has an article already. Edit that, or take it off the gap first.")
    tickets = _tickets(actor, sight)
    leave = cleared_all(tickets)
    quotes = _quotes(tickets)
    if not quotes:
        raise NoAnswers("No colleague has answered these tickets yet, so there is nothing to draft from.")
    asked = _question(sight)
    body, engine, used = _written(sight.title, asked, quotes, leave)
    values = _values(sight, tickets, body, engine, used)
    with transaction.atomic():
        gap = Gap.objects.select_for_update().get(pk=gap_id)
        if gap.article_id is not None:
            raise HasArticle("Somebody has just drafted an article for this gap. Load it again.")
        article = kb_services.article_create(actor=actor, values=values, now=now)
        gap.article, gap.trial = article, {}
        gap.drafted = {
            "engine": engine,
            "quotes": [{"ticket": quote.ticket, "text": quote.text} for quote in used],
        }
        gap_to_state(gap, GapState.IN_WORK, "", now)
        gap_save(gap, now)
        audit.record(
            actor=actor,
            action="assistant.gap_drafted",
            target=f"gap:{gap.pk}",
            data={"article": article.pk, "engine": engine},
            now=now,
        )
    return article


def _tickets(actor: Actor, sight: Sight) -> list[Ticket]:
    """The tickets most like what the gap is about, of those that the actor sees."""
    nearest = sorted(sight.rows, key=lambda row: (-row.likeness, row.ticket_id))[:MAX_TICKETS]
    found = open_to_ai(ticket_selectors.tickets_visible(actor)).with_names()
    known = {ticket.pk: ticket for ticket in found.filter(pk__in=[row.ticket_id for row in nearest])}
    return [known[row.ticket_id] for row in nearest if row.ticket_id in known]


def _quotes(tickets: Sequence[Ticket]) -> list[Quote]:
    """Each ticket's longest answer by a person: the last one is often only a farewell."""
    found = []
    for ticket in tickets:
        names = names_of(ticket)
        shown = all_tickets.messages_shown(ticket.pk).filter(author_kind__in=_PEOPLE, is_redacted=False)
        texts = [redacted(entry.body_text[:MAX_ANSWER], names) for entry in shown.order_by("id")[:20]]
        best = max(texts, key=len, default="")
        if best.strip():
            found.append(Quote(ticket.pk, best.strip()))
    return found


def _question(sight: Sight) -> str:
    nearest = max(sight.rows, key=lambda row: (row.likeness, -row.ticket_id))
    return nearest.question or nearest.title


def _written(
    title: str, question: str, quotes: Sequence[Quote], leave: Cleared
) -> tuple[str, str, list[Quote]]:
    """The text, who wrote it, and the answers that it stands on."""
    if plan(settings.AI_ENGINE)["answer"] == OPENAI:
        passages = [
            Passage(key=at, article_id=quote.ticket, title=title, url="", text=quote.text)
            for at, quote in enumerate(quotes)
        ]
        request = AnswerRequest(question=question, passages=passages, channel="help_center")
        try:
            answer = engine_for("answer", leave).answer(request)
        except UpstreamFailed:
            answer = None
        if answer is not None and answer.citations:
            cited = {citation.article_id for citation in answer.citations}
            used = [quote for quote in quotes if quote.ticket in cited]
            return f"## {title}\n\n{answer.text.strip()}\n", answer.engine, used
    return _quoted(title, quotes)


def _quoted(title: str, quotes: Sequence[Quote]) -> tuple[str, str, list[Quote]]:
    """
    The answer that is most like all others as the text, and what others say differently below it as quotes.

    A person decides between them.
    """
    vectors = vectors_of([quote.text for quote in quotes])
    centre = unit(vectors.sum(axis=0))
    order = np.argsort(-(vectors @ centre), kind="stable").tolist()
    taken: list[int] = []
    for at in order:
        if len(taken) < MAX_QUOTES and all(float(vectors[at] @ vectors[other]) < SAME for other in taken):
            taken.append(at)
    first, *others = [quotes[at] for at in taken]
    parts = [f"## {title}", first.text]
    parts += ["\n".join(f"> {line}" for line in quote.text.split("\n")) for quote in others]
    return "\n\n".join(parts) + "\n", QUOTED, [first, *others]


def _values(
    sight: Sight, tickets: Sequence[Ticket], body: str, engine: str, used: Sequence[Quote]
) -> dict[str, object]:
    brands = {ticket.brand_id for ticket in tickets}
    areas = [ticket.product_area for ticket in tickets if ticket.product_area]
    language, _ = language_of(used[0].text)
    numbers = ", ".join(f"#{quote.ticket}" for quote in used)
    values: dict[str, object] = {
        "title": sight.title[:300],
        "body": body,
        "language": language[:2],
        "product_area": max(sorted(set(areas)), key=areas.count, default=""),
        "brand_ids": sorted(brands) if len(brands) == 1 else [],
        "note": f"Drafted ({engine}) from {numbers}"[:300],
    }
    if sight.gap.owner_id is not None:
        values["owner_id"] = sight.gap.owner_id
    return values
