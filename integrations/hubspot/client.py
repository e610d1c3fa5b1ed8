"""Asking HubSpot: pages of objects, changes since a moment, single records, owners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import UpstreamFailed
from integrations.connections.services import read
from integrations.connections.transport import Call
from integrations.hubspot.fields import CONTACTS, OWNERS, moment

PAGE = 100
MOST_FOUND = 10_000
"""A search tells no more than that, however many there are."""
_CHANGED = {CONTACTS: "lastmodifieddate"}


class NotAsPublished(UpstreamFailed):
    """HubSpot answered in a shape that its documentation does not have."""

    code = "hubspot.unexpected_answer"


@dataclass(frozen=True)
class Seen:
    """One record as HubSpot shows it; `changed_at` is when it last changed there."""

    id: str
    texts: dict[str, str | None]
    changed_at: datetime | None
    parent_id: str = ""

    @property
    def merged_ids(self) -> list[str]:
        """The ids of the records that were merged into this one."""
        return [one for one in (self.texts.get("hs_merged_object_ids") or "").split(";") if one]


@dataclass(frozen=True)
class Page:
    """Some records, and the mark behind them; empty when there are no more."""

    rows: list[Seen]
    after: str = ""


def changed_property(kind: str) -> str:
    """The property that says when a record last changed."""
    return _CHANGED.get(kind, "hs_lastmodifieddate")


def page(
    connection_id: int, kind: str, *, after: str, properties: Sequence[str], archived: bool = False
) -> Page:
    """A page of all records of a kind, by their ids."""
    query = {"limit": str(PAGE)}
    if after:
        query["after"] = after
    if archived:
        query["archived"] = "true"
    if kind == OWNERS:
        path = "/crm/v3/owners"
    else:
        path = f"/crm/v3/objects/{kind}"
        query["properties"] = ",".join(properties)
        if kind == "deals":
            query["associations"] = "companies"
    reply = read(connection_id=connection_id, call=Call("GET", path, f"A page of {kind}", query=query))
    return _page(reply.data)


def changes(connection_id: int, kind: str, *, since: datetime, after: str, properties: Sequence[str]) -> Page:
    """A page of the records that changed since a moment, the earliest first."""
    name = changed_property(kind)
    wanted = {"propertyName": name, "operator": "GTE", "value": str(int(since.timestamp() * 1000))}
    body: dict[str, Any] = {
        "filterGroups": [{"filters": [wanted]}],
        "sorts": [name],
        "properties": list(properties),
        "limit": PAGE,
    }
    if after:
        body["after"] = after
    call = Call("POST", f"/crm/v3/objects/{kind}/search", f"Changes of {kind}", body=body, is_read=True)
    return _page(read(connection_id=connection_id, call=call).data)


def total(connection_id: int, kind: str) -> int | None:
    """How many records of a kind there are; None where HubSpot does not say."""
    call = Call("POST", f"/crm/v3/objects/{kind}/search", f"How many {kind}", body={"limit": 1}, is_read=True)
    data = read(connection_id=connection_id, call=call).data
    found = data.get("total") if isinstance(data, dict) else None
    return found if isinstance(found, int) else None


def records(connection_id: int, kind: str, *, ids: Iterable[str], properties: Sequence[str]) -> list[Seen]:
    """These records as they are now; those that are gone are missing."""
    body = {"inputs": [{"id": one} for one in ids], "properties": list(properties)}
    call = Call("POST", f"/crm/v3/objects/{kind}/batch/read", f"Some {kind}", body=body, is_read=True)
    return _page(read(connection_id=connection_id, call=call).data).rows


def deal(connection_id: int, deal_id: str, *, properties: Sequence[str]) -> Seen:
    """One deal with its company, which a search does not tell."""
    query = {"properties": ",".join(properties), "associations": "companies"}
    call = Call("GET", f"/crm/v3/objects/deals/{deal_id}", "A deal with its company", query=query)
    return _seen(read(connection_id=connection_id, call=call).data)


def note_with(connection_id: int, marker: str) -> str:
    """The id of the note that has this word; empty without one."""
    wanted = {"propertyName": "hs_note_body", "operator": "CONTAINS_TOKEN", "value": marker}
    body = {"filterGroups": [{"filters": [wanted]}], "properties": ["hs_note_body"], "limit": 1}
    call = Call("POST", "/crm/v3/objects/notes/search", "Whether a note arrived", body=body, is_read=True)
    found = _page(read(connection_id=connection_id, call=call).data).rows
    return found[0].id if found else ""


def _page(data: Any) -> Page:
    try:
        rows = [_seen(one) for one in data["results"]]
        following = (data.get("paging") or {}).get("next") or {}
        return Page(rows, str(following.get("after") or ""))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise NotAsPublished("HubSpot answered in a way that cannot be read. It is tried again.") from error


def _seen(data: Any) -> Seen:
    """A record, or an owner, whose facts stand beside its id."""
    given = str(data["id"])
    if not given or len(given) > 60 or not given.isalnum():
        raise ValueError("This is no id.")
    told = data.get("properties")
    if told is None:
        told = {name: data.get(name) for name in ("email", "firstName", "lastName")}
    texts = {str(name): None if text is None else str(text) for name, text in told.items()}
    return Seen(given, texts, moment(data.get("updatedAt")), _parent(data))


def _parent(data: Any) -> str:
    found = ((data.get("associations") or {}).get("companies") or {}).get("results") or []
    return str(found[0]["id"]) if found else ""
