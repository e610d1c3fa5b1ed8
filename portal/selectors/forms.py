"""A brand's settings of the portal, and its forms."""

import uuid
from collections.abc import Sequence

from django.core.cache import cache

from core.actors import Actor
from core.errors import NotFound
from core.ports import Door, Use
from people.models import Brand
from people.policy import require
from people.selectors import brand_named
from portal.forms import CUSTOM, Asked, Kind, asked_of
from portal.models import ContactForm, PortalSettings
from tickets.models import TicketType
from tickets.selectors.custom_fields import custom_fields

DOORS_KEY = "portal:is_on:{}"
"""Every page of a help center asks; a change of the settings deletes it."""


def settings_of(brand_id: int) -> PortalSettings:
    """A brand's settings; the defaults before the first change."""
    return PortalSettings.objects.filter(brand=brand_id).first() or PortalSettings(brand_id=brand_id)


def settings_in_full(*, actor: Actor, brand: str) -> PortalSettings:
    """The same for whoever sets it up, by the brand's slug. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    found = brand_named(brand)
    row = PortalSettings.objects.select_related("changed_by").filter(brand=found).first()
    return row or PortalSettings(brand=found)


def doors(brand_id: int, slug: str) -> list[Door]:
    """Fills `core.ports.help_doors`: the form first."""
    is_on = cache.get(DOORS_KEY.format(brand_id))
    if is_on is None:
        is_on = settings_of(brand_id).is_on
        cache.set(DOORS_KEY.format(brand_id), is_on, timeout=60)
    if not is_on:
        return []
    return [
        Door("portal.contact", f"/help/{slug}/contact/"),
        Door("portal.requests", f"/help/{slug}/requests/"),
    ]


def kinds_of(brand: Brand) -> list[Kind]:
    """The fields of a ticket that a brand's forms may ask for."""
    found = [
        # Their names stand in the pages' words, in each language.
        Kind(
            "type", "choice", choices=tuple((str(value), str(label)) for value, label in TicketType.choices)
        ),
        Kind("product_area", "text"),
    ]
    for field in custom_fields(brand_id=brand.pk):
        if not field.is_for_customers:
            continue
        choices = tuple((choice, choice) for choice in field.choices)
        found.append(Kind(f"{CUSTOM}{field.key}", field.kind, field.label, choices))
    return found


def forms_of(*, actor: Actor, brand: str) -> list[ContactForm]:
    """All forms of a brand, in the order in which customers see them. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    rows = ContactForm.objects.select_related("brand", "changed_by")
    return list(rows.filter(brand=brand_named(brand)))


def contact_form(*, actor: Actor, form_id: int) -> ContactForm:
    """One form. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    found = ContactForm.objects.select_related("brand", "changed_by").filter(pk=form_id).first()
    if found is None:
        raise NotFound("There is no such form.")
    return found


def forms_active(brand: Brand) -> list[ContactForm]:
    """The forms that customers of a brand may use, the default one first."""
    return list(
        ContactForm.objects.filter(brand=brand, is_active=True).order_by("-is_default", "position", "pk")
    )


def form_find(forms: list[ContactForm], public_id: str) -> ContactForm | None:
    """The one of these that an address names; without a name the first, None where a brand has none."""
    if not public_id:
        return forms[0] if forms else None
    try:
        wanted = uuid.UUID(public_id)
    except ValueError as error:
        raise NotFound("There is no such form.") from error
    found = next((form for form in forms if form.public_id == wanted), None)
    if found is None:
        raise NotFound("There is no such form.")
    return found


def fields_for(form: ContactForm | None, brand: Brand) -> list[Asked]:
    """What a form asks besides address, subject and text."""
    return asked_of(form.fields, kinds_of(brand)) if form is not None and form.fields else []


def word_uses(kind: str, words: Sequence[str]) -> list[Use]:
    """Fills `core.ports.word_uses`: the forms that ask for a field."""
    found: list[Use] = []
    for form in ContactForm.objects.order_by("name", "pk") if kind == "field" else []:
        asked = {row["key"] for row in form.fields}
        found += [Use(key, "form", form.name, str(form.pk)) for key in words if f"{CUSTOM}{key}" in asked]
    return found
