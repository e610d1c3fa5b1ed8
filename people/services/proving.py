"""
Proving again who sits at the screen, before the sign-in itself is changed.

A proof counts for the browser it was given in, for ten minutes. It is the password, a code, or a passkey; who
has none of them (their company signs them in) proves it by having signed in just now.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from fido2.webauthn import AuthenticationResponse

from core import audit
from core.actors import Actor
from core.errors import Forbidden, NotFound
from people import factors
from people.models import FactorCeremony, StaffSession, User
from people.selectors.factors import PROOF_LASTS, passkeys_of, proved_until
from people.services.accounts import password_check
from people.services.codes import Try, WrongCode, code_take
from people.services.passkeys import passkey_used
from people.services.sessions import own_account

_ASKED_FOR = timedelta(minutes=5)


class ProofNeeded(Forbidden):
    """The browser has not proved lately who sits there."""

    code = "people.proof_needed"


@transaction.atomic
def prove_by_password(*, actor: Actor, session_key: str, password: str, now: datetime) -> datetime:
    """Returns until when the proof counts. Raises WrongPassword, RateLimited, Forbidden for tokens."""
    user_id = own_account(actor)
    password_check(user_id, password, session_key=session_key, field="password")
    return _proved(actor, session_key, "password", now=now)


def prove_by_code(*, actor: Actor, session_key: str, code: str, client: str, now: datetime) -> datetime:
    """The same by a code of one's app or a recovery code. Raises WrongCode, RateLimited."""
    user_id = own_account(actor)
    if not Authenticator.objects.filter(user=user_id).exclude(type=Authenticator.Type.WEBAUTHN).exists():
        raise WrongCode("You have no app whose code would count.", errors={"code": ["Wrong code."]})
    tried = Try(mark=f"session:{session_key[:64]}", client=client)
    kind = code_take(user_id=user_id, code=code, tried=tried, now=now)
    with transaction.atomic():
        return _proved(actor, session_key, kind, now=now)


@transaction.atomic
def proof_begin(*, actor: Actor, session_key: str, now: datetime) -> dict[str, Any]:
    """What the browser needs so that one of the actor's passkeys signs. Raises NotFound without any."""
    rows = passkeys_of(own_account(actor))
    if not rows:
        raise NotFound("You have no passkey.")
    options, state = factors.passkey_request([factors.credential_of(row) for row in rows])
    ceremony_begin(session_key, FactorCeremony.Kind.PROOF, state, now=now)
    return options


def prove_by_passkey(
    *, actor: Actor, session_key: str, credential: dict[str, Any], now: datetime
) -> datetime:
    """The same by a passkey. Raises WrongCode."""
    wrong = WrongCode("The passkey's answer does not fit. Try again.")
    with transaction.atomic():
        row, counter = _signed_by(own_account(actor), session_key, credential, wrong, now=now)
        if passkey_used(passkey_id=row.pk, counter=counter, now=now):
            return _proved(actor, session_key, "webauthn", now=now)
    # Outside, since what was noted of a copy has to stay.
    raise wrong


def _signed_by(
    user_id: int, session_key: str, credential: dict[str, Any], wrong: WrongCode, *, now: datetime
) -> tuple[Authenticator, int]:
    """The passkey that has signed what this browser was asked, and what it has counted."""
    user = locked_person(user_id)
    rows = passkeys_of(user.pk)
    state = ceremony_end(session_key, FactorCeremony.Kind.PROOF, since=now - _ASKED_FOR)
    if state is None:
        raise wrong
    known = [factors.credential_of(row) for row in rows]
    try:
        used = factors.passkey_server().authenticate_complete(factors.state_of(state), known, credential)
        told = AuthenticationResponse.from_dict(credential).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise wrong from error
    return next(row for row in rows if factors.credential_of(row).credential_id == used.credential_id), told


def proved_person(actor: Actor, session_key: str, *, now: datetime) -> User:
    """The actor, locked. Raises ProofNeeded unless this browser has proved lately who sits there."""
    user = locked_person(own_account(actor))
    session = StaffSession.objects.filter(session_key=session_key, user=user).first()
    if proved_until(session, user, now=now) is None:
        raise ProofNeeded("Prove first that it is you: with your password, a code or a passkey.")
    return user


def locked_person(user_id: int) -> User:
    """An active person, locked. Raises NotFound."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound("There is no such person.")
    return user


def ceremony_begin(session_key: str, kind: FactorCeremony.Kind, secret: str, *, now: datetime) -> None:
    """Remember what the server has said, in place of what it said before."""
    FactorCeremony.objects.update_or_create(
        session_id=session_key, kind=kind, defaults={"secret": secret, "created_at": now}
    )


def ceremony_end(session_key: str, kind: FactorCeremony.Kind, *, since: datetime) -> str | None:
    """What was remembered, which this uses up; None if there is nothing since then."""
    row = FactorCeremony.objects.select_for_update().filter(session=session_key, kind=kind).first()
    if row is None:
        return None
    row.delete()
    return row.secret if row.created_at >= since else None


def _proved(actor: Actor, session_key: str, by: str, *, now: datetime) -> datetime:
    StaffSession.objects.filter(session_key=session_key, user=actor.staff_id).update(proved_at=now)
    audit.record(
        actor=actor, action="people.proved", target=f"user:{actor.staff_id}", now=now, data={"by": by}
    )
    return now + PROOF_LASTS
