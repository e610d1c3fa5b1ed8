"""What the API answers about billing."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from integrations.stripe.fields import KINDS
from integrations.stripe.models import Match, MatchedBy


class BillingAmountShape(Shape):
    """An amount; `amount` is in the currency itself, as a decimal number in text."""

    amount = serializers.CharField()
    currency = serializers.CharField(help_text="ISO 4217, in capitals.")


class BillingItemShape(Shape):
    """One price of a subscription."""

    name = serializers.CharField(help_text="Of the product; empty where it is not known.")
    quantity = serializers.IntegerField()
    unit = BillingAmountShape(allow_null=True, help_text="Null for a price by usage or tiers.")
    interval = serializers.CharField(help_text="`day`, `week`, `month`, `year`; empty where not known.")
    every = serializers.IntegerField(help_text="Of how many intervals a period consists.")


class BillingSubscriptionShape(Shape):
    """A subscription."""

    id = serializers.CharField()
    status = serializers.CharField(help_text="Stripe's word.")
    is_paused = serializers.BooleanField()
    items = BillingItemShape(many=True)
    yearly = BillingAmountShape()
    is_partial = serializers.BooleanField(help_text="A price by usage or tiers is not in `yearly`.")
    started_at = serializers.DateTimeField(allow_null=True)
    period_ends_at = serializers.DateTimeField(allow_null=True)
    trial_ends_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True, help_text="When it will end, if that is set.")
    ended_at = serializers.DateTimeField(allow_null=True)


class BillingInvoiceShape(Shape):
    """An invoice."""

    id = serializers.CharField()
    number = serializers.CharField()
    status = serializers.CharField(help_text="Stripe's word.")
    due = BillingAmountShape()
    remaining = BillingAmountShape()
    has_failed = serializers.BooleanField(help_text="Charging was tried and it is still owed, or given up.")
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    made_at = serializers.DateTimeField(allow_null=True)


class BillingCustomerNameShape(Shape):
    """A customer of Stripe in short."""

    id = serializers.IntegerField()
    remote_id = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    matched_by = serializers.ChoiceField(choices=MatchedBy.choices, allow_blank=True)
    is_delinquent = serializers.BooleanField()


class BillingShape(Shape):
    """What a company, or a contact without one, is billed."""

    is_connected = serializers.BooleanField(help_text="Some account of Stripe is.")
    is_proven = serializers.BooleanField(help_text="Whoever asks in the ticket has proven who they are.")
    customers = BillingCustomerNameShape(many=True)
    subscriptions = BillingSubscriptionShape(many=True)
    invoices = BillingInvoiceShape(many=True, help_text="Those that failed first, then the newest.")
    yearly = BillingAmountShape(allow_null=True, help_text="Null where it cannot be said in US dollars.")
    is_partial = serializers.BooleanField()


class BillingKindShape(Shape):
    """How far one kind of object is read."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    is_whole = serializers.BooleanField(help_text="All of them are being read now.")
    is_done = serializers.BooleanField(help_text="All of them were read once.")
    read = serializers.IntegerField(help_text="In the last whole reading.")
    last_at = serializers.DateTimeField(allow_null=True)


class BillingMatchesShape(Shape):
    """How many customers are whose."""

    matched = serializers.IntegerField()
    doubtful = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    ignored = serializers.IntegerField()


class BillingSettingsShape(Shape):
    """How an account is used."""

    version = serializers.IntegerField()
    metadata_key = serializers.CharField()
    fills_facts = serializers.BooleanField()
    changed_by = IdName(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)


class BillingStateShape(Shape):
    """How an account of Stripe stands."""

    is_first = serializers.BooleanField(help_text="Not everything has been read once.")
    kinds = BillingKindShape(many=True)
    matches = BillingMatchesShape()
    failed = serializers.IntegerField(help_text="Invoices whose payment failed.")
    event_types = serializers.ListField(
        child=serializers.CharField(), help_text="What its webhook endpoint should send."
    )
    settings = BillingSettingsShape()


class BillingCandidateShape(Shape):
    """A company that a customer may be."""

    company = IdName()
    why = serializers.ChoiceField(choices=[(one, one) for one in ("email", "domain", "name")])


class BillingCustomerShape(Shape):
    """A customer of Stripe, and whose it is."""

    id = serializers.IntegerField()
    remote_id = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    match = serializers.ChoiceField(choices=Match.choices)
    matched_by = serializers.ChoiceField(choices=MatchedBy.choices, allow_blank=True)
    why = serializers.CharField(help_text="Why nobody or several were found; empty else.")
    company = IdName(allow_null=True)
    contact = IdName(allow_null=True)
    candidates = BillingCandidateShape(many=True)
    decided_by = IdName(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


BillingCustomerPage = page_of(BillingCustomerShape)
