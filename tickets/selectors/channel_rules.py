"""What holds for the tickets of channels that have no settings of their own elsewhere."""

from django.core.cache import cache

from core.actors import Actor
from core.errors import NotFound
from people.policy import require
from tickets.channels import RULED
from tickets.models import ChannelRule

KEY = "tickets:channel_rules"


def rules() -> dict[str, ChannelRule]:
    """The rule of each of these channels, in their order; cached for a minute."""
    found: dict[str, ChannelRule] | None = cache.get(KEY)
    if found is None:
        rows = {row.channel: row for row in ChannelRule.objects.select_related("brand", "team", "changed_by")}
        found = {channel: rows.get(channel) or ChannelRule(channel=channel, version=0) for channel in RULED}
        cache.set(KEY, found, timeout=60)
    return found


def rule_find(channel: str) -> ChannelRule | None:
    """A channel's rule; None for one that has settings of its own."""
    return rules().get(channel)


def channel_rules(*, actor: Actor) -> list[ChannelRule]:
    """All of them, for whoever opens tickets. Raises Forbidden."""
    require(actor, "ticket.read")
    return list(rules().values())


def channel_rule_get(*, actor: Actor, channel: str) -> ChannelRule:
    """One of them. Raises Forbidden, NotFound."""
    require(actor, "ticket.read")
    if (found := rule_find(channel)) is None:
        raise NotFound("There is no such channel to set up here.")
    return found
