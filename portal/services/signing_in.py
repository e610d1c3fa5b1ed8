"""Signing in by a mailed link, which proves the address and nothing more."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from core import audit, pages, ports
from core.errors import DomainError
from core.ports import SECRET_MARK
from core.queue import enqueue_on_commit
from people import services as people_services
from people.actors import contact_actor
from people.models import Brand
from people.models.sessions import secret_digest
from people.selectors import brand_get
from people.selectors import internal as everybody
from portal.models import PortalLink, PortalSession
from portal.selectors.forms import settings_of

logger = logging.getLogger(__name__)

SALT = "portal.link"
LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(days=14)
SESSION_SECONDS = int(SESSION_LASTS.total_seconds())
TOUCH_EVERY = timedelta(minutes=5)
LINKS_AN_HOUR = 5
"""To one address in one brand."""
LINKS_OF_BRAND_AN_HOUR = 500
WAY_LASTS = timedelta(minutes=2)
WAYS_AN_HOUR = 60
"""For one customer who has signed in elsewhere, in one brand."""


class LinkInvalid(DomainError):
    """A link is unknown, used, expired, or of another brand."""

    code = "portal.link_invalid"
    status: int = HTTPStatus.GONE


@dataclass(frozen=True, slots=True)
class Started:
    """A new session with the value of its cookie, which is stored only as a digest."""

    session: PortalSession
    token: str


@transaction.atomic
def link_ask(*, brand: Brand, address: str, language: str, now: datetime) -> None:
    """
    Ask for a link; it leaves soon if somebody with this address has ever written to us.

    Nothing here depends on whether there is such a person, not even how long it takes. Beyond the limits of
    an hour no more links leave, and nobody is told. Raises Invalid for what is no address.
    """
    address = people_services.valid_email(address)
    recent = PortalLink.objects.filter(brand=brand, is_mailed=True, created_at__gt=now - timedelta(hours=1))
    is_flood = recent.count() >= LINKS_OF_BRAND_AN_HOUR
    if is_flood:
        logger.warning("Too many links were asked for within an hour", extra={"brand": brand.slug})
    if is_flood or recent.filter(address=address).count() >= LINKS_AN_HOUR:
        return
    link = PortalLink.objects.create(
        brand=brand, address=address, language=language, created_at=now, expires_at=now + LINK_LASTS
    )
    enqueue_on_commit("portal.tasks.mail_link", link_id=link.pk)


@transaction.atomic
def link_mail(*, link_id: int, now: datetime) -> bool:
    """Mail a link that was asked for, once; False if it is not wanted or nobody has this address."""
    rows = PortalLink.objects.select_for_update(of=("self",))
    waiting = rows.filter(digest="", is_mailed=True, expires_at__gt=now)
    link = waiting.select_related("brand").filter(pk=link_id).first()
    if link is None:
        return False
    contact = people_services.contact_at(link.address)
    if contact is None or contact.is_blocked:
        return False
    token = link_token(link)
    name = link.brand.name
    return ports.customer_mail(
        brand_id=link.brand_id,
        to=link.address,
        subject=pages.text("portal.mail_subject", link.language, brand=name),
        text=pages.text("portal.mail_text", link.language, brand=name, link=SECRET_MARK, minutes=15),
        secret=f"{base_of(link.brand)}sign-in/{token}/",
        key=f"portal:{link.pk}",
        now=now,
    )


def link_token(link: PortalLink) -> str:
    """Give a link its secret, which is returned once: signed, and bound to the brand."""
    token = signing.dumps([secrets.token_urlsafe(32), link.brand_id], salt=SALT)
    link.digest = secret_digest(token)
    link.save(update_fields=["digest"])
    return token


def base_of(brand: Brand) -> str:
    """The whole address of a brand's help center, at its own host once that was seen to lead here."""
    if brand.host and brand.host_seen_at:
        return f"https://{brand.host}/help/{brand.slug}/"
    return f"{settings.PUBLIC_URL}/help/{brand.slug}/"


def link_stands(*, brand: Brand, token: str, now: datetime) -> bool:
    """Whether a link could be used now. This uses nothing up: scanners of mail open every link."""
    return _is_ours(brand, token) and _open(token, now).filter(brand=brand).exists()


@transaction.atomic
def link_use(*, brand: Brand, token: str, now: datetime) -> Started:
    """
    Sign in by a link, which is used up; the address is proven from then on. Raises LinkInvalid.

    Other links to the address in this brand end with it.
    """
    invalid = LinkInvalid("This link was used, has expired, or is not one of ours. Ask for a new one.")
    if not _is_ours(brand, token):
        raise invalid
    link = _open(token, now).select_for_update(of=("self",)).filter(brand=brand).first()
    if link is None:
        raise invalid
    if not link.is_mailed and not _is_still_theirs(link):
        raise invalid
    contact = people_services.contact_for_address(address=link.address, is_proven=True, now=now)
    if contact.is_blocked:
        raise invalid
    PortalLink.objects.filter(brand=brand, address=link.address, used_at=None).update(used_at=now)
    cookie = secrets.token_urlsafe(32)
    session = PortalSession.objects.create(
        token_digest=secret_digest(cookie),
        brand=brand,
        contact=contact,
        address=link.address,
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LASTS,
    )
    audit.record(
        actor=contact_actor(contact, is_verified=True),
        action="portal.signed_in",
        target=f"contact:{contact.pk}",
        data={"brand": brand.slug},
        now=now,
    )
    return Started(session, cookie)


def _is_still_theirs(link: PortalLink) -> bool:
    """A link that nobody was mailed proves nothing: its address has to be proven already."""
    contact = people_services.contact_at(link.address)
    return contact is not None and everybody.has_proven_address(contact.pk, link.address)


@transaction.atomic
def way_in(*, brand_id: int, contact_id: int, now: datetime) -> ports.WayIn | None:
    """
    Fills `core.ports.portal_way`: a link for a customer who has signed in elsewhere, for two minutes, once.

    Whoever has no proven address, or asks too often, is led to where one signs in.
    """
    brand = brand_get(brand_id)
    if not settings_of(brand_id).is_on:
        return None
    address = everybody.proven_address(contact_id)
    recent = PortalLink.objects.filter(brand=brand, is_mailed=False, created_at__gt=now - timedelta(hours=1))
    if not address or recent.filter(address=address).count() >= WAYS_AN_HOUR:
        return ports.WayIn(f"{base_of(brand)}requests/", is_signed_in=False)
    link = PortalLink.objects.create(
        brand=brand,
        address=address,
        language="",
        is_mailed=False,
        created_at=now,
        expires_at=now + WAY_LASTS,
    )
    return ports.WayIn(f"{base_of(brand)}sign-in/{link_token(link)}/", is_signed_in=True)


def _is_ours(brand: Brand, token: str) -> bool:
    try:
        _, brand_id = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return False
    return bool(brand_id == brand.pk)


def _open(token: str, now: datetime) -> QuerySet[PortalLink]:
    return PortalLink.objects.filter(digest=secret_digest(token), used_at=None, expires_at__gt=now)


def session_touch(session: PortalSession, *, now: datetime) -> None:
    """Record that somebody is there, at most every five minutes."""
    if now - session.last_seen_at >= TOUCH_EVERY:
        PortalSession.objects.filter(pk=session.pk).update(last_seen_at=now)


def session_end(*, session: PortalSession, now: datetime) -> None:
    """Sign out here."""
    PortalSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)
