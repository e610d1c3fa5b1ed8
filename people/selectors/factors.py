"""Somebody's own second factors, and how lately they proved who they are."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from core.errors import NotFound
from people.models import StaffSession, User

PROOF_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Factors:
    """`recovery_codes` says how many are `left` of the `total`, or None without any."""

    has_password: bool
    proved_until: datetime | None = None
    totp: Authenticator | None = None
    passkeys: list[Authenticator] = field(default_factory=list)
    recovery_codes: dict[str, int] | None = None


def factors_of(*, user_id: int, session_key: str, now: datetime) -> Factors:
    """Somebody's factors, seen from the browser whose session has this digest. Raises NotFound."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    spare = next((row.wrap() for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    session = StaffSession.objects.filter(session_key=session_key, user=user).first()
    return Factors(
        has_password=user.has_usable_password(),
        proved_until=proved_until(session, user, now=now),
        totp=next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        passkeys=[row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        recovery_codes=None
        if spare is None
        else {"left": len(spare.get_unused_codes()), "total": len(spare.generate_codes())},
    )


def passkeys_of(user_id: int | None) -> list[Authenticator]:
    """Somebody's passkeys, the oldest first; everybody's for None."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    return list((rows if user_id is None else rows.filter(user=user_id)).order_by("created_at", "pk"))


def factor_get(*, user_id: int, kind: str) -> Authenticator:
    """Somebody's app or recovery codes. Raises NotFound."""
    found = Authenticator.objects.filter(user=user_id, type=kind).first()
    if found is None:
        raise NotFound("There is no such factor.")
    return found


def has_second_factor(user_id: int) -> bool:
    """Whether signing in takes more than a password."""
    rows = Authenticator.objects.filter(user=user_id)
    return bool(rows.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def proved_until(session: StaffSession | None, user: User, *, now: datetime) -> datetime | None:
    """
    Until when a browser's proof counts; None if it does not, or no more.

    Who has neither password nor factor, since their company signs them in, proves it by having come just now.
    """
    if session is None:
        return None
    at = session.proved_at
    if at is None and not user.has_usable_password() and not Authenticator.objects.filter(user=user).exists():
        at = session.created_at
    until = None if at is None else at + PROOF_LASTS
    return until if until is not None and until > now else None
