"""Writes to contacts and their identities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from core import audit
from core.actors import Actor
from core.addresses import NotAnAddress, canonical, domain_of
from core.errors import Forbidden, Invalid
from core.events import publish
from core.html import one_line
from core.letters import without_turns
from core.reads import Among, Read
from core.writes import insert
from people.events import ContactsMerged
from people.models import Company, Contact, Identity
from people.policy import require
from people.services.companies import company_by_domain, primitive, require_sight


@dataclass(frozen=True)
class Claim:
    """An identity that a message or session claims, and whether it is proven."""

    kind: str
    value: str
    is_verified: bool = False

    @property
    def normalized(self) -> str:
        """The value as it is compared; an email address in its one form, empty (no claim) if malformed."""
        if self.kind != Identity.Kind.EMAIL:
            return self.value.strip()
        try:
            return canonical(self.value)
        except NotAnAddress:
            return ""


def valid_email(text: str) -> str:
    """
    A typed address in its one form (`core.addresses`).

    Raises Invalid when it is malformed or its domain has no dot: then something is missing.
    """
    address = deliverable_email(text)
    domain = domain_of(address)
    if "." not in domain and not domain.startswith("[") and domain != "localhost":
        raise Invalid("This is not an email address.", errors={"email": ["Its domain is not complete."]})
    return address


def deliverable_email(text: str) -> str:
    """
    The address of an incoming mail, in its one form. Raises Invalid if no mail server could deliver to it.
    """
    try:
        return canonical(text)
    except NotAnAddress as error:
        raise Invalid("This is not an email address.", errors={"email": ["Not an email address."]}) from error


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
    The contact behind these claims, created if there is none.

    The first known verified claim decides; other claims are recorded on that contact unless they are proven
    to be somebody else's. Unverified claims never find anybody. With `current_contact_id` (the session so
    far) a visitor who proves who they are is merged into the known contact; a known contact is never merged
    into another this way.
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
            holder = _attach(contact, claim, now=now)
            if [claim] == verified[:1]:
                # Another transaction was first to record the deciding claim.
                contact = holder
    if current is not None and current.pk != contact.pk and current.is_visitor:
        publish(ContactsMerged(from_contact_id=current.pk, into_contact_id=contact.pk))
    if not is_new:
        _complete_contact(contact, verified, name=name, company_id=company_id)
    return contact


_IDENTITIES = Read(lambda: Identity.objects.select_related("contact__company"), ())


def _find_verified(verified: Sequence[Claim]) -> tuple[Contact | None, Claim | None]:
    for claim in verified:
        identity: Identity | None = _IDENTITIES.first(
            Q(kind=claim.kind, value=claim.normalized, verified_at__isnull=False)
        )
        if identity is not None:
            return contact_standing(identity.contact), claim
    return None, None


def contact_in_sight(*, actor: Actor, claims: Sequence[Claim]) -> Contact:
    """
    The known contact behind these claims, if the actor sees them.

    Raises Forbidden, with the same words for a customer out of sight and for one who does not exist.
    """
    owner = _find_verified([claim for claim in claims if claim.is_verified])[0]
    if owner is None or not Contact.objects.visible_to(actor).filter(pk=owner.pk).exists():
        raise Forbidden(
            "You see the customers of your own tickets, and this is none of them. "
            "Ask somebody who sees all tickets."
        )
    return owner


def contact_standing(contact: Contact) -> Contact:
    """
    The contact itself, or the one it was merged into; runs no query for a contact that was never merged.
    """
    while contact.merged_into_id is not None:
        contact = Contact.objects.select_related("company").get(pk=contact.merged_into_id)
    return contact


def contact_hold(contact: Contact) -> Contact:
    """
    The contact, or the one it was merged into, protected from being merged away until this transaction ends.

    For callers that attach something to a contact: foreign keys are checked, and so locked, only at commit.
    """
    if contact.is_ours_alone:
        return contact
    with connection.cursor() as cursor:
        cursor.execute("SELECT merged_into_id FROM people_contact WHERE id = %s FOR KEY SHARE", [contact.pk])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return contact
    return contact_hold(Contact.objects.select_related("company").get(pk=row[0]))


def _create_contact(
    verified: Sequence[Claim], claims: Sequence[Claim], *, name: str, company_id: int | None, is_visitor: bool
) -> Contact:
    told = [claim.normalized for claim in [*verified, *claims] if claim.kind == Identity.Kind.EMAIL]
    emails = [address for address in told if address]
    proven = [claim.normalized for claim in verified if claim.kind == Identity.Kind.EMAIL]
    # An address that is only named says nothing of where somebody works, whatever else they have proven.
    if company_id is None and proven:
        company_id = company_by_domain(proven[0])
    contact = Contact(
        name=without_turns(one_line(name))[:200],
        email=emails[0] if emails else "",
        company_id=company_id,
        is_visitor=is_visitor and not verified,
    )
    insert(contact)
    contact.is_ours_alone = True
    transaction.on_commit(partial(setattr, contact, "is_ours_alone", False), robust=True)
    return contact


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
    """Record a claim and return its holder: the contact, or the existing owner of a verified claim."""
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
            return contact_standing(owner.contact)
        cursor.execute(_ATTACH, values)
    return contact


def _complete_contact(
    contact: Contact, verified: Sequence[Claim], *, name: str, company_id: int | None
) -> None:
    changed: list[str] = []
    emails = _held_emails(contact, verified)
    # A typed claim gives way to a proven one.
    if emails and contact.email != emails[0] and (contact.is_visitor or not contact.email):
        contact.email = emails[0]
        changed.append("email")
    if name and not contact.name:
        contact.name = without_turns(one_line(name))[:200]
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


def _held_emails(contact: Contact, verified: Sequence[Claim]) -> list[str]:
    """The verified addresses among these claims that belong to this contact and nobody else."""
    emails = [claim.normalized for claim in verified if claim.kind == Identity.Kind.EMAIL]
    if len(emails) == len(verified):
        # The address was the deciding claim.
        return emails
    held = Identity.objects.filter(contact=contact, kind=Identity.Kind.EMAIL, verified_at__isnull=False)
    known = set(held.filter(value__in=emails).values_list("value", flat=True)) if emails else set()
    return [email for email in emails if email in known]


def _find_by_mail(claim: Claim) -> Contact | None:
    """The contact who writes from this address without proof, or the one staff merged it into."""
    # A merge moves the identities but leaves the address.
    claimed = Among(Identity.objects.all, Q(kind=claim.kind, value=claim.normalized), "contact")
    found: list[Contact] = _BY_MAIL.rows(
        Q(lowered=claim.normalized, is_visitor=False)
        & (Q(pk__in=claimed) & Q(signs_in=False) | Q(merged_into__isnull=False)),
        order=("id",),
    )
    # Who stands for themselves comes before those who were merged.
    first = min(found, key=lambda one: one.merged_into_id or 0, default=None)
    return None if first is None else contact_standing(first)


def _writers() -> QuerySet[Contact, Any]:
    """Contacts by address: not `iexact`, which queries by UPPER(), and that has no index."""
    # A contact who signs in reads all that is theirs: mail from an address they only named must not be added.
    signs_in = Identity.objects.filter(contact=OuterRef("pk"), verified_at__isnull=False).exclude(
        kind=Identity.Kind.EMAIL
    )
    found = Contact.objects.select_related("company")
    return found.annotate(lowered=Lower("email"), signs_in=Exists(signs_in))


_BY_MAIL = Read(_writers, ())


@transaction.atomic(savepoint=False)
def contact_for_address(*, address: str, name: str = "", is_proven: bool, now: datetime) -> Contact:
    """
    The contact behind the address of an incoming mail, created if there is none.

    `is_proven` says that the sending domain vouches for the sender. Without that the address still finds its
    contact: answers go to the address itself, so a forger learns nothing. It makes no identity verified, and
    never finds a visitor or a contact with a sign-in who merely named the address. The address of a contact
    who was merged into another finds that other contact, whose own address gets the answers. Raises Invalid.
    """
    claim = Claim(kind=Identity.Kind.EMAIL, value=deliverable_email(address), is_verified=is_proven)
    owner, _ = _find_verified([claim])
    if owner is None:
        known = _find_by_mail(claim)
        if known is None:
            # That of a proven one is looked up with the contact.
            company_id = None if is_proven else company_by_domain(claim.normalized)
            proven = [claim] if is_proven else []
            new = _create_contact(proven, [claim], name=name, company_id=company_id, is_visitor=False)
            return _attach(new, claim, now=now)
        if not is_proven:
            return known
        owner = _attach(known, claim, now=now)
    _complete_contact(owner, [claim], name=name, company_id=None)
    return owner


def contact_at(address: str) -> Contact | None:
    """
    The contact whom proof of this address would lead to (`contact_for_address`); None if there is none yet.

    Expects an address in its one form.
    """
    claim = Claim(kind=Identity.Kind.EMAIL, value=address, is_verified=True)
    return _find_verified([claim])[0] or _find_by_mail(claim)


_VOUCHED = ("name", "email", "company_id", "is_visitor")


@transaction.atomic
def contact_vouch(
    *, actor: Actor, email: str, name: str = "", company_id: int | None = None, now: datetime
) -> Contact:
    """
    The contact with this address, created if needed; staff and their programs vouch for it.

    Raises Invalid for a bad address or an unknown company, Forbidden.
    """
    require(actor, "customer.write")
    require_sight(actor, is_new=True)
    if company_id is not None and not Company.objects.visible_to(actor).filter(pk=company_id).exists():
        raise Invalid("There is no such company.", errors={"company_id": ["Unknown."]})
    claim = Claim(kind=Identity.Kind.EMAIL, value=valid_email(email), is_verified=True)
    before = _find_verified([claim])[0]
    old = None if before is None else {name: primitive(getattr(before, name)) for name in _VOUCHED}
    contact = contact_resolve(claims=[claim], name=name, company_id=company_id, now=now)
    new = {name: primitive(getattr(contact, name)) for name in _VOUCHED}
    if old != new:
        known = old or {}
        audit.record(
            actor=actor,
            action="people.contact_created" if old is None else "people.contact_changed",
            target=f"contact:{contact.pk}",
            now=now,
            data={
                "changes": {
                    key: [known.get(key), value] for key, value in new.items() if known.get(key) != value
                }
            },
        )
    return contact
