"""What Stripe tells the roof."""

from core.declarations import Declaration, Variable

SYSTEM = Declaration(
    verbs={"agent": frozenset({"billing.read"})},
    routes={"integrations.stripe.tasks.*": "systems"},
    beat={"integrations.stripe.tasks.sweep": 30.0},
    api_urls="integrations.stripe.api.urls",
    variables=(Variable("STRIPE_API_URL", "https://api.stripe.com", is_url=True),),
    enums={
        "BillingMatch": "integrations.stripe.models.Match",
        "BillingMatchedBy": "integrations.stripe.models.MatchedBy",
    },
)
