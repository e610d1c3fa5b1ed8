"""Channels that have no settings of their own elsewhere: what an admin decides about their tickets."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, PreconditionFailed
from people.answering import why_not_team
from people.policy import require
from people.selectors import brand_get
from people.selectors import internal as everybody
from tickets.channels import CHANNELS, RULED
from tickets.models import ChannelRule
from tickets.selectors.channel_rules import KEY, rule_find

_PLAIN = ("is_on", "type", "reply_by", "tells_customer")


class ChannelOff(Conflict):
    """Tickets of this channel are not taken; `channel` says which."""

    code = "tickets.channel_off"


def rule_in_force(channel: str) -> ChannelRule | None:
    """What holds for a channel's tickets, None where nothing does. Raises ChannelOff."""
    rule = rule_find(channel)
    if rule is not None and not rule.is_on:
        label = CHANNELS[channel].label
        raise ChannelOff(
            f"The channel {label} is switched off. "
            "An admin switches it on in the settings, under Other channels.",
            channel=channel,
        )
    return rule


def team_in_force(rule: ChannelRule) -> int | None:
    """The team that a channel gives its tickets; None while nobody in it can answer them."""
    return None if rule.team is None or why_not_team(rule.team) else rule.team_id


@transaction.atomic
def channel_rule_set(
    *,
    actor: Actor,
    channel: str,
    values: dict[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> ChannelRule:
    """
    Change what holds for new tickets of a channel; `brand` by slug or id, `team` by id.

    Raises Forbidden, NotFound, Invalid, PreconditionFailed.
    """
    require(actor, "field.write")
    if channel not in RULED:
        raise NotFound("There is no such channel to set up here.")
    ChannelRule.objects.get_or_create(channel=channel, defaults={"version": 0})
    row = ChannelRule.objects.select_for_update(of=("self",)).get(channel=channel)
    if expected_version is not None and expected_version != row.version:
        raise PreconditionFailed(
            "Somebody changed this channel in between. Load it again, then decide.", version=row.version
        )
    for name in _PLAIN:
        if name in values:
            setattr(row, name, values[name])
    if "brand" in values:
        row.brand = brand_get(values["brand"]) if values["brand"] else None
    if "team" in values:
        row.team = _team(values["team"])
    row.version += 1
    row.changed_at, row.changed_by_id = now, actor.user_id
    row.save()
    audit.record(
        actor=actor,
        action="tickets.channel_changed",
        target=f"channel:{channel}",
        now=now,
        data={"channel": channel, "is_on": row.is_on, "changed": sorted(values)},
    )
    transaction.on_commit(lambda: cache.delete(KEY))
    return row


def _team(team_id: int | None) -> Any:
    """A team that can answer, or None. Raises Invalid."""
    if team_id is None:
        return None
    team = everybody.team_find(team_id)
    problem = "There is no such team." if team is None else why_not_team(team)
    if problem:
        raise Invalid(problem, errors={"team": [problem]})
    return team
