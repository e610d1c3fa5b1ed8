import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models, transaction
from django.db.models import Q

from core.reads import MAX_LISTED, Read, padded
from people.models import Brand, Company, Contact, Team, User
from people.policy import may
from tickets.channels import Mail, Way, channel_choices, mail_of, way_of
from tickets.models.choices import (
    OPEN_STATUSES,
    Handler,
    Priority,
    ReplyBy,
    SnoozeEvent,
    Status,
    TicketType,
    Tier,
)
from tickets.models.fields import ROW_COLUMNS

if TYPE_CHECKING:
    from core.actors import Actor


@contextmanager
def erasing_tickets() -> Iterator[None]:
    """Tell the guard of the timeline that whole tickets are being deleted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('candor.erasing_tickets', 'on', true)")
        yield
        cursor.execute("SELECT set_config('candor.erasing_tickets', 'off', true)")


def sight_of(actor: "Actor") -> Q:
    """The condition behind `visible_to`, for statements that are put together from conditions."""
    if actor.is_internal:
        return Q()
    if actor.is_staff:
        if not may(actor, "ticket.read"):
            return Q(pk__in=())
        if actor.ticket_scope == "all":
            return Q()
        own = Q(assignee_id=actor.user_id)
        if actor.ticket_scope == "teams":
            own |= Q(team_id__in=sorted(actor.team_ids))
        return own
    if actor.contact_id is not None:
        asked = Q(requester_id=actor.contact_id)
        if actor.is_verified and actor.company_id is not None and actor.shared_brands:
            asked |= Q(company_id=actor.company_id, brand_id__in=sorted(actor.shared_brands), is_spam=False)
        # Without a public message it is internal; one that was merged leads to where its messages are.
        is_shown = Q(last_public_entry_id__gt=0) | Q(merged_into__isnull=False)
        return asked & is_shown & Q(is_deleted=False)
    return Q(pk__in=())


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets, scoped to the actor."""

    def visible_to(self, actor: "Actor") -> "TicketQuerySet":
        """
        The tickets that `actor` may see: the one rule behind the API, sockets, files, search and AI.

        Staff see by their scope, a contact sees their own, and in `shared_brands` those of their company;
        each only with a public message, since what staff keep about somebody is none of theirs.
        """
        return self.filter(sight_of(actor))

    def with_names(self) -> "TicketQuerySet":
        """Join the records whose names every row shows."""
        return self.select_related("brand", "requester", "company", "team", "assignee")

    def for_rows(self) -> "TicketQuerySet":
        """Only what a row of a list shows, including names: half the columns of `with_names`."""
        return self.with_names().only(*ROW_COLUMNS)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Erase tickets with their whole history; the database does not allow deleting single entries."""
        with erasing_tickets():
            return super().delete()

    def present(self) -> "TicketQuerySet":
        """Not in the trash, and not spam."""
        return self.filter(is_deleted=False, is_spam=False)


class Ticket(models.Model):
    """
    One conversation about one problem; its primary key is the number that staff see.

    The services keep everything a queue row shows on this table, so that a list takes one query.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=300)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    requester = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=10, choices=channel_choices)
    reply_by = models.CharField(max_length=10, choices=ReplyBy.choices, default=ReplyBy.CHANNEL, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    priority = models.CharField(max_length=2, choices=Priority.choices, default=Priority.P3)
    priority_is_pinned = models.BooleanField(default=False)
    tier = models.CharField(max_length=2, choices=Tier.choices, blank=True)
    type = models.CharField(max_length=20, choices=TicketType.choices, blank=True)
    product_area = models.CharField(max_length=80, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    handler = models.CharField(max_length=10, choices=Handler.choices, default=Handler.NONE)
    custom = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    reason_message = models.JSONField(null=True, blank=True)

    preview = models.CharField(max_length=200, blank=True)
    is_unread = models.BooleanField(default=False)
    last_activity_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    last_message_by = models.CharField(max_length=10, default="contact")
    last_entry_id = models.BigIntegerField(default=0)
    last_public_entry_id = models.BigIntegerField(default=0)
    last_customer_entry_id = models.BigIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_due_kind = models.CharField(max_length=20, blank=True)
    next_due_state = models.CharField(max_length=10, blank=True)
    next_due_started_at = models.DateTimeField(null=True, blank=True)
    routing_eligible_at = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField()
    first_replied_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    stripped_at = models.DateTimeField(null=True, blank=True)
    """When retention took its words out."""
    closed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_for = models.CharField(
        max_length=10, choices=SnoozeEvent.choices, blank=True, default="", db_default=""
    )
    # The article it waits for, whose table lies above.
    snoozed_item = models.BigIntegerField(null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    is_spam = models.BooleanField(default=False)
    is_deleted = models.BooleanField(default=False)
    trashed_at = models.DateTimeField(null=True, blank=True)
    trashed_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)
    # Where it leads since it was merged: never to a ticket that is merged itself.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="resolved") | Q(resolved_at__isnull=False), name="resolved_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["-last_activity_at", "-id"], name="ticket_by_activity"),
            models.Index(fields=["status", "-last_activity_at", "-id"], name="ticket_by_status"),
            models.Index(
                fields=["brand", "resolved_at"],
                name="ticket_to_retain",
                condition=Q(status__in=["resolved", "closed"]),
            ),
            models.Index(
                fields=["-last_activity_at", "-id"],
                name="ticket_open_by_activity",
                condition=Q(
                    status__in=["new", "open", "pending", "on_hold"], is_deleted=False, is_spam=False
                ),
            ),
            models.Index(fields=["assignee", "-last_activity_at", "-id"], name="ticket_by_assignee"),
            models.Index(fields=["team", "-last_activity_at", "-id"], name="ticket_by_team"),
            models.Index(fields=["requester", "-last_activity_at"], name="ticket_by_requester"),
            models.Index(fields=["company", "-last_activity_at"], name="ticket_by_company"),
            models.Index(
                fields=["next_due_at", "id"],
                name="ticket_by_due",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(fields=["-created_at", "-id"], name="ticket_by_creation"),
            models.Index(fields=["priority", "-last_activity_at", "-id"], name="ticket_by_priority"),
            models.Index(
                fields=["routing_eligible_at", "id"],
                name="ticket_waiting_for_person",
                condition=Q(routing_eligible_at__isnull=False, assignee__isnull=True),
            ),
            models.Index(
                fields=["snoozed_until"], name="ticket_snoozed", condition=Q(snoozed_until__isnull=False)
            ),
            models.Index(fields=["trashed_at", "id"], name="ticket_in_trash", condition=Q(is_deleted=True)),
            GinIndex(fields=["tags"], name="ticket_tags"),
            # Most tickets have none, and then cost nothing here.
            GinIndex(fields=["custom"], name="ticket_custom", condition=~Q(custom={})),
            models.Index(
                fields=["merged_into"], name="ticket_merged", condition=Q(merged_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Erase the ticket with its whole history."""
        with erasing_tickets():
            return super().delete(*args, **kwargs)

    @property
    def number(self) -> int:
        """The number that staff see."""
        return self.pk

    @property
    def way(self) -> Way:
        """How a reply leaves."""
        return way_of(self.channel, self.reply_by)

    @property
    def is_answered_in_thread(self) -> bool:
        """Whether a system writes our replies where the customer wrote."""
        return self.way is Way.THREAD

    def mail(self, *, has_cc: bool = False) -> Mail:
        """Whether what we write to its customer leaves as mail."""
        return mail_of(self.way, has_cc=has_cc)

    @property
    def is_open(self) -> bool:
        """Whether work remains."""
        return self.status in OPEN_STATUSES

    def reopens(self, now: datetime) -> bool:
        """Whether a message of its customer opens it again, instead of beginning one that follows it."""
        ended = self.resolved_at or self.closed_at or self.last_activity_at
        return self.status == Status.RESOLVED and now - ended <= timedelta(days=self.brand.reopen_days)


def _locked() -> TicketQuerySet:
    # Not against rows that merely refer to it: their foreign keys are checked at the commit of whoever wrote
    # them, who holds what we may want next.
    return Ticket.objects.with_names().select_for_update(of=("self",), no_key=True)


_LOCKED = Read(_locked, ())


def lock_ticket(ticket_id: int, *, sight: Q | None = None) -> Ticket | None:
    """
    One ticket with its names, held until the end of the transaction; None when `sight` does not hold for it.

    Who had to wait gets the ticket as it is now, but PostgreSQL joins it with what was there before: then
    a new assignee would be nobody, and a ticket with a new requester would not be found.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Locking a ticket needs a transaction.")
    condition = (sight or Q()) & Q(pk=ticket_id)
    ticket: Ticket | None = _LOCKED.first(condition, order=("pk",))
    ticket = ticket or _LOCKED.first(condition, order=("pk",))
    if ticket is not None:
        _forget_nobody(ticket)
    return ticket


def lock_tickets(ticket_ids: Sequence[int]) -> list[Ticket]:
    """`lock_ticket` for at most MAX_LISTED, the smallest number first; those that are gone are left out."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Locking tickets needs a transaction.")
    rows = _LOCKED.rows(Q(pk__in=padded(ticket_ids, MAX_LISTED)), order=("pk",))
    found: dict[int, Ticket] = {ticket.pk: ticket for ticket in rows}
    for ticket in found.values():
        _forget_nobody(ticket)
    # Who had to wait may miss some, as there.
    for ticket_id in set(ticket_ids) - found.keys():
        if (late := lock_ticket(ticket_id)) is not None:
            found[ticket_id] = late
    return [found[ticket_id] for ticket_id in sorted(found)]


def _forget_nobody(ticket: "Ticket") -> None:
    """Have names read anew that the joined rows could not know."""
    for field in (Ticket.company.field, Ticket.team.field, Ticket.assignee.field):
        if getattr(ticket, field.attname) is not None and getattr(ticket, field.name) is None:
            field.delete_cached_value(ticket)


class Follower(models.Model):
    """A staff user who is notified about a ticket without owning it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.user} follows #{self.ticket_id}"


class TicketLink(models.Model):
    """Two tickets that belong together; the kind says what the source is to the target."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "follow_up", "Follow-up of"
        RELATED = "related", "Related to"
        SPLIT = "split", "Split from"
        CHILD = "child", "Part of"
        INCIDENT = "incident", "Incident of"
        DUPLICATE = "duplicate", "Duplicate of"

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} {self.kind} #{self.target_id}"
