"""GitHub's REST interface on loopback, as far as issues need it."""

from tests.standins.github.server import TOKEN, GitHubStandIn

__all__ = ["TOKEN", "GitHubStandIn"]
