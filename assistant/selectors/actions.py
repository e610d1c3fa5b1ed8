"""Reads of actions: whom one is for, whether its limits hold, and what was used."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from assistant.actions.configured import Action
from assistant.actions.declared import Subject
from assistant.models import ActionCall, ActionSecret, CallState
from core import ports
from core.actors import Actor
from core.api.pagination import Page, paginate
from core.errors import NotFound
from people.models import Contact
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors
from tickets.channels import CHANNELS
from tickets.entries import Message
from tickets.models import Ticket, TimelineEntry
from tickets.selectors.joined import lock_ticket_of

DAY = timedelta(hours=24)
MAX_SHOWN = 30
_COUNTED = (CallState.PROPOSED, CallState.APPROVED, CallState.RUNNING, CallState.DONE, CallState.IN_DOUBT)
"""What takes a place in a limit: also what only waits, so that a hundred are not approved at once."""


def secret_hosts() -> dict[str, str]:
    """The host of each stored secret, by its name."""
    return dict(ActionSecret.objects.values_list("name", "host"))


def secrets() -> list[ActionSecret]:
    """The stored secrets, by name, for showing that they are there."""
    return list(ActionSecret.objects.select_related("set_by").order_by("name"))


def secret_values(names: Collection[str], *, host: str) -> dict[str, str]:
    """Secrets by name, of those that may go to this host."""
    return dict(ActionSecret.objects.filter(name__in=list(names), host=host).values_list("name", "value"))


def contact_subject(
    contact: Contact, *, brand_slug: str, ticket_id: int | None = None, language: str, now: datetime
) -> Subject | None:
    """A contact as whom an action is about; None for one who has not proven who they are."""
    if contact.is_visitor or contact.is_blocked or not everybody.has_proven_identity(contact):
        return None
    company = contact.company
    return Subject(
        contact_id=contact.pk,
        company_id=contact.company_id,
        contact_external_id=everybody.proven_external_id(contact.pk, brand_slug),
        company_external_id=(company.external_id or "") if company is not None else "",
        ticket_id=ticket_id,
        language=language[:2],
        now=now,
    )


def subject_of(ticket: Ticket, entry: TimelineEntry, *, language: str, now: datetime) -> Subject | None:
    """
    Whom a message's actions are about: the requester, if they have proven who they are by this very message.

    None for anybody else. A chat is proven by its session, a mail by its sender's domain; elsewhere others
    may read along, so nothing is looked up there. A ticket under another company than the requester's own
    is nobody's either.
    """
    requester = ticket.requester
    if entry.pk not in ticket_selectors.written_by_requester(ticket=ticket, entries=[entry]):
        return None
    mail = Message.of(entry.payload).mail
    is_chat = CHANNELS[ticket.channel].is_one_customers and entry.channel == ticket.channel
    is_proven = ports.writer_is_proven(ticket.pk) if is_chat else mail is not None and mail.is_authentic
    if not is_proven or ticket.company_id != requester.company_id:
        return None
    return contact_subject(
        requester, brand_slug=ticket.brand.slug, ticket_id=ticket.pk, language=language, now=now
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How often an action was used in the last 24 hours."""

    by_customer: int
    in_all: int


def counts_of(action: str, ticket: Ticket, *, now: datetime, without: int | None = None) -> Counts:
    """The uses of an action by a ticket's customer, and by all; `without` one of them."""
    rows = ActionCall.objects.filter(action=action, state__in=_COUNTED, created_at__gt=now - DAY)
    if without is not None:
        rows = rows.exclude(pk=without)
    told = rows.aggregate(all=Count("pk"), own=Count("pk", filter=Q(ticket__requester=ticket.requester_id)))
    return Counts(told["own"], told["all"])


def limit_fault(
    action: Action, ticket: Ticket, *, amount: Decimal | None, now: datetime, without: int | None = None
) -> str:
    """Which limit does not hold, in words; empty if all do."""
    if action.max_amount is not None and amount is not None and amount > Decimal(str(action.max_amount)):
        return f"The amount {amount} is above the limit of {action.max_amount:g}."
    used = counts_of(action.key, ticket, now=now, without=without)
    if used.by_customer >= action.per_customer:
        return f"It may be used {action.per_customer} times a day for one customer, and was."
    if used.in_all >= action.per_day:
        return f"It may be used {action.per_day} times a day in all, and was."
    return ""


def call_of_message(*, ticket_id: int, entry_id: int, action: str) -> ActionCall | None:
    """The use of an action for a message, or None."""
    return ActionCall.objects.filter(ticket=ticket_id, entry_id=entry_id, action=action).first()


def calls_of_ticket(*, actor: Actor, ticket_id: int) -> list[ActionCall]:
    """What was looked up, proposed and done in a ticket, the newest first. Raises NotFound."""
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    rows = ActionCall.objects.filter(ticket=ticket).select_related("decided_by").order_by("-id")
    return list(rows[:MAX_SHOWN])


def call_for_update(*, ticket: Ticket, call_id: int) -> ActionCall:
    """
    One of them, locked, of a ticket that is locked already: a merge locks the ticket and then these.

    Raises NotFound.
    """
    rows = ActionCall.objects.select_for_update(of=("self",)).select_related("decided_by")
    row = rows.filter(pk=call_id, ticket=ticket).first()
    if row is None:
        raise NotFound("There is no such action in this ticket.")
    row.ticket = ticket
    return row


def call_held(call_id: int) -> ActionCall:
    """One by its number alone, locked after its ticket. Raises NotFound, Conflict."""
    numbers = ActionCall.objects.filter(pk=call_id).values_list("ticket_id", flat=True)
    return call_for_update(ticket=lock_ticket_of(numbers.first), call_id=call_id)


def calls(
    *, actor: Actor, action: str = "", state: str = "", cursor: str | None, limit: int
) -> Page[ActionCall]:
    """A page of the log, the newest first, of tickets that the actor sees. Raises BadCursor."""
    rows = ActionCall.objects.visible_to(actor).select_related("decided_by", "ticket")
    if action:
        rows = rows.filter(action=action)
    if state:
        rows = rows.filter(state=state)
    return paginate(rows, order=("-id",), cursor=cursor, limit=limit)


def calls_under_way(*, before: datetime, limit: int = 100) -> list[int]:
    """Writes and lookups that a dead worker left, by their start."""
    rows = ActionCall.objects.filter(state=CallState.RUNNING, started_at__lte=before).order_by("started_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def calls_approved(*, limit: int = 100) -> list[int]:
    """What was approved and nobody has begun."""
    rows = ActionCall.objects.filter(state=CallState.APPROVED).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def figures(*, since: datetime) -> list[dict[str, Any]]:
    """What became of each action's uses since a moment: by action, the number in each state."""
    rows = ActionCall.objects.filter(created_at__gte=since).order_by()
    found: dict[str, dict[str, Any]] = {}
    counted: Any = list(
        rows.values("action", "kind", "state").annotate(
            count=Count("pk"),
            approved=Count("pk", filter=Q(decided_by__isnull=False) & ~Q(state=CallState.DECLINED)),
            amounts=Sum("amount", filter=Q(state=CallState.DONE)),
        )
    )
    labels = dict(rows.order_by("action", "pk").values_list("action", "label"))
    for row in counted:
        one = found.setdefault(
            row["action"],
            {"action": row["action"], "label": labels[row["action"]], "kind": row["kind"], "used": 0,
             "approved": 0, "amount": Decimal(0), **{state.value: 0 for state in CallState}},
        )  # fmt: skip
        one[row["state"]] += row["count"]
        one["used"] += row["count"]
        one["approved"] += row["approved"]
        one["amount"] += row["amounts"] or 0
    return sorted(found.values(), key=lambda one: (-one["used"], one["action"]))
