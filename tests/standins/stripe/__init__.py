"""A stand-in for Stripe that keeps state, held to its published description."""

from tests.standins.stripe.server import StripeStandIn

__all__ = ["StripeStandIn"]
