"""Writes to people: staff, tokens, companies, contacts and their identities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Lower
from django.utils.text import slugify

from core import audit, live
from core.actors import SYSTEM, Actor
from core.errors import Invalid, NotFound
from core.events import LiveMessage, publish
from people.events import AccessChanged, CapacityChanged, CompanyChanged, ContactsMerged, PresenceChanged
from people.models import ApiToken, Brand, Company, Contact, Identity, Presence, Role, User
from people.models.access import new_token, token_digest
from people.policy import require
from people.scopes import SCOPES
from people.selectors import forget_brands

ON_SCREEN = "people:on-screen:{}"


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
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown:
        raise Invalid(f"Unknown scopes: {', '.join(unknown)}. Known: {', '.join(SCOPES)}.")
    if actor.scopes is not None and not set(wanted or ["*"]) <= actor.scopes:
        raise Invalid("A token cannot make a token with more scopes than its own.")
    text = new_token()
    token = ApiToken.objects.create(
        user=user, name=name, digest=token_digest(text), hint=text[:8], scopes=wanted, expires_at=expires_at
    )
    audit.record(
        actor=actor,
        action="people.token_created",
        target=f"token:{token.pk}",
        now=now,
        data={"scopes": wanted},
    )
    return token, text


@transaction.atomic
def owner_create(*, email: str, name: str, password: str, brand_name: str, now: datetime) -> User:
    """
    The first person of an installation, and its default brand unless there is one. Raises Invalid.

    Reachable from the command line only: whoever may run commands on the server owns it anyway.
    """
    address = valid_email(email)
    if User.objects.filter(email__iexact=address).exists():
        raise Invalid(f"{address} has an account already.", errors={"email": ["Taken."]})
    user = User(email=address, name=name[:120] or address, role=Role.OWNER)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), errors={"password": error.messages}) from error
    user.set_password(password)
    user.save()
    if not Brand.objects.filter(is_default=True).exists():
        slug = slugify(brand_name)[:60] or "support"
        Brand.objects.create(name=brand_name[:120] or "Support", slug=slug, is_default=True)
        transaction.on_commit(forget_brands)
    audit.record(actor=SYSTEM, action="people.owner_created", target=f"user:{user.pk}", now=now)
    return user


@transaction.atomic
def token_revoke(*, actor: Actor, token_id: int, now: datetime) -> None:
    """End a token at once, also its open sockets. Raises NotFound for a stranger's."""
    token = ApiToken.objects.select_for_update().filter(pk=token_id, revoked_at=None).first()
    if token is None or (token.user_id != actor.user_id and actor.role not in (Role.OWNER, Role.ADMIN)):
        raise NotFound("There is no such token.")
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    audit.record(actor=actor, action="people.token_revoked", target=f"token:{token.pk}", now=now)
    sockets_withdraw(token.user_id)


@transaction.atomic
def user_update(*, actor: Actor, user_id: int, changes: dict[str, Any], now: datetime) -> User:
    """
    Change a staff user's role, scope, active flag, limits or profile.

    A change of rights closes the user's open sockets, so that they ask again. Raises NotFound, Forbidden.
    """
    rights = {"role", "ticket_scope", "is_active"}
    limits = {"capacity_chat", "capacity_email"}
    profile = {"name", "timezone", "locale", "theme", "languages", "title"}
    unknown = set(changes) - rights - limits - profile
    if unknown:
        raise Invalid(f"These fields cannot be changed here: {', '.join(sorted(unknown))}.")
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    if set(changes) - profile or actor.user_id != user_id:
        require(actor, "staff.write")
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    if set(changes) & (rights | limits):
        audit.record(
            actor=actor, action="people.user_changed", target=f"user:{user.pk}", now=now, data=changes
        )
    if set(changes) & rights:
        publish(AccessChanged(user_id=user.pk))
        sockets_withdraw(user.pk)
    if set(changes) & limits:
        publish(CapacityChanged(user_id=user.pk))
    return user


def sockets_withdraw(user_id: int) -> None:
    """Close somebody's open sockets once the transaction has committed; who still may opens them again."""
    topic = live.topic_for("user", user_id)
    transaction.on_commit(
        lambda: live.push(topic=topic, name="people.access_changed", data={}, scope={"withdraw": True})
    )


@transaction.atomic
def presence_set(*, actor: Actor, user_id: int, presence: str, is_manual: bool = True, now: datetime) -> User:
    """Change whether somebody takes work. Raises NotFound, Invalid, Forbidden for somebody else's."""
    if presence not in Presence.values:
        raise Invalid(f"presence must be one of {', '.join(Presence.values)}.")
    if actor.user_id != user_id and not actor.is_internal:
        require(actor, "staff.presence")
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound("There is no such person.")
    was = user.presence
    user.presence, user.presence_is_manual = presence, is_manual
    if presence == Presence.ONLINE:
        user.last_active_at = now
    user.save(update_fields=["presence", "presence_is_manual", "last_active_at"])
    if was != presence:
        publish(
            PresenceChanged(user_id=user.pk, presence=presence),
            live_messages=[LiveMessage("queue", {"user": {"id": user.pk, "presence": presence}})],
        )
    return user


def activity_note(*, user_id: int, now: datetime) -> None:
    """Somebody's workspace is open; `people.attendance` notices when it falls silent."""
    User.objects.filter(pk=user_id).update(last_active_at=now)
    cache.set(ON_SCREEN.format(user_id), value=True, timeout=86_400)


def assignment_note(*, user_id: int, now: datetime) -> None:
    """Somebody was given work just now: those who wait longer for work are next."""
    User.objects.filter(pk=user_id).update(last_assigned_at=now)


@transaction.atomic
def company_upsert(
    *, actor: Actor, values: dict[str, Any], company_id: int | None = None, now: datetime
) -> Company:
    """
    Create or change a company, found by `company_id` or by `values["external_id"]`.

    The segment follows from the revenue unless it is overridden. Raises Invalid, NotFound, Forbidden.
    """
    require(actor, "customer.write")
    csm_id = values.get("csm_id")
    if csm_id is not None and not User.objects.filter(pk=csm_id, is_active=True).exists():
        raise Invalid("There is no such person.", errors={"csm_id": ["Unknown."]})
    external_id = values.get("external_id")
    query = Company.objects.select_for_update(of=("self",))
    company: Company | None = None
    if company_id is not None:
        company = query.filter(pk=company_id).first()
        if company is None:
            raise NotFound("There is no such company.")
    elif external_id:
        company = query.filter(external_id=external_id).first()
    is_new = company is None
    company = company or Company(name=values.get("name", ""))
    changes: dict[str, list[Any]] = {}
    for field, value in values.items():
        old = getattr(company, field)
        if old != value:
            changes[field] = [_primitive(old), _primitive(value)]
            setattr(company, field, value)
    old_segment, company.segment = company.segment, company.derive_segment()
    if old_segment != company.segment:
        changes["segment"] = [old_segment, company.segment]
    if not company.name:
        raise Invalid("A company needs a name.", errors={"name": ["Required."]})
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        raise Invalid("Another company has this external id.", errors={"external_id": ["Taken."]}) from error
    if changes and not is_new:
        publish(CompanyChanged(company_id=company.pk, changes=changes))
    return company


def _primitive(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(getattr(value, "pk", value))


@dataclass(frozen=True)
class Claim:
    """One identity that a message or session comes with, and whether we have proof of it."""

    kind: str
    value: str
    is_verified: bool = False

    @property
    def normalized(self) -> str:
        """Email addresses are compared without case."""
        return self.value.strip().lower() if self.kind == Identity.Kind.EMAIL else self.value.strip()


def valid_email(text: str) -> str:
    """A lower-cased address; raises Invalid when it is not one."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid("This is not an email address.", errors={"email": ["Not an email address."]}) from error
    return address


@transaction.atomic(savepoint=False)
def contact_resolve(
    *,
    claims: Sequence[Claim],
    name: str = "",
    company_id: int | None = None,
    current_contact_id: int | None = None,
    is_visitor: bool = False,
    now: datetime,
) -> Contact:
    """
    The contact behind these claims, made if nobody is.

    Verified claims decide; unverified ones are noted on the contact and never find somebody else.
    With `current_contact_id` (the session so far) a visitor who proves who they are is joined into the
    known contact; a known contact is never joined into another one this way.
    """
    verified = [claim for claim in claims if claim.is_verified and claim.normalized]
    contact, found_by = _find_verified(verified)
    current = Contact.objects.filter(pk=current_contact_id).first() if current_contact_id else None
    is_new = contact is None and current is None
    if contact is None:
        contact = current or _create_contact(
            verified, claims, name=name, company_id=company_id, is_visitor=is_visitor
        )
    for claim in claims:
        if claim.normalized and claim != found_by:
            contact = _attach(contact, claim, now=now)
    if current is not None and current.pk != contact.pk and current.is_visitor:
        publish(ContactsMerged(from_contact_id=current.pk, into_contact_id=contact.pk))
    if not is_new:
        _complete_contact(contact, verified, name=name, company_id=company_id)
    return contact


def _find_verified(verified: Sequence[Claim]) -> tuple[Contact | None, Claim | None]:
    for claim in verified:
        identity = (
            Identity.objects.select_related("contact__company")
            .filter(kind=claim.kind, value=claim.normalized, verified_at__isnull=False)
            .first()
        )
        if identity is not None:
            return identity.contact, claim
    return None, None


def _create_contact(
    verified: Sequence[Claim], claims: Sequence[Claim], *, name: str, company_id: int | None, is_visitor: bool
) -> Contact:
    emails = [claim.normalized for claim in [*verified, *claims] if claim.kind == Identity.Kind.EMAIL]
    if company_id is None and verified and emails:
        company_id = company_by_domain(emails[0])
    return Contact.objects.create(
        name=name[:200],
        email=emails[0] if emails else "",
        company_id=company_id,
        is_visitor=is_visitor and not verified,
    )


_ATTACH = """
    INSERT INTO people_identity (contact_id, kind, value, verified_at, created_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (contact_id, kind, value)
    DO UPDATE SET verified_at = coalesce(people_identity.verified_at, excluded.verified_at)
"""


_ATTACH_VERIFIED = """
    INSERT INTO people_identity (contact_id, kind, value, verified_at, created_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""


def _attach(contact: Contact, claim: Claim, *, now: datetime) -> Contact:
    """Note a claim; a verified one that another transaction was faster with leads to its contact."""
    verified_at = now if claim.is_verified else None
    values: list[Any] = [contact.pk, claim.kind, claim.normalized, verified_at, now]
    if not claim.is_verified:
        with connection.cursor() as cursor:
            cursor.execute(_ATTACH, values)
        return contact
    with connection.cursor() as cursor:
        # Both unique constraints can refuse; without a target the insert simply does nothing then.
        cursor.execute(_ATTACH_VERIFIED, values)
        if cursor.rowcount:
            return contact
        owner = (
            Identity.objects.select_related("contact")
            .filter(kind=claim.kind, value=claim.normalized, verified_at__isnull=False)
            .first()
        )
        if owner is not None:
            return owner.contact
        cursor.execute(_ATTACH, values)
    return contact


def _complete_contact(
    contact: Contact, verified: Sequence[Claim], *, name: str, company_id: int | None
) -> None:
    changed: list[str] = []
    emails = [claim.normalized for claim in verified if claim.kind == Identity.Kind.EMAIL]
    if emails and contact.email != emails[0] and not contact.email:
        contact.email = emails[0]
        changed.append("email")
    if name and not contact.name:
        contact.name = name[:200]
        changed.append("name")
    if verified and contact.is_visitor:
        contact.is_visitor = False
        changed.append("is_visitor")
    if company_id is None and contact.company_id is None and emails:
        company_id = company_by_domain(emails[0])
    if company_id is not None and contact.company_id != company_id:
        contact.company_id = company_id
        changed.append("company")
    if changed:
        contact.save(update_fields=changed)


def company_by_domain(email: str) -> int | None:
    """The company whose domain a verified address has, if exactly one does."""
    domain = email.rpartition("@")[2].lower()
    if not domain:
        return None
    by_domain = Company.objects.annotate(lowered=Lower("domain")).filter(lowered=domain)
    ids = list(by_domain.values_list("pk", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


@transaction.atomic
def contact_vouch(
    *, actor: Actor, email: str, name: str = "", company_id: int | None = None, now: datetime
) -> Contact:
    """
    The contact with this address, made if needed; staff and their programs vouch for it.

    Raises Invalid for a bad address or an unknown company, Forbidden.
    """
    require(actor, "customer.write")
    if company_id is not None and not Company.objects.filter(pk=company_id).exists():
        raise Invalid("There is no such company.", errors={"company_id": ["Unknown."]})
    claim = Claim(kind=Identity.Kind.EMAIL, value=valid_email(email), is_verified=True)
    return contact_resolve(claims=[claim], name=name, company_id=company_id, now=now)
