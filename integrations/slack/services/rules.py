"""The rules by which alerts are told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from integrations.slack import selectors
from integrations.slack.models import Alert, AlertKind, AlertRule, MessageState, SlackChannel, SlackMessage
from people import selectors as people_selectors
from people.policy import require
from people.selectors import internal as everybody

MOST_RULES = 50
KEPT = timedelta(days=30)
_NAMED = (
    "kinds", "channel_id", "brand_id", "team_id", "priorities", "fraction", "digest_minutes", "most_an_hour",
    "quiet_begins", "quiet_ends", "timezone", "is_on",
)  # fmt: skip


class TooManyRules(Conflict):
    """There are as many rules of alerts as an installation may have."""

    code = "slack.too_many_rules"


@transaction.atomic
def rule_create(*, actor: Actor, connection_id: int, values: Mapping[str, Any], now: datetime) -> AlertRule:
    """
    Make a rule of alerts; without a channel it tells whom it concerns.

    Raises Invalid, TooManyRules, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    if AlertRule.objects.count() >= MOST_RULES:
        raise TooManyRules(f"There are {MOST_RULES} rules. Remove one that is not needed.")
    row = AlertRule(connection_id=connection_id, created_at=now, **_named(values))
    _check(row)
    row.save()
    _record(actor, "slack.rule_created", row, now, _told(values))
    return selectors.rule_get(actor=actor, rule_id=row.pk)


@transaction.atomic
def rule_change(*, actor: Actor, rule_id: int, values: Mapping[str, Any], now: datetime) -> AlertRule:
    """Change a rule. Raises Invalid, NotFound, Forbidden."""
    require(actor, "connection.write")
    row = _locked(rule_id)
    for name, value in _named(values).items():
        setattr(row, name, value)
    _check(row)
    row.save()
    _record(actor, "slack.rule_changed", row, now, _told(values))
    return selectors.rule_get(actor=actor, rule_id=row.pk)


@transaction.atomic
def rule_delete(*, actor: Actor, rule_id: int, now: datetime) -> None:
    """Remove a rule with what it has not told yet. Raises NotFound, Forbidden."""
    require(actor, "connection.write")
    row = _locked(rule_id)
    _record(actor, "slack.rule_deleted", row, now, {"kinds": row.kinds})
    Alert.objects.filter(rule=row).delete()
    row.delete()


def _locked(rule_id: int) -> AlertRule:
    row = AlertRule.objects.select_for_update(of=("self",)).filter(pk=rule_id).first()
    if row is None:
        raise NotFound("There is no such rule.")
    return row


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in _NAMED}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | list | None) else str(value)
        for name, value in _named(values).items()
    }


def _check(row: AlertRule) -> None:
    if not row.kinds:
        raise Invalid("What shall it tell?", errors={"kinds": ["Choose at least one."]})
    if (row.quiet_begins is None) != (row.quiet_ends is None):
        raise Invalid(
            "Quiet hours have a beginning and an end.", errors={"quiet_ends": ["Enter both, or neither."]}
        )
    if row.brand_id is not None:
        people_selectors.brand_get(row.brand_id)
    if row.team_id is not None and not everybody.team_exists(row.team_id):
        raise Invalid("There is no such team.", errors={"team_id": ["Unknown."]})
    if row.channel_id is not None:
        channel = SlackChannel.objects.filter(pk=row.channel_id, connection=row.connection_id).first()
        if channel is None:
            raise Invalid("There is no such channel.", errors={"channel_id": ["Unknown."]})
        if channel.is_shared:
            raise Invalid(
                "This channel is shared with another company, who would read of all your customers.",
                errors={"channel_id": ["Choose a channel of your own."]},
            )
        if AlertKind.MENTION in row.kinds:
            raise Invalid(
                "Notes are told to whom they name, not to a channel.",
                errors={"kinds": ["Mentions go by direct message."]},
            )


def _record(actor: Actor, action: str, row: AlertRule, now: datetime, data: Mapping[str, Any]) -> None:
    audit.record(actor=actor, action=action, target=f"slack_rule:{row.pk}", data=dict(data), now=now)


def forget(*, now: datetime) -> None:
    """Drop alerts that were told, and messages that became nothing, after 30 days."""
    Alert.objects.filter(due_at__isnull=True, created_at__lt=now - KEPT).delete()
    ended = SlackMessage.objects.filter(state=MessageState.IGNORED, received_at__lt=now - KEPT)
    ended.delete()
