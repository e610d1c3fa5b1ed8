"""A stand-in for Google's and Microsoft's sign-in."""

from tests.standins.oauth.server import OAuthStandIn

__all__ = ["OAuthStandIn"]
