"""Settings of the workspace and its brands."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from math import floor
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core import audit, ports
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, PreconditionFailed
from core.html import one_line, plain
from people import colors
from people.hosts import checked_host
from people.logos import checked_logo
from people.models import Brand, BrandLogo, Workspace
from people.policy import require
from people.selectors import forget_brands
from people.selectors.branding import workspace

VARIABLES = frozenset({"brand", "number", "wait"})
"""What may stand in braces in an acknowledgement; nothing that a stranger wrote, such as their name."""
_VARIABLE = re.compile(r"\{([^{}]{0,40})\}")
_LINES = frozenset({"name", "color", "support_email", "site_url"})


@transaction.atomic
def workspace_update(
    *, actor: Actor, changes: Mapping[str, Any], expected_version: int | None = None, now: datetime
) -> Workspace:
    """
    Change the workspace's name, or the language and time zone that new brands and people start with.

    Raises Forbidden, PreconditionFailed if somebody changed it after `expected_version`.
    """
    require(actor, "brand.write")
    Workspace.objects.bulk_create([workspace()], ignore_conflicts=True)
    found = Workspace.objects.select_for_update().get(pk=Workspace.THE_ONE)
    _check_version(found, expected_version, "The workspace's settings")
    for name, value in changes.items():
        setattr(found, name, one_line(value))
    _stamp(found, actor, now)
    found.save()
    audit.record(
        actor=actor, action="people.workspace_changed", target="workspace:1", now=now, data=dict(changes)
    )
    return workspace()


@transaction.atomic
def brand_create(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> Brand:
    """
    Make a brand, with the workspace's language and time zone where `values` has none. Its first one is the
    default. Raises Forbidden, Invalid.
    """
    require(actor, "brand.write")
    start = workspace()
    brand = Brand(language=start.language, timezone=start.timezone, slug=_free_slug(values["name"]))
    brand.is_default = not Brand.objects.filter(is_default=True).exists()
    _write(brand, values)
    _stamp(brand, actor, now)
    brand.version = 1
    _save(brand)
    _record(brand, actor, "created", now, dict(values))
    return brand


@transaction.atomic
def brand_update(
    *,
    actor: Actor,
    brand_id: int,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> Brand:
    """
    Change a brand; `is_default` true makes it the default in another's place.

    Raises Forbidden, NotFound, Invalid, PreconditionFailed if it was changed after `expected_version`.
    """
    require(actor, "brand.write")
    brand = _locked(brand_id)
    _check_version(brand, expected_version, brand.name)
    if "is_default" in changes:
        _move_default(brand, is_default=changes["is_default"])
    _write(brand, changes)
    _stamp(brand, actor, now)
    _save(brand)
    _record(brand, actor, "changed", now, dict(changes))
    return brand


@transaction.atomic
def brand_archive(*, actor: Actor, brand_id: int, now: datetime) -> Brand:
    """
    Take a brand out of use: its widget and help center close, nothing new is made for it. What it has stays.

    Raises Forbidden, NotFound, and Conflict for the default brand, so that one is always left, and while
    something would still bring in requests.
    """
    require(actor, "brand.write")
    brand = _locked(brand_id)
    if brand.is_default:
        raise Conflict(
            f"{brand.name} is the default brand. Make another brand the default first.",
            code="people.brand_is_default",
        )
    reasons = [reason for answer in ports.brand_needs.answers() if (reason := answer(brand.pk))]
    if reasons:
        raise Conflict(f"{brand.name} is still needed: {'; '.join(reasons)}.", code="people.brand_needed")
    brand.is_archived = True
    _stamp(brand, actor, now)
    brand.save()
    _record(brand, actor, "archived", now, {})
    return brand


@transaction.atomic
def brand_restore(*, actor: Actor, brand_id: int, now: datetime) -> Brand:
    """Take an archived brand into use again. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    brand = _locked(brand_id)
    brand.is_archived = False
    _stamp(brand, actor, now)
    brand.save()
    _record(brand, actor, "restored", now, {})
    return brand


@transaction.atomic
def brand_logo_set(*, actor: Actor, brand_id: int, data: bytes, now: datetime) -> Brand:
    """Give a brand a logo (PNG, JPEG or WebP). Raises Forbidden, NotFound, Invalid, TooLarge."""
    require(actor, "brand.write")
    picture = checked_logo(data)
    brand = _locked(brand_id)
    digest = hashlib.sha256(data).hexdigest()
    BrandLogo.objects.get_or_create(
        digest=digest, defaults={"content_type": picture.content_type, "data": data, "created_at": now}
    )
    return _logo_write(brand, digest, actor, now)


@transaction.atomic
def brand_logo_clear(*, actor: Actor, brand_id: int, now: datetime) -> Brand:
    """Take a brand's logo away. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    return _logo_write(_locked(brand_id), "", actor, now)


def _logo_write(brand: Brand, digest: str, actor: Actor, now: datetime) -> Brand:
    before, brand.logo = brand.logo, digest
    _stamp(brand, actor, now)
    brand.save()
    if before and not Brand.objects.filter(logo=before).exists():
        BrandLogo.objects.filter(pk=before).delete()
    _record(brand, actor, "changed", now, {"logo": digest})
    return brand


def _write(brand: Brand, values: Mapping[str, Any]) -> None:
    """Set what may be set, checked. Raises Invalid."""
    for name, value in values.items():
        if name == "is_default":
            continue
        if name == "host":
            _set_host(brand, value)
        elif name == "acknowledgement":
            brand.acknowledgement = checked_words(value)
        else:
            setattr(brand, name, one_line(value) if name in _LINES else value)
    if "name" in values:
        _check_name(brand)
    if "color" in values:
        brand.color = _checked_color(brand.color)


def _set_host(brand: Brand, text: str) -> None:
    host = checked_host(text)
    if host == brand.host:
        return
    other = Brand.objects.filter(host=host).exclude(pk=brand.pk or 0).first() if host else None
    if other is not None:
        message = f"{other.name} has this domain. Remove it there first, or take another."
        raise Invalid(message, code="people.host_taken", errors={"host": [message]})
    brand.host, brand.host_seen_at, brand.host_looked_at, brand.host_state = host, None, None, ""


def _checked_color(color: str) -> str:
    if not colors.is_color(color):
        message = "Write the color as # and six digits, such as #0A5F6A."
        raise Invalid(message, errors={"color": [message]})
    if not colors.is_readable_ground(color):
        # Rounded down: what is below the ratio may not read as if it reached it.
        best = floor(colors.contrast(color, colors.on_color(color)) * 10) / 10
        message = (
            f"Neither white nor dark text can be read on {color}: {best:.1f}:1, and {colors.TEXT_RATIO}:1 is "
            f"needed. The nearest color that works is {colors.readable_ground(color)}."
        )
        raise Invalid(message, code="people.color_contrast", errors={"color": [message]})
    return color.upper()


def checked_words(words: Mapping[str, str]) -> dict[str, str]:
    """An acknowledgement's words by language, without empty ones. Raises Invalid for unknown variables."""
    kept, errors = {}, []
    for language, text in words.items():
        text = plain(text).strip()
        unknown = sorted({name for name in _VARIABLE.findall(text) if name not in VARIABLES})
        left = _VARIABLE.sub("", text)
        if unknown or "{" in left or "}" in left:
            shown = ", ".join(f"{{{name}}}" for name in unknown) or "a single brace"
            known = ", ".join(f"{{{name}}}" for name in sorted(VARIABLES))
            errors.append(f"{language}: {shown} means nothing here. Known: {known}.")
        if text:
            kept[language] = text
    if errors:
        raise Invalid(" ".join(errors), errors={"acknowledgement": errors})
    return kept


def _check_name(brand: Brand) -> None:
    if not brand.name:
        raise Invalid("A brand needs a name.", errors={"name": ["Required."]})
    if Brand.objects.filter(name__iexact=brand.name).exclude(pk=brand.pk or 0).exists():
        raise Invalid(f"{brand.name} exists already. Choose another name.", errors={"name": ["Taken."]})


def _move_default(brand: Brand, *, is_default: bool) -> None:
    if brand.is_default and not is_default:
        message = "One brand is always the default. Make another one the default instead."
        raise Invalid(message, errors={"is_default": [message]})
    if is_default and brand.is_archived:
        message = "An archived brand cannot be the default. Restore it first."
        raise Invalid(message, errors={"is_default": [message]})
    if is_default and not brand.is_default:
        Brand.objects.filter(is_default=True).update(is_default=False)
        brand.is_default = True


def _check_version(row: Brand | Workspace, expected: int | None, what: str) -> None:
    if expected is None or expected == row.version:
        return
    by = row.changed_by.name if row.changed_by is not None else None
    raise PreconditionFailed(
        f"{what} changed in the meantime{f', by {by}' if by else ''}. Load it again and look at what is new.",
        version=row.version,
        changed_by=by,
        changed_at=row.changed_at.isoformat() if row.changed_at else None,
    )


def _stamp(row: Brand | Workspace, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.changed_at = now
    row.changed_by_id = actor.user_id


def _save(brand: Brand) -> None:
    """Raises Invalid when another change took the domain or the address in the same moment."""
    try:
        with transaction.atomic():
            brand.save()
    except IntegrityError as error:
        raise Invalid("Another brand took this name or domain just now. Load it again.") from error


def _locked(brand_id: int) -> Brand:
    brand = Brand.objects.select_for_update().filter(pk=brand_id).first()
    if brand is None:
        raise NotFound("There is no such brand.")
    return brand


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50] or "brand"
    taken = set(Brand.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in names if slug not in taken)


def _record(brand: Brand, actor: Actor, verb: str, now: datetime, data: dict[str, Any]) -> None:
    audit.record(actor=actor, action=f"people.brand_{verb}", target=f"brand:{brand.pk}", now=now, data=data)
    transaction.on_commit(forget_brands)
