"""Links about an account that are mailed: each works once, for a time, and only its digest is kept."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings

from core import ports
from core.errors import DomainError
from people.account_letters import account_letter
from people.models import AccountLink, User
from people.models.sessions import secret_digest

_PAGES = {
    AccountLink.Kind.PASSWORD: "reset-password",
    AccountLink.Kind.ADDRESS: "confirm-address",
    AccountLink.Kind.INVITATION: "join",
}


class LinkInvalid(DomainError):
    """A mailed link is unknown, used, expired, or superseded by another change."""

    code = "people.link_invalid"
    status: int = HTTPStatus.GONE


@dataclass(frozen=True)
class Mailed:
    """A new link; `url` holds its secret, `is_sent` is False where no mailbox could send it."""

    link: AccountLink
    url: str = field(repr=False)
    is_sent: bool


def link_mail(
    *,
    user: User,
    kind: AccountLink.Kind,
    address: str,
    lasts: timedelta,
    session_key: str = "",
    revokes_tokens: bool = False,
    words: dict[str, str] | None = None,
    now: datetime,
) -> Mailed:
    """Make a link and queue the letter with it, filled with `words`, in the caller's transaction."""
    token = secrets.token_urlsafe(32)
    link = AccountLink.objects.create(
        user=user,
        kind=kind,
        digest=secret_digest(token),
        address=address,
        session_key=session_key,
        revokes_tokens=revokes_tokens,
        expires_at=now + lasts,
        created_at=now,
    )
    # After the hash it reaches neither a server's log nor a Referer header.
    url = f"{settings.PUBLIC_URL}/app/{_PAGES[kind]}#{token}"
    subject, text = account_letter(f"{kind}_link", locale=user.locale, name=user.name, **(words or {}))
    is_sent = ports.account_mail(
        user_id=user.pk,
        to=address,
        subject=subject,
        text=text,
        secret=url,
        key=f"link:{link.pk}",
        now=now,
    )
    return Mailed(link, url, is_sent)


def link_find(*, token: str, kind: AccountLink.Kind, now: datetime) -> tuple[AccountLink, User] | None:
    """The link with this secret, while it is good, with its person, both locked; else None."""
    digest = secret_digest(token)
    named = AccountLink.objects.filter(digest=digest, kind=kind).values_list("user", flat=True).first()
    if named is None:
        return None
    # The person first, as everywhere: two simultaneous changes must not deadlock. The link is read after
    # that, since whoever held the lock may have used or replaced it.
    user = User.objects.select_for_update(of=("self",)).filter(pk=named).first()
    link = (
        AccountLink.objects.select_for_update(of=("self",))
        .filter(digest=digest, kind=kind, used_at=None, expires_at__gt=now)
        .first()
    )
    return None if user is None or link is None else (link, user)


def links_close(user: User, *, now: datetime) -> None:
    """End the links that somebody still has, in the caller's transaction."""
    AccountLink.objects.filter(user=user, used_at=None).update(used_at=now)
