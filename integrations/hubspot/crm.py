"""HubSpot behind the port of `integrations.crm`: pages of objects, changes, owners, notes."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from integrations.connections.services import read
from integrations.connections.transport import Call
from integrations.crm.crms import COMPANIES, CONTACTS, DEALS, OWNERS, Deleted, Ending, Page, Seen
from integrations.hubspot.reading import page_of, seen_of

PAGE = 100
MOST_FOUND = 10_000
"""A search tells no more than that, however many there are."""
TO_COMPANY, TO_CONTACT = 190, 202
"""HubSpot's own kinds of association of a note."""
_PROPERTY = re.compile(r"[a-z][a-z0-9_]{0,99}")


class HubSpot:
    """The port of `integrations.crm` for HubSpot."""

    @property
    def system(self) -> str:
        return "hubspot"

    @property
    def label(self) -> str:
        return "HubSpot"

    @property
    def at_first(self) -> Mapping[str, tuple[str, str]]:
        return {
            "name": ("name", ""),
            "arr": ("arr_usd", "hs_arr"),
            "segment": ("customer_segment", ""),
            "plan": ("plan", ""),
            "renewal_on": ("renewal_date", "renewal_date"),
            "csm": ("hubspot_owner_id", ""),
            "timezone": ("hs_timezone", ""),
            "contact_company": ("associatedcompanyid", ""),
        }

    @property
    def always(self) -> Mapping[str, Sequence[str]]:
        return {
            COMPANIES: ("name", "domain", "hs_merged_object_ids"),
            CONTACTS: ("email", "firstname", "lastname", "associatedcompanyid", "hs_merged_object_ids"),
            DEALS: ("dealname", "hs_is_closed_won", "hs_merged_object_ids"),
        }

    @property
    def won(self) -> str:
        return "hs_is_closed_won"

    @property
    def written(self) -> str:
        return "Write a property's internal name: small letters, digits and underscores."

    def is_property(self, text: str) -> bool:
        return _PROPERTY.fullmatch(text) is not None

    def unknown(self, connection_id: int, names: Mapping[str, Sequence[str]], written: str) -> list[str]:
        # It leaves out of its answers what it does not know, and says nothing.
        return []

    def page(self, connection_id: int, kind: str, *, after: str, properties: Sequence[str]) -> Page:
        return self._page(connection_id, kind, after, properties, is_archived=False)

    def _page(
        self, connection_id: int, kind: str, after: str, properties: Sequence[str], *, is_archived: bool
    ) -> Page:
        query = {"limit": str(PAGE)}
        if after:
            query["after"] = after
        if is_archived:
            query["archived"] = "true"
        if kind == OWNERS:
            path = "/crm/v3/owners"
        else:
            path = f"/crm/v3/objects/{kind}"
            query["properties"] = ",".join(properties)
            if kind == DEALS:
                query["associations"] = "companies"
        reply = read(connection_id=connection_id, call=Call("GET", path, f"A page of {kind}", query=query))
        return page_of(reply.data, kind)

    def total(self, connection_id: int, kind: str) -> int | None:
        path = f"/crm/v3/objects/{kind}/search"
        call = Call("POST", path, f"How many {kind}", body={"limit": 1}, is_read=True)
        data = read(connection_id=connection_id, call=call).data
        found = data.get("total") if isinstance(data, dict) else None
        return found if isinstance(found, int) else None

    def changes(
        self, connection_id: int, kind: str, *, since: datetime, after: str, properties: Sequence[str]
    ) -> Page:
        name = "lastmodifieddate" if kind == CONTACTS else "hs_lastmodifieddate"
        wanted = {"propertyName": name, "operator": "GTE", "value": str(int(since.timestamp() * 1000))}
        body: dict[str, Any] = {
            "filterGroups": [{"filters": [wanted]}],
            "sorts": [name],
            "properties": list(properties),
            "limit": PAGE,
        }
        if after:
            body["after"] = after
        path = f"/crm/v3/objects/{kind}/search"
        call = Call("POST", path, f"Changes of {kind}", body=body, is_read=True)
        found = page_of(read(connection_id=connection_id, call=call).data, kind)
        if found.after and int(found.after) >= MOST_FOUND:
            return Page(found.rows, is_cut=True)
        return found

    def lacks_parent(self, kind: str) -> bool:
        return kind == DEALS

    def one(self, connection_id: int, kind: str, remote_id: str, *, properties: Sequence[str]) -> Seen:
        query = {"properties": ",".join(properties), "associations": "companies"}
        call = Call("GET", f"/crm/v3/objects/{kind}/{remote_id}", "A deal with its company", query=query)
        return seen_of(read(connection_id=connection_id, call=call).data, kind)

    def records(
        self, connection_id: int, kind: str, *, ids: Sequence[str], properties: Sequence[str]
    ) -> list[Seen]:
        body = {"inputs": [{"id": one} for one in ids], "properties": list(properties)}
        call = Call("POST", f"/crm/v3/objects/{kind}/batch/read", f"Some {kind}", body=body, is_read=True)
        return page_of(read(connection_id=connection_id, call=call).data, kind).rows

    def deleted(self, connection_id: int, kind: str, *, mark: str, now: datetime) -> Deleted:
        found = self._page(connection_id, kind, mark, (), is_archived=True)
        return Deleted([one.id for one in found.rows], found.after, is_over=not found.after)

    def merged_into(self, connection_id: int, kind: str, *, ids: Sequence[str]) -> Mapping[str, str]:
        # Whoever stays tells whom it took in.
        return {}

    def note(self, ending: Ending) -> Call:
        lines = [
            f"<b>Ticket #{ending.ticket_id} resolved:</b> {html.escape(ending.subject)}",
            f"Priority: {html.escape(ending.priority)}, channel: {html.escape(ending.channel)}",
            f"Opened {ending.opened_at:%Y-%m-%d %H:%M} UTC, resolved {ending.resolved_at:%Y-%m-%d %H:%M} UTC",
            f'<a href="{ending.url}">Open in Candor</a>',
            f"Reference: {ending.marker}",
        ]
        associations = [_to(ending.company_id, TO_COMPANY)]
        if ending.contact_id:
            associations.append(_to(ending.contact_id, TO_CONTACT))
        moment = f"{ending.resolved_at:%Y-%m-%dT%H:%M:%S}.000Z"
        body = {
            "properties": {"hs_timestamp": moment, "hs_note_body": "<br>".join(lines)},
            "associations": associations,
        }
        return Call("POST", "/crm/v3/objects/notes", "Outcome of a ticket", body=body)

    def note_id(self, data: Any) -> str:
        return str(data.get("id", "")) if isinstance(data, Mapping) else ""

    def note_sought(self, connection_id: int, *, ticket_id: int, marker: str, since: datetime) -> str:
        wanted = {"propertyName": "hs_note_body", "operator": "CONTAINS_TOKEN", "value": marker}
        body = {"filterGroups": [{"filters": [wanted]}], "properties": ["hs_note_body"], "limit": 1}
        path = "/crm/v3/objects/notes/search"
        call = Call("POST", path, "Whether a note arrived", body=body, is_read=True)
        found = page_of(read(connection_id=connection_id, call=call).data, "notes").rows
        return found[0].id if found else ""

    def health(self, *, company_id: str, property: str, score: int) -> Call:
        path = f"/crm/v3/objects/companies/{quote(company_id, safe='')}"
        return Call("PATCH", path, "Health of a company", body={"properties": {property: str(score)}})


def _to(remote_id: str, kind: int) -> dict[str, Any]:
    return {
        "to": {"id": remote_id},
        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind}],
    }
