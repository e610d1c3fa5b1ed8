"""For the agent: a suggested reply with its sources, and what else could help. Nothing is ever sent."""

from dataclasses import dataclass
from typing import Any

from assistant import selectors
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.builtin.writing import wants_of
from assistant.engines.choice import with_engine
from assistant.engines.protocol import AnswerRequest, Citation, Turn
from assistant.rendering import confidence_word, text_html
from assistant.retrieval import passages_for
from core.actors import Actor
from core.errors import NotFound
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.selectors import ticket_get

MAX_ARTICLES = 5
MAX_TICKETS = 5
MAX_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply that a person may use, change or throw away."""

    body_html: str
    citations: tuple[Citation, ...]
    confidence: float
    uncited: tuple[str, ...]
    engine: str

    def to_json(self) -> dict[str, Any]:
        """The form of the API."""
        return {
            "body_html": self.body_html,
            "citations": [citation.to_json() for citation in self.citations],
            "confidence": round(self.confidence, 3),
            "confidence_word": confidence_word(self.confidence, shipped_threshold()),
            "uncited": list(self.uncited),
            "engine": self.engine,
        }


def draft(*, actor: Actor, ticket_id: int) -> Draft:
    """
    A suggested reply to the newest customer message, from what that customer may read.

    Internal articles are left out on purpose: a draft is one key press away from being sent.
    Raises NotFound, Forbidden; UpstreamFailed when no engine answers.
    """
    require(actor, "ticket.reply")
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    question, history = _question(ticket)
    passages = passages_for(
        reader=selectors.reader_of(ticket.requester),
        question=question,
        history=history,
        brand_id=ticket.brand_id,
        product_area=ticket.product_area,
    )
    request = AnswerRequest(
        question=question,
        passages=passages,
        history=history,
        brand=ticket.brand.name,
        channel=ticket.channel,
    )
    answer = with_engine("answer", lambda engine: engine.answer(request)).result
    name = ticket.requester.name.split()[0] if ticket.requester.name else ""
    opening = f"<p>Hi {name},</p>" if name.isalpha() else ""
    body = f"{opening}{text_html(answer.text)}" if answer.citations else ""
    return Draft(body, answer.citations, answer.confidence, answer.uncited, answer.engine)


def _question(ticket: Ticket) -> tuple[str, list[Turn]]:
    turns = selectors.turns_before(ticket)
    at = next((i for i in range(len(turns) - 1, -1, -1) if turns[i].role == "customer"), None)
    if at is None:
        if not ticket.subject:
            raise NotFound("There is no message to answer.")
        return ticket.subject, []
    return turns[at].text, turns[:at]


def suggestions(*, actor: Actor, ticket_id: int) -> dict[str, Any]:
    """Articles that this actor may read, and solved tickets that they may see, for a ticket."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    question, history = _question(ticket)
    articles: dict[int, dict[str, Any]] = {}
    passages = (
        passages_for(reader=actor, question=question, history=history, brand_id=ticket.brand_id, limit=12)
        if actor.may_read("kb")
        else []
    )
    for passage in passages:
        articles.setdefault(
            passage.article_id,
            {
                "id": passage.article_id,
                "title": passage.title,
                "url": passage.url,
                "quote": passage.text[:MAX_QUOTE],
                "score": round(passage.score, 4),
            },
        )
    words = " or ".join(f'"{word}"' for word in _search_words(f"{ticket.subject} {wants_of(question)}"))
    found: list[Ticket] = []
    if words:
        others = Ticket.objects.visible_to(actor).present().exclude(pk=ticket.pk)
        page = ticket_selectors.search_page(
            tickets=others.filter(resolved_at__isnull=False), text=words, cursor=None, limit=MAX_TICKETS
        )
        found = page.rows
    return {
        "articles": list(articles.values())[:MAX_ARTICLES],
        "tickets": [{"number": row.pk, "subject": row.subject, "status": row.status} for row in found],
    }


def _search_words(text: str, limit: int = 6) -> list[str]:
    from assistant.reading.sentences import STOP

    words = [word.strip(".,;:!?()[]\"'").lower() for word in text.split()]
    kept = [word for word in words if len(word) > 4 and word not in STOP and word.replace("-", "").isalnum()]
    return list(dict.fromkeys(sorted(kept, key=len, reverse=True)))[:limit]
