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
from widget.origins import explain, normalize

EDITABLE = frozenset(
    {
        "is_enabled", "allowed_origins", "is_consent_required", "is_identity_required", "is_email_trusted",
        "retention_days", "area_rules", "notices", "guides", "color", "position", "theme", "greeting",
        "wait_text",
    }
)  # fmt: skip
_ROWS: dict[str, dict[str, int]] = {
    "area_rules": {"pattern": 200, "area": 80},
    "notices": {"id": 40, "pattern": 200, "text": 300, "article": 120},
}
MAX_ROWS = 200
MAX_STEPS = 20
MAX_OVERLAP_HOURS = 30 * 24


def settings_keep(brand: Brand) -> WidgetSettings:
    """The widget settings of a brand, saved with defaults if nobody has opened them yet."""
    found, _ = WidgetSettings.objects.select_related("brand").get_or_create(brand=brand)
    return found


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
            "Somebody else has changed this widget in the meantime. Load it again, then decide.",
            current_version=settings.version,
        )
    for name, value in changes.items():
        setattr(settings, name, _cleaned(name, value))
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


def _cleaned(name: str, value: Any) -> Any:
    if name == "allowed_origins":
        return _origins(value)
    if name == "color" and value and not _is_color(value):
        raise Invalid("color must look like #0a5f6a.", errors={"color": ["Not a color."]})
    if name in _ROWS:
        return _rows(name, value, _ROWS[name])
    if name == "guides":
        return [_guide(row) for row in _list(name, value)]
    return value


def _is_color(value: Any) -> bool:
    digits = value[1:] if isinstance(value, str) and value.startswith("#") else ""
    return len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ROWS:
        raise Invalid(f"{name} must be a list of at most {MAX_ROWS} rows.", errors={name: ["Not a list."]})
    return value


def _origins(value: Any) -> list[str]:
    found = []
    for entry in _list("allowed_origins", value):
        origin = normalize(entry) if isinstance(entry, str) else ""
        if not origin:
            shown = str(entry)[:80]
            reason = explain(entry) if isinstance(entry, str) else "An origin is a text."
            raise Invalid(
                "An origin looks like https://app.example.com, without a path.",
                errors={"allowed_origins": [f"{shown}: {reason}"]},
            )
        if origin not in found:
            found.append(origin)
    return found


def _rows(name: str, value: Any, fields: dict[str, int]) -> list[dict[str, str]]:
    return [_row(name, row, fields) for row in _list(name, value)]


def _row(name: str, row: Any, fields: dict[str, int]) -> dict[str, str]:
    if not isinstance(row, dict) or not all(isinstance(row.get(field, ""), str) for field in fields):
        wanted = ", ".join(fields)
        raise Invalid(f"Each row of {name} holds {wanted} as texts.", errors={name: ["Not a row."]})
    return {field: row.get(field, "").strip()[:limit] for field, limit in fields.items()}


def _guide(row: Any) -> dict[str, Any]:
    steps = row.get("steps") if isinstance(row, dict) else None
    if not isinstance(steps, list) or not 1 <= len(steps) <= MAX_STEPS:
        raise Invalid(
            f"A guide names an article and has 1 to {MAX_STEPS} steps.", errors={"guides": ["Not a guide."]}
        )
    fields = {"selector": 300, "title": 120, "text": 300}
    return _row("guides", row, {"article": 120}) | {"steps": [_row("guides", s, fields) for s in steps]}


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
    settings.secret_rotated_at = now
    settings.previous_secret_until = None if overlap_hours is None else now + timedelta(hours=overlap_hours)
    if overlap_hours == 0:
        settings.previous_secret = ""
    return _kept(actor, settings, "widget.secret_rotated", now)


@transaction.atomic
def secret_retire(*, actor: Actor, brand: Brand, now: datetime) -> WidgetSettings:
    """End the previous secret at once, for instance because it has leaked. Raises Forbidden."""
    require(actor, "widget.write")
    settings = _locked(brand)
    settings.previous_secret, settings.previous_secret_until = "", None
    return _kept(actor, settings, "widget.secret_retired", now)


def _locked(brand: Brand) -> WidgetSettings:
    settings_keep(brand)
    return WidgetSettings.objects.select_related("brand").select_for_update(of=("self",)).get(brand=brand)


def _kept(actor: Actor, settings: WidgetSettings, action: str, now: datetime) -> WidgetSettings:
    settings.version += 1
    settings.updated_by_id = actor.user_id
    settings.save()
    audit.record(actor=actor, action=action, target=f"brand:{settings.brand_id}", now=now)
    return settings
