"""
A staff user's own password and address.

Changing either needs the current password or a link that we mailed; every change ends the other sessions, is
written to the audit log and is announced by mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from core import audit, ports
from core.actors import Actor
from core.cache import count
from core.errors import Conflict, Invalid, NotFound, RateLimited
from core.events import publish
from people.actors import staff_actor
from people.events import AddressChangeAsked, PasswordForgotten
from people.models import AccountLink, ApiToken, User
from people.models.sessions import secret_digest
from people.services.codes import failures_forget
from people.services.customers import valid_email
from people.services.links import LinkInvalid, link_find, link_mail, links_close
from people.services.sessions import own_account, sessions_end
from people.services.telling import tell

LINK_LASTS = timedelta(hours=1)
_WINDOW = 3600
WRONG_PASSWORDS = 8
"""How often within an hour a signed-in browser may give a wrong current password."""
ADDRESS_CHANGES = 5
"""How many addresses somebody may ask to be known by within an hour: each gets a mail."""
FORGOTTEN_PER_CLIENT = 10
FORGOTTEN_PER_ADDRESS = 3
LINKS_PER_ACCOUNT = 2
"""How many links to a new password an account is mailed within an hour; notices need room beside them."""


class WrongPassword(Invalid):
    """The current password is wrong."""

    code = "people.wrong_password"


class SignsInElsewhere(Conflict):
    """The workspace requires its identity provider, so that a password would open nothing."""

    code = "people.signs_in_elsewhere"


class NoMailbox(Conflict):
    """No mailbox can send yet, so nothing can be confirmed by mail."""

    code = "people.no_mailbox"


@dataclass(frozen=True)
class Changed:
    """A changed account, and whether its owner is notified by mail."""

    user: User
    is_told: bool


@transaction.atomic
def password_change(
    *,
    actor: Actor,
    current: str,
    new: str,
    session_key: str = "",
    revoke_tokens: bool = False,
    now: datetime,
) -> Changed:
    """
    Change the actor's own password; every session ends but the one whose digest is `session_key`. Raises
    WrongPassword, Invalid, RateLimited, SignsInElsewhere, Forbidden for tokens.
    """
    require_local_sign_in(own_account(actor))
    user = password_check(own_account(actor), current, session_key=session_key)
    if constant_time_compare(current, new):
        raise Invalid("Choose a password that you do not use now.", errors={"new_password": ["The same."]})
    write_password(user, new, field="new_password")
    return _after_password(user, actor=actor, keep=session_key, revoke_tokens=revoke_tokens, now=now)


@transaction.atomic
def password_set(*, actor: Actor, user_id: int, new: str, now: datetime) -> Changed:
    """
    Set somebody's password; all their sessions end. For the system actor only. Raises NotFound, Invalid.
    """
    user = _locked(user_id) if actor.is_internal else None
    if user is None:
        raise NotFound("There is no such person.")
    write_password(user, new, field="password")
    return _after_password(user, actor=actor, now=now)


@transaction.atomic
def password_forgotten(*, address: str, client: str) -> None:
    """
    Record that somebody asked for a link to a new password.

    Nothing here depends on whether the address is known: that is looked up in the background. Raises Invalid
    for a malformed address, RateLimited for a client that asks too often.
    """
    typed = valid_email(address)
    if count(f"people:forgotten:client:{client}", timeout=_WINDOW) > FORGOTTEN_PER_CLIENT:
        raise RateLimited("Too many requests from here. Try again in an hour.", retry_after=_WINDOW)
    if count(f"people:forgotten:{secret_digest(typed)}", timeout=_WINDOW) <= FORGOTTEN_PER_ADDRESS:
        publish(PasswordForgotten(address=typed))


@transaction.atomic
def password_reset(*, token: str, new: str, revoke_tokens: bool = False, now: datetime) -> Changed:
    """
    Set a new password with a mailed link, which this uses up; all sessions end.

    Raises LinkInvalid, Invalid for a password that is too weak (the link stays good).
    """
    link, user = _link_of(token, AccountLink.Kind.PASSWORD, now=now)
    if link.address != user.email or not ports.local_sign_in(user.pk):
        raise _gone()
    write_password(user, new, field="password")
    return _after_password(user, actor=staff_actor(user), revoke_tokens=revoke_tokens, now=now)


@transaction.atomic
def address_change_ask(
    *,
    actor: Actor,
    address: str,
    password: str,
    session_key: str = "",
    revoke_tokens: bool = False,
    now: datetime,
) -> str:
    """
    Ask for a new address; it takes effect once the link sent to it has been followed. Returns the address.

    The same happens whether it is free or taken. Raises WrongPassword, Invalid, NoMailbox, RateLimited,
    Forbidden for tokens.
    """
    user = password_check(own_account(actor), password, session_key=session_key)
    wanted = valid_email(address)
    if wanted == user.email.lower():
        raise Invalid("This is your address already.", errors={"email": ["Your address already."]})
    if not ports.account_mail_works():
        raise NoMailbox(
            "No mailbox can send mail yet, so that the new address cannot be confirmed. "
            "Ask an admin to set one up under Settings, Email."
        )
    if count(f"people:address-change:{user.pk}", timeout=_WINDOW) > ADDRESS_CHANGES:
        raise RateLimited("Too many changes. Try again in an hour.", retry_after=_WINDOW)
    audit.record(
        actor=actor,
        action="people.address_change_asked",
        target=f"user:{user.pk}",
        now=now,
        data={"address": wanted},
    )
    publish(
        AddressChangeAsked(
            user_id=user.pk, address=wanted, session_key=session_key, revoke_tokens=revoke_tokens
        )
    )
    return wanted


@transaction.atomic
def address_confirm(*, token: str, now: datetime) -> Changed:
    """
    Make the address that a link was sent to the account's own; the old one is notified. Raises LinkInvalid.

    All sessions end except the one that asked.
    """
    link, user = _link_of(token, AccountLink.Kind.ADDRESS, now=now)
    old = user.email
    if User.objects.filter(email__iexact=link.address).exclude(pk=user.pk).exists():
        raise _gone()
    user.email = link.address
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        # Somebody else confirmed or was invited with this address at the same moment.
        raise _gone() from error
    links_close(user, now=now)
    sessions_end(user_id=user.pk, keep=link.session_key)
    revoked = _tokens_revoke(user, now=now) if link.revokes_tokens else 0
    audit.record(
        actor=staff_actor(user),
        action="people.address_changed",
        target=f"user:{user.pk}",
        now=now,
        data={"from": old, "to": user.email, "tokens_revoked": revoked},
    )
    is_told = tell(user, "address_changed", to=old, now=now, address=user.email)
    return Changed(user, is_told=is_told)


def link_send(
    *,
    user: User,
    kind: Literal["password", "address"],
    address: str,
    session_key: str = "",
    revoke_tokens: bool = False,
    now: datetime,
) -> bool:
    """Make a link and queue the mail with it, in the caller's transaction. False without a mailbox."""
    mailed = link_mail(
        user=user,
        kind=AccountLink.Kind(kind),
        address=address,
        lasts=LINK_LASTS,
        session_key=session_key,
        revokes_tokens=revoke_tokens,
        now=now,
    )
    if not mailed.is_sent:
        # A link that was never delivered must not count against the next one.
        mailed.link.delete()
    return mailed.is_sent


def links_mailed(user: User, *, now: datetime) -> int:
    """How many password links somebody was mailed within the last hour."""
    recent = AccountLink.objects.filter(user=user, kind=AccountLink.Kind.PASSWORD)
    return recent.filter(created_at__gt=now - timedelta(seconds=_WINDOW)).count()


def _locked(user_id: int) -> User | None:
    return User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()


def password_check(user_id: int, password: str, *, session_key: str, field: str = "current_password") -> User:
    """
    The person whose password was just given, locked. Raises WrongPassword for `field`, RateLimited.

    Wrong ones count for the session with the digest `session_key`: whoever has got hold of one browser must
    not keep the owner from acting in another.
    """
    # Locked first, so that many tries at once do not pass the count together.
    user = _locked(user_id)
    key = f"people:wrong-password:{user_id}:{session_key}"
    if (cache.get(key) or 0) >= WRONG_PASSWORDS:
        raise RateLimited(
            "Too many wrong passwords. Try again in an hour, or sign out and use the link for a new one.",
            retry_after=_WINDOW,
        )
    if user is None:
        raise NotFound("There is no such person.")
    if not user.check_password(password):
        count(key, timeout=_WINDOW)
        raise WrongPassword("This is not your current password.", errors={field: ["Not your password."]})
    return user


def require_local_sign_in(user_id: int) -> None:
    """Raise SignsInElsewhere for somebody whom a password would not let in."""
    if not ports.local_sign_in(user_id):
        raise SignsInElsewhere(
            "This workspace requires its identity provider, so that a password would open nothing. "
            "Sign in with the provider's button."
        )


def write_password(user: User, new: str, *, field: str) -> None:
    """Give somebody a password, in the caller's transaction. Raises Invalid for `field` if it is too weak."""
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), errors={field: list(error.messages)}) from error
    user.set_password(new)
    user.save(update_fields=["password"])


def _after_password(
    user: User, *, actor: Actor, keep: str = "", revoke_tokens: bool = False, now: datetime
) -> Changed:
    links_close(user, now=now)
    failures_forget(user_id=user.pk)
    sessions_end(user_id=user.pk, keep=keep)
    revoked = _tokens_revoke(user, now=now) if revoke_tokens else 0
    audit.record(
        actor=actor,
        action="people.password_changed",
        target=f"user:{user.pk}",
        now=now,
        data={"tokens_revoked": revoked},
    )
    page = f"{settings.PUBLIC_URL}/app/forgot-password"
    is_told = tell(user, "password_changed", to=user.email, now=now, page=page)
    return Changed(user, is_told=is_told)


def _tokens_revoke(user: User, *, now: datetime) -> int:
    return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


def _link_of(token: str, kind: AccountLink.Kind, *, now: datetime) -> tuple[AccountLink, User]:
    """A link that is still good, with its person, both locked. Raises LinkInvalid."""
    found = link_find(token=token, kind=kind, now=now)
    if found is None or not found[1].is_active:
        raise _gone()
    return found


def _gone() -> LinkInvalid:
    return LinkInvalid("This link does not work any more: it was used, or is too old. Ask for a new one.")
