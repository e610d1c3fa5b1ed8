"""What a ticket says, in the parts that whoever works on it needs; each with how sure that is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant import masking, selectors
from assistant.engines.builtin.writing import wants_of
from assistant.engines.choice import with_engine
from assistant.models.triage import REVIEW_BELOW, Triage
from assistant.reading.entities import entities_of
from assistant.reading.sharing import shared_page
from assistant.reading.templates import steps_in, template_of
from core import ports
from core.actors import Actor
from core.errors import UpstreamFailed
from tickets.clearance import Cleared
from tickets.models import Ticket
from tickets.selectors import ticket_get
from tickets.selectors.clearing import leave_of

MAX_TEXT = 8000
_WORD = re.compile(r"\w+")
SURE, LIKELY, GUESSED = 0.95, 0.7, 0.4
KEPT_OUT = "kept_out"
"""In place of an engine, where nothing may read the ticket."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    One part of a template.

    `source` says where it comes from: `message`, `session` (the customer's page), `triage`, `account`;
    `entry_id` is the message that says it, None where no single one does.
    """

    name: str
    value: str
    confidence: float
    source: str
    entry_id: int | None = None

    @property
    def is_sure(self) -> bool:
        """Whether it needs no second look."""
        return self.confidence >= REVIEW_BELOW


@dataclass(frozen=True, slots=True)
class Extracted:
    """
    A ticket in the parts of its template.

    `missing` names those of which nothing was said; `codes` are error codes; `session` are lines about the
    customer's page, empty without their consent.
    """

    kind: str
    is_defect: bool
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    codes: tuple[str, ...]
    session: tuple[str, ...]
    engine: str

    def part(self, name: str) -> Part | None:
        """A part by its name, or None."""
        return next((one for one in self.parts if one.name == name), None)


def extraction(*, actor: Actor, ticket_id: int) -> Extracted:
    """
    What the customer of a ticket said, by the template of its kind.

    Nothing is guessed as certain: what a person should look at has a low confidence. Must not run within a
    transaction. Raises NotFound, also for who may not see the ticket.
    """
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    leave = leave_of(ticket)
    if leave is None:
        return _unread(ticket)
    messages = selectors.customer_messages(ticket)
    said = [text for _, text in messages]
    has_subject = bool(said) and selectors.is_told(ticket.subject, said[0])
    text = "\n\n".join(said if has_subject else [ticket.subject, *said])[:MAX_TEXT]
    triage = selectors.newest_triage(ticket)
    kind = ticket.type or (triage.value("type") if triage is not None else "")
    template = template_of(kind)
    found, engine = _from_messages(ticket, text, template, leave)
    session = ports.session_context(ticket.pk)
    found |= _fallbacks(said or [ticket.subject], session, template, found)
    parts = [with_message(found[name], messages) for name in template if name in found]
    parts += _around(ticket, triage)
    page = shared_page(session)
    codes = [one["value"] for one in entities_of(f"{text}\n{page.trouble}") if one["kind"] == "error_code"]
    return Extracted(
        kind=kind,
        is_defect=kind in ("bug", "access", "integration") or bool(codes),
        parts=tuple(parts),
        missing=tuple(name for name in template if name not in found),
        codes=tuple(dict.fromkeys(codes)),
        session=tuple(_lines_of(session)),
        engine=engine,
    )


def with_message(part: Part, messages: Sequence[tuple[int, str]]) -> Part:
    """
    The part with the first message that says it.

    An engine may put it in words of its own, or together of two messages: then it is the one that has most of
    its words, if that is most of them.
    """
    words = set(_WORD.findall(part.value.lower()))
    if part.source != "message" or not words:
        return part
    value = " ".join(part.value.split()).lower()
    best, most = None, 0.5
    for entry_id, text in messages:
        told = " ".join(text.split()).lower()
        if value in told:
            return replace(part, entry_id=entry_id)
        share = len(words & set(_WORD.findall(told))) / len(words)
        if share > most:
            best, most = entry_id, share
    return replace(part, entry_id=best)


def _unread(ticket: Ticket) -> Extracted:
    """What is known of a ticket that nothing may read: its own fields."""
    return Extracted(
        kind=ticket.type,
        is_defect=ticket.type in ("bug", "access", "integration"),
        parts=tuple(_around(ticket, None)),
        missing=tuple(template_of(ticket.type)),
        codes=(),
        session=(),
        engine=KEPT_OUT,
    )


def _from_messages(
    ticket: Ticket, text: str, template: Mapping[str, str], leave: Cleared
) -> tuple[dict[str, Part], str]:
    try:
        with masking.about(ticket.requester.name):
            done = with_engine("extract", leave, lambda engine: engine.extract(text, template)).result
    except UpstreamFailed:
        # What is known without an engine is still worth showing.
        return {}, "rules"
    found = {
        name: Part(name, label.value.strip(), label.confidence, "message")
        for name, label in done.fields.items()
        if name in template and label.value.strip()
    }
    return found, done.engine


def _fallbacks(
    said: Sequence[str],
    session: Mapping[str, Any] | None,
    template: Mapping[str, str],
    found: Mapping[str, Part],
) -> dict[str, Part]:
    more: dict[str, Part] = {}
    steps = steps_in(said)
    known = found.get("steps_to_reproduce")
    if "steps_to_reproduce" in template and steps and (known is None or known.confidence < LIKELY):
        more["steps_to_reproduce"] = Part("steps_to_reproduce", steps, LIKELY, "message")
    if "actual" in template and "actual" not in found and (wanted := wants_of(said[0])):
        more["actual"] = Part("actual", wanted, GUESSED, "message")
    browser = str((session or {}).get("browser") or "")
    if "environment" in template and browser:
        stated = found.get("environment")
        value = f"{stated.value}; {browser}" if stated is not None else browser
        more["environment"] = Part("environment", value, SURE, "session")
    return more


def _around(ticket: Ticket, triage: Triage | None) -> list[Part]:
    """Severity and account, which are known of the ticket."""
    is_decided = ticket.priority_is_pinned
    urgency = triage.confidence("urgency") if triage is not None else 0.0
    severity = Part("severity", ticket.priority, 1.0 if is_decided else urgency, "triage")
    if ticket.company is None:
        return [severity]
    tier = ticket.company.segment.replace("_", " ").capitalize()
    return [severity, Part("account_tier", tier, 1.0, "account")]


def _lines_of(session: Mapping[str, Any] | None) -> list[str]:
    """The page and the last steps on it, without attributes: those may hold anything."""
    if not session or not session.get("consent"):
        return []
    page = session.get("page") or {}
    lines = [f"Page: {page['title']} ({page['url']})"] if page.get("url") else []
    for step in list(session.get("trail") or ())[-6:]:
        words = " ".join(str(step.get(name) or "") for name in ("kind", "label", "detail")).split()
        lines.append(" ".join(words)[:200])
    return [line for line in lines if line]
