"""
A person's own second factors: authenticator app, passkeys, recovery codes.

Every change needs a session in which its owner has just proved who they are (`people.services.proving`), is
written to the audit log and told by mail.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from people import factors
from people.models import FactorCeremony, User
from people.policy import require, require_over
from people.selectors.factors import has_second_factor, passkeys_of
from people.services.codes import failures_forget
from people.services.proving import ceremony_begin, ceremony_end, locked_person, proved_person
from people.services.sessions import own_account, sessions_end
from people.services.telling import tell

CEREMONY_LASTS = timedelta(minutes=15)
_NOT_BEGUN = "This took too long, or was begun in another window. Begin again."


class FactorExists(Conflict):
    """There is an authenticator app already, or this is the same passkey."""

    code = "people.factor_exists"


class FactorRefused(Invalid):
    """What the app or the passkey answered does not fit what it was asked."""

    code = "people.factor_refused"


@dataclass(frozen=True)
class Added:
    """A new factor; `codes` are the recovery codes made with the first one, shown once."""

    row: Authenticator
    codes: list[str] = field(default_factory=list)


@transaction.atomic
def totp_begin(*, actor: Actor, session_key: str, now: datetime) -> tuple[str, str]:
    """
    A new key for an authenticator app and the address its QR code holds; nothing changes yet.

    Raises FactorExists, ProofNeeded, Forbidden for tokens.
    """
    user = proved_person(actor, session_key, now=now)
    _no_totp_yet(user)
    secret = factors.totp_secret()
    ceremony_begin(session_key, FactorCeremony.Kind.TOTP, secret, now=now)
    return secret, factors.totp_uri(user, secret)


@transaction.atomic
def totp_confirm(*, actor: Actor, session_key: str, code: str, now: datetime) -> Added:
    """Switch the app on with a code that it shows. Raises FactorRefused, FactorExists, ProofNeeded."""
    user = proved_person(actor, session_key, now=now)
    _no_totp_yet(user)
    begun = FactorCeremony.objects.filter(session=session_key, kind=FactorCeremony.Kind.TOTP).first()
    if begun is None or begun.created_at < now - CEREMONY_LASTS:
        raise FactorRefused(_NOT_BEGUN)
    used = factors.totp_counter(begun.secret, code)
    if used is None:
        raise FactorRefused(
            "This is not the code that the app shows now. Check that the clock of the device is right.",
            errors={"code": ["Wrong code."]},
        )
    row = TOTP.activate(user, begun.secret).instance
    # The code that confirmed it signs nobody in.
    row.data["used"] = used
    row.save(update_fields=["data"])
    begun.delete()
    return _added(user, row, actor=actor, now=now)


@transaction.atomic
def totp_remove(*, actor: Actor, session_key: str, now: datetime) -> None:
    """Switch one's own app off. Raises NotFound, ProofNeeded."""
    user = proved_person(actor, session_key, now=now)
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        raise NotFound("There is no authenticator app.")
    _remove(user, row, actor=actor, now=now)


@transaction.atomic
def passkey_begin(*, actor: Actor, session_key: str, now: datetime) -> dict[str, Any]:
    """What the browser needs to make a passkey (`publicKey` of WebAuthn, as JSON). Raises ProofNeeded."""
    user = proved_person(actor, session_key, now=now)
    known = [factors.credential_of(row) for row in passkeys_of(user.pk)]
    if len(known) >= factors.PASSKEYS_AT_MOST:
        raise Conflict(f"You have {len(known)} passkeys. Remove one that you no longer use first.")
    options, state = factors.passkey_creation(user, known)
    ceremony_begin(session_key, FactorCeremony.Kind.PASSKEY, state, now=now)
    return options


@transaction.atomic
def passkey_add(
    *, actor: Actor, session_key: str, name: str, credential: dict[str, Any], now: datetime
) -> Added:
    """Keep the passkey that the browser has made. Raises FactorRefused, FactorExists, ProofNeeded."""
    user = proved_person(actor, session_key, now=now)
    state = ceremony_end(session_key, FactorCeremony.Kind.PASSKEY, since=now - CEREMONY_LASTS)
    if state is None:
        raise FactorRefused(_NOT_BEGUN)
    made = _checked(
        lambda: factors.passkey_server().register_complete(factors.state_of(state), credential)
    ).credential_data
    if made is None:
        raise FactorRefused("The browser sent no passkey.")
    # An id belongs to one account only, or a passkey could answer for another.
    if any(factors.credential_of(row).credential_id == made.credential_id for row in passkeys_of(None)):
        raise FactorExists("This passkey is known here already.")
    row = WebAuthn.add(user, name.strip(), credential).instance
    return _added(user, row, actor=actor, now=now)


def _checked(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FactorRefused("The passkey's answer does not fit. Try again.") from error


@transaction.atomic
def passkey_rename(*, actor: Actor, passkey_id: int, name: str, now: datetime) -> Authenticator:
    """Give one's own passkey another name. Raises NotFound."""
    user = locked_person(own_account(actor))
    row = _own_passkey(user, passkey_id)
    row.data["name"] = name.strip()
    row.save(update_fields=["data"])
    return row


@transaction.atomic
def passkey_remove(*, actor: Actor, session_key: str, passkey_id: int, now: datetime) -> None:
    """Remove one's own passkey. Raises NotFound, ProofNeeded."""
    user = proved_person(actor, session_key, now=now)
    _remove(user, _own_passkey(user, passkey_id), actor=actor, now=now)


@transaction.atomic
def recovery_codes_make(*, actor: Actor, session_key: str, now: datetime) -> list[str]:
    """New recovery codes; the ones before work no more. Raises Conflict without a factor, ProofNeeded."""
    user = proved_person(actor, session_key, now=now)
    if not has_second_factor(user.pk):
        raise Conflict("Recovery codes stand in for a second factor. Add an app or a passkey first.")
    codes = _codes_anew(user)
    audit.record(actor=actor, action="people.recovery_codes_made", target=f"user:{user.pk}", now=now, data={})
    tell(user, "recovery_codes_made", now=now, page=_page())
    return codes


@transaction.atomic
def factors_reset(*, actor: Actor, user_id: int, now: datetime) -> int:
    """
    Take all factors from somebody who has lost them, and end their sessions; returns how many there were.

    Raises NotFound, Forbidden, and Invalid for oneself, which needs a proof instead.
    """
    require(actor, "staff.write")
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    require_over(actor, user.role)
    if not actor.is_internal and actor.user_id == user.pk:
        raise Invalid("Remove your own factors in your account, where you prove that it is you.")
    held = list(
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("type", flat=True)
    )
    Authenticator.objects.filter(user=user).delete()
    # Wrong codes of before say nothing of the factors that they add next.
    failures_forget(user_id=user.pk)
    # A lost device may still be signed in.
    sessions_end(user_id=user.pk)
    audit.record(
        actor=actor,
        action="people.factors_reset",
        target=f"user:{user.pk}",
        now=now,
        data={"factors": sorted(held)},
    )
    tell(user, "factors_reset", now=now, who=actor.name or "Candor", page=_page())
    return len(held)


def _no_totp_yet(user: User) -> None:
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise FactorExists("You have an authenticator app already. Remove it before you set up another.")


def _own_passkey(user: User, passkey_id: int) -> Authenticator:
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN, pk=passkey_id).first()
    if found is None:
        raise NotFound("You have no such passkey.")
    return found


def _added(user: User, row: Authenticator, *, actor: Actor, now: datetime) -> Added:
    has_codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists()
    codes = [] if has_codes else _codes_anew(user)
    audit.record(
        actor=actor,
        action="people.factor_added",
        target=f"user:{user.pk}",
        now=now,
        data=_told(row),
    )
    tell(user, f"{row.type}_added", now=now, factor=row.data.get("name", ""), page=_page())
    return Added(row, codes)


def _remove(user: User, row: Authenticator, *, actor: Actor, now: datetime) -> None:
    told = _told(row)
    row.delete()
    is_last = not has_second_factor(user.pk)
    if is_last:
        Authenticator.objects.filter(user=user).delete()
    audit.record(
        actor=actor,
        action="people.factor_removed",
        target=f"user:{user.pk}",
        now=now,
        data=told | {"is_last": is_last},
    )
    tell(user, f"{told['kind']}_removed", now=now, factor=told.get("name", ""), page=_page())


def _told(row: Authenticator) -> dict[str, str]:
    name = row.data.get("name", "")
    return {"kind": str(row.type)} | ({"name": name} if name else {})


def _codes_anew(user: User) -> list[str]:
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    found: list[str] = RecoveryCodes.activate(user).generate_codes()
    return found


def _page() -> str:
    return f"{settings.PUBLIC_URL}/app/settings/account"
