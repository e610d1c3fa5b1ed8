"""
Salesforce behind the port of `integrations.crm`.

Pages go by the last record of the page before, never by a cursor of Salesforce's: those end with their day or
their session, and a reading that goes on after a crash has neither.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from core.errors import UpstreamFailed
from integrations.connections.services import CallRefused, read
from integrations.connections.transport import Call
from integrations.crm.crms import COMPANIES, CONTACTS, DEALS, OWNERS, Deleted, Ending, Page, Seen
from integrations.crm.fields import moment
from integrations.salesforce import soql
from integrations.salesforce.soql import API, FIELD, OBJECTS

PAGE = 200
LISTED_FOR = timedelta(days=14)
"""Salesforce lists what was deleted for fifteen days."""
SHORTEST = timedelta(minutes=2)
"""It ignores seconds, and wants at least a minute between both ends."""
CLOCKS = timedelta(minutes=5)
MOST_NOTES = 50
_NUMBERS = ("double", "int", "currency", "percent")
_MERGED = (COMPANIES, CONTACTS)


class Salesforce:
    """The port of `integrations.crm` for Salesforce: accounts, contacts, opportunities, users."""

    @property
    def system(self) -> str:
        return "salesforce"

    @property
    def label(self) -> str:
        return "Salesforce"

    @property
    def at_first(self) -> Mapping[str, tuple[str, str]]:
        # Only what every org has; what an account pays or when it renews stands in fields of its own making.
        return {"name": ("Name", ""), "csm": ("OwnerId", ""), "contact_company": ("AccountId", "")}

    @property
    def always(self) -> Mapping[str, Sequence[str]]:
        return {
            COMPANIES: ("Name", "Website"),
            CONTACTS: ("Email", "FirstName", "LastName", "AccountId"),
            DEALS: ("Name", "IsWon", "AccountId"),
            OWNERS: ("Name", "Email"),
        }

    @property
    def won(self) -> str:
        return "IsWon"

    @property
    def written(self) -> str:
        return "Write a field's API name, such as Renewal_Date__c."

    def is_property(self, text: str) -> bool:
        return FIELD.fullmatch(text) is not None

    def unknown(self, connection_id: int, names: Mapping[str, Sequence[str]], written: str) -> list[str]:
        faults = []
        kinds = [*names, *([COMPANIES] if written and COMPANIES not in names else [])]
        for kind in kinds:
            known = self._described(connection_id, kind)
            faults += [
                f"{OBJECTS[kind]} has no field {one}, or does not show it to us."
                for one in names.get(kind, ())
                if one.lower() not in known
            ]
            field = known.get(written.lower(), {}) if kind == COMPANIES and written else None
            if field is not None and not (field.get("updateable") and field.get("type") in _NUMBERS):
                faults.append(f"{OBJECTS[kind]} has no field {written} of a number that we may change.")
        return faults

    def _described(self, connection_id: int, kind: str) -> dict[str, Mapping[str, Any]]:
        path = f"{API}/sobjects/{OBJECTS[kind]}/describe"
        call = Call("GET", path, f"Which fields there are for {kind}")
        try:
            told = read(connection_id=connection_id, call=call).data
            return {str(one["name"]).lower(): one for one in told["fields"]}
        except (LookupError, TypeError, AttributeError) as error:
            raise soql.strange() from error

    def _asked(self, connection_id: int, asked: str, purpose: str, *, way: str = "query") -> Any:
        call = Call("GET", f"{API}/{way}", purpose, query={"q": asked})
        return read(connection_id=connection_id, call=call).data

    def page(self, connection_id: int, kind: str, *, after: str, properties: Sequence[str]) -> Page:
        where = [f"Id > {soql.quoted(after)}"] if after and soql.is_id(after) else []
        where += ["IsActive = true"] if kind == OWNERS else []
        asked = soql.select(kind, properties, " AND ".join(where), order="Id", limit=PAGE)
        data = self._asked(connection_id, asked, f"A page of {kind}")
        rows, is_whole = soql.rows_of(data, kind, properties)
        has_more = bool(rows) and (len(rows) >= PAGE or not is_whole)
        return Page(rows, rows[-1].id if has_more else "")

    def total(self, connection_id: int, kind: str) -> int | None:
        asked = f"SELECT COUNT() FROM {OBJECTS[kind]}"  # noqa: S608 (a name of our own)
        data = self._asked(connection_id, asked, f"How many {kind}")
        found = data.get("totalSize") if isinstance(data, Mapping) else None
        return found if isinstance(found, int) else None

    def changes(
        self, connection_id: int, kind: str, *, since: datetime, after: str, properties: Sequence[str]
    ) -> Page:
        where = soql.behind(after) if after else f"SystemModstamp >= {soql.at(since)}"
        asked = soql.select(kind, properties, where, order="SystemModstamp, Id", limit=PAGE)
        data = self._asked(connection_id, asked, f"Changes of {kind}")
        rows, is_whole = soql.rows_of(data, kind, properties)
        if not rows or (len(rows) < PAGE and is_whole):
            return Page(rows)
        when = rows[-1].changed_at
        return Page(rows, f"{soql.at(when)}|{rows[-1].id}" if when is not None else "")

    def lacks_parent(self, kind: str) -> bool:
        return False

    def one(self, connection_id: int, kind: str, remote_id: str, *, properties: Sequence[str]) -> Seen:
        found = self.records(connection_id, kind, ids=[remote_id], properties=properties)
        if not found:
            raise UpstreamFailed("Salesforce does not have this record any more.")
        return found[0]

    def records(
        self, connection_id: int, kind: str, *, ids: Sequence[str], properties: Sequence[str]
    ) -> list[Seen]:
        if not any(map(soql.is_id, ids)):
            return []
        asked = soql.select(kind, properties, soql.among(ids))
        data = self._asked(connection_id, asked, f"Some {kind}")
        rows, is_whole = soql.rows_of(data, kind, properties)
        if not is_whole:
            # Whoever is missing here would count as deleted.
            raise soql.strange()
        return rows

    def deleted(self, connection_id: int, kind: str, *, mark: str, now: datetime) -> Deleted:
        known = moment(mark)
        start = max(known, now - LISTED_FOR) if known is not None else now - LISTED_FOR
        if now - start < SHORTEST:
            return Deleted([], mark, is_over=True)
        query = {"start": _ends(start), "end": _ends(now)}
        path = f"{API}/sobjects/{OBJECTS[kind]}/deleted/"
        try:
            call = Call("GET", path, f"Deleted {kind}", query=query)
            data = read(connection_id=connection_id, call=call).data
        except CallRefused as error:
            if error.data.get("status") != 400:
                raise
            # Its list does not reach back that far: the org is younger, or the list was emptied. What is
            # missing there the next whole reading finds.
            return Deleted([], now.isoformat(), is_over=True)
        try:
            ids = [str(one["id"]) for one in data["deletedRecords"]]
            covered = moment(data["latestDateCovered"])
        except (LookupError, TypeError) as error:
            raise soql.strange() from error
        if covered is None:
            raise soql.strange()
        return Deleted(ids, covered.isoformat(), is_over=True)

    def merged_into(self, connection_id: int, kind: str, *, ids: Sequence[str]) -> Mapping[str, str]:
        if kind not in _MERGED or not any(map(soql.is_id, ids)):
            return {}
        where = f"{soql.among(ids)} AND IsDeleted = true AND MasterRecordId != null"
        asked = soql.select(kind, ("MasterRecordId",), where)
        data = self._asked(connection_id, asked, f"Whether {kind} were merged", way="queryAll")
        try:
            found = {str(one["Id"]): str(one["MasterRecordId"]) for one in data["records"]}
        except (LookupError, TypeError) as error:
            raise soql.strange() from error
        return {lost: stays for lost, stays in found.items() if soql.is_id(lost) and soql.is_id(stays)}

    def note(self, ending: Ending) -> Call:
        lines = [
            f"Priority: {ending.priority}, channel: {ending.channel}",
            f"Opened {ending.opened_at:%Y-%m-%d %H:%M} UTC, resolved {ending.resolved_at:%Y-%m-%d %H:%M} UTC",
            ending.url,
            f"Reference: {ending.marker}",
        ]
        body = {
            "Subject": f"{_begins(ending.ticket_id)} {ending.subject}"[:255],
            "Description": "\n".join(lines),
            "Status": "Completed",
            "ActivityDate": f"{ending.resolved_at:%Y-%m-%d}",
            "WhatId": ending.company_id,
        }
        if ending.contact_id:
            body["WhoId"] = ending.contact_id
        return Call("POST", f"{API}/sobjects/Task", "Outcome of a ticket", body=body)

    def note_id(self, data: Any) -> str:
        return str(data.get("id", "")) if isinstance(data, Mapping) else ""

    def note_sought(self, connection_id: int, *, ticket_id: int, marker: str, since: datetime) -> str:
        # The text of a task cannot be searched, its subject can.
        begins = soql.quoted(f"{_begins(ticket_id)}%")
        where = f"Subject LIKE {begins} AND CreatedDate >= {soql.at(since - CLOCKS)}"
        asked = (
            f"SELECT Id, Description FROM Task WHERE {where}"  # noqa: S608 (quoted)
            f" ORDER BY CreatedDate LIMIT {MOST_NOTES}"
        )
        data = self._asked(connection_id, asked, "Whether a note arrived")
        try:
            rows = [(str(one["Id"]), str(one["Description"] or "")) for one in data["records"]]
        except (LookupError, TypeError) as error:
            raise soql.strange() from error
        found = next((given for given, text in rows if marker in text), "")
        if not found and len(rows) >= MOST_NOTES:
            raise UpstreamFailed("There are more notes about this ticket than one answer holds.")
        return found

    def health(self, *, company_id: str, property: str, score: int) -> Call:
        if not soql.is_id(company_id):
            raise ValueError("This is no id of Salesforce's.")
        path = f"{API}/sobjects/Account/{company_id}"
        return Call("PATCH", path, "Health of a company", body={property: score})


def _begins(ticket_id: int) -> str:
    return f"Ticket #{ticket_id} resolved:"


def _ends(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
