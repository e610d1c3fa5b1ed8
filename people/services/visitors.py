"""Visitors: contacts of whom nothing is known except that they were there."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from people.models import Contact, PersonRequest
from people.selectors.holding import held_now


def visitor_create() -> Contact:
    """A new contact without a name or address."""
    return Contact.objects.create(is_visitor=True)


@transaction.atomic
def visitors_forget(*, contact_ids: Collection[int], unless: Q) -> None:
    """
    Delete the visitors among these who left no address and were not merged into anybody.

    `unless` is a condition on contacts for those whom the apps above still need.
    """
    visitors = Contact.objects.filter(pk__in=contact_ids, is_visitor=True, email="", merged_into=None)
    known = Q(Exists(Contact.objects.filter(merged_into=OuterRef("pk"))))
    # What was exported of somebody, or erased, is proof of it.
    known |= Q(Exists(PersonRequest.objects.filter(contact=OuterRef("pk"))))
    held = held_now()
    if held.contacts:
        known |= Q(pk__in=held.contacts)
    visitors.exclude(unless | known).delete()


def contact_complete(*, contact: Contact, locale: str, timezone: str) -> None:
    """Record the language and time zone that a customer's own program reports, where none is known."""
    changed = []
    for field, value, limit in (("locale", locale, 12), ("timezone", timezone, 60)):
        if value and not getattr(contact, field):
            setattr(contact, field, value[:limit])
            changed.append(field)
    if changed:
        contact.save(update_fields=changed)


def contact_write_to(*, contact: Contact, address: str) -> None:
    """Have replies go to an address that the contact typed; it proves nothing. Expects a valid address."""
    contact.email = address
    contact.save(update_fields=["email"])
