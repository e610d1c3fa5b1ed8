"""What Candor knows of Stripe's customers, subscriptions and invoices, and whose they are here."""

from typing import Self

from django.db import models
from django.db.models import Q

from core.actors import Actor
from integrations.connections.models import Connection
from people.models import Company, Contact, User


class BillingSettings(models.Model):
    """
    How one account is used.

    `metadata_key` is the entry of a customer's metadata that holds the CRM's id of its company. `fills_facts`
    lets revenue, plan and renewal stand in where nobody else gives them.
    """

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="+")
    metadata_key = models.CharField(max_length=40, default="crm_id")
    fills_facts = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)


class Match(models.TextChoices):
    """Whether it is known whose a customer of Stripe is."""

    MATCHED = "matched", "Matched"
    DOUBTFUL = "doubtful", "Waits for a person"
    UNMATCHED = "unmatched", "Nobody found"
    IGNORED = "ignored", "Set aside by a person"


class MatchedBy(models.TextChoices):
    """Why a customer of Stripe is taken to be one of ours."""

    HAND = "hand", "A person chose"
    CRM_ID = "crm_id", "The CRM's id in its metadata"
    EMAIL = "email", "The proven address of a contact"
    DOMAIN = "domain", "The company's domain"


class Remote(models.Model):
    """One object of Stripe. Whatever has `wanted_at` is read anew."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    remote_id = models.CharField(max_length=100)
    is_gone = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["connection", "remote_id"], name="stripe_%(class)s_once"),
        ]
        indexes = [
            models.Index(
                fields=["connection", "wanted_at"],
                name="stripe_%(class)s_wanted",
                condition=Q(wanted_at__isnull=False),
            ),
        ]


class Product(Remote):
    """What is sold; the name is that of a plan."""

    name = models.CharField(max_length=200, blank=True)


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers of Stripe as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """They may be anybody's: only for those who see all customers."""
        return self if actor.sees_all_tickets else self.none()


class Customer(Remote):
    """
    A customer of Stripe, and whose it is here: a company, or a contact who has none.

    `candidates` are the companies that it may be (`company_id`, `why`), for a person to choose from. What a
    person chose (`decided_at`) no rule changes.
    """

    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    crm_id = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    is_delinquent = models.BooleanField(default=False)
    match = models.CharField(max_length=10, choices=Match.choices, default=Match.UNMATCHED)
    matched_by = models.CharField(max_length=8, choices=MatchedBy.choices, blank=True)
    why = models.CharField(max_length=300, blank=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    candidates = models.JSONField(default=list)
    made_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta(Remote.Meta):
        indexes = [
            *Remote.Meta.indexes,
            models.Index(fields=["connection", "match", "-id"], name="stripe_customer_match"),
            models.Index(fields=["company"], name="stripe_customer_company"),
            models.Index(fields=["contact"], name="stripe_customer_contact"),
        ]


class Subscription(Remote):
    """
    A subscription; `status` is Stripe's word.

    `items` are its prices (`revenue.Item`), `yearly` its revenue in the currency's smallest unit, without
    those that say no amount ahead (`is_partial`).
    """

    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=30, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    items = models.JSONField(default=list)
    yearly = models.DecimalField(max_digits=24, decimal_places=6, default=0)
    is_partial = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)


class Invoice(Remote):
    """An invoice; amounts are in the smallest unit of the currency, `status` is Stripe's word."""

    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    due = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    remaining = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    is_attempted = models.BooleanField(default=False)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    @property
    def has_failed(self) -> bool:
        """Whether it was tried to charge and is still owed, or has been given up."""
        is_tried = self.status == "open" and self.is_attempted and self.attempts > 0 and self.remaining > 0
        return is_tried or self.status == "uncollectible"
