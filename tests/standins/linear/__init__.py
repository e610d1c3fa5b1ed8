"""A Linear workspace on loopback, which takes nothing that the published schema does not have."""

from tests.standins.linear.server import API_KEY, LinearStandIn

__all__ = ["API_KEY", "LinearStandIn"]
