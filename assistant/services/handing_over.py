"""Handing a conversation to people, with everything they need to continue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from assistant import selectors
from assistant.engines.builtin.writing import wants_of
from assistant.engines.protocol import Answer, Passage, Turn
from assistant.events import HandoffRequested
from assistant.models import Handoff, Outcome, Reason, Run
from assistant.reading.matter import matter_of
from assistant.reading.parts import parts_of
from assistant.reading.sentences import codes_in, plain_words
from assistant.rendering import answer_html, sources_of, text_html
from assistant.wording import handoff_text, listed
from core import ports, writes
from core.actors import ASSISTANT, Actor
from core.events import publish, step
from core.languages import language_of
from core.wording import Worded
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.channels import CHANNELS
from tickets.entries import HandoffStep, HandoffTold, Message
from tickets.models import Handler, Ticket, TimelineEntry, Visibility
from tickets.selectors import opened
from tickets.selectors.clearing import kept_out_by
from tickets.services import ticket_set_handler, ticket_update, timeline_append
from tickets.services.replying import reply_write

MAX_RELATED = 3
NAME_LENGTH = 4
"""Shorter words often look the same in two languages but mean something else."""
NEAR_ACROSS = 0.25
"""The cosine across languages from which an article is worth naming; off the subject it stays below 0.23."""


@step()
def handoff_request(
    *, actor: Actor, ticket_id: int, reason: str = Reason.CUSTOMER_ASKED, now: datetime
) -> Handoff | None:
    """
    Hand a conversation to people at once, without consulting an engine: "Talk to a person".

    Returns None if a person already has it. Raises NotFound, Forbidden.
    """
    require(actor, "ticket.reply")
    ticket = ticket_selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    if ticket.handler == Handler.PERSON:
        return None
    return hand_over(ticket_id=ticket.pk, reason=reason, now=now)


@step()
def hand_over(
    *,
    ticket_id: int,
    reason: str,
    boundary: str = "",
    boundary_label: str = "",
    evidence: str = "",
    run: Run | None = None,
    passages: Sequence[Passage] = (),
    confidence: float | None = None,
    part_answer: Answer | None = None,
    language: str | None = None,
    expected_last_customer_entry_id: int | None = None,
    now: datetime,
) -> Handoff | None:
    """
    Write the handoff, tell the customer, and make people the owner.

    `part_answer` is sent first: it answers some of several questions, and people its `open_parts`.

    Returns None and writes nothing if a person stepped in or the customer wrote again in the meantime.
    """
    ticket = ticket_selectors.ticket_for_update(actor=ASSISTANT, ticket_id=ticket_id)
    if not _given_to_people(ticket, expected_last_customer_entry_id, now):
        return None
    is_unread = kept_out_by(ticket) is not None
    turns = selectors.turns_before(ticket)
    if reason == Reason.LANGUAGE:
        passages = _across_languages(_asked(turns), passages)
    tongue = language or _language(ticket, turns)
    wait = ports.expected_wait_seconds(ticket_id)
    told, told_html = _told(ticket, reason, boundary, part_answer, wait_seconds=wait, language=tongue)
    tried = tried_in(ticket, turns)
    why = _why(reason, boundary_label, evidence, passages, part_answer)
    why = why if part_answer is not None or is_unread else f"{why} {_nothing_answered(turns)}".strip()
    # What nothing may read is not summed up either: whoever takes it reads it whole.
    said = None if is_unread else turns
    wants = "" if is_unread else wants_of(_asked(turns) or ticket.subject)
    handoff = Handoff(
        ticket=ticket,
        run=run,
        reason=reason,
        boundary=boundary,
        summary=_summary(ticket, said, tried, f"{Reason(reason).label}. {why}".strip()),
        wants=wants,
        tried=tried,
        why=why,
        told_customer=told,
        confidence=confidence,
        linked=_linked(ticket, passages),
        expected_wait_seconds=wait,
        created_at=now,
    )
    writes.insert(handoff)
    _show_to_staff(handoff, ticket, boundary_label, now)
    entry = _post_to_customer(handoff, ticket, told_html, part_answer, now)
    if run is not None:
        run.reply_entry_id, run.outcome = entry.pk, Outcome.HANDED_OVER
    publish(HandoffRequested(ticket_id=ticket_id, handoff_id=handoff.pk, reason=reason))
    return handoff


def _given_to_people(ticket: Ticket, last_customer_entry_id: int | None, now: datetime) -> bool:
    return ticket_set_handler(
        actor=ASSISTANT,
        ticket_id=ticket.pk,
        handler=Handler.PERSON,
        expected_handlers=(Handler.NONE, Handler.ASSISTANT),
        expected_last_customer_entry_id=last_customer_entry_id,
        held=ticket,
        now=now,
    )


def _told(
    ticket: Ticket,
    reason: str,
    boundary: str,
    part_answer: Answer | None,
    *,
    wait_seconds: int | None,
    language: str,
) -> tuple[str, str]:
    """What the customer reads, as text and HTML."""
    shown = ports.shown_wait(ticket.pk) or ports.ShownWait(wait_seconds)
    told = handoff_text(
        reason=reason,
        boundary=boundary,
        wait_seconds=shown.seconds,
        is_usual=shown.is_usual,
        language=language,
        open_parts=part_answer.open_parts if part_answer is not None else (),
        answered_parts=part_answer.answered_parts if part_answer is not None else (),
    )
    # Mail must not repeat text from an unproven sender, and what is shown as sent must match what leaves.
    words = ports.acknowledgement_words(ticket.pk)
    return words or (told, _part_html(ticket, part_answer, language) + text_html(told))


def _show_to_staff(handoff: Handoff, ticket: Ticket, boundary_label: str, now: datetime) -> None:
    label = Worded(str(Reason(handoff.reason).label), "handoff", handoff=str(handoff.reason))
    ticket_update(
        actor=ASSISTANT,
        ticket_id=ticket.pk,
        changes={"reason": boundary_label or label},
        reason=label,
        held=ticket,
        now=now,
    )
    timeline_append(
        actor=ASSISTANT,
        ticket_id=ticket.pk,
        step=HandoffStep(handoff.pk, str(handoff.reason), str(label), handoff.boundary, handoff.summary),
        visibility=Visibility.INTERNAL,
        body_text=handoff.summary,
        held=ticket,
        now=now,
    )


def _post_to_customer(
    handoff: Handoff, ticket: Ticket, body_html: str, part_answer: Answer | None, now: datetime
) -> TimelineEntry:
    return reply_write(
        actor=ASSISTANT,
        ticket=ticket,
        body_html=body_html,
        payload=Message(
            is_acknowledgement=True,
            decision="handoff",
            citations=sources_of(part_answer.citations) if part_answer is not None else [],
            handoff=HandoffTold(str(handoff.reason), str(Reason(handoff.reason).label)),
            expected_wait=handoff.expected_wait_seconds,
            run_id=handoff.run_id,
        ),
        client_id=f"handoff:{handoff.pk}",
        now=now,
    )


def _language(ticket: Ticket, turns: Sequence[Turn]) -> str:
    said = [turn for turn in turns if turn.role == "customer"]
    around = selectors.surroundings_of(ticket, said[:-1])
    return language_of(said[-1].text if said else ticket.subject, around)[0]


def _asked(turns: Sequence[Turn]) -> str:
    """The customer's last words about the subject; a wish for a person or anger is only a reason."""
    said = [turn.text for turn in turns if turn.role == "customer"]
    return matter_of(said) or (said or [""])[-1]


def tried_in(ticket: Ticket, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """What has been tried so far: articles shared, and questions asked back."""
    found: list[dict[str, Any]] = []
    messages = ticket_selectors.public_messages(ticket=ticket)
    for index, entry in enumerate(messages):
        if entry.author_kind != "assistant":
            continue
        came_back = any(later.author_kind == "contact" for later in messages[index + 1 :])
        told = Message.of(entry.payload)
        if told.decision == "clarify":
            found.append({"label": "Asked for details", "ok": came_back})
        titles = dict.fromkeys(str(c.get("title", "")) for c in told.citations)
        found.extend({"label": f"Answered from “{title}”", "ok": not came_back} for title in titles if title)
    # An article quoted twice was tried once; the last result counts.
    return list({step["label"]: step for step in found}.values())[:12]


def _across_languages(text: str, passages: Sequence[Passage]) -> list[Passage]:
    """Of the passages in another language, those that mean the like or share a name or a code with it."""
    words = {word for word in plain_words(text) if len(word) >= NAME_LENGTH}
    codes = set(codes_in(text))
    found: list[Passage] = []
    for passage in passages:
        whole = f"{passage.title} {passage.heading} {passage.text}"
        is_near = passage.is_across and passage.similarity >= NEAR_ACROSS
        if is_near or words & set(plain_words(whole)) or codes & set(codes_in(whole)):
            found.append(passage)
    return found


def _part_html(ticket: Ticket, answer: Answer | None, language: str) -> str:
    if answer is None:
        return ""
    site_url = "" if CHANNELS[ticket.channel].shows_sources else settings.PUBLIC_URL
    return answer_html(answer.text, answer.citations, language=language, site_url=site_url)


def _why(
    reason: str,
    boundary_label: str,
    evidence: str,
    passages: Sequence[Passage],
    part_answer: Answer | None = None,
) -> str:
    """What the reason's name does not already say; empty if there is nothing to add."""
    if part_answer is not None:
        titles = " and ".join(dict.fromkeys(f"“{one.title}”" for one in part_answer.citations))
        answered = f" “{listed(part_answer.answered_parts)}”" if part_answer.answered_parts else ""
        return f"Answered{answered} from {titles}, but this is open: “{listed(part_answer.open_parts)}”."
    if reason == Reason.LANGUAGE and passages:
        nearest = max(passages, key=lambda passage: passage.score)
        return f"No article in the customer's language. The nearest in another is “{nearest.title}”."
    if reason == Reason.BOUNDARY:
        about = f"{boundary_label}: people handle this." if boundary_label else ""
        quoted = f"The customer wrote: “{evidence}”." if evidence else ""
        return f"{about} {quoted}".strip()
    if reason == Reason.LOW_CONFIDENCE and passages:
        nearest = max(passages, key=lambda passage: passage.score)
        return f"The nearest article is “{nearest.title}”, but it may not be what the customer asks for."
    return ""


def _nothing_answered(turns: Sequence[Turn]) -> str:
    """The wishes of the newest message, if it has several and is handed over whole."""
    open_parts = parts_of(turns[-1].text) if turns and turns[-1].role == "customer" else ()
    return f"Nothing of this was answered: “{listed(open_parts)}”." if open_parts else ""


def _summary(ticket: Ticket, turns: Sequence[Turn] | None, tried: Sequence[dict[str, Any]], why: str) -> str:
    company = ticket.company
    who = ticket.requester.display_name
    if company is not None:
        plan = f", {company.plan} plan" if company.plan else ""
        who = f"{who} of {company.name} ({company.get_segment_display()}{plan})"
    said = [turn for turn in turns or () if turn.role == "customer"]
    lines = [f"{who} writes: {wants_of(said[0].text) if said else ticket.subject}"]
    if turns is None:
        lines = [f"{who} writes."]
    if len(said) > 1:
        lines.append(f"Most recently: {wants_of(said[-1].text, 240)}")
    if tried:
        lines.append("Tried: " + "; ".join(str(step["label"]) for step in tried) + ".")
    lines.append(f"Why a person: {why}")
    return "\n".join(lines)


def _linked(ticket: Ticket, passages: Sequence[Passage]) -> list[dict[str, Any]]:
    articles = {passage.article_id: passage for passage in reversed(passages)}
    best = sorted(articles.values(), key=lambda passage: -passage.score)[:MAX_RELATED]
    linked: list[dict[str, Any]] = [
        {"type": "article", "id": passage.article_id, "title": passage.title, "url": passage.url}
        for passage in best
    ]
    linked.extend({"type": "ticket", **row} for row in opened.links_of(actor=ASSISTANT, ticket_id=ticket.pk))
    return linked
