"""The one gate between tickets and whatever reads them for the assistant (X4)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from core.errors import Conflict
from core.reads import Read
from tickets.clearance import Cleared
from tickets.models import AiExclusion, Ticket, TicketType
from tickets.models.ticket import TicketQuerySet
from tickets.selectors.joined import joined_with

_KIND = AiExclusion.Kind
_NOTHING = ("", None)


class Rule(NamedTuple):
    """What is kept out; see `AiExclusion`."""

    pk: int
    kind: str
    brand_id: int | None
    value: str


class KeptOut(Conflict):
    """An admin keeps this ticket out of whatever reads for the assistant."""

    code = "tickets.kept_out"

    def __init__(self, rule: Rule) -> None:
        what = {
            _KIND.BRAND: "its brand is",
            _KIND.CATEGORY: f"its category, {rule.value}, is",
            _KIND.FIELD: f"the field {rule.value} is filled in, which is",
        }[_KIND(rule.kind)]
        super().__init__(
            f"The assistant does not read this ticket: {what} kept out in Settings / Privacy."
            " People answer it.",
            kind=rule.kind,
            value=rule.value,
        )


class _Facts(NamedTuple):
    brand_id: int
    type: str
    product_area: str
    custom: dict[str, Any]


_RULES = Read(AiExclusion.objects.all, Rule._fields)


def rules() -> list[Rule]:
    """All of them, brands first; one statement."""
    return sorted((Rule._make(row) for row in _RULES.rows(Q())), key=lambda one: (one.kind, one.pk))


def cleared(ticket: Ticket) -> Cleared:
    """The leave to read a ticket. Raises KeptOut."""
    found = rules()
    if (rule := _rule_of(ticket, found)) is not None:
        raise KeptOut(rule)
    return Cleared(is_local=_may_turn_out(ticket, found))


def leave_of(ticket: Ticket) -> Cleared | None:
    """The same for who goes on without: None where it is kept out."""
    try:
        return cleared(ticket)
    except KeptOut:
        return None


def cleared_all(tickets: Iterable[Ticket]) -> Cleared:
    """The leave to read several tickets together. Raises KeptOut if one of them is kept out."""
    given = [cleared(ticket) for ticket in tickets]
    return Cleared(is_local=any(one.is_local for one in given))


def kept_out_by(ticket: Ticket, *, type: str = "", product_area: str = "") -> Rule | None:
    """
    Why a ticket is kept out, or None if it is not.

    With `type` or `product_area` as if the ticket had them, where it has none.
    """
    return _rule_of(ticket, rules(), type=type, product_area=product_area)


def open_to_ai(tickets: TicketQuerySet) -> TicketQuerySet:
    """Those of these tickets that no rule names. Before one is read alone, ask `cleared`."""
    condition = kept_out(rules())
    return tickets if condition is None else tickets.exclude(condition)


def kept_out(found: Sequence[Rule]) -> Q | None:
    """The condition of the tickets that these rules name; None without a rule."""
    whole: Q | None = None
    for rule in found:
        one = Q() if rule.brand_id is None else Q(brand_id=rule.brand_id)
        if rule.kind == _KIND.CATEGORY:
            one &= Q(type=rule.value) | Q(product_area=rule.value)
        elif rule.kind == _KIND.FIELD:
            one &= Q(custom__has_key=rule.value)
            for empty in ("", None, False):
                one &= ~Q(custom__contains={rule.value: empty})
        whole = one if whole is None else whole | one
    return whole


def _rule_of(ticket: Ticket, found: Sequence[Rule], *, type: str = "", product_area: str = "") -> Rule | None:
    if not found:
        return None
    own = _Facts(
        ticket.brand_id, ticket.type or type, ticket.product_area or product_area, ticket.custom or {}
    )
    if (rule := _matching(own, found)) is not None:
        return rule
    # A merge or a split carries what was written in one of them into another.
    others = joined_with([ticket.pk]) - {ticket.pk}
    for row in Ticket.objects.filter(pk__in=others).values_list(*_Facts._fields) if others else ():
        if (rule := _matching(_Facts._make(row), found)) is not None:
            return rule
    return None


def _matching(facts: _Facts, found: Sequence[Rule]) -> Rule | None:
    return next((rule for rule in found if _holds(rule, facts)), None)


def _holds(rule: Rule, facts: _Facts) -> bool:
    if rule.brand_id is not None and rule.brand_id != facts.brand_id:
        return False
    if rule.kind == _KIND.BRAND:
        return True
    if rule.kind == _KIND.CATEGORY:
        return rule.value in (facts.type, facts.product_area)
    value = facts.custom.get(rule.value)
    return value is not False and value not in _NOTHING


def _may_turn_out(ticket: Ticket, found: Sequence[Rule]) -> bool:
    """Whether a category that is kept out is still possible: the ticket has none of its sort yet."""
    return any(
        not (ticket.type if rule.value in TicketType.values else ticket.product_area)
        for rule in found
        if rule.kind == _KIND.CATEGORY and rule.brand_id in (None, ticket.brand_id)
    )
