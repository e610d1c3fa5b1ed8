"""What HubSpot tells of records, and what its webhooks name."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from integrations.crm.crms import COMPANIES, CONTACTS, DEALS, NotAsPublished, Page, Seen
from integrations.crm.fields import moment, storable

_TYPES = {
    "0-1": CONTACTS,
    "0-2": COMPANIES,
    "0-3": DEALS,
    "contact": CONTACTS,
    "company": COMPANIES,
    "deal": DEALS,
}


def page_of(data: Any, kind: str) -> Page:
    """Records of an answer, with the mark behind them. Raises NotAsPublished."""
    try:
        rows = [_seen(one, kind) for one in data["results"]]
        following = (data.get("paging") or {}).get("next") or {}
        return Page(rows, str(following.get("after") or ""))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise _strange() from error


def seen_of(data: Any, kind: str) -> Seen:
    """One record of an answer. Raises NotAsPublished."""
    try:
        return _seen(data, kind)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise _strange() from error


def _strange() -> NotAsPublished:
    return NotAsPublished("HubSpot answered in a way that cannot be read. It is tried again.")


def _seen(data: Any, kind: str) -> Seen:
    """A record, or an owner, whose facts stand beside its id."""
    given = str(data["id"])
    if not given or len(given) > 60 or not given.isalnum():
        raise ValueError("This is no id.")
    told = data.get("properties")
    if told is None:
        told = {name: data.get(name) for name in ("email", "firstName", "lastName")}
    texts = {str(name): None if text is None else storable(str(text)) for name, text in told.items()}
    merged = texts.get("hs_merged_object_ids") or ""
    return Seen(
        given,
        texts,
        moment(data.get("updatedAt")),
        name=_name(texts, kind),
        parent_id=_parent(data, texts, kind),
        merged_ids=tuple(one for one in merged.split(";") if one),
    )


def _name(texts: Mapping[str, str | None], kind: str) -> str:
    names = {COMPANIES: ("name", "domain"), DEALS: ("dealname",)}.get(kind, ("email",))
    told = next((text for name in names if (text := texts.get(name))), "")
    if kind == CONTACTS:
        told = f"{texts.get('firstname') or ''} {texts.get('lastname') or ''}"
    return " ".join(told.split())[:200]


def _parent(data: Any, texts: Mapping[str, str | None], kind: str) -> str:
    found = ((data.get("associations") or {}).get("companies") or {}).get("results") or []
    told = texts.get("associatedcompanyid") if kind == CONTACTS else ""
    return (told or (str(found[0]["id"]) if found else ""))[:60]


def events_of(body: bytes) -> list[dict[str, Any]]:
    """The events of a webhook. Raises ValueError."""
    found = orjson.loads(body)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError("HubSpot sends a list of events.")
    return found


def named_by(events: Sequence[Mapping[str, Any]], account: str) -> dict[str, set[str]]:
    """The ids of the records that events of an account are about, by kind."""
    named: dict[str, set[str]] = {}
    for event in events:
        portal = event.get("portalId")
        first = str(event.get("subscriptionType", "")).split(".")[0]
        kind = _TYPES.get(str(event.get("objectTypeId", ""))) or _TYPES.get(first)
        if kind is None or (portal is not None and account and str(portal) != account):
            continue
        merged = event.get("mergedObjectIds")
        told = [event.get("objectId"), event.get("primaryObjectId"), event.get("newObjectId")]
        told += merged if isinstance(merged, list) else []
        ids = {str(one) for one in told if isinstance(one, int | str) and not isinstance(one, bool)}
        named.setdefault(kind, set()).update(one for one in ids if one.isalnum() and len(one) <= 60)
    return named
