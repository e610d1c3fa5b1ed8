"""For the agent: a suggested reply with sources, and what else could help. Nothing is ever sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant import masking, selectors
from assistant.boundaries import Held, held_in_answer
from assistant.configuration import Configuration
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.choice import with_engine
from assistant.engines.protocol import Answer, AnswerRequest, Citation, Passage, Turn
from assistant.in_force import in_force
from assistant.models import DraftReply, Level
from assistant.next_step import Situation, after_answering, before_answering
from assistant.reading.intents import intents_of
from assistant.reading.matter import is_bare, matter_of
from assistant.reading.repeats import is_told
from assistant.reading.sentences import exact_codes
from assistant.reading.sharing import shared_page, with_page
from assistant.rendering import sources_of, text_html
from assistant.retrieval import article_urls, passages_for, with_sections
from assistant.selectors.alike import alike
from assistant.selectors.autonomy import level_of
from assistant.services.judging_drafts import draft_keep, draft_waiting
from assistant.services.thinking import cited_languages
from core import clock, ports
from core.actors import Actor
from core.errors import NotFound
from core.languages import UNKNOWN, language_of
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.clearance import Cleared
from tickets.models import Ticket
from tickets.selectors import ticket_get
from tickets.selectors.clearing import cleared
from tickets.services import TicketMerged

MAX_ARTICLES = 5
MAX_TICKETS = 5
MAX_QUOTE = 300
MAX_CODES = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A reply that a person may use, change, discard or reject.

    `id` is that of the kept one, by which it is rejected; `sources` are its citations as they were kept.
    """

    body_html: str
    citations: tuple[Citation, ...]
    confidence: float
    uncited: tuple[str, ...]
    engine: str
    id: int | None = None
    sources: tuple[dict[str, Any], ...] | None = None


NO_DRAFT = Draft("", (), 0.0, (), "rules")


def draft(*, actor: Actor, ticket_id: int, now: datetime) -> Draft:
    """
    A suggested reply to the newest customer message, from what that customer may read.

    Empty when there is nothing worth offering: the engine is not sure enough, the message asks nothing that
    an article could answer, or the category's level does not let agents see drafts. Internal articles are
    left out on purpose: a draft is one key press away from being sent. It is kept, so that what the person
    makes of it can be learned from. Raises TicketMerged, KeptOut, NotFound, Forbidden; UpstreamFailed when no
    engine answers.
    """
    require(actor, "ticket.reply")
    ticket = TicketMerged.check(ticket_get(actor=actor, ticket_id=ticket_id))
    leave = cleared(ticket)
    triage = selectors.newest_triage(ticket)
    category = triage.value("type") if triage is not None else ""
    level = level_of(category)
    if level in (Level.OFF, Level.SHADOW):
        # In shadow there may be one, which is judged by what the person writes without having seen it.
        return NO_DRAFT
    entry_id = ticket.last_customer_entry_id
    if level == Level.SUGGEST and (kept := draft_waiting(ticket_id=ticket.pk, entry_id=entry_id)):
        return _as_kept(ticket, kept)
    question, history = _question(ticket)
    if is_bare(question):
        return NO_DRAFT
    answer, is_offered = _considered(ticket, question, history, leave)
    if answer is None:
        return NO_DRAFT
    if not is_offered:
        return replace(NO_DRAFT, confidence=answer.confidence, engine=answer.engine)
    body = text_html(answer.text)
    kept = draft_keep(
        ticket_id=ticket.pk,
        entry_id=entry_id,
        category=category,
        is_shadow=False,
        body_html=body,
        citations=sources_of(answer.citations),
        confidence=answer.confidence,
        uncited=answer.uncited,
        engine=answer.engine,
        now=now,
    )
    offered = Draft(
        _opening(ticket) + body, answer.citations, answer.confidence, answer.uncited, answer.engine
    )
    return offered if kept.fate else replace(offered, id=kept.pk)


def _considered(
    ticket: Ticket, question: str, history: list[Turn], leave: Cleared
) -> tuple[Answer | None, bool]:
    """What the engine says, and whether that is worth offering; None where none may be asked."""
    live = in_force()
    situation = _situation(live, ticket, question, history)
    if before_answering(situation) is not None:
        # A boundary holds, or nothing is asked: no engine gets to see it.
        return None, False
    reader = selectors.reader_of(ticket.requester)
    language, certainty = language_of(question, selectors.surroundings_of(ticket, history))
    found = passages_for(
        leave,
        reader=reader,
        question=question,
        history=history,
        brand_id=ticket.brand_id,
        product_area=ticket.product_area,
        language=language,
    )
    passages, sections = with_sections(reader, found)
    request = AnswerRequest(
        question=question,
        passages=passages,
        history=history,
        brand=ticket.brand.name,
        channel=ticket.channel,
        language=language,
        sections=sections,
        voice=live.voice,
    )
    with masking.about(ticket.requester.name):
        answer = with_engine("answer", leave, lambda engine: engine.answer(request)).result
    limit = live.threshold_for(
        ticket.brand_id, channel=ticket.channel, categories=(ticket.type, ticket.product_area)
    )
    decision = after_answering(
        replace(
            situation,
            is_known_language=certainty <= UNKNOWN or cited_languages(answer, passages) == {language},
        ),
        answer,
        threshold=shipped_threshold() if limit is None else limit,
        boundaries_in_answer=[one.key for one in _never_said(live, ticket, answer.text)],
    )
    return answer, decision.kind == "answer" and not is_told(answer.text, history)


def _as_kept(ticket: Ticket, kept: DraftReply) -> Draft:
    body = _opening(ticket) + kept.body_html
    return Draft(
        body, (), kept.confidence, tuple(kept.uncited), kept.engine, id=kept.pk, sources=tuple(kept.citations)
    )


def _opening(ticket: Ticket) -> str:
    name = ticket.requester.name.split()[0] if ticket.requester.name else ""
    return f"<p>Hi {name},</p>" if name.isalpha() else ""


def _situation(live: Configuration, ticket: Ticket, question: str, history: Sequence[Turn]) -> Situation:
    """What is known of a question before an engine is asked about it."""
    party = selectors.party_of(ticket.company, today=clock.now().date())
    held = selectors.boundaries_held(live, text=question, party=party, issue_type=ticket.type)
    return Situation(
        intents=intents_of(question),
        boundaries=tuple(one.key for one in held),
        has_asked_back=True,
        has_history=bool(history),
    )


def _never_said(live: Configuration, ticket: Ticket, text: str) -> list[Held]:
    """The boundaries that a draft would cross."""
    party = selectors.party_of(ticket.company, today=clock.now().date())
    return held_in_answer(live.rules, text=text, segment=party.segment, account_states=party.account_states)


def _question(ticket: Ticket) -> tuple[str, list[Turn]]:
    turns = selectors.turns_before(ticket)
    at = next((i for i in range(len(turns) - 1, -1, -1) if turns[i].role == "customer"), None)
    if at is None:
        if not ticket.subject:
            raise NotFound("There is no message to answer.")
        return ticket.subject, []
    return turns[at].text, turns[:at]


def suggestions(*, actor: Actor, ticket_id: int) -> dict[str, Any]:
    """
    Articles that this agent may read and solved tickets that they may see, for a ticket.

    An article's `customer_url` is where the requester opens it, empty if they may not read it. Articles about
    an error code in the conversation or on the shared page come first. Raises NotFound, KeptOut.
    """
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    leave = cleared(ticket)
    turns = selectors.turns_before(ticket)
    said = [turn.text for turn in turns if turn.role == "customer"]
    page = shared_page(ports.session_context(ticket.pk))
    about = with_page(matter_of(said) or ticket.subject, page)
    codes = list(dict.fromkeys(exact_codes(" ".join([page.trouble, *reversed(said), ticket.subject]))))
    passages: list[Passage] = []
    if actor.may_read("kb"):
        passages = _on_codes(actor, ticket, codes, leave) + passages_for(
            leave,
            reader=actor,
            question=about,
            history=turns,
            brand_id=ticket.brand_id,
            # The agent passes it on to whoever asked.
            language=ticket.requester.locale,
            limit=12,
        )
    articles: dict[int, dict[str, Any]] = {}
    for passage in passages:
        articles.setdefault(
            passage.article_id,
            {
                "id": passage.article_id,
                "title": passage.title,
                "url": passage.url,
                "customer_url": "",
                "quote": passage.text[:MAX_QUOTE],
                "score": round(passage.score, 4),
            },
        )
    best = list(articles.values())[:MAX_ARTICLES]
    open_to = article_urls(
        reader=selectors.reader_of(ticket.requester),
        ids=[row["id"] for row in best],
        brand_slug=ticket.brand.slug,
    )
    return {
        "articles": [row | {"customer_url": open_to.get(row["id"], "")} for row in best],
        "tickets": [
            {"number": row.pk, "subject": row.subject, "status": row.status}
            for row in _similar(actor, ticket, about, leave)
        ],
    }


def _on_codes(actor: Actor, ticket: Ticket, codes: Sequence[str], leave: Cleared) -> list[Passage]:
    """For each code, the passage of the article about it, if there is one."""
    found: list[Passage] = []
    for code in codes[:MAX_CODES]:
        named = [
            passage
            for passage in passages_for(
                leave, reader=actor, question=code, brand_id=ticket.brand_id, limit=12
            )
            if code in exact_codes(f"{passage.title} {passage.heading}")
        ]
        found.extend(sorted(named, key=lambda passage: code not in exact_codes(passage.title))[:1])
    return found


def _similar(actor: Actor, ticket: Ticket, about: str, leave: Cleared) -> list[Ticket]:
    """Solved tickets with a similar meaning, the closest first."""
    solved = ticket_selectors.tickets_visible(actor).present().filter(resolved_at__isnull=False)
    return alike(leave, ticket, about, solved)[:MAX_TICKETS]
