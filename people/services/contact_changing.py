"""What staff write down about a contact by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import NotFound
from core.events import publish
from core.html import one_line
from core.letters import without_turns
from people.events import ContactChanged
from people.models import Contact
from people.policy import require
from people.services.defining import custom_merged


@transaction.atomic
def contact_change(*, actor: Actor, contact_id: int, values: Mapping[str, Any], now: datetime) -> Contact:
    """
    Change a contact's name, title, phone, locale, time zone, or values of its fields (`custom`).

    How they are reached and where they work is proven, not written. Raises NotFound, Invalid, Forbidden.
    """
    require(actor, "customer.write")
    seen = Contact.objects.visible_to(actor).standing().filter(pk=contact_id, erased_at=None)
    contact = Contact.objects.select_for_update(no_key=True).filter(pk__in=seen.values("pk")).first()
    if contact is None:
        raise NotFound("There is no such contact, or you may not see it.")
    changes: dict[str, list[Any]] = {}
    told = dict(values)
    if "custom" in told:
        contact.custom, changes = custom_merged("contact", contact.custom, told.pop("custom"))
    for name, given in told.items():
        value, old = without_turns(one_line(given)), getattr(contact, name)
        if value != old:
            changes[name] = [old, value]
            setattr(contact, name, value)
    if changes:
        contact.save(update_fields=sorted({name.partition(".")[0] for name in changes} | {"search"}))
        publish(ContactChanged(contact_id=contact.pk, fields=sorted(changes)))
        audit.record(
            actor=actor,
            action="people.contact_changed",
            target=f"contact:{contact.pk}",
            now=now,
            data={"changes": changes},
        )
    return contact
