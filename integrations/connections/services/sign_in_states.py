"""
Sign-ins that have begun: what a browser brings back is good once, soon, and only for whoever began it.

Also for systems that keep their tokens elsewhere, such as mailboxes: `subject` is what they know it by.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import Conflict, DomainError, Invalid, NotFound
from integrations.connections import oauth
from integrations.connections.models import PendingSignIn
from people.models.sessions import secret_digest

GOOD_FOR = timedelta(minutes=15)


class OtherAccount(Conflict):
    """The sign-in or key is that of another account than the connection's."""

    code = "connections.other_account"


class SignInExpired(NotFound):
    """The sign-in was never begun, is too old, was ended already, or began in another browser."""

    code = "connections.sign_in_expired"


class SignInOutcome(StrEnum):
    """How a sign-in ended, as the settings tell whoever comes back from it."""

    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    OTHER_ACCOUNT = "other_account"
    NOT_ACCEPTED = "not_accepted"
    GONE = "gone"
    UNAVAILABLE = "unavailable"


def outcome_of(error: DomainError) -> SignInOutcome:
    """What an error means to whoever comes back from a sign-in."""
    match error:
        case SignInExpired():
            return SignInOutcome.EXPIRED
        case OtherAccount():
            return SignInOutcome.OTHER_ACCOUNT
        case NotFound():
            return SignInOutcome.GONE
        case oauth.SignInNeeded() | Invalid():
            return SignInOutcome.NOT_ACCEPTED
        case _:
            return SignInOutcome.UNAVAILABLE


@dataclass(frozen=True)
class Begun:
    """What was kept of a sign-in when it began."""

    subject: str
    verifier: str = field(repr=False)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Keys:
    """What goes into the address: `state` as it is, the `verifier` as its digest."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)


@transaction.atomic
def sign_in_begin(
    *, actor: Actor, binding: str, subject: str, values: dict[str, Any] | None = None, now: datetime
) -> Keys:
    """
    Remember that this actor signs in at a system for `subject`.

    `binding` is what only their browser session or token has. Who may begin is for the caller to ask.
    """
    keys = Keys(secrets.token_urlsafe(32), oauth.new_verifier())
    PendingSignIn.objects.create(
        state_digest=secret_digest(keys.state),
        binding=secret_digest(binding),
        user_id=actor.staff_id,
        subject=subject,
        verifier=keys.verifier,
        values=values or {},
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    return keys


@transaction.atomic
def sign_in_take(*, actor: Actor, binding: str, state: str, subject_prefix: str, now: datetime) -> Begun:
    """
    End a sign-in: its state is used up from here on, whatever follows.

    Raises SignInExpired alike for every reason, so that nobody learns from it what others have begun.
    """
    found = (
        PendingSignIn.objects.select_for_update(of=("self",))
        .filter(
            state_digest=secret_digest(state),
            binding=secret_digest(binding),
            user_id=actor.staff_id,
            used_at=None,
            expires_at__gt=now,
            subject__startswith=subject_prefix,
        )
        .first()
    )
    if found is None:
        raise SignInExpired(
            "This sign-in has expired, or was begun in another browser. Begin again in the settings."
        )
    found.used_at = now
    found.save(update_fields=["used_at"])
    return Begun(found.subject, found.verifier, found.values)
