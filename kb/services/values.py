"""What callers send about an article, validated and under the model's column names."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.errors import Invalid
from core.html import plain
from kb.models import Audience, Status
from kb.models.articles import BodyFormat
from kb.outline import slug_of
from kb.runbook import checked_runbook
from kb.steps import checked_steps
from people.models import Brand, Company, Segment, Team
from people.selectors import internal as everybody

MAX_BODY = 400_000
ACCESS = {"audience", "audience_segments", "audience_company_ids", "audience_team_ids"}
_RENAMED = {
    "segments": "audience_segments",
    "company_ids": "audience_company_ids",
    "team_ids": "audience_team_ids",
}
_TEXTS = {"title": 300, "product_area": 80, "language": 12, "note": 300, "slug": 120}
_CHOICES = {"status": Status, "audience": Audience, "body_format": BodyFormat}
_STEPS: Mapping[str, Callable[[Any], tuple[list[Any], list[str]]]] = {
    "steps": checked_steps,
    "runbook": checked_runbook,
}
_IDS = {
    "brand_ids": Brand,
    "audience_company_ids": Company,
    "audience_team_ids": Team,
}
_NAMED = {
    Audience.SEGMENTS: "audience_segments",
    Audience.COMPANIES: "audience_company_ids",
    Audience.TEAMS: "audience_team_ids",
}
_KNOWN = {
    *_TEXTS, *_CHOICES, *_IDS, *_RENAMED, "audience_segments", "body", "owner_id", "team_id", "page_paths",
    "tags", "review_interval_days", "is_review_paced", "steps", "runbook",
}  # fmt: skip


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """
    The values by column name, except for `body`.

    An audience of segments, companies or teams requires that list; other audiences empty all three lists.
    Raises Invalid with a message for each wrong field.
    """
    errors: dict[str, list[str]] = {
        name: ["There is no such field."] for name in values if name not in _KNOWN
    }
    data = {_RENAMED.get(name, name): value for name, value in values.items()}
    _check_texts(data, errors)
    for name, choices in _CHOICES.items():
        if name in data and data[name] not in choices.values:
            errors[name] = [f"Choose one of {', '.join(choices.values)}."]
    _check_lists(data, errors)
    _check_audience(data, errors)
    _check_people(data, errors)
    if errors:
        raise Invalid(f"Check these fields: {', '.join(sorted(errors))}.", errors=errors)
    return data


def _check_texts(data: dict[str, Any], errors: dict[str, list[str]]) -> None:
    for name, limit in _TEXTS.items():
        if name not in data:
            continue
        data[name] = " ".join(plain(str(data[name])).split())
        if len(data[name]) > limit:
            errors[name] = [f"At most {limit} characters."]
    if "title" in data and not data["title"]:
        errors["title"] = ["A title is needed."]
    if data.get("slug") and data["slug"] != slug_of(data["slug"], limit=120):
        errors["slug"] = ["Use letters, digits and hyphens in lower case."]
    _check_steps(data, errors)
    if "body" in data:
        data["body"] = plain(str(data["body"]))
        if len(data["body"]) > MAX_BODY:
            errors["body"] = [f"At most {MAX_BODY} characters."]
    if "review_interval_days" in data:
        # Who sets it by hand overrules the pace of the area.
        data.setdefault("is_review_paced", False)
    interval = data.get("review_interval_days", 180)
    if not isinstance(interval, int) or not 1 <= interval <= 1825:
        errors["review_interval_days"] = ["From 1 to 1825 days."]


def _check_steps(data: dict[str, Any], errors: dict[str, list[str]]) -> None:
    for name, read in _STEPS.items():
        if name in data:
            data[name], wrong = read(data[name])
            if wrong:
                errors[name] = wrong


def _check_lists(data: dict[str, Any], errors: dict[str, list[str]]) -> None:
    for name in ("tags", "page_paths"):
        if name in data:
            limit = 60 if name == "tags" else 300
            data[name] = _distinct(" ".join(plain(str(item)).split()) for item in data[name])
            if name == "tags":
                data[name] = _distinct(item.lower() for item in data[name])
            if len(data[name]) > 50 or any(len(item) > limit for item in data[name]):
                errors[name] = [f"At most 50 entries of {limit} characters."]
    for name, model in _IDS.items():
        if name in data:
            data[name] = sorted({int(pk) for pk in data[name]})
            known = model._default_manager.filter(pk__in=data[name]).count() if data[name] else 0
            if known != len(data[name]):
                errors[name] = ["One of them does not exist."]


def _check_audience(data: dict[str, Any], errors: dict[str, list[str]]) -> None:
    audience = data.get("audience")
    lists = set(_NAMED.values())
    if audience is None:
        if lists & set(data):
            errors["audience"] = ["Name the audience together with who belongs to it."]
        return
    wanted = _NAMED.get(audience)
    if wanted and not data.get(wanted):
        errors[wanted] = ["Choose at least one."]
    for name in lists - {wanted}:
        data[name] = []
    if set(data.get("audience_segments", [])) - set(Segment.values):
        errors["segments"] = [f"Choose from {', '.join(Segment.values)}."]


def _check_people(data: dict[str, Any], errors: dict[str, list[str]]) -> None:
    owner_id, team_id = data.get("owner_id"), data.get("team_id")
    if owner_id is not None and everybody.user_find(owner_id) is None:
        errors["owner_id"] = ["There is no such person."]
    if team_id is not None and not everybody.team_exists(team_id):
        errors["team_id"] = ["There is no such team."]


def _distinct(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(item for item in items if item))
