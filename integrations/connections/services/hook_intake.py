"""Webhooks of systems: verified, stored once, answered at once; everything else happens later."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from core import audit, clock
from core.actors import Actor
from core.errors import NotFound
from core.failing import noting, words_of
from core.kept import bytes_without
from core.queue import enqueue_on_commit
from integrations.connections import backoff, masking, systems
from integrations.connections.models import (
    Connection,
    ConnectionState,
    HookEvent,
    HookSecret,
    HookState,
)
from integrations.connections.services.delivering import NotReplayable
from integrations.connections.signatures import Post, Untrusted, verify
from integrations.connections.systems import Hook, Hooks
from people.policy import require
from tickets import services as ticket_services

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
NOTED_EVERY = timedelta(minutes=1)
WORKED_ON = timedelta(minutes=5)
"""How long one worker may take before another may try."""
OVERLAP = timedelta(hours=24)
"""How long an earlier secret stays good once there is a new one."""


class NotAnEvent(Exception):
    """A webhook is signed, but its body is not what its system sends."""


def hook_receive(*, connection: Connection, hooks: Hooks, post: Post, now: datetime) -> str:
    """
    Take one webhook; returns what to answer. One that came before changes nothing.

    Raises Untrusted, which is noted beside the connection's health, and NotAnEvent.
    """
    try:
        verify(post, scheme=hooks.scheme, secrets=secrets_of(connection, hooks, now), now=now)
    except Untrusted as error:
        # At most once a minute: a stranger who posts all day must not keep writing to the row.
        earlier = connection.hook_refused_at
        if earlier is None or now - earlier > NOTED_EVERY:
            Connection.objects.filter(pk=connection.pk).update(
                hook_refused_at=now, hook_refused_why=str(error)[:400]
            )
        raise
    return _taken(connection, hooks, post, now)


def hook_take(*, connection: Connection, hooks: Hooks, body: bytes, now: datetime) -> None:
    """
    Take one that came by a way of our own, such as a socket that we opened, which is its proof.

    Raises NotAnEvent.
    """
    _taken(connection, hooks, Post(url="", headers={}, body=body), now)


def _taken(connection: Connection, hooks: Hooks, post: Post, now: datetime) -> str:
    try:
        answer = hooks.answer(post)
        delivery_id, event = (
            ("", "") if answer is not None else (hooks.delivery_id_of(post), hooks.event_of(post))
        )
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise NotAnEvent("This is signed, but no event of this system.") from error
    if answer is not None:
        return answer
    _store(connection, _kept(delivery_id, 200), _kept(event, 120), post, now)
    return ""


def _kept(text: str, limit: int) -> str:
    return str(text).replace("\x00", "\ufffd")[:limit]


@transaction.atomic
def _store(connection: Connection, delivery_id: str, event: str, post: Post, now: datetime) -> None:
    row, is_new = HookEvent.objects.get_or_create(
        connection=connection,
        delivery_id=delivery_id,
        defaults={
            "event": event,
            "body": post.body,
            "received_at": now,
            "next_attempt_at": now,
        },
    )
    if is_new:
        process_soon(row.pk)


def secrets_of(connection: Connection, hooks: Hooks, now: datetime) -> Sequence[str]:
    """The secrets that are good now, the newest first."""
    good = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    own = HookSecret.objects.filter(good, connection=connection)
    return [*(row.secret for row in own), *hooks.shared_secrets()]


def process_soon(hook_id: int) -> None:
    """Have it acted on once this transaction has committed."""
    enqueue_on_commit("integrations.connections.tasks.process", hook_id=hook_id)


def hook_process(*, hook_id: int) -> bool:
    """
    Act on one webhook if it is due; False when another worker has it, or its connection does not act now.

    What fails is tried again with backoff, and stays visible when that is in vain.
    """
    now = clock.now()
    claimed = HookEvent.objects.filter(_may_act(now), pk=hook_id).update(
        attempts=F("attempts") + 1, next_attempt_at=now + WORKED_ON
    )
    if not claimed:
        return False
    row = HookEvent.objects.select_related("connection").get(pk=hook_id)
    spec = systems.find(row.connection.system)
    try:
        with transaction.atomic():
            if spec is None or spec.hooks is None:
                raise LookupError("Nothing here takes the webhooks of this system.")
            spec.hooks.handle(
                Hook(row.connection_id, row.event, row.delivery_id, bytes(row.body), row.received_at)
            )
            done = HookEvent.objects.filter(pk=row.pk)
            done.update(state=HookState.DONE, error="", next_attempt_at=None, finished_at=clock.now())
            _cut_secrets(row)
    except Exception as error:
        logger.exception("A webhook could not be acted on", extra={"hook_id": row.pk})
        _fail(row, error)
    return True


def _cut_secrets(row: HookEvent) -> None:
    """What a webhook brought is kept for a while: without card numbers and keys."""
    body = bytes(row.body)
    needles = ticket_services.needles_of(ticket_services.leaks_in([body.decode("utf-8", "replace")]))
    if needles:
        HookEvent.objects.filter(pk=row.pk).update(body=bytes_without(needles, body)[0])


def _fail(row: HookEvent, error: Exception) -> None:
    now = clock.now()
    is_over = row.attempts >= MOST_ATTEMPTS
    with noting(error):
        HookEvent.objects.filter(pk=row.pk).update(
            state=HookState.FAILED if is_over else HookState.STORED,
            error=masking.mask_text(words_of(error, 4000), limit=400),
            next_attempt_at=None if is_over else backoff.next_attempt(row.attempts, now=now),
            finished_at=now if is_over else None,
        )


def hooks_due(*, now: datetime, limit: int = 500) -> list[int]:
    """The webhooks to act on, the oldest first."""
    found = HookEvent.objects.filter(_may_act(now)).order_by("next_attempt_at", "id")
    return list(found.values_list("pk", flat=True)[:limit])


def _may_act(now: datetime) -> Q:
    return Q(
        state=HookState.STORED,
        next_attempt_at__lte=now,
        connection__in=Connection.objects.filter(state=ConnectionState.CONNECTED),
    )


@transaction.atomic
def hook_replay(*, actor: Actor, hook_id: int, now: datetime) -> HookEvent:
    """Act on a webhook again. Raises NotReplayable, NotFound, Forbidden."""
    require(actor, "connection.write")
    found = HookEvent.objects.select_for_update(of=("self",)).select_related("connection")
    row = found.filter(pk=hook_id).first()
    if row is None:
        raise NotFound("There is no such webhook.")
    if row.state == HookState.STORED:
        raise NotReplayable("It is still waiting, and will be tried by itself.")
    if row.connection.state == ConnectionState.DISCONNECTED:
        raise NotReplayable("The connection has ended. Connect again first.")
    row.state, row.attempts, row.next_attempt_at, row.finished_at = HookState.STORED, 0, now, None
    row.replays += 1
    row.save(update_fields=["state", "attempts", "next_attempt_at", "finished_at", "replays"])
    audit.record(
        actor=actor,
        action="connections.hook_replayed",
        target=f"connection:{row.connection_id}",
        data={"hook": row.pk, "event": row.event},
        now=now,
    )
    process_soon(row.pk)
    return row


@transaction.atomic
def hook_secret_set(*, actor: Actor, connection_id: int, secret: str, now: datetime) -> HookSecret:
    """
    Take the secret that a system signs with now; earlier ones stay good for a day.

    Raises NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = Connection.objects.select_for_update(of=("self",), no_key=True).filter(pk=connection_id).first()
    if row is None or row.state == ConnectionState.DISCONNECTED:
        raise NotFound("There is no such connection.")
    HookSecret.objects.filter(connection=row, ends_at__isnull=True).update(ends_at=now + OVERLAP)
    HookSecret.objects.filter(connection=row, ends_at__lte=now).delete()
    made = HookSecret.objects.create(connection=row, secret=secret, hint=secret[-4:], created_at=now)
    row.hook_refused_at, row.hook_refused_why = None, ""
    row.save(update_fields=["hook_refused_at", "hook_refused_why"])
    audit.record(
        actor=actor, action="connections.hook_secret_changed", target=f"connection:{row.pk}", now=now
    )
    return made


@transaction.atomic
def hook_secret_end(*, actor: Actor, connection_id: int, secret_id: int, now: datetime) -> None:
    """Let a secret end at once. Raises NotFound, Forbidden."""
    require(actor, "connection.write")
    gone, _ = HookSecret.objects.filter(pk=secret_id, connection_id=connection_id).delete()
    if not gone:
        raise NotFound("There is no such secret.")
    audit.record(
        actor=actor,
        action="connections.hook_secret_ended",
        target=f"connection:{connection_id}",
        data={"secret": secret_id},
        now=now,
    )
