"""
What we write to customers, into their threads: once, and one after the other.

Each message is one change of the connection, with a key of its own: it is stored before it leaves, and one
whose answer got lost is in doubt. Slack knows no key of ours, so that nothing in doubt is simply sent again:
the thread is read, and what stands there was sent. What does not stand there is left to a person.
"""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core import clock
from core.errors import DomainError
from core.queue import enqueue_on_commit
from integrations.connections import backoff
from integrations.connections import services as connections
from integrations.connections.models import ConnectionState
from integrations.connections.models import DeliveryState as CallState
from integrations.connections.selectors import internal as all_connections
from integrations.connections.systems import Delivered
from integrations.connections.transport import Call
from integrations.slack import mrkdwn, protocol, selectors
from integrations.slack.models import PostPart, PostState, SlackPost, SlackThread
from integrations.slack.services.files import files_give
from tickets import services as ticket_services
from tickets.entries import Message
from tickets.models import AuthorKind, DeliveryState, Handler, TimelineEntry
from tickets.selectors import internal as all_tickets

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 8
UNSCANNED_AGAIN = timedelta(seconds=30)
SECTION = 2_900
"""A section of a message has at most 3,000 characters."""
NO_THREAD = "This ticket has no thread in Slack. Reach the customer in another way."
DOUBT = "Its answer was lost, and it does not stand in the thread. Look there before you send it again."
KEY = "post:"
_SHOWN = {
    PostState.SENT: DeliveryState.SENT,
    PostState.FAILED: DeliveryState.FAILED,
    PostState.IN_DOUBT: DeliveryState.IN_DOUBT,
}
_ENDED = {
    CallState.REFUSED: PostState.FAILED,
    CallState.FAILED: PostState.FAILED,
    CallState.IN_DOUBT: PostState.IN_DOUBT,
}


@transaction.atomic
def reply_queue(*, entry: TimelineEntry, now: datetime) -> None:
    """Queue what we wrote to a customer, if it belongs into a thread; once for each entry."""
    ticket = all_tickets.ticket_find(entry.ticket_id)
    if ticket is None or ticket.channel != protocol.KEY or not ticket.is_answered_in_thread:
        return
    if Message.of(entry.payload).via == protocol.KEY:
        # A colleague wrote it there.
        return
    thread = selectors.thread_of(ticket.pk)
    if thread is None:
        ticket_services.entry_set_delivery(entry_id=entry.pk, state=DeliveryState.FAILED, detail=NO_THREAD)
        return
    parts = [PostPart.TEXT] if entry.body_text.strip() else []
    parts += [PostPart.FILES] if entry.has_attachments else []
    made = [
        SlackPost.objects.get_or_create(
            entry=entry, part=part, defaults={"thread": thread, "created_at": now}
        )[1]
        for part in parts
    ]
    if any(made):
        ticket_services.entry_set_delivery(entry_id=entry.pk, state=DeliveryState.QUEUED)
        push_soon(thread.pk)


def push_soon(thread_id: int) -> None:
    """Have the thread looked after once this transaction has committed."""
    enqueue_on_commit("integrations.slack.tasks.push", thread_id=thread_id)


def thread_push(*, thread_id: int) -> None:
    """
    Settle what has ended in a thread, and let the next one leave.

    Must not run within a transaction.
    """
    _settle(thread_id)
    post = _next(thread_id)
    if post is not None and post.part == PostPart.FILES:
        _give_files(post)


@transaction.atomic
def _next(thread_id: int) -> SlackPost | None:
    """The next one of a thread, handed to the connection if it is text; None where nothing may leave."""
    thread = SlackThread.objects.select_for_update(of=("self",)).filter(pk=thread_id).first()
    if thread is None or SlackPost.objects.filter(thread=thread, state=PostState.SENDING).exists():
        return None
    now = clock.now()
    waiting = SlackPost.objects.select_related("entry", "thread__channel__connection").filter(
        thread=thread, state=PostState.WAITING
    )
    post = waiting.order_by("id").first()
    if post is None or (post.next_attempt_at is not None and post.next_attempt_at > now):
        return None
    if post.entry.is_redacted:
        _end(post, PostState.CANCELLED, "It was redacted.")
        push_soon(thread_id)
        return None
    if post.thread.channel.connection.state == ConnectionState.DISCONNECTED:
        _end(post, PostState.FAILED, "Slack is not connected any more.")
        push_soon(thread_id)
        return None
    if post.part == PostPart.FILES:
        post.next_attempt_at = now + timedelta(minutes=3)
        post.save(update_fields=["next_attempt_at"])
        return post
    _hand_over(post, "/api/chat.postMessage", _text(post), now)
    return None


def _hand_over(post: SlackPost, path: str, body: dict[str, Any], now: datetime) -> None:
    row = connections.delivery_queue(
        connection_id=post.thread.channel.connection_id,
        call=Call("POST", path, "A reply in a thread", body=body, key=f"{KEY}{post.pk}"),
        now=now,
    )
    post.state, post.delivery_id, post.detail = PostState.SENDING, row.pk, ""
    post.save(update_fields=["state", "delivery_id", "detail"])


def _text(post: SlackPost) -> dict[str, Any]:
    entry, thread = post.entry, post.thread
    text = mrkdwn.from_html(entry.body_html)
    body: dict[str, Any] = {
        "channel": thread.channel.channel_id,
        "thread_ts": thread.thread_ts,
        "text": text,
        "mrkdwn": True,
        "unfurl_links": False,
        "unfurl_media": False,
        "username": mrkdwn.told(entry.author_name or "Support")[:80],
    }
    ticket = all_tickets.ticket_find(entry.ticket_id)
    may_ask = ticket is not None and ticket.handler == Handler.ASSISTANT
    if entry.author_kind == AuthorKind.ASSISTANT and may_ask:
        body["blocks"] = json.dumps([*_sections(text), _button(entry)])
    return body


def _sections(text: str) -> list[dict[str, Any]]:
    """The text in sections, parted at the ends of lines where there are any."""
    found: list[str] = []
    rest = text
    while rest and len(found) < 45:
        cut = len(rest) if len(rest) <= SECTION else rest.rfind("\n", SECTION // 2, SECTION)
        cut = SECTION if cut <= 0 else cut
        found.append(rest[:cut])
        rest = rest[cut:].lstrip("\n")
    return [{"type": "section", "text": {"type": "mrkdwn", "text": one}} for one in found]


def _button(entry: TimelineEntry) -> dict[str, Any]:
    label = "Talk to a person"
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": protocol.PERSON,
                "text": {"type": "plain_text", "text": label},
                "value": str(entry.public_id),
            }
        ],
    }


def _give_files(post: SlackPost) -> None:
    files = all_tickets.files_of_entries([post.entry_id])
    connection = post.thread.channel.connection
    try:
        given = files_give(connection=connection, files=files)
    except ticket_services.FileWaiting:
        # As long as that takes: it is no failed attempt.
        later = clock.now() + UNSCANNED_AGAIN
        SlackPost.objects.filter(pk=post.pk, state=PostState.WAITING).update(next_attempt_at=later)
        return
    except (DomainError, OSError) as error:
        now = clock.now()
        told = error.message if isinstance(error, DomainError) else "A file could not be read."
        attempts = post.attempts + 1
        if attempts >= MOST_ATTEMPTS:
            with transaction.atomic():
                _end(post, PostState.FAILED, f"The files did not arrive. {told}")
            return
        SlackPost.objects.filter(pk=post.pk, state=PostState.WAITING).update(
            attempts=attempts, next_attempt_at=backoff.next_attempt(attempts, now=now)
        )
        return
    with transaction.atomic():
        same = SlackPost.objects.select_for_update(of=("self",)).filter(pk=post.pk, state=PostState.WAITING)
        if not same.exists():
            return
        body = {
            "files": given,
            "channel_id": post.thread.channel.channel_id,
            "thread_ts": post.thread.thread_ts,
        }
        _hand_over(post, "/api/files.completeUploadExternal", body, clock.now())


def on_delivered(done: Delivered) -> None:
    """Slack has taken a message; runs in the transaction that records that."""
    number = done.key.removeprefix(KEY)
    if not done.key.startswith(KEY) or not number.isdigit():
        return
    post = SlackPost.objects.select_for_update(of=("self",)).filter(pk=int(number)).first()
    if post is None:
        return
    _sent(post, str(done.data.get("ts") or "") if isinstance(done.data, dict) else "")
    push_soon(post.thread_id)


def _sent(post: SlackPost, ts: str) -> None:
    post.ts = ts[:30]
    _end(post, PostState.SENT, "")


def _end(post: SlackPost, state: PostState, detail: str) -> None:
    post.state, post.detail, post.next_attempt_at = state, detail[:300], None
    post.save(update_fields=["state", "detail", "ts", "next_attempt_at"])
    others = SlackPost.objects.filter(entry=post.entry_id).exclude(pk=post.pk)
    if state == PostState.CANCELLED or (state == PostState.SENT and others.exclude(state=state).exists()):
        # Its files or its text are still to come, or did not arrive: that is what is shown.
        return
    ticket_services.entry_set_delivery(entry_id=post.entry_id, state=_SHOWN[state], detail=detail)


def _settle(thread_id: int) -> None:
    """Take over how changes ended that nobody told us of: refused, given up, in doubt."""
    posts = SlackPost.objects.select_related("thread__channel__connection", "entry").filter(
        state=PostState.SENDING, thread=thread_id
    )
    rows = {row.pk: row for row in all_connections.deliveries(post.delivery_id or 0 for post in posts)}
    for post in posts:
        row = rows.get(post.delivery_id or 0)
        if row is not None and row.state == CallState.IN_DOUBT:
            _look(post, row.started_at or row.created_at)
        elif row is not None and row.state in _ENDED:
            with transaction.atomic():
                _end(post, _ENDED[CallState(row.state)], row.error or "Slack did not take it.")
        elif row is not None and row.state == CallState.DONE:
            with transaction.atomic():
                _sent(post, "")


def _look(post: SlackPost, since: datetime) -> None:
    """Whether a message in doubt stands in its thread."""
    thread = post.thread
    call = Call(
        "GET",
        "/api/conversations.replies",
        "Whether a reply has arrived",
        query={"channel": thread.channel.channel_id, "ts": thread.thread_ts, "limit": "200"}
        | {"oldest": f"{since.timestamp() - 60:.6f}"},
    )
    try:
        data = connections.read(connection_id=thread.channel.connection_id, call=call).data
    except DomainError:
        # Asked again with the next sweep.
        return
    text = mrkdwn.from_html(post.entry.body_html)
    known = set(SlackPost.objects.filter(thread=thread).exclude(pk=post.pk).values_list("ts", flat=True))
    for said in data.get("messages") or []:
        is_program = bool(said.get("bot_id")) and said.get("ts") not in known
        if is_program and post.part == PostPart.TEXT and _alike(str(said.get("text") or ""), text):
            with transaction.atomic():
                _sent(post, str(said.get("ts") or ""))
            return
    with transaction.atomic():
        _end(post, PostState.IN_DOUBT, DOUBT)


def _alike(said: str, ours: str) -> bool:
    return " ".join(said.split())[:2000] == " ".join(ours.split())[:2000]
