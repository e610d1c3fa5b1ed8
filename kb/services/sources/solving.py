"""Solved tickets as knowledge: approved by a person, without personal data, until somebody writes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import audit, clock
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.reads import Read
from kb import selectors
from kb.models import Kind, Reason, SolvedTicket, Source, SourceItem, SourceRun
from kb.reading.items import Item
from kb.reading.redaction import Names, redacted
from kb.services.sources.items import Found, item_store, items_present, items_withdraw
from kb.services.sources.running import Lease, holding
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.models import AuthorKind, Status, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import kept_out, kept_out_by, rules

SOLVED = (Status.RESOLVED, Status.CLOSED)
MAX_TEXT = 20_000
MAX_REPLIES = 6
_PIECE = 25


def _approved() -> QuerySet[SolvedTicket]:
    return SolvedTicket.objects.filter(taken_back_at=None)


_APPROVED = Read(_approved, ("pk",))


class NotSolved(Conflict):
    """The ticket cannot serve as knowledge."""

    code = "kb.ticket_not_solved"


@dataclass(frozen=True, slots=True)
class Solved:
    """A ticket as it would be read: without names, addresses, numbers and keys."""

    number: int
    title: str
    problem: str
    solution: str
    resolved_at: datetime | None


def candidates(*, actor: Actor, source_id: int, limit: int = 20, before: int | None = None) -> list[Solved]:
    """
    Solved tickets that nobody has approved or taken back yet, newest first, with what would be kept of them.

    Only those that the actor may see, and that a person answered. Raises NotFound and Forbidden.
    """
    require(actor, "source.write")
    source = _of_tickets(selectors.source_get(actor=actor, source_id=source_id))
    known = SolvedTicket.objects.filter(source=source).values("ticket_id")
    answered = all_tickets.messages_shown(OuterRef("pk")).filter(author_kind=AuthorKind.STAFF)
    found = (
        ticket_selectors.tickets_visible(actor)
        .present()
        .filter(Exists(answered), status__in=SOLVED)
        .exclude(pk__in=known)
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    texts = (_solved(ticket) for ticket in found.with_names().order_by("-pk")[:limit])
    return [one for one in texts if one is not None]


@transaction.atomic
def ticket_approve(*, actor: Actor, source_id: int, number: int, now: datetime) -> None:
    """
    Let a solved ticket serve as knowledge for the source's audience.

    Raises NotFound, Forbidden, and NotSolved for one that is open, or that no person has answered.
    """
    require(actor, "source.write")
    source = _of_tickets(selectors.source_for_update(actor=actor, source_id=source_id))
    ticket = ticket_selectors.tickets_visible(actor).present().filter(pk=number).first()
    if ticket is None:
        raise NotFound("There is no such ticket.")
    solved = _solved(ticket) if ticket.status in SOLVED else None
    if solved is None:
        raise NotSolved(
            "Only a solved ticket that a person answered can serve as knowledge. Resolve it first."
        )
    SolvedTicket.objects.update_or_create(
        source=source,
        ticket=ticket,
        defaults={"approved_by_id": actor.staff_id, "approved_at": now, "taken_back_at": None},
    )
    item_store(source=source, run=None, item=_item(solved), found=Found(), now=now)
    _count(source)
    audit.record(
        actor=actor,
        action="kb.ticket_approved",
        target=f"source:{source.pk}",
        data={"ticket": number},
        now=now,
    )


@transaction.atomic
def ticket_take_back(*, actor: Actor, source_id: int, number: int, now: datetime) -> None:
    """Take a ticket out of every answer, and do not propose it again. Raises NotFound and Forbidden."""
    require(actor, "source.write")
    source = _of_tickets(selectors.source_for_update(actor=actor, source_id=source_id))
    if not ticket_selectors.is_ticket_visible(actor=actor, ticket_id=number):
        raise NotFound("There is no such ticket.")
    SolvedTicket.objects.update_or_create(
        source=source,
        ticket_id=number,
        defaults={"taken_back_at": now},
        create_defaults={"approved_by_id": actor.staff_id, "approved_at": now, "taken_back_at": now},
    )
    _withdraw(source, [number], Reason.TAKEN_BACK, now)
    audit.record(
        actor=actor, action="kb.ticket_taken_back", target=f"source:{source.pk}", data={"ticket": number},
        now=now,
    )  # fmt: skip


@transaction.atomic
def tickets_wrote_again(*, ticket_id: int, now: datetime) -> None:
    """The customer wrote in a ticket: it may not be solved, and leaves every answer. Safe to repeat."""
    if _APPROVED.first(Q(ticket_id=ticket_id)) is None:
        return
    rows = SolvedTicket.objects.filter(ticket=ticket_id, taken_back_at=None)
    for source in Source.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("source")):
        _withdraw(source, [ticket_id], Reason.WROTE_AGAIN, now)
        # Once it is solved again, a person may approve it again.
        rows.filter(source=source).delete()


@transaction.atomic
def tickets_keep_out(*, now: datetime) -> int:
    """Withdraw approved tickets that are kept out of the assistant by now; returns how many."""
    condition = kept_out(rules())
    if condition is None:
        return 0
    named = all_tickets.tickets().filter(condition, pk__in=_approved().values("ticket"))
    numbers = list(named.values_list("pk", flat=True))
    rows = _approved().filter(ticket__in=numbers)
    for source in Source.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("source")):
        _withdraw(source, numbers, Reason.TAKEN_BACK, now)
        rows.filter(source=source).delete()
    return len(numbers)


def read_tickets(lease: Lease, source: Source, run: SourceRun) -> bool:
    """Read approved tickets again, a few at a time; whether there are more. Raises LeaseLost."""
    with holding(lease) as (source, run):
        now = clock.now()
        key = SourceItem.objects.filter(source=source, seen_run=run).values("key")
        approved = SolvedTicket.objects.filter(source=source, taken_back_at=None)
        seen = {int(found.removeprefix("ticket:")) for found in key.values_list("key", flat=True)}
        numbers = list(
            approved.exclude(ticket__in=seen).order_by("pk").values_list("ticket", flat=True)[:_PIECE]
        )
        if not numbers:
            return False
        tickets = {
            ticket.pk: ticket
            for ticket in all_tickets.tickets().present().with_names().filter(pk__in=numbers)
        }
        for number in numbers:
            ticket = tickets.get(number)
            solved = _solved(ticket) if ticket is not None and ticket.status in SOLVED else None
            if solved is not None:
                item_store(source=source, run=run, item=_item(solved), found=Found(), now=now)
                continue
            _withdraw(source, [number], Reason.EMPTY, now, run)
            approved.filter(ticket=number).delete()
    return True


def _of_tickets(source: Source) -> Source:
    if source.kind != Kind.TICKETS:
        raise Invalid("This source is not made of tickets.")
    return source


def _withdraw(
    source: Source, numbers: Sequence[int], reason: str, now: datetime, run: SourceRun | None = None
) -> None:
    items = list(items_present(source).filter(key__in=[f"ticket:{number}" for number in numbers]))
    items_withdraw(source=source, run=run, items=items, reason=reason, now=now)
    _count(source)


def _count(source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(item_count=items_present(source).count())


def _item(solved: Solved) -> Item:
    body = f"<h2>Problem</h2>{_paragraphs(solved.problem)}<h2>Solution</h2>{_paragraphs(solved.solution)}"
    return Item(f"ticket:{solved.number}", solved.title, body)


def _paragraphs(text: str) -> str:
    parts = (part.strip() for part in text.split("\n\n"))
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part)


def _solved(ticket: Ticket) -> Solved | None:
    """What would be kept of a ticket; None if it is kept out, or without a question and a person's answer."""
    if kept_out_by(ticket) is not None:
        return None
    entries = list(all_tickets.messages_shown(ticket.pk).filter(is_redacted=False).order_by("id")[:60])
    asked = next((entry for entry in entries if entry.author_kind == AuthorKind.CONTACT), None)
    answers = [entry for entry in entries if entry.author_kind == AuthorKind.STAFF][-MAX_REPLIES:]
    if asked is None or not answers:
        return None
    names = _names(ticket, entries)
    problem = redacted(asked.body_text[:MAX_TEXT], names)
    solution = "\n\n".join(redacted(entry.body_text[:MAX_TEXT], names) for entry in answers)
    title = redacted(ticket.subject, names).replace("\n", " ") or f"#{ticket.pk}"
    if not problem.strip() or not solution.strip():
        return None
    return Solved(ticket.pk, title[:300], problem, solution[:MAX_TEXT], ticket.resolved_at)


def _names(ticket: Ticket, entries: Sequence[TimelineEntry]) -> Names:
    people = [ticket.requester.name, *(entry.author_name for entry in entries)]
    people += [one.name for one in all_tickets.participants(ticket.pk)]
    companies = [ticket.company.name] if ticket.company is not None else []
    # The parts of an address before the @ are names more often than not.
    return Names([name for name in people if "@" not in name], companies)
