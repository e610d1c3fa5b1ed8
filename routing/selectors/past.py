"""Past tickets with the facts on which routing first decided about them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core.actors import Actor
from routing.models import Decision
from routing.selectors.facts import READ_CHARACTERS, hours_of, page_of
from routing.signals import Facts
from routing.stored_facts import from_json
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.selectors import internal as all_tickets

MAX_PAGES = 200


@dataclass(frozen=True)
class Past:
    """A ticket, its facts at its first decision, and when that was."""

    ticket: Ticket
    facts: Facts
    at: datetime


def past_tickets_routed(
    *, actor: Actor, limit: int, number: int | None = None, asks: Iterable[str] = ()
) -> list[Past]:
    """
    The newest tickets that routing decided about and the actor may see, or the one with this number.

    Three queries, and two for each of the first MAX_PAGES tickets where a rule asks for the page.
    """
    seen: TicketQuerySet = ticket_selectors.tickets_visible(actor).present()
    if number is not None:
        seen = seen.filter(pk=number)
    first = Decision.objects.filter(step=Decision.Step.ROUTED)
    rows = list(
        seen.filter(pk__in=first.values("ticket_id")).with_names().order_by("-created_at", "-id")[:limit]
    )
    numbers = [ticket.pk for ticket in rows]
    decisions = {
        ticket_id: (inputs, at)
        for ticket_id, inputs, at in first.filter(ticket_id__in=numbers)
        .order_by("ticket_id", "id")
        .distinct("ticket_id")
        .values_list("ticket_id", "inputs", "created_at")
    }
    texts = all_tickets.first_texts(numbers)
    found: list[Past] = []
    for place, ticket in enumerate(rows):
        inputs, at = decisions[ticket.pk]
        _, text = texts.get(ticket.pk, ("", ""))
        facts = from_json(inputs, text=text[:READ_CHARACTERS])
        facts = known_since(facts, ticket)
        if "hours" in asks:
            facts = replace(facts, hours=hours_of(ticket, at=at))
        if "page" in asks and place < MAX_PAGES:
            facts = replace(facts, page=page_of(ticket))
        found.append(Past(ticket, facts, at))
    return found


def known_since(facts: Facts, ticket: Ticket) -> Facts:
    """What decisions of an older form did not keep, from the records of today."""
    company, contact = ticket.company, ticket.requester
    if not facts.contact:
        facts = replace(
            facts,
            contact={
                "domain": contact.email.rpartition("@")[2].lower(),
                "title": contact.title,
                "locale": contact.locale,
                "timezone": contact.timezone,
                "is_visitor": contact.is_visitor,
            },
        )
    if company is not None and not facts.ticket:
        customer = replace(
            facts.customer,
            plan=company.plan,
            domain=company.domain,
            timezone=company.timezone,
            has_csm=company.csm_id is not None,
        )
        facts = replace(facts, customer=customer)
    return facts if facts.custom else replace(facts, custom=dict(ticket.custom))
