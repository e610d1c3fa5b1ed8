"""Reads of Slack's channels, people and alerts."""

from datetime import datetime

from django.db.models import Count, Q

from core.actors import Actor
from core.errors import NotFound
from integrations.slack.models import (
    AlertRule,
    MessageState,
    SlackChannel,
    SlackMember,
    SlackMessage,
    SlackPost,
    SlackThread,
    SlackWorkspace,
)
from people.policy import require
from tickets.models import AuthorKind

MOST = 1000


def channels(*, actor: Actor) -> list[SlackChannel]:
    """The channels that the app sees, by name. Raises Forbidden."""
    require(actor, "connection.read")
    found = SlackChannel.objects.select_related("brand", "company", "team", "connection")
    return list(found.exclude(connection__state="disconnected").order_by("is_gone", "name", "id")[:MOST])


def channel_get(*, actor: Actor, channel_id: int) -> SlackChannel:
    """One channel. Raises NotFound, Forbidden."""
    require(actor, "connection.read")
    found = SlackChannel.objects.select_related("brand", "company", "team", "connection")
    row = found.filter(pk=channel_id).first()
    if row is None:
        raise NotFound("There is no such channel.")
    return row


def trouble_of(channels: list[SlackChannel]) -> dict[int, int]:
    """How many messages of each channel could not become a ticket."""
    failed = SlackMessage.objects.filter(channel__in=channels, state=MessageState.FAILED).order_by()
    return dict(failed.values_list("channel").annotate(Count("pk")))


def workspaces(*, actor: Actor) -> list[SlackWorkspace]:
    """The workspaces whose people have written, our own first. Raises Forbidden."""
    require(actor, "connection.read")
    found = SlackWorkspace.objects.select_related("company")
    return list(found.exclude(connection__state="disconnected").order_by("-is_own", "name", "id")[:MOST])


def rules(*, actor: Actor) -> list[AlertRule]:
    """The rules of alerts, the oldest first. Raises Forbidden."""
    require(actor, "connection.read")
    found = AlertRule.objects.select_related("channel", "brand", "team")
    return list(found.exclude(connection__state="disconnected").order_by("id")[:MOST])


def rule_get(*, actor: Actor, rule_id: int) -> AlertRule:
    """One rule. Raises NotFound, Forbidden."""
    require(actor, "connection.read")
    row = AlertRule.objects.select_related("channel", "brand", "team").filter(pk=rule_id).first()
    if row is None:
        raise NotFound("There is no such rule.")
    return row


def thread_at(channel: SlackChannel, ts: str) -> SlackThread | None:
    """The thread that begins with this message, or to which it was added before it was answered."""
    own = SlackThread.objects.filter(channel=channel, thread_ts=ts).first()
    if own is not None:
        return own
    said = SlackMessage.objects.select_related("thread").filter(channel=channel, ts=ts).first()
    return said.thread if said is not None else None


def thread_of(ticket_id: int) -> SlackThread | None:
    """The thread of a ticket, or None."""
    found = SlackThread.objects.select_related("channel__connection").filter(ticket=ticket_id)
    return found.order_by("-id").first()


def began_by(thread: SlackThread, contact_id: int) -> str:
    """The id in Slack of a contact who began a thread; empty where somebody else did."""
    own = SlackMessage.objects.filter(
        channel=thread.channel_id,
        ts=thread.thread_ts,
        entry__author_kind=AuthorKind.CONTACT,
        entry__author_id=contact_id,
    )
    return own.values_list("user_id", flat=True).first() or ""


def names_of(connection_id: int, ids: list[str]) -> dict[str, str]:
    """The names of people by their ids, as far as they are known."""
    found = SlackMember.objects.filter(connection=connection_id, slack_id__in=ids)
    return {slack_id: name for slack_id, name in found.values_list("slack_id", "name") if name}


def channels_due(*, now: datetime) -> list[int]:
    """The channels with messages to act on that nobody works on."""
    waiting = SlackMessage.objects.filter(state=MessageState.WAITING, due_at__lte=now).values("channel")
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return list(SlackChannel.objects.filter(free, pk__in=waiting).values_list("pk", flat=True)[:200])


def threads_due() -> list[int]:
    """The threads with something of ours that has not ended."""
    found = SlackPost.objects.filter(state__in=["waiting", "sending"])
    return sorted({*found.order_by("id").values_list("thread", flat=True)[:500]})
