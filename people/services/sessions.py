"""Ending sessions: one browser's, all the others, or all of them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from core import audit
from core.actors import Actor, ActorKind
from core.errors import Forbidden, NotFound
from people.models import AccountLink, CodeFailure, StaffSession
from people.models.sessions import ELSEWHERE, secret_digest
from people.services.access import sockets_withdraw

USED_RESOLUTION = timedelta(minutes=5)
_LINKS_KEPT = timedelta(days=30)
_FAILURES_KEPT = timedelta(days=2)


def session_digest(session_key: str | None) -> str:
    """The key under which the table stores a browser's session; empty without one."""
    return secret_digest(session_key) if session_key else ""


def own_account(actor: Actor) -> int:
    """The id of the person at the screen. Raises Forbidden for programs, whose tokens do not prove one."""
    if actor.kind != ActorKind.STAFF:
        raise Forbidden("A token cannot do this. Sign in to the workspace and do it there.")
    return actor.staff_id


def local_sessions_end(*, of: int | None = None, spare: Collection[int] = (), keep: str = "") -> list[int]:
    """
    End all sessions that did not begin at an identity provider, with their sockets, or those of one person,
    except those of the people in `spare` and the one whose digest is `keep`. Returns whom it signed out. Call
    it in a transaction.
    """
    store = StaffSession.get_session_store_class()()
    rows = StaffSession.objects.exclude(user=None).exclude(user__in=spare).exclude(session_key=keep)
    if of is not None:
        rows = rows.filter(user=of)
    found = [row for row in rows if ELSEWHERE not in store.decode(row.session_data)]
    StaffSession.objects.filter(pk__in=[row.pk for row in found]).delete()
    people = sorted({row.user_id for row in found if row.user_id is not None})
    for user_id in people:
        sockets_withdraw(user_id)
    return people


def sessions_end(*, user_id: int, keep: str = "") -> int:
    """
    End somebody's sessions with their sockets, except the one whose digest is `keep`; returns how many.

    Call it in the transaction that makes them invalid.
    """
    ended, _ = StaffSession.objects.filter(user=user_id).exclude(session_key=keep).delete()
    sockets_withdraw(user_id)
    return ended


@transaction.atomic
def session_revoke(*, actor: Actor, public_id: UUID, now: datetime) -> None:
    """Sign one of the actor's own browsers out. Raises NotFound for somebody else's, Forbidden for tokens."""
    user_id = own_account(actor)
    ended, _ = StaffSession.objects.filter(user=user_id, public_id=public_id).delete()
    if not ended:
        raise NotFound("There is no such session. It may have ended already.")
    sockets_withdraw(user_id)
    audit.record(
        actor=actor,
        action="people.session_revoked",
        target=f"user:{user_id}",
        now=now,
        data={"session": str(public_id)},
    )


@transaction.atomic
def sessions_revoke_others(*, actor: Actor, keep: str, now: datetime) -> int:
    """Sign out all of the actor's browsers except the one whose digest is `keep`. Raises Forbidden."""
    user_id = own_account(actor)
    ended = sessions_end(user_id=user_id, keep=keep)
    audit.record(
        actor=actor,
        action="people.sessions_revoked",
        target=f"user:{user_id}",
        now=now,
        data={"sessions": ended},
    )
    return ended


def session_note(session: SessionBase, *, now: datetime) -> None:
    """Record that a session is in use, at most every five minutes."""
    row: StaffSession | None = getattr(session, "row", None)
    if row is not None and now - row.last_seen_at > USED_RESOLUTION:
        StaffSession.objects.filter(session_key=row.session_key).update(last_seen_at=now)


def sessions_clear(*, now: datetime) -> int:
    """Delete expired sessions, old links and old failures; returns the number of sessions."""
    cleared, _ = StaffSession.objects.filter(expire_date__lt=timezone.now()).delete()
    AccountLink.objects.filter(expires_at__lt=now - _LINKS_KEPT).delete()
    CodeFailure.objects.filter(at__lt=now - _FAILURES_KEPT).delete()
    return cleared
