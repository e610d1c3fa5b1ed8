"""What admins set up: a brand's portal, and its forms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, PreconditionFailed
from core.html import one_line, plain
from people.models import Brand
from people.policy import require
from people.selectors import brand_named
from portal.forms import faults_of
from portal.models import ContactForm, PortalSettings
from portal.selectors import kinds_of
from portal.selectors.forms import DOORS_KEY

MAX_FORMS = 30
MAX_FIELDS = 40


@transaction.atomic
def settings_update(
    *,
    actor: Actor,
    brand: str,
    changes: Mapping[str, bool],
    expected_version: int | None = None,
    now: datetime,
) -> PortalSettings:
    """
    Change a brand's portal. Raises Forbidden, NotFound, PreconditionFailed if it was changed meanwhile.
    """
    require(actor, "brand.write")
    found = brand_named(brand)
    PortalSettings.objects.bulk_create([PortalSettings(brand=found)], ignore_conflicts=True)
    row = PortalSettings.objects.select_for_update().get(brand=found)
    _check_version(row, expected_version)
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at, row.changed_by_id = now, actor.user_id
    row.save()
    audit.record(
        actor=actor,
        action="portal.settings_changed",
        target=f"brand:{found.pk}",
        data=dict(changes),
        now=now,
    )
    transaction.on_commit(lambda: cache.delete(DOORS_KEY.format(found.pk)), robust=True)
    return row


@transaction.atomic
def form_create(*, actor: Actor, brand: str, values: Mapping[str, Any], now: datetime) -> ContactForm:
    """
    Make a form; a brand's first one is its default. Raises Forbidden, NotFound, Invalid, Conflict for too
    many.
    """
    require(actor, "brand.write")
    found = brand_named(brand)
    others = ContactForm.objects.select_for_update().filter(brand=found)
    count = len(others)
    if count >= MAX_FORMS:
        raise Conflict(f"A brand can have {MAX_FORMS} forms. Delete one that is not used.")
    form = ContactForm(brand=found, position=count, created_at=now)
    _write(form, {"is_default": count == 0, **values})
    _save(form, actor, now)
    _record(actor, "portal.form_created", form, dict(values), now)
    return form


@transaction.atomic
def form_update(
    *,
    actor: Actor,
    form_id: int,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> ContactForm:
    """
    Change a form. Raises Forbidden, NotFound, Invalid, PreconditionFailed if it was changed meanwhile.
    """
    require(actor, "brand.write")
    form = _locked(form_id)
    _check_version(form, expected_version)
    _write(form, changes)
    form.version += 1
    _save(form, actor, now)
    _record(actor, "portal.form_changed", form, dict(changes), now)
    return form


@transaction.atomic
def form_delete(*, actor: Actor, form_id: int, now: datetime) -> None:
    """Delete a form; tickets that it made stay. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    form = _locked(form_id)
    _record(actor, "portal.form_deleted", form, {"name": form.name}, now)
    form.delete()


def _locked(form_id: int) -> ContactForm:
    rows = ContactForm.objects.select_related("brand").select_for_update(of=("self",))
    form = rows.filter(pk=form_id).first()
    if form is None:
        raise NotFound("There is no such form.")
    return form


def _write(form: ContactForm, values: Mapping[str, Any]) -> None:
    """Set what may be set, checked. Raises Invalid."""
    for name in ("name", "product_area"):
        if name in values:
            setattr(form, name, one_line(values[name]))
    if "intro" in values:
        form.intro = plain(values["intro"]).strip()
    for name in ("type", "is_active", "is_default", "position"):
        if name in values:
            setattr(form, name, values[name])
    if not form.name:
        raise Invalid("A form needs a name.", errors={"name": ["Required."]})
    if form.is_default and not form.is_active:
        message = "The default form must be active. Make another form the default first."
        raise Invalid(message, errors={"is_active": [message]})
    if "fields" in values:
        form.fields = _checked_fields(form.brand, values["fields"])


def _checked_fields(brand: Brand, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(rows) > MAX_FIELDS:
        message = f"A form can ask for {MAX_FIELDS} fields."
        raise Invalid(message, errors={"fields": [message]})
    if faults := faults_of(rows, kinds_of(brand)):
        raise Invalid(" ".join(faults), code="portal.form_unsound", errors={"fields": faults})
    return [
        {
            "key": row["key"],
            "label": one_line(row.get("label", "")),
            "help": one_line(row.get("help", "")),
            "is_required": bool(row.get("is_required", False)),
            "when": {"field": row["when"]["field"], "value": one_line(row["when"]["value"])}
            if row.get("when")
            else None,
        }
        for row in rows
    ]


def _save(form: ContactForm, actor: Actor, now: datetime) -> None:
    if form.is_default:
        ContactForm.objects.filter(brand=form.brand, is_default=True).exclude(pk=form.pk or 0).update(
            is_default=False
        )
    form.changed_at, form.changed_by_id = now, actor.user_id
    form.save()


def _check_version(row: PortalSettings | ContactForm, expected: int | None) -> None:
    if expected is not None and expected != row.version:
        raise PreconditionFailed(
            "Somebody changed this in between. Load it again, then decide.", version=row.version
        )


def _record(actor: Actor, what: str, form: ContactForm, data: dict[str, Any], now: datetime) -> None:
    audit.record(
        actor=actor,
        action=what,
        target=f"contact_form:{form.pk}",
        data={"brand": form.brand.slug, **data},
        now=now,
    )
