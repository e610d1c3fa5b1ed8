"""Starting, resuming and ending a customer's session."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from core import live
from core.actors import SYSTEM
from people import services as people_services
from people.models import Contact, Identity
from people.selectors import internal as everybody
from people.services import Claim
from people.services.visitors import contact_complete, visitor_create
from tickets.services import tickets_move_contact
from widget.errors import IdentityRequired
from widget.models import Consent, WidgetSession, WidgetSettings, token_digest
from widget.services.using import secret_used
from widget.trail import clean_attributes
from widget.user_token import ClaimedCompany, Claims, verify_with

VISITOR_LIFE = timedelta(days=30)
# Resuming a verified session takes a fresh user token, so the session itself can be short.
VERIFIED_LIFE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Started:
    """A session with its token, returned once and stored only as a digest; `subject` is who signed in."""

    session: WidgetSession
    token: str
    subject: str


@transaction.atomic
def session_begin(
    *,
    settings: WidgetSettings,
    user_token: str = "",
    resume_token: str = "",
    consent: str = Consent.UNASKED,
    locale: str = "",
    timezone: str = "",
    now: datetime,
) -> Started:
    """
    A session for the person using the widget: resumed, upgraded to a verified one, or new.

    A visitor who proves who they are keeps what they wrote in this session, under a new token. A verified
    session is resumed only with a user token of the same person; without one, a visitor's session begins.
    Raises UserTokenInvalid, UserTokenExpired, IdentityRequired.
    """
    claims = None
    if user_token:
        secrets_now = settings.live_secrets(now)
        claims, secret = verify_with(
            user_token, secrets=secrets_now, audience=settings.brand.widget_key, now=now
        )
        secret_used(settings=settings, secret=secret, now=now)
    elif settings.is_identity_required:
        raise IdentityRequired("Support is here for signed-in customers. Sign in and try again.")
    resumed = _resumable(settings, resume_token, now)
    if claims is None:
        started = _as_visitor(settings, resumed, resume_token, now)
    else:
        started = _as_customer(settings, claims, resumed, resume_token, now)
    _note_surroundings(started.session, consent=consent, locale=locale, timezone=timezone, now=now)
    return started


def _resumable(settings: WidgetSettings, token: str, now: datetime) -> WidgetSession | None:
    if not token:
        return None
    return (
        WidgetSession.objects.alive(now)
        .select_for_update(of=("self",))
        .filter(token_digest=token_digest(token), brand=settings.brand_id, contact__isnull=False)
        .first()
    )


def _as_visitor(
    settings: WidgetSettings, resumed: WidgetSession | None, token: str, now: datetime
) -> Started:
    if resumed is not None and not resumed.is_verified:
        resumed.expires_at = now + VISITOR_LIFE
        return Started(resumed, token, "")
    contact = visitor_create()
    return _new(settings, contact, is_verified=False, life=VISITOR_LIFE, subject="", now=now)


def _as_customer(
    settings: WidgetSettings, claims: Claims, resumed: WidgetSession | None, token: str, now: datetime
) -> Started:
    visitor_id = resumed.contact_id if resumed is not None and not resumed.is_verified else None
    contact = people_services.contact_sign_in(
        subject=_subject(settings, claims),
        email=_email(settings, claims),
        name=claims.name,
        company_id=_company_id(claims.company, now),
        current_contact_id=visitor_id,
        now=now,
    )
    contact_complete(contact=contact, locale=claims.locale, timezone=claims.timezone)
    attributes = clean_attributes(claims.attributes, hiding=settings.hiding)
    if resumed is not None and resumed.is_verified and resumed.contact_id == contact.pk:
        resumed.expires_at, resumed.signed_attributes = now + VERIFIED_LIFE, attributes
        return Started(resumed, token, claims.external_id)
    if resumed is None or resumed.is_verified:
        started = _new(
            settings, contact, is_verified=True, life=VERIFIED_LIFE, subject=claims.external_id, now=now
        )
        started.session.signed_attributes = attributes
        return started
    if visitor_id is not None and visitor_id != contact.pk:
        # The event does the same a moment later; doing it here makes the first view complete.
        tickets_move_contact(from_contact_id=visitor_id, into_contact_id=contact.pk, now=now)
    fresh = secrets.token_urlsafe(32)
    resumed.token_digest, resumed.contact, resumed.is_verified = token_digest(fresh), contact, True
    resumed.expires_at, resumed.signed_attributes = now + VERIFIED_LIFE, attributes
    return Started(resumed, fresh, claims.external_id)


def _subject(settings: WidgetSettings, claims: Claims) -> Claim:
    # Two brands may have two backends, each with its own ids.
    value = f"{settings.brand.slug}:{claims.external_id}"
    return Claim(kind=Identity.Kind.EXTERNAL, value=value, is_verified=True)


def _email(settings: WidgetSettings, claims: Claims) -> Claim | None:
    if not claims.email:
        return None
    is_trusted = settings.is_email_trusted and not claims.is_email_unverified
    return Claim(
        kind=Identity.Kind.EMAIL, value=claims.email, is_verified=claims.is_email_verified or is_trusted
    )


def _company_id(claimed: ClaimedCompany | None, now: datetime) -> int | None:
    """The company that the backend names; what the CRM knows about it is never overwritten from here."""
    if claimed is None:
        return None
    known = everybody.company_of_crm(claimed.external_id)
    if known is not None:
        return known
    by_domain = people_services.company_by_domain(f"@{claimed.domain}") if claimed.domain else None
    if by_domain is not None or not claimed.name:
        return by_domain
    values = {"external_id": claimed.external_id, "name": claimed.name, "domain": claimed.domain}
    return people_services.company_upsert(actor=SYSTEM, values=values, now=now).pk


def _new(
    settings: WidgetSettings,
    contact: Contact,
    *,
    is_verified: bool,
    life: timedelta,
    subject: str,
    now: datetime,
) -> Started:
    token = secrets.token_urlsafe(32)
    session = WidgetSession(
        token_digest=token_digest(token),
        brand=settings.brand,
        contact=contact,
        is_verified=is_verified,
        created_at=now,
        last_seen_at=now,
        expires_at=now + life,
    )
    return Started(session, token, subject)


def _note_surroundings(
    session: WidgetSession, *, consent: str, locale: str, timezone: str, now: datetime
) -> None:
    session.last_seen_at = now
    session.locale, session.timezone = locale[:20], timezone[:60]
    if consent in (Consent.GRANTED, Consent.REFUSED) and consent != session.consent:
        session.consent, session.consent_at = consent, now
    session.save()
    contact = session.contact
    if contact is not None and contact.is_visitor:
        contact_complete(contact=contact, locale=locale, timezone="")


def session_touch(session: WidgetSession, *, now: datetime) -> None:
    """Record that somebody is there, at most every five minutes; this extends a visitor's session."""
    if now - session.last_seen_at < TOUCH_EVERY:
        return
    session.last_seen_at = now
    if not session.is_verified:
        session.expires_at = now + VISITOR_LIFE
    WidgetSession.objects.filter(pk=session.pk, ended_at=None).update(
        last_seen_at=now, expires_at=session.expires_at
    )


@transaction.atomic
def session_end(*, session: WidgetSession, now: datetime) -> None:
    """Sign out: the token is no longer valid, and open sockets must authenticate again."""
    WidgetSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)
    if session.contact_id is None:
        return
    topic = live.topic_for("contact", session.contact_id)
    transaction.on_commit(
        lambda: live.push(topic=topic, name="widget.session_ended", data={}, scope={"withdraw": True})
    )
