"""Macros: lists with their figures, and what each would say and do on a ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from core.actors import Actor
from core.errors import NotFound
from people.models.customers import shown_name
from people.policy import require
from people.selectors import internal as everybody
from tickets import selectors
from tickets.macro_ranking import Record, Traits, Use, records, words_of
from tickets.macros import Filled, fill, first_name
from tickets.models import Macro, MacroUse, Status, Ticket
from tickets.models.ticket import sight_of

COUNTED = timedelta(days=30)
COMPARED = timedelta(days=365)
MAX_COMPARED = 3000
_FINISHED = Q(ticket__status__in=[Status.RESOLVED, Status.CLOSED])
_WROTE_AGAIN = Q(ticket__last_customer_entry_id__gt=F("entry_id"))


@dataclass(frozen=True)
class Figures:
    """Of the last 30 days: uses, those solved without another word of the customer's, those with one."""

    uses: int = 0
    solved: int = 0
    wrote_again: int = 0
    people: int = 0


@dataclass(frozen=True)
class Offered:
    """A macro on a ticket: what it would say, its figures, and how it did on tickets like this one."""

    macro: Macro
    filled: Filled
    figures: Figures
    record: Record | None


def macros(*, actor: Actor) -> list[Macro]:
    """The macros that `actor` may use or change, in the order of folder and name."""
    require(actor, "ticket.note")
    return list(Macro.objects.visible_to(actor).order_by("folder", "name", "pk"))


def macro_get(*, actor: Actor, macro_id: int) -> Macro:
    """One macro. Raises NotFound."""
    require(actor, "ticket.note")
    macro = Macro.objects.visible_to(actor).filter(pk=macro_id).first()
    if macro is None:
        raise NotFound("There is no such macro.")
    return macro


def figures_of(macro_ids: Iterable[int], *, now: datetime) -> dict[int, Figures]:
    """The figures of macros, over all tickets; with one statement."""
    found = (
        MacroUse.objects.filter(macro__in=list(macro_ids), used_at__gte=now - COUNTED)
        .values("macro")
        .annotate(
            uses=Count("pk"),
            solved=Count("pk", filter=_FINISHED & ~_WROTE_AGAIN),
            wrote_again=Count("pk", filter=_WROTE_AGAIN),
            people=Count("user", distinct=True),
        )
    )
    return {
        row["macro"]: Figures(row["uses"], row["solved"], row["wrote_again"], row["people"]) for row in found
    }


def traits_of(ticket: Ticket) -> Traits:
    """What a ticket is compared by."""
    return Traits(ticket.product_area, ticket.type, frozenset(ticket.tags), words_of(ticket.subject))


def macros_for(*, actor: Actor, ticket_id: int, now: datetime) -> list[Offered]:
    """
    The macros for a ticket, first those that solved similar ones, then the most used.

    Only tickets that `actor` sees are compared. Raises NotFound, Forbidden.
    """
    require(actor, "ticket.note")
    ticket = selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    there = [macro for macro in macros(actor=actor) if macro.is_active]
    figures = figures_of([macro.pk for macro in there], now=now)
    found = records(traits_of(ticket), _uses(actor, ticket, [macro.pk for macro in there], now=now))
    values = values_for(actor=actor, ticket=ticket)
    offered = [
        Offered(macro, fill(macro.text, values), figures.get(macro.pk, Figures()), found.get(macro.pk))
        for macro in there
    ]
    return sorted(
        offered,
        key=lambda one: (
            -(one.record.score if one.record else 0.0), -one.figures.uses,
            one.macro.name.lower(), one.macro.pk,
        ),
    )  # fmt: skip


def _uses(actor: Actor, ticket: Ticket, macro_ids: list[int], *, now: datetime) -> list[Use]:
    seen = Ticket.objects.filter(sight_of(actor), is_spam=False, is_deleted=False)
    rows = (
        MacroUse.objects.filter(macro__in=macro_ids, used_at__gte=now - COMPARED, ticket__in=seen)
        .exclude(ticket=ticket)
        .order_by("-used_at", "-pk")
        .values_list(
            "macro_id", "ticket_id", "entry_id", "ticket__product_area", "ticket__type", "ticket__tags",
            "ticket__subject", "ticket__status", "ticket__last_customer_entry_id",
        )[:MAX_COMPARED]
    )  # fmt: skip
    return [
        Use(
            macro_id,
            number,
            Traits(area, type_, frozenset(tags), words_of(subject)),
            False if last > entry_id else True if status in (Status.RESOLVED, Status.CLOSED) else None,
        )
        for macro_id, number, entry_id, area, type_, tags, subject, status, last in rows
    ]


def values_for(*, actor: Actor, ticket: Ticket) -> dict[str, str]:
    """What stands for each variable on a ticket, as `actor` would write it."""
    name = shown_name(ticket.requester.name, "")
    is_named = bool(ticket.requester.name)
    return {
        "customer.name": name if is_named else "",
        "customer.first_name": first_name(name) if is_named else "",
        "customer.email": ticket.requester.email,
        "company.name": ticket.company.name if ticket.company is not None else "",
        "agent.name": actor.name,
        "agent.first_name": first_name(actor.name),
        "ticket.number": str(ticket.pk),
        "ticket.subject": ticket.subject,
        "team.name": ticket.team.name if ticket.team is not None else "",
        "brand.name": ticket.brand.name,
    }


def names_of_actions(macros: Iterable[dict[str, Any]]) -> tuple[dict[int, str], dict[int, str]]:
    """The names of the people and the teams that actions name, by id."""
    actions = list(macros)
    people = {one["assignee"] for one in actions if "assignee" in one}
    teams = {one["team"] for one in actions if "team" in one}
    return (
        {user.pk: user.name for user in everybody.users_active(people)} if people else {},
        {pk: team.name for pk in teams if (team := everybody.team_find(pk)) is not None},
    )
