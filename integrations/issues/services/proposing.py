"""What an agent sees before anything leaves: the issue as it would be, and those that may be the same."""

import re
from dataclasses import dataclass
from typing import Any

from assistant.services import Extracted, extraction
from core.actors import Actor
from integrations.connections import masking
from integrations.issues import selectors
from integrations.issues.models import TrackerSettings
from integrations.issues.selectors.candidates import Candidate, candidates
from integrations.issues.services.configuring import mapped
from integrations.issues.services.linking import tracker_connection
from integrations.issues.services.sending import ticket_url
from integrations.issues.wording import Facts, comment_of, description_of, title_of
from people.policy import require
from tickets.models import Ticket
from tickets.selectors import ticket_get
from tickets.selectors.clearing import leave_of

_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
MAX_DESCRIPTION = 20_000


@dataclass(frozen=True)
class Proposal:
    """An issue as it would be made, what it was made of, and issues it may join with the comment for each."""

    tracker: str
    settings: TrackerSettings
    extracted: Extracted
    facts: Facts
    title: str
    description: str
    chosen: dict[str, Any]
    candidates: list[Candidate]
    comments: dict[int, str]
    reach: dict[int, selectors.Reach]


def proposal(*, actor: Actor, ticket_id: int) -> Proposal:
    """
    The issue for a ticket, before a person has seen it; secrets and card numbers are cut out.

    Changes nothing. Must not run within a transaction. Raises NotConnected, NotFound, Forbidden.
    """
    require(actor, "issue.link")
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    row = tracker_connection()
    extracted = extraction(actor=actor, ticket_id=ticket.pk)
    found = selectors.settings_of(row.pk)
    facts = _facts(ticket, found, actor)
    title = _clean(title_of(ticket.subject, extracted.codes))
    url = ticket_url(ticket.pk)
    description = _clean(description_of(extracted, facts=facts, ticket_url=url, number=ticket.pk))
    links = selectors.links_of(actor=actor, ticket_id=ticket.pk)
    alike = candidates(
        connection_id=row.pk,
        title=title,
        text=" ".join(part.value for part in extracted.parts),
        codes=list(extracted.codes),
        area=ticket.product_area,
        without=[link.issue_id for link in links],
        leave=leave_of(ticket),
    )
    reach = selectors.reach_of([one.issue.pk for one in alike])
    comments = {
        one.issue.pk: _clean(
            comment_of(
                extracted,
                facts=facts,
                ticket_url=url,
                number=ticket.pk,
                count=_count_with(one.issue.pk, ticket, reach),
            )
        )
        for one in alike
    }
    chosen = mapped(
        found, area=ticket.product_area, kind=ticket.type or extracted.kind, priority=ticket.priority
    )
    return Proposal(row.system, found, extracted, facts, title, description, chosen, alike, comments, reach)


def ticket_extraction(*, actor: Actor, ticket_id: int) -> Extracted:
    """
    What a ticket says in the parts of its template, for whoever may make an issue of it.

    Must not run within a transaction. Raises NotFound, Forbidden.
    """
    require(actor, "issue.link")
    return extraction(actor=actor, ticket_id=ticket_id)


def _count_with(issue_id: int, ticket: Ticket, reach: dict[int, selectors.Reach]) -> int:
    known = selectors.companies_of(issue_id)
    return reach[issue_id].customers + (ticket.company_id is not None and ticket.company_id not in known)


def _facts(ticket: Ticket, found: TrackerSettings, actor: Actor) -> Facts:
    company = ticket.company
    if company is None or not found.shares_customer:
        return Facts()
    shares = found.shares_revenue and selectors.shows_money(actor)
    return Facts(
        company=company.name,
        tier=company.segment.replace("_", " ").capitalize(),
        revenue=company.arr if shares else None,
    )


def _clean(text: str) -> str:
    """The text without secrets, keys and card numbers."""
    cut = masking.mask_text(text, limit=MAX_DESCRIPTION)
    return _CARD.sub(lambda match: masking.MASK if _is_card(match[0]) else match[0], cut)


def _is_card(text: str) -> bool:
    """The check digit of ISO/IEC 7812 (Luhn)."""
    digits = [int(char) for char in text if char.isdigit()][::-1]
    total = sum(digits[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return total % 10 == 0
