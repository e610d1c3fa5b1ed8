"""API tokens, and closing sockets when rights end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from core import audit, live
from core.actors import Actor, ActorKind
from core.errors import Forbidden, Invalid, NotFound
from people.models import ApiToken, User
from people.models.access import new_token, token_digest
from people.policy import may, require, require_over
from people.scopes import SCOPES


@transaction.atomic
def token_create(
    *,
    actor: Actor,
    user: User,
    name: str,
    scopes: Iterable[str] = (),
    expires_at: datetime | None = None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """Make an API token; its text is returned once and stored only as a digest. Raises Invalid, Forbidden."""
    if actor.user_id != user.pk:
        require(actor, "token.write")
        require_over(actor, user.role)
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown:
        raise Invalid(f"Unknown scopes: {', '.join(unknown)}. Known: {', '.join(SCOPES)}.")
    _check_breadth(actor, wanted)
    _check_expiry(actor, expires_at, now)
    text = new_token()
    token = ApiToken.objects.create(
        user=user, name=name, digest=token_digest(text), hint=text[:8], scopes=wanted, expires_at=expires_at
    )
    audit.record(
        actor=actor,
        action="people.token_created",
        target=f"token:{token.pk}",
        now=now,
        data={
            "name": name,
            "user_id": user.pk,
            "scopes": wanted,
            "expires_at": expires_at.isoformat() if expires_at else None,
        },
    )
    return token, text


def _check_breadth(actor: Actor, scopes: Iterable[str]) -> None:
    if actor.scopes is not None and not set(list(scopes) or ["*"]) <= actor.scopes:
        raise Invalid("A token cannot make a token with more scopes than its own.")


def _check_expiry(actor: Actor, expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise Invalid("expires_at lies in the past.", errors={"expires_at": ["Must lie in the future."]})
    if actor.kind != ActorKind.TOKEN:
        return
    own_end = ApiToken.objects.filter(pk=actor.id or 0).values_list("expires_at", flat=True).first()
    if own_end is not None and (expires_at is None or expires_at > own_end):
        # Otherwise a program that was trusted for a day could stay for good.
        raise Invalid(
            "A token cannot make a token that outlives it.",
            errors={"expires_at": [f"At most {own_end.isoformat()}."]},
        )


@transaction.atomic
def token_rotate(
    *,
    actor: Actor,
    token_id: int,
    overlap: timedelta,
    expires_at: datetime | None = None,
    is_renewed: bool = False,
    now: datetime,
) -> tuple[ApiToken, str]:
    """
    Give one's own token a new text, which is returned once; the old one opens for `overlap` more.

    With `is_renewed` it also gets the new end `expires_at`. A text that the last rotation had left open ends
    now, and none outlives the end that it had. Open sockets close and reconnect. Raises NotFound for a token
    that is not one's own to see, Forbidden for somebody else's, Invalid.
    """
    token = ApiToken.objects.select_for_update().filter(pk=token_id, revoked_at=None).first()
    if token is None or (token.user_id != actor.user_id and not may(actor, "token.write")):
        raise NotFound("There is no such token.")
    if token.user_id != actor.user_id:
        # Whoever holds the text acts as that person.
        raise Forbidden("Only its owner can rotate this token. You can revoke it.")
    _check_breadth(actor, token.scopes)
    before, end = token.expires_at, expires_at if is_renewed else token.expires_at
    if end is not None and end <= now and not is_renewed:
        raise Invalid("This token has ended. Give it a new end.", errors={"expires_at": ["Has passed."]})
    _check_expiry(actor, end, now)
    text, until = new_token(), now + overlap
    token.old_digest, token.old_until = token.digest, min(until, before) if before else until
    token.digest, token.hint = token_digest(text), text[:8]
    token.expires_at, token.rotated_at = end, now
    token.save(update_fields=["digest", "hint", "old_digest", "old_until", "expires_at", "rotated_at"])
    audit.record(
        actor=actor,
        action="people.token_rotated",
        target=f"token:{token.pk}",
        now=now,
        data={"old_until": token.old_until.isoformat(), "expires_at": end.isoformat() if end else None},
    )
    sockets_withdraw(token.user_id)
    return token, text


@transaction.atomic
def token_revoke(*, actor: Actor, token_id: int, now: datetime) -> None:
    """Revoke a token at once, closing its open sockets. Raises NotFound for somebody else's, Forbidden."""
    token = ApiToken.objects.select_for_update().filter(pk=token_id, revoked_at=None).first()
    if token is None or (token.user_id != actor.user_id and not may(actor, "token.write")):
        raise NotFound("There is no such token.")
    if token.user_id != actor.user_id:
        require_over(actor, token.user.role)
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    audit.record(
        actor=actor,
        action="people.token_revoked",
        target=f"token:{token.pk}",
        now=now,
        data={"name": token.name, "user_id": token.user_id},
    )
    sockets_withdraw(token.user_id)


def sockets_withdraw(user_id: int) -> None:
    """
    Close somebody's open sockets once the transaction has committed; clients that still have the right
    reconnect.
    """
    topic = live.topic_for("user", user_id)
    transaction.on_commit(
        lambda: live.push(topic=topic, name="people.access_changed", data={}, scope={"withdraw": True})
    )
