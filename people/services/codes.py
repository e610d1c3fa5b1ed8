"""
Checking the codes of somebody's authenticator app and their recovery codes, and who may try another.

A code works once. Whoever gives one knows the password or holds a session, so that strangers use up nobody's
tries; a browser that has signed in before has tries of its own, whatever others do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from core import audit
from core.actors import SYSTEM
from core.errors import Invalid, NotFound, RateLimited
from people.factors import FactorAdapter, totp_counter
from people.models import CodeFailure, User
from people.services.telling import tell

SHORT, LONG = timedelta(minutes=15), timedelta(days=1)
SHORT_LIMIT = 10
"""Wrong codes of one browser or address within SHORT."""
LONG_LIMIT = 30
"""Wrong codes of a known browser, or of all unknown ones together, within LONG: 1 in 10,000 to hit one."""
TELLS_AT = 5
"""The wrong code within LONG after which the owner is told by mail that somebody knows their password."""


class WrongCode(Invalid):
    """The code is wrong, too old, or was used before."""

    code = "people.wrong_code"


@dataclass(frozen=True)
class Try:
    """Where a code comes from: `mark` names a browser that the account knows, `client` is an address."""

    mark: str
    client: str


def code_take(*, user_id: int, code: str, tried: Try, now: datetime) -> str:
    """
    Use up a code of somebody's app or one of their recovery codes; returns the kind of factor.

    Call it outside of a transaction: a failure has to stay. Raises WrongCode, RateLimited, NotFound.
    """
    with transaction.atomic():
        # Locked, so that many tries at once do not pass the count together and no code works twice.
        user = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
        if user is None:
            raise NotFound("There is no such person.")
        wait = _wait(user, tried, now=now)
        kind = "" if wait else _matching(user, code, now=now)
        if kind:
            # Whoever owns the factor was here: their own slips count no more.
            CodeFailure.objects.filter(user=user, **_by(tried)).delete()
        elif not wait:
            _failed(user, tried, now=now)
    if wait:
        raise RateLimited(
            "Too many wrong codes. Wait, use a passkey or a browser in which you have signed in before, "
            "or set a new password by mail.",
            retry_after=int(wait.total_seconds()),
        )
    if not kind:
        raise WrongCode(
            "This code is wrong or was used already. Wait for the next one.", errors={"code": ["Wrong code."]}
        )
    return kind


@transaction.atomic
def passkey_failed(*, user_id: int, tried: Try, now: datetime) -> None:
    """Record that a passkey did not fit at the second step. None is refused: they cannot be guessed."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is not None and not _wait(user, tried, now=now):
        _failed(user, tried, now=now)


def failures_forget(*, user_id: int) -> None:
    """Forget wrong codes: with a new password, whoever knew the old one has no more tries."""
    CodeFailure.objects.filter(user=user_id).delete()


def _by(tried: Try) -> dict[str, str]:
    return {"mark": tried.mark} if tried.mark else {"mark": "", "client": tried.client}


def _wait(user: User, tried: Try, *, now: datetime) -> timedelta | None:
    mine = CodeFailure.objects.filter(user=user, **_by(tried))
    if mine.filter(at__gt=now - SHORT).count() >= SHORT_LIMIT:
        return SHORT
    alike = mine if tried.mark else CodeFailure.objects.filter(user=user, mark="")
    return LONG if alike.filter(at__gt=now - LONG).count() >= LONG_LIMIT else None


def _matching(user: User, code: str, *, now: datetime) -> str:
    factors = {row.type: row for row in Authenticator.objects.filter(user=user)}
    totp = factors.get(Authenticator.Type.TOTP)
    if totp is not None:
        secret = FactorAdapter().decrypt(totp.data["secret"])
        used = totp_counter(secret, code, after=totp.data.get("used", -1))
        if used is not None:
            totp.data["used"], totp.last_used_at = used, now
            totp.save(update_fields=["data", "last_used_at"])
            return str(totp.type)
    spare = factors.get(Authenticator.Type.RECOVERY_CODES)
    if spare is not None and spare.wrap().validate_code(code):
        Authenticator.objects.filter(pk=spare.pk).update(last_used_at=now)
        left = len(Authenticator.objects.get(pk=spare.pk).wrap().get_unused_codes())
        audit.record(
            actor=SYSTEM,
            action="people.recovery_code_used",
            target=f"user:{user.pk}",
            now=now,
            data={"left": left},
        )
        tell(user, "recovery_code_used", now=now, left=str(left), page=_page())
        return str(spare.type)
    return ""


def _failed(user: User, tried: Try, *, now: datetime) -> None:
    CodeFailure.objects.create(user=user, mark=tried.mark, client=tried.client, at=now)
    audit.record(
        actor=SYSTEM,
        action="people.code_failed",
        target=f"user:{user.pk}",
        now=now,
        data={"address": tried.client, "is_known_browser": bool(tried.mark)},
    )
    if not tried.mark:
        unknown = CodeFailure.objects.filter(user=user, mark="", at__gt=now - LONG)
        if unknown.count() == TELLS_AT:
            tell(user, "codes_failed", now=now, page=f"{settings.PUBLIC_URL}/app/forgot-password")


def _page() -> str:
    return f"{settings.PUBLIC_URL}/app/settings/account"
