import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower

from core import ports
from core.search.fields import SearchedModel, TermsField
from people.models.staff import User

if TYPE_CHECKING:
    from core.actors import Actor


class Segment(models.TextChoices):
    """Customer segments by yearly revenue; `segment_for` has the limits."""

    ENTERPRISE = "enterprise", "Enterprise"
    MID_MARKET = "mid_market", "Mid-Market"
    SMB = "smb", "SMB"
    SELF_SERVE = "self_serve", "Self-Serve"


def segment_for(arr: Decimal | None) -> str:
    """The segment of a yearly revenue in USD: from 100k, from 25k, from 5k, below; unknown is self-serve."""
    if arr is None:
        return Segment.SELF_SERVE
    if arr >= 100_000:
        return Segment.ENTERPRISE
    if arr >= 25_000:
        return Segment.MID_MARKET
    return Segment.SMB if arr >= 5_000 else Segment.SELF_SERVE


class CompanyQuerySet(models.QuerySet["Company"]):
    """Companies, scoped to the actor."""

    def visible_to(self, actor: "Actor") -> "CompanyQuerySet":
        """
        Staff see all, or with a narrow ticket scope only those behind tickets they can see; a contact sees
        their own; anyone else none.
        """
        if actor.sees_all_tickets:
            return self
        if actor.is_staff:
            return self.filter(ports.customers_in_sight(actor, "company"))
        if actor.is_verified and actor.company_id is not None:
            return self.filter(pk=actor.company_id)
        return self.none()


class Company(SearchedModel):
    """
    A customer: what the CRM knows that decides how fast it is served and by whom.

    `stopgaps` names fields that only stand in, with the system that gave them (`{"arr": "stripe"}`): whoever
    else says something of such a field has the better word.
    """

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=200, blank=True)
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    arr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    segment = models.CharField(max_length=12, choices=Segment.choices, default=Segment.SELF_SERVE)
    segment_override = models.CharField(max_length=12, choices=Segment.choices, blank=True)
    plan = models.CharField(max_length=80, blank=True)
    renewal_on = models.DateField(null=True, blank=True)
    csm = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    health_score = models.PositiveSmallIntegerField(null=True, blank=True)
    timezone = models.CharField(max_length=60, blank=True)
    facts_source = models.CharField(max_length=40, blank=True)
    facts_at = models.DateTimeField(null=True, blank=True)
    stopgaps = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    custom = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))
    created_at = models.DateTimeField(auto_now_add=True)
    search = TermsField(sources=("name", "domain", "external_id"), forgiving=("name",), as_names=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        indexes = [
            models.Index(fields=["name", "id"], name="company_by_name"),
            models.Index(Lower("domain"), name="company_by_domain"),
            GinIndex(fields=["search"], name="company_search"),
            models.Index(fields=["id"], name="company_with_fields", condition=~models.Q(custom={})),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(health_score__isnull=True) | models.Q(health_score__lte=100),
                name="health_score_to_100",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def derive_segment(self) -> str:
        """The override if there is one, else the segment for its revenue."""
        return self.segment_override or segment_for(self.arr)


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts, scoped to the actor."""

    def visible_to(self, actor: "Actor") -> "ContactQuerySet":
        """
        Staff see all, or with a narrow ticket scope only those behind tickets they can see; a contact sees
        themselves; anyone else none.
        """
        if actor.sees_all_tickets:
            return self
        if actor.is_staff:
            return self.filter(ports.customers_in_sight(actor, "contact"))
        return self.filter(pk=actor.contact_id) if actor.contact_id is not None else self.none()

    def standing(self) -> "ContactQuerySet":
        """Contacts that have not been merged into another."""
        return self.filter(merged_into=None)


def shown_name(name: str, email: str) -> str:
    """What stands for a contact: the name, else the address, else a placeholder for somebody unknown."""
    return name or email or "Visitor"


class Contact(SearchedModel):
    """
    One person who contacts us, on whatever channels; a visitor is one we do not know yet.

    A contact that was merged into another stays behind as a tombstone, left out of lists and search, so that
    the merge can be undone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    locale = models.CharField(max_length=12, blank=True)
    timezone = models.CharField(max_length=60, blank=True)
    is_visitor = models.BooleanField(default=False)
    is_blocked = models.BooleanField(default=False)
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Since when it is nobody's record any more: its person was erased.
    erased_at = models.DateTimeField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))
    created_at = models.DateTimeField(auto_now_add=True)
    search = TermsField(sources=("name", "email", "phone", "title"), forgiving=("name",), as_names=True)

    # Made by the transaction that is still open: nobody else can see or merge it.
    is_ours_alone = False

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(Lower("email"), name="contact_by_email"),
            GinIndex(fields=["search"], name="contact_search"),
            models.Index(fields=["company", "name"], name="contact_by_company"),
            models.Index(fields=["id"], name="contact_with_fields", condition=~models.Q(custom={})),
            models.Index(fields=["name", "id"], name="contact_blocked", condition=models.Q(is_blocked=True)),
            models.Index(
                fields=["merged_into"],
                name="contact_by_survivor",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="contact_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name, else the address, else a placeholder for somebody unknown."""
        return shown_name(self.name, self.email)


class Identity(models.Model):
    """
    One way in which a contact reaches us.

    A verified value belongs to one contact only. Many may make the same unverified claim, and it opens
    nobody's history (C7).
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "Email"
        EXTERNAL = "external", "External id"
        VISITOR = "visitor", "Visitor"
        SLACK = "slack", "Slack"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=models.Q(verified_at__isnull=False),
                name="identity_verified_once",
            ),
            models.UniqueConstraint(fields=["contact", "kind", "value"], name="identity_once_per_contact"),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="identity_by_value")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class IdentityConflict(models.Model):
    """
    Somebody signed in with an address that belongs to another contact: staff decide whether to merge.

    It stands until the two are one contact.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    holder = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Identity.Kind.choices)
    value = models.CharField(max_length=254)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind", "value"], name="identity_conflict_once_per_contact"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value} of contact {self.holder_id}"
