"""What holds for a brand's help center: approvals, languages, what stands in its header and footer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, PreconditionFailed
from core.html import is_safe_link, one_line
from kb.languages import MAX_LANGUAGES, base, normalized
from kb.models import HelpCenter
from people.models import Brand
from people.policy import require
from people.selectors import brand_get

MAX_LINKS = 6
_LABEL, _URL, _FOOTER = 40, 300, 300


@transaction.atomic
def help_center_update(
    *,
    actor: Actor,
    brand: str,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> HelpCenter:
    """
    Change what holds for a brand's help center: `requires_approval`, whether it publishes only what somebody
    approved (what is published already stays); `languages` besides the brand's own; `links` of the header;
    `footer`.

    Raises Forbidden, Invalid, and PreconditionFailed if it was changed after `expected_version`.
    """
    require(actor, "brand.write")
    found = brand_get(brand)
    HelpCenter.objects.bulk_create([HelpCenter(brand_id=found.pk)], ignore_conflicts=True)
    center = HelpCenter.objects.select_for_update().get(pk=found.pk)
    if expected_version is not None and expected_version != center.version:
        raise PreconditionFailed(
            f"Somebody changed the help center of {found.name} in between. Load it again.",
            version=center.version,
        )
    data = _checked(found, changes)
    for name, value in data.items():
        setattr(center, name, value)
    center.version += 1
    center.changed_at, center.changed_by_id = now, actor.user_id
    center.save()
    audit.record(actor=actor, action="kb.help_center_changed", target=f"brand:{found.pk}", data=data, now=now)
    return center


def _checked(brand: Brand, changes: Mapping[str, Any]) -> dict[str, Any]:
    data = dict(changes)
    errors: dict[str, list[str]] = {}
    if "languages" in data:
        codes = [normalized(code) for code in data["languages"]]
        if not all(codes) or len(codes) > MAX_LANGUAGES:
            errors["languages"] = [f"Give at most {MAX_LANGUAGES} codes such as de or pt-br."]
        elif len({base(code) for code in [brand.language, *codes]}) <= len(codes):
            errors["languages"] = ["Each language once, and without the brand's own."]
        data["languages"] = codes
    if "links" in data:
        data["links"] = [
            {"label": one_line(row["label"])[:_LABEL], "url": row["url"].strip()} for row in data["links"]
        ]
        if len(data["links"]) > MAX_LINKS or not all(_is_link(row) for row in data["links"]):
            errors["links"] = [f"At most {MAX_LINKS}, each with a label and an address with https://."]
    if "footer" in data:
        data["footer"] = one_line(data["footer"])
        if len(data["footer"]) > _FOOTER:
            errors["footer"] = [f"At most {_FOOTER} characters."]
    if errors:
        raise Invalid(f"Check these fields: {', '.join(sorted(errors))}.", errors=errors)
    return data


def _is_link(row: Mapping[str, str]) -> bool:
    is_web = row["url"].startswith(("https://", "http://", "mailto:"))
    return bool(row["label"]) and is_web and len(row["url"]) <= _URL and is_safe_link(row["url"])
