"""Tables of single sign-on."""

from integrations.sign_on.models.attempt import Attempt, Purpose
from integrations.sign_on.models.provider import Kind, Link, Provider
from integrations.sign_on.models.rule import BreakGlass, Rule

__all__ = ["Attempt", "BreakGlass", "Kind", "Link", "Provider", "Purpose", "Rule"]
