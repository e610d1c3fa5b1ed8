"""A stand-in for another system: sign-in, an API with limits, and signed webhooks."""

from tests.standins.system.server import SystemStandIn

__all__ = ["SystemStandIn"]
