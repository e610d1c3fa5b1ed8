"""
What waits in a channel becomes messages of tickets: one worker at a time for a channel, oldest first.

Everything that Slack has to be asked (who, which files) is asked before the transaction that stores the
result. A crash anywhere leaves the messages waiting; that they are in a ticket is stored with the ticket.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from core import clock
from core.actors import SYSTEM
from core.errors import DomainError, Forbidden, NotFound
from integrations.connections import backoff
from integrations.connections import services as connections
from integrations.connections.models import Connection, ConnectionState
from integrations.connections.transport import Call
from integrations.slack import grouping, mrkdwn, protocol, selectors
from integrations.slack.grouping import Spoken
from integrations.slack.models import (
    MessageState,
    Mode,
    SlackChannel,
    SlackMember,
    SlackMessage,
    SlackThread,
)
from integrations.slack.services.files import files_fetch
from integrations.slack.services.people import contact_of, member_read
from people.actors import staff_actor
from tickets import services as ticket_services
from tickets.entries import Message
from tickets.models import TimelineEntry
from tickets.selectors import internal as all_tickets
from tickets.services import InboundMessage, Placing
from tickets.services.updating import TicketInTrash

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
MOST_ATTEMPTS = 8
MOST_AT_ONCE = 50
MOST_FILES = 20


@dataclass(frozen=True)
class _Ready:
    """A group with what Slack was asked about it."""

    channel: SlackChannel
    messages: Sequence[SlackMessage]
    member: SlackMember
    files: list[str]
    left_out: list[str]


def channel_work(*, channel_id: int) -> int:
    """
    Act on what is due in a channel; returns how many messages came of it.

    Nothing happens while another worker has it, or its connection is paused. Must not run within a
    transaction.
    """
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    mine = SlackChannel.objects.filter(free, pk=channel_id, connection__state=ConnectionState.CONNECTED)
    if not mine.update(leased_until=now + LEASE):
        return 0
    try:
        return _work(SlackChannel.objects.select_related("connection", "brand").get(pk=channel_id), now)
    finally:
        SlackChannel.objects.filter(pk=channel_id, leased_until=now + LEASE).update(leased_until=None)


def _work(channel: SlackChannel, now: datetime) -> int:
    waiting = SlackMessage.objects.filter(channel=channel, state=MessageState.WAITING)
    for row in waiting.filter(is_incomplete=True, due_at__lte=now)[:MOST_AT_ONCE]:
        _attempt([row], partial(_complete, channel, row))
    window, count = timedelta(seconds=channel.window), 0
    found = list(waiting.filter(is_incomplete=False).order_by("ts")[:500])
    by_key = {row.pk: row for row in found}
    begin = {row.ts for row in found}
    for group in grouping.groups([_spoken(row) for row in found], window=window)[:MOST_AT_ONCE]:
        if clock.now() - now > LEASE / 2:
            break
        root = group.messages[0].thread_ts
        if root in begin and root != group.messages[0].ts:
            # What it answers is no ticket yet.
            continue
        rows = [by_key[one.pk] for one in group.messages]
        if group.is_ready(window=window, now=now) and _attempt(rows, partial(_take, channel, rows)):
            count += 1
    return count


def _spoken(row: SlackMessage) -> Spoken:
    return Spoken(row.pk, row.ts, row.thread_ts, row.user_id, row.is_wanted, row.received_at, row.due_at)


def _attempt(messages: Sequence[SlackMessage], act: Callable[[], None]) -> bool:
    """Act, or note why not and when to try again; one that fails stops no other."""
    try:
        act()
    except Exception as error:
        now = clock.now()
        told = error.message if isinstance(error, DomainError) else "The log of the server has the details."
        if not isinstance(error, DomainError):
            logger.exception("A message of Slack could not be taken")
        attempts = max(one.attempts for one in messages) + 1
        is_over = attempts >= MOST_ATTEMPTS
        ids = [one.pk for one in messages]
        SlackMessage.objects.filter(pk__in=ids, state=MessageState.WAITING).update(
            attempts=attempts,
            detail=told[:300],
            due_at=backoff.next_attempt(attempts, now=now),
            state=MessageState.FAILED if is_over else MessageState.WAITING,
        )
        return False
    return True


def _complete(channel: SlackChannel, row: SlackMessage) -> None:
    """Read a message that somebody marked, which we have not kept."""
    call = Call(
        "GET",
        "/api/conversations.replies",
        "A message that somebody marked",
        query={"channel": channel.channel_id, "ts": row.ts, "limit": "1", "inclusive": "true"}
        | {"oldest": row.ts, "latest": row.ts},
    )
    data = connections.read(connection_id=channel.connection_id, call=call).data
    said = next(
        (one for one in data.get("messages") or [] if isinstance(one, dict) and one.get("ts") == row.ts), None
    )
    is_program = said is not None and (said.get("bot_id") or not said.get("user"))
    if said is None or is_program:
        why = "It is not there any more." if said is None else "A program wrote it."
        SlackMessage.objects.filter(pk=row.pk).update(state=MessageState.IGNORED, detail=why)
        return
    SlackMessage.objects.filter(pk=row.pk).update(
        is_incomplete=False,
        user_id=str(said["user"])[:40],
        thread_ts=str(said.get("thread_ts") or "")[:30],
        text=str(said.get("text") or "").replace("\x00", "\ufffd")[:40_000],
        files=[one for one in said.get("files") or [] if isinstance(one, dict)][:20],
    )


def _take(channel: SlackChannel, rows: Sequence[SlackMessage]) -> None:
    now = clock.now()
    connection = channel.connection
    first = rows[0]
    member = member_read(connection=connection, slack_id=first.user_id, now=now)
    if member.is_bot:
        _ignore(rows, "A program wrote it.")
        return
    _learn_names(connection, rows, now)
    asked = [file for one in rows for file in one.files]
    owner = SYSTEM if member.user is None else staff_actor(member.user)
    files, left = files_fetch(actor=owner, connection=connection, files=asked[:MOST_FILES])
    ready = _Ready(channel, rows, member, files, left)
    with transaction.atomic():
        _store(ready, now)


def _learn_names(connection: Connection, rows: Sequence[SlackMessage], now: datetime) -> None:
    """Whom the messages mention; somebody who cannot be read is nobody's loss."""
    for slack_id in mrkdwn.mentioned("".join(one.text for one in rows))[:10]:
        if not selectors.names_of(connection.pk, [slack_id]):
            with suppress(DomainError):
                member_read(connection=connection, slack_id=slack_id, now=now)


def _ignore(messages: Sequence[SlackMessage], why: str) -> None:
    ids = [one.pk for one in messages]
    SlackMessage.objects.filter(pk__in=ids, state=MessageState.WAITING).update(
        state=MessageState.IGNORED, detail=why, text="", files=[]
    )


def _store(ready: _Ready, now: datetime) -> None:
    """One message of a ticket from what still stands of the group; meanwhile it may have changed."""
    channel = ready.channel
    ids = [one.pk for one in ready.messages]
    rows = sorted(
        SlackMessage.objects.select_for_update(of=("self",)).filter(
            pk__in=ids, state=MessageState.WAITING, is_incomplete=False
        ),
        key=lambda row: grouping.moment(row.ts),
    )
    if not rows:
        return
    first = rows[0]
    root = first.thread_ts or first.ts
    thread = selectors.thread_at(channel, root)
    entry: TimelineEntry | None
    if ready.member.user is not None:
        entry = _reply(ready, rows, thread, now)
    else:
        entry = _receive(ready, rows, thread, root, now)
    if entry is None:
        return
    thread = thread or SlackThread.objects.filter(channel=channel, thread_ts=root).first()
    SlackMessage.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=MessageState.DONE, thread=thread, entry=entry, detail="", attempts=0
    )


def _html(ready: _Ready, rows: Sequence[SlackMessage]) -> str:
    text = "\n\n".join(row.text for row in rows if row.text.strip())
    names = selectors.names_of(ready.channel.connection_id, mrkdwn.mentioned(text))
    left = "".join(mrkdwn.to_html(f"[Not taken from Slack: {mrkdwn.told(one)}]") for one in ready.left_out)
    return mrkdwn.to_html(text, names) + left


def _reply(
    ready: _Ready, rows: Sequence[SlackMessage], thread: SlackThread | None, now: datetime
) -> TimelineEntry | None:
    """A colleague answers in the thread: the customer reads it there, so it is a reply of theirs."""
    colleague = ready.member.user
    if thread is None or colleague is None:
        _ignore(rows, "A colleague wrote it.")
        return None
    try:
        return ticket_services.post_reply(
            actor=staff_actor(colleague),
            ticket_id=thread.ticket_id,
            body_html=_html(ready, rows),
            attachment_ids=ready.files,
            payload=Message(via=protocol.KEY, slack_channel=str(ready.channel)),
            client_id=f"slack:{ready.channel.pk}:{rows[0].ts}",
            now=now,
        )
    except (NotFound, Forbidden, TicketInTrash) as error:
        _ignore(rows, f"{colleague.name} may not answer this ticket: {error.message}"[:300])
        return None


def _receive(
    ready: _Ready, rows: Sequence[SlackMessage], thread: SlackThread | None, root: str, now: datetime
) -> TimelineEntry | None:
    channel = ready.channel
    is_asked = any(row.is_wanted for row in rows)
    if thread is None and channel.mode != Mode.ALL and not is_asked:
        _ignore(rows, "Nobody asked for a ticket.")
        return None
    assert channel.brand_id is not None  # noqa: S101 (held by slack_on_has_brand)
    contact = contact_of(member=ready.member, channel=channel, now=now)
    placing = Placing(values={"team": channel.team_id}) if channel.team_id and thread is None else None
    message = InboundMessage(
        brand_id=thread.ticket.brand_id if thread is not None else channel.brand_id,
        channel=protocol.KEY,
        channel_message_id=f"{channel.connection.account_id}:{channel.channel_id}:{rows[0].ts}",
        contact_id=contact.pk,
        ticket_id=thread.ticket_id if thread is not None else None,
        body_html=_html(ready, rows),
        attachment_ids=ready.files,
        metadata=Message(slack_channel=str(channel)),
        placing=placing,
    )
    try:
        received = ticket_services.receive_message(actor=SYSTEM, message=message, now=now)
    except Forbidden:
        _ignore(rows, "This sender is blocked.")
        return None
    if received.entry.redactions:
        _cut_secrets(rows)
    # A thread of a ticket that was merged stays its own: the merge may be undone.
    if thread is None or all_tickets.standing_number(thread.ticket_id) != received.ticket.pk:
        thread_keep(channel=channel, root=root, ticket_id=received.ticket.pk, now=now)
    if received.is_new_ticket and not received.is_duplicate:
        _mark(channel, rows[0].ts, now)
    return received.entry


def _cut_secrets(rows: Sequence[SlackMessage]) -> None:
    """Our copies of what was said, without what its entry does not hold either."""
    for row in rows:
        row.text = without_secrets(row.text)
        row.save(update_fields=["text"])


def without_secrets(text: str) -> str:
    """A text without card numbers and keys."""
    found = ticket_services.leaks_in([text])
    return ticket_services.needles_of(found).in_text(text)[0]


def thread_keep(*, channel: SlackChannel, root: str, ticket_id: int, now: datetime) -> SlackThread:
    """The thread of this message, from now on of this ticket: a follow-up goes on where its ticket was."""
    row, is_new = SlackThread.objects.get_or_create(
        channel=channel, thread_ts=root, defaults={"ticket_id": ticket_id, "created_at": now}
    )
    if not is_new and row.ticket_id != ticket_id:
        row.ticket_id = ticket_id
        row.save(update_fields=["ticket"])
    return row


def _mark(channel: SlackChannel, ts: str, now: datetime) -> None:
    """The emoji on a message says in Slack that it is a ticket."""
    connections.delivery_queue(
        connection_id=channel.connection_id,
        call=Call(
            "POST",
            "/api/reactions.add",
            "Mark a message that is a ticket",
            body={"channel": channel.channel_id, "timestamp": ts, "name": channel.emoji},
            key=f"mark:{channel.channel_id}:{ts}",
        ),
        now=now,
    )
