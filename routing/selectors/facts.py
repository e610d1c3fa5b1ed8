"""What is known about a ticket, gathered from triage, the customer record and the conversation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assistant.models import Triage
from assistant.selectors import handoff_reason, newest_triage
from core import ports
from routing.rule_fields import FIELDS, WEEKDAYS
from routing.signals import Customer, Facts, Signal, signals_from
from sla import selectors as sla_selectors
from tickets.models import Ticket
from tickets.models.fields import BY_NAME, Kind
from tickets.selectors import internal as all_tickets

READ_CHARACTERS = 6000
MAX_ENTITIES = 8
# Kinds of entities that identify one exact problem or record; a name or a date says nothing about the tier.
_EXACT = ("error", "code", "id", "version", "endpoint")


def facts_of(ticket: Ticket, *, asks: frozenset[str] = frozenset(), now: datetime) -> Facts:
    """
    The facts about a ticket, whose company and requester must be joined; two queries.

    The page and the hours are read only if `asks` names their group.
    """
    triage = newest_triage(ticket)
    message, answers = all_tickets.said_in(ticket.pk)
    company, requester = ticket.company, ticket.requester
    return Facts(
        signals=signals_of(ticket, triage),
        customer=Customer(
            name=company.name,
            segment=company.segment,
            arr=company.arr,
            renewal_on=company.renewal_on,
            health=company.health_score,
            plan=company.plan,
            domain=company.domain,
            timezone=company.timezone,
            has_csm=company.csm_id is not None,
            custom=dict(company.custom),
        )
        if company
        else Customer(),
        channel=ticket.channel,
        brand=ticket.brand.slug,
        status=ticket.status,
        priority=ticket.priority,
        tags=tuple(ticket.tags),
        subject=ticket.subject,
        text=message[:READ_CHARACTERS],
        entities=exact_entities(triage.entities if triage else []),
        waiting_seconds=(now - ticket.waiting_since).total_seconds() if ticket.waiting_since else 0.0,
        today=now.date(),
        failed_answers=answers,
        ticket=own_fields(ticket, now=now),
        custom=dict(ticket.custom),
        contact={
            "domain": requester.email.rpartition("@")[2].lower(),
            "title": requester.title,
            "locale": requester.locale,
            "timezone": requester.timezone,
            "is_visitor": requester.is_visitor,
            "custom": dict(requester.custom),
        },
        page=page_of(ticket) if "page" in asks else {},
        hours=hours_of(ticket, at=now) if "hours" in asks else {},
    )


# Known to the facts under a name of their own, or fed by triage.
_ELSEWHERE = frozenset(
    {"subject", "status", "priority", "tags", "channel", "segment", "type", "product_area"}
)


def own_fields(ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """The other fields of the ticket's table that rules compare, moments in minutes from `now`."""
    found: dict[str, Any] = {}
    for name, field in BY_NAME.items():
        if name not in FIELDS or name in _ELSEWHERE:
            continue
        if field.kind is Kind.TEAM:
            found[name] = ticket.team.slug if ticket.team else ""
        elif field.kind is Kind.PERSON:
            found[name] = ticket.assignee.email if ticket.assignee else ""
        elif field.kind is Kind.MOMENT:
            at = getattr(ticket, name)
            sign = -1 if FIELDS[name].unit == "minutes_ahead" else 1
            found[name] = None if at is None else round(sign * (now - at).total_seconds() / 60, 1)
        else:
            found[name] = getattr(ticket, name)
    return found


def page_of(ticket: Ticket) -> dict[str, str]:
    """Where the customer was, as far as they share it."""
    page = (ports.session_context(ticket.pk) or {}).get("page") or {}
    return {name: str(page.get(name) or "") for name in ("area", "url", "title")}


def hours_of(ticket: Ticket, *, at: datetime) -> dict[str, Any]:
    """What the calendar of the ticket's brand, else the default one, says of a moment."""
    is_open, local = sla_selectors.office_hours(brand_id=ticket.brand_id, at=at)
    return {
        "office": "open" if is_open else "closed",
        "weekday": WEEKDAYS[local.weekday()],
        "hour": round(local.hour + local.minute / 60, 2),
    }


def signals_of(ticket: Ticket, triage: Triage | None) -> dict[str, Signal]:
    """Triage's findings; what a person set on the ticket itself counts as certain."""
    found = signals_from(triage.fields) if triage else {}
    for name in ("type", "product_area"):
        value = getattr(ticket, name)
        if value and (name not in found or found[name].value != value):
            found[name] = Signal(value)
    return found


def exact_entities(entities: Any) -> tuple[str, ...]:
    """Error codes and other exact names that the customer quoted."""
    found: list[str] = []
    for item in entities if isinstance(entities, list) else []:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, Mapping):
            kind = str(item.get("kind") or item.get("type") or "").lower()
            value = str(item.get("value") or item.get("text") or "")
            if value and any(word in kind for word in _EXACT):
                found.append(value)
    return tuple(dict.fromkeys(text[:60] for text in found))[:MAX_ENTITIES]


def handoff_label(handoff_id: int) -> str:
    """Why the assistant handed the ticket over, as text; empty if the handoff is gone."""
    return handoff_reason(handoff_id)
