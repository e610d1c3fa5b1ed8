"""
Alerts: what is worth telling in Slack, collected by rules, so that nobody drowns.

Each thing is told once for each rule. What a rule may not tell now, since it is quiet, collected, or has
told too much within the hour, is told together later. One that no longer matters by then is dropped.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from assistant.selectors import newest_handoff
from core import pages
from core.errors import DomainError
from core.wording import message_of
from integrations.connections import services as connections
from integrations.connections.models import Connection
from integrations.connections.selectors import internal as all_connections
from integrations.connections.transport import Call
from integrations.slack import alerting, protocol
from integrations.slack.alerting import Line
from integrations.slack.models import Alert, AlertKind, AlertRule, SlackMember
from integrations.slack.services.people import member_keep, profile_of
from notices import selectors as notice_selectors
from notices.models import Kind
from notices.saying import said
from people.models import User
from people.selectors import internal as everybody
from routing import selectors as routing_selectors
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

logger = logging.getLogger(__name__)
HOUR = timedelta(hours=1)
TOO_OLD = timedelta(days=2)
LATER = timedelta(minutes=10)
Text = Callable[[str], str]
_NOTICE = {AlertKind.MENTION: Kind.MENTION, AlertKind.ESCALATION: Kind.ESCALATED}


def _nothing(language: str) -> str:
    return ""


@dataclass(frozen=True)
class News:
    """
    Something that rules may want to tell; `key` is the same each time its event comes.

    `text` says more of it in a language: that of whoever reads it, English in a channel.
    """

    kind: AlertKind
    key: str
    ticket_id: int
    text: Text = _nothing
    user_ids: Sequence[int] = ()
    percent: int = 100


@transaction.atomic
def alert_raise(*, news: News, now: datetime) -> int:
    """Note what happened for each rule that wants to tell it; returns how many."""
    rules = list(
        AlertRule.objects.filter(
            is_on=True, kinds__contains=[news.kind.value], connection__system=protocol.KEY
        ).exclude(connection__state="disconnected")
    )
    ticket = all_tickets.ticket_find(news.ticket_id) if rules else None
    if ticket is None or ticket.is_spam or ticket.is_deleted:
        return 0
    count = 0
    for rule in rules:
        if _wants(rule, news, ticket):
            count += _note(rule, news, ticket, now)
    return count


def _wants(rule: AlertRule, news: News, ticket: Ticket) -> bool:
    if rule.brand_id not in (None, ticket.brand_id) or rule.team_id not in (None, ticket.team_id):
        return False
    if rule.priorities and ticket.priority not in rule.priorities:
        return False
    # A note is for colleagues who see the ticket: it is told to them, and never in a channel.
    if news.kind == AlertKind.MENTION and rule.channel_id is not None:
        return False
    return news.kind != AlertKind.RISK or news.percent >= rule.fraction


def _note(rule: AlertRule, news: News, ticket: Ticket, now: datetime) -> int:
    at = alerting.due_at(
        now,
        digest_minutes=rule.digest_minutes,
        begins=rule.quiet_begins,
        ends=rule.quiet_ends,
        timezone=rule.timezone,
    )
    if rule.channel_id is not None:
        return _store(rule, news, ticket, None, at, now)
    users = _concerned(news, ticket)
    choices = notice_selectors.choices_of(users)
    count = 0
    for user in users:
        choice, kind = choices[user.pk], _NOTICE.get(news.kind)
        if kind is not None and not choice.wish(kind).is_shown:
            continue
        due = alerting.out_of_quiet(at, choice.quiet_begins, choice.quiet_ends, choice.timezone)
        count += _store(rule, news, ticket, user, due, now)
    return count


def _concerned(news: News, ticket: Ticket) -> list[User]:
    """Whom it concerns: who is named, else who has the ticket; those who may see it."""
    ids = list(news.user_ids) or ([ticket.assignee_id] if ticket.assignee_id is not None else [])
    users = everybody.users_active(ids)
    seeing = ticket_selectors.staff_seeing(ticket=ticket, users=users)
    return [user for user in users if user.pk in seeing]


def _store(
    rule: AlertRule, news: News, ticket: Ticket, user: User | None, at: datetime, now: datetime
) -> int:
    key = news.key if user is None else f"{news.key}:{user.pk}"
    _, is_new = Alert.objects.get_or_create(
        rule=rule,
        key=key[:120],
        defaults={"kind": news.kind, "ticket": ticket, "user": user, "text": news.text(_language(user))[:600]}
        | {"created_at": now, "due_at": at},
    )
    return int(is_new)


def _language(user: User | None) -> str:
    return user.locale[:2] if user is not None else pages.LANGUAGES[0]


def escalation_text(*, decision_id: int, ticket_id: int) -> Text:
    """Why a ticket was escalated, and what the assistant said when it handed it over."""
    why = routing_selectors.escalation_words(decision_id)
    ticket = all_tickets.ticket_find(ticket_id)
    handoff = newest_handoff(ticket) if ticket is not None else None
    told = " ".join(handoff.summary.split())[:400] if handoff is not None else ""
    message = message_of(why)

    def text(language: str) -> str:
        said_why = (said(message, language) if message else None) or why
        return f"{said_why}\n\n{told}" if told else said_why

    return text


def clock_text(code: str, **params: Any) -> Text:
    """What a clock says, by the code of its sentence."""
    return lambda language: said({"code": code, "params": params}, language) or ""


def alerts_send(*, now: datetime) -> int:
    """
    Tell what is due, one message for each rule and place; returns how many left.

    Must not run within a transaction.
    """
    due = Alert.objects.filter(due_at__lte=now, rule__connection__state="connected")
    groups: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for pk, rule_id, user_id in due.order_by("id").values_list("pk", "rule", "user")[:2000]:
        groups[rule_id, user_id].append(pk)
    count = 0
    for (rule, user), ids in groups.items():
        try:
            count += _tell(rule, user, ids, now)
        except DomainError as error:
            logger.warning("An alert could not leave", extra={"rule": rule, "why": error.message})
            Alert.objects.filter(pk__in=ids).update(due_at=now + LATER)
    return count


def _tell(rule_id: int, user_id: int | None, ids: Iterable[int], now: datetime) -> int:
    rule = AlertRule.objects.select_related("connection", "channel").get(pk=rule_id)
    if user_id is None:
        place = rule.channel.channel_id if rule.channel is not None else ""
        # It may have been shared with others since.
        why = "" if rule.channel is not None and _is_inside(rule) else "The channel is shared with others."
    else:
        place = _direct(rule.connection, user_id, now)
        why = "" if place else "Nobody in Slack has their address."
    with transaction.atomic():
        rows = list(
            Alert.objects.select_for_update(of=("self",))
            .select_related("ticket__company", "user")
            .filter(pk__in=list(ids), due_at__isnull=False)
            .order_by("id")
        )
        if not rows:
            return 0
        if why or not rule.is_on:
            _drop([row.pk for row in rows], why or "The rule was switched off.")
            return 0
        if _has_told_enough(rule, user_id, now):
            Alert.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + LATER)
            return 0
        kept = [row for row in rows if _matters(row, now)]
        _drop([row.pk for row in rows if row not in kept], "It no longer matters.")
        if not kept:
            return 0
        text = alerting.words([_line(row) for row in kept], _language(kept[0].user))
        call = Call(
            "POST",
            "/api/chat.postMessage",
            "Alerts",
            body={"channel": place, "text": text, "mrkdwn": True, "unfurl_links": False},
            key=f"alert:{kept[0].pk}:{kept[-1].pk}",
        )
        connections.delivery_queue(connection_id=rule.connection_id, call=call, now=now)
        Alert.objects.filter(pk__in=[row.pk for row in kept]).update(due_at=None, sent_at=now)
    return 1


def _is_inside(rule: AlertRule) -> bool:
    channel = rule.channel
    return channel is not None and not channel.is_shared and not channel.is_gone


def _drop(ids: Sequence[int], why: str) -> None:
    if ids:
        Alert.objects.filter(pk__in=ids).update(due_at=None, dropped_why=why)


def _has_told_enough(rule: AlertRule, user_id: int | None, now: datetime) -> bool:
    told = Alert.objects.filter(rule=rule, user=user_id, sent_at__gt=now - HOUR).order_by()
    return told.values("sent_at").distinct().count() >= rule.most_an_hour


def _matters(row: Alert, now: datetime) -> bool:
    ticket = row.ticket
    if ticket.is_spam or ticket.is_deleted or now - row.created_at > TOO_OLD:
        return False
    return row.kind == AlertKind.MENTION or ticket.is_open


def _line(row: Alert) -> Line:
    ticket = row.ticket
    return Line(
        kind=row.kind,
        number=ticket.number,
        subject=ticket.subject,
        priority=ticket.priority,
        company=ticket.company.name if ticket.company is not None else "",
        text=row.text,
        url=f"{settings.PUBLIC_URL}/app/inbox/{ticket.number}",
    )


def _direct(connection: Connection, user_id: int, now: datetime) -> str:
    """Where a colleague reads direct messages; empty for one who is not in Slack."""
    user = everybody.user_find(user_id)
    if user is None or all_connections.connection_in_use(connection.pk) is None:
        return ""
    known = SlackMember.objects.filter(connection=connection, user=user, is_proven=True).first()
    if known is not None:
        return known.slack_id
    call = Call(
        "GET", "/api/users.lookupByEmail", "Where a colleague reads alerts", query={"email": user.email}
    )
    try:
        data = connections.read(connection_id=connection.pk, call=call).data
    except connections.CallRefused:
        return ""
    member = member_keep(connection=connection, profile=profile_of(data), now=now)
    return member.slack_id if member.user_id == user.pk else ""
