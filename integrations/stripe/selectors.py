"""What is known of customers' billing, as somebody may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from core.actors import Actor
from core.api.pagination import Page, paginate
from core.errors import NotFound
from integrations.connections import selectors as connections
from integrations.connections.models import ConnectionState
from integrations.connections.selectors import internal
from integrations.stripe.fields import KEY
from integrations.stripe.models import Customer, Invoice, Match, Subscription
from integrations.stripe.position import FULL, Position
from integrations.stripe.revenue import COUNTED, dollars
from people import selectors as people
from people.models import Company
from people.policy import require
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors

SHOWN = 10
SUBSCRIPTIONS_SHOWN = 50
ENDED_SHOWN = timedelta(days=90)
"""How long a subscription that has ended is still shown."""
_OVER = ("canceled", "incomplete_expired")


@dataclass(frozen=True)
class KindCount:
    """How far one kind of object is read."""

    kind: str
    is_whole: bool
    is_done: bool
    read: int
    last_at: datetime | None


@dataclass(frozen=True)
class State:
    """How an account stands; `matches` counts its customers by whose they are."""

    kinds: list[KindCount]
    matches: dict[str, int]
    failed: int


@dataclass(frozen=True)
class Billing:
    """
    What a company, or a contact without one, is billed.

    `yearly` is in dollars, None where another currency takes part; `is_partial` says that a price without an
    amount does, which it leaves out. `is_proven` says whether the person who asks has proven who they are.
    """

    customers: list[Customer]
    subscriptions: list[Subscription] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    yearly: Any = None
    is_partial: bool = False
    is_proven: bool = True

    @property
    def failed(self) -> list[Invoice]:
        """The invoices whose payment failed."""
        return [row for row in self.invoices if row.has_failed]


def require_account(actor: Actor, connection_id: int) -> None:
    """Raises NotFound for what is no account of Stripe, Forbidden."""
    require(actor, "connection.read")
    if connections.connection_get(actor=actor, connection_id=connection_id).system != KEY:
        raise NotFound("There is no such connection.")


def state_of(*, actor: Actor, connection_id: int, kinds: Sequence[str]) -> State:
    """How far an account is read, and whose its customers are. Raises NotFound, Forbidden."""
    require_account(actor, connection_id)
    counted = (
        _seen(Customer.objects.filter(connection_id=connection_id))
        .order_by()
        .values_list("match")
        .annotate(count=Count("pk"))
    )
    matches = {one.value: 0 for one in Match} | dict(counted)
    failed = _failed(Invoice.objects.filter(connection_id=connection_id, is_gone=False)).count()
    return State(_kinds(connection_id, kinds), matches, failed)


def _kinds(connection_id: int, kinds: Sequence[str]) -> list[KindCount]:
    cursors = internal.cursors_of(connection_id)
    found = []
    for kind in kinds:
        cursor = cursors.get(kind)
        position = Position.of(cursor.position if cursor is not None else "")
        found.append(
            KindCount(
                kind=kind,
                is_whole=position.phase == FULL,
                is_done=cursor is not None and cursor.completed_at is not None,
                read=position.read,
                last_at=cursor.advanced_at if cursor is not None else None,
            )
        )
    return found


def _seen(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    return rows.filter(is_gone=False, seen_at__isnull=False)


def _failed(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    tried = Q(status="open", is_attempted=True, attempts__gt=0, remaining__gt=0)
    return rows.filter(tried | Q(status="uncollectible"))


def customers_of(
    *, actor: Actor, connection_id: int, match: str, text: str, cursor: str | None, limit: int
) -> Page[Customer]:
    """
    A page of an account's customers, the newest first. Raises NotFound, Forbidden, BadCursor.

    `text` is looked for in name and address.
    """
    require_account(actor, connection_id)
    found = _seen(Customer.objects.visible_to(actor).filter(connection_id=connection_id))
    if match:
        found = found.filter(match=match)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(remote_id=text))
    found = found.select_related("company", "contact", "decided_by")
    return paginate(found, order=("-id",), cursor=cursor, limit=limit)


def customer_get(*, actor: Actor, customer_id: int) -> Customer:
    """One customer of Stripe. Raises NotFound, Forbidden."""
    require(actor, "connection.read")
    found = Customer.objects.visible_to(actor).select_related("company", "contact", "decided_by")
    row = found.filter(pk=customer_id).first()
    if row is None:
        raise NotFound("There is no such customer of Stripe.")
    return row


def candidates_of(*, actor: Actor, rows: Sequence[Customer]) -> dict[int, Company]:
    """The companies that customers may be, by id."""
    ids = {one["company_id"] for row in rows for one in row.candidates}
    return {row.pk: row for row in people.companies(actor=actor).filter(pk__in=ids)}


def of_ticket(*, actor: Actor, ticket_id: int, now: datetime) -> Billing:
    """The billing beside a ticket. Raises NotFound, Forbidden."""
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    require(actor, "billing.read")
    requester = ticket.requester
    whose = Q(company_id=ticket.company_id) if ticket.company_id is not None else Q(pk__in=[])
    if ticket.company_id is None:
        whose = Q(company__isnull=True, contact_id=requester.pk)
    is_proven = not requester.is_visitor and everybody.has_proven_identity(requester)
    return _billing(whose, now=now, is_proven=is_proven)


def of_customer(*, company_id: int | None, contact_id: int, now: datetime) -> tuple[Billing, datetime | None]:
    """
    The billing of a contact's company, or of a contact without one, for work of our own; and when Stripe was
    last heard, of several accounts the longest ago. None while there is nothing.
    """
    whose = Q(company_id=company_id) if company_id is not None else Q(company=None, contact_id=contact_id)
    found = _billing(whose, now=now)
    heard = Customer.objects.filter(pk__in=[row.pk for row in found.customers])
    moments = list(heard.values_list("connection__last_success_at", "seen_at"))
    known = [at for last, seen in moments if (at := last or seen) is not None]
    return found, min(known) if known and len(known) == len(moments) else None


def of_company(*, actor: Actor, company_id: int, now: datetime) -> Billing:
    """The billing of a company. Raises NotFound, Forbidden."""
    require(actor, "billing.read")
    company = people.company_get(actor=actor, company_id=company_id)
    return _billing(Q(company_id=company.pk), now=now)


@dataclass(frozen=True)
class FailedPayment:
    """An invoice whose payment failed, and whose it is here."""

    invoice_id: int
    company_id: int | None
    contact_id: int | None
    made_at: datetime
    attempts: int


def failed_payments(*, since: datetime, until: datetime) -> list[FailedPayment]:
    """The failed payments on invoices of this stretch, the oldest first, for work of our own."""
    rows = _failed(Invoice.objects.filter(is_gone=False, made_at__gt=since, made_at__lte=until))
    rows = rows.filter(customer__match=Match.MATCHED, customer__is_gone=False)
    rows = rows.exclude(customer__connection__state=ConnectionState.DISCONNECTED).order_by("made_at", "pk")
    found = rows.values_list("pk", "customer__company_id", "customer__contact_id", "made_at", "attempts")
    return [
        FailedPayment(pk, company_id, contact_id, made_at, attempts)
        for pk, company_id, contact_id, made_at, attempts in found
        if made_at is not None and (company_id or contact_id)
    ]


def is_connected() -> bool:
    """Whether some account of Stripe is in use."""
    return bool(internal.connections_of(KEY))


def _billing(whose: Q, *, now: datetime, is_proven: bool = True) -> Billing:
    rows = Customer.objects.filter(whose, match=Match.MATCHED, is_gone=False)
    rows = rows.exclude(connection__state=ConnectionState.DISCONNECTED).order_by("-pk")
    customers = list({row.remote_id: row for row in rows}.values())
    if not customers:
        return Billing([], is_proven=is_proven)
    ids = [row.pk for row in customers]
    living = Q(ended_at__isnull=True) & ~Q(status__in=_OVER)
    shown = Subscription.objects.filter(
        living | Q(ended_at__gte=now - ENDED_SHOWN), customer__in=ids, is_gone=False
    ).exclude(status="")
    newest_first = (F("ended_at").desc(nulls_first=True), "-started_at", "pk")
    subscriptions = list(shown.order_by(*newest_first)[:SUBSCRIPTIONS_SHOWN])
    invoices = Invoice.objects.filter(customer__in=ids, is_gone=False).exclude(status__in=("", "draft"))
    failed = list(_failed(invoices).order_by("-made_at", "-pk")[:SHOWN])
    newest = list(invoices.order_by("-made_at", "-pk")[:SHOWN])
    # All that count, also those that are not shown.
    counted = shown.filter(living, status__in=COUNTED, is_paused=False)
    sums = list(counted.values_list("currency", "yearly", "is_partial"))
    is_partial = any(partial for _, _, partial in sums)
    worth = [(currency, yearly) for currency, yearly, _ in sums if yearly]
    return Billing(
        customers=customers,
        subscriptions=subscriptions,
        invoices=failed + [row for row in newest if row not in failed][: max(0, SHOWN - len(failed))],
        yearly=dollars(worth),
        is_partial=is_partial,
        is_proven=is_proven,
    )
