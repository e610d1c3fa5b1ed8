"""Customers whose own backend vouches for who they are."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.actors import SYSTEM
from core.events import publish
from people.events import IdentityConflictFound
from people.models import Contact, Identity, IdentityConflict
from people.services.customers import Claim, contact_resolve, contact_standing


@transaction.atomic(savepoint=False)
def contact_sign_in(
    *,
    subject: Claim,
    email: Claim | None = None,
    name: str = "",
    company_id: int | None = None,
    current_contact_id: int | None = None,
    now: datetime,
) -> Contact:
    """
    The contact for `subject`, an id in the customer's backend (`SPACE:ID`), created if there is none.

    The id decides. For a new id, a proven `email` finds the contact, as long as that contact has no other id
    in the same space. An address that belongs to somebody else, proven or not, never leads to them: it is
    left out and recorded as a conflict, which staff see and only a merge ends.
    """
    holder = _holder(email) if email is not None else None
    known = _holder(subject)
    is_theirs = holder is None or (
        holder == known
        if known is not None
        else email is not None and email.is_verified and not _has_another_id(holder, subject)
    )
    claims = [subject] if email is None or not is_theirs else [subject, email]
    contact = contact_resolve(
        claims=claims,
        name=name,
        company_id=company_id,
        current_contact_id=current_contact_id,
        now=now,
    )
    if email is not None and holder is not None and not is_theirs:
        _note_conflict(contact, email, holder, now=now)
    return contact


def _holder(claim: Claim) -> Contact | None:
    """The contact who has proven this value to be theirs."""
    row = (
        Identity.objects.select_related("contact")
        .filter(kind=claim.kind, value=claim.normalized, verified_at__isnull=False)
        .first()
    )
    return None if row is None else contact_standing(row.contact)


def _has_another_id(contact: Contact, subject: Claim) -> bool:
    space = subject.normalized.partition(":")[0]
    ids = Identity.objects.filter(contact=contact, kind=subject.kind, verified_at__isnull=False)
    return ids.filter(value__startswith=f"{space}:").exclude(value=subject.normalized).exists()


def _note_conflict(contact: Contact, email: Claim, holder: Contact, *, now: datetime) -> None:
    if contact.email.lower() == email.normalized:
        # Claimed before its owner was known.
        contact.email = ""
        contact.save(update_fields=["email"])
    Identity.objects.filter(
        contact=contact, kind=email.kind, value=email.normalized, verified_at__isnull=True
    ).delete()
    _, is_new = IdentityConflict.objects.update_or_create(
        contact=contact,
        kind=email.kind,
        value=email.normalized,
        defaults={"holder": holder, "last_seen_at": now},
        create_defaults={"holder": holder, "first_seen_at": now, "last_seen_at": now},
    )
    if not is_new:
        return
    publish(IdentityConflictFound(contact_id=contact.pk, holder_id=holder.pk))
    audit.record(
        actor=SYSTEM,
        action="people.identity_conflict_found",
        target=f"contact:{contact.pk}",
        now=now,
        data={"holder_id": holder.pk, "kind": email.kind},
    )
