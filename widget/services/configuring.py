"""How a brand's widget is set up, by admins."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, PreconditionFailed, UnknownFields
from people.models import Brand
from people.policy import require
from widget.models import WidgetSettings, new_secret
from widget.values import cleaned

EDITABLE = frozenset(
    {
        "is_enabled", "allowed_origins", "is_consent_required", "is_identity_required", "is_email_trusted",
        "retention_days", "area_rules", "notices", "guides", "color", "position", "theme", "greeting",
        "wait_text", "launcher_text", "consent_text", "languages", "translations", "hidden_fields",
        "hidden_selectors", "hidden_params",
    }
)  # fmt: skip
MAX_OVERLAP_HOURS = 30 * 24


def settings_keep(brand: Brand) -> WidgetSettings:
    """The widget settings of a brand, saved with defaults if nobody has opened them yet."""
    found, _ = WidgetSettings.objects.select_related("brand").get_or_create(brand=brand)
    return found


def _last_author(settings: WidgetSettings) -> str:
    return settings.updated_by.name if settings.updated_by is not None else "Somebody else"


@transaction.atomic
def settings_update(
    *, actor: Actor, brand: Brand, changes: dict[str, Any], version: int | None = None, now: datetime
) -> WidgetSettings:
    """
    Change a brand's widget; with `version`, only if it is still the stored one.

    Raises Forbidden, PreconditionFailed, Invalid naming the invalid fields.
    """
    require(actor, "widget.write")
    UnknownFields.check(changes, EDITABLE)
    settings = _locked(brand)
    if version is not None and version != settings.version:
        raise PreconditionFailed(
            f"{_last_author(settings)} changed this widget in the meantime. Discard your changes to see what "
            "is new, then make them again.",
            current_version=settings.version,
        )
    for name, value in changes.items():
        setattr(settings, name, cleaned(name, value))
    try:
        settings.full_clean(exclude=["brand", "secret", "previous_secret"])
    except ValidationError as error:
        raise Invalid("Some values do not fit.", errors=error.message_dict) from error
    settings.version += 1
    settings.updated_by_id = actor.user_id
    settings.save()
    audit.record(
        actor=actor,
        action="widget.settings_changed",
        target=f"brand:{brand.pk}",
        now=now,
        data={"fields": sorted(changes)},
    )
    return settings


@transaction.atomic
def secret_rotate(
    *, actor: Actor, brand: Brand, overlap_hours: int | None = None, now: datetime
) -> WidgetSettings:
    """
    A new signing secret; the previous one stays valid for `overlap_hours`, or until the next rotation.

    Raises Forbidden, Invalid for more than 30 days.
    """
    require(actor, "widget.write")
    if overlap_hours is not None and not 0 <= overlap_hours <= MAX_OVERLAP_HOURS:
        raise Invalid(
            f"Both secrets may be valid for 0 to {MAX_OVERLAP_HOURS} hours.",
            errors={"overlap_hours": [f"A number from 0 to {MAX_OVERLAP_HOURS}."]},
        )
    settings = _locked(brand)
    settings.previous_secret, settings.secret = settings.secret, new_secret()
    settings.previous_secret_used_at, settings.previous_secret_uses = (
        settings.secret_used_at,
        settings.secret_uses,
    )
    settings.secret_used_at, settings.secret_uses = None, 0
    settings.secret_rotated_at = now
    settings.previous_secret_until = None if overlap_hours is None else now + timedelta(hours=overlap_hours)
    if overlap_hours == 0:
        _drop_previous(settings)
    return _kept(actor, settings, "widget.secret_rotated", now)


@transaction.atomic
def secret_retire(*, actor: Actor, brand: Brand, now: datetime) -> WidgetSettings:
    """End the previous secret at once, for instance because it has leaked. Raises Forbidden."""
    require(actor, "widget.write")
    settings = _locked(brand)
    _drop_previous(settings)
    return _kept(actor, settings, "widget.secret_retired", now)


def _drop_previous(settings: WidgetSettings) -> None:
    settings.previous_secret, settings.previous_secret_until = "", None
    settings.previous_secret_used_at, settings.previous_secret_uses = None, 0


def _locked(brand: Brand) -> WidgetSettings:
    settings_keep(brand)
    return WidgetSettings.objects.select_related("brand").select_for_update(of=("self",)).get(brand=brand)


def _kept(actor: Actor, settings: WidgetSettings, action: str, now: datetime) -> WidgetSettings:
    settings.version += 1
    settings.updated_by_id = actor.user_id
    settings.save()
    audit.record(actor=actor, action=action, target=f"brand:{settings.brand_id}", now=now)
    return settings
