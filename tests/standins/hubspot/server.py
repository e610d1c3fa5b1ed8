"""
HubSpot over real HTTP: it keeps records, pages them, searches them, counts calls, and fails when told to.

Every request is held to the contract first; what is not in it stands in `State.faults` and is answered 400.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.standins.hubspot import contract
from tests.standins.serving import QuietHandler, StandIn

TOKEN = "pat-eu1-4242-4242"
CLIENT_ID, CLIENT_SECRET = "hubspot-client", "hubspot-secret"
PORTAL = 4410982
Answer = tuple[int, dict[str, str], bytes]
Planned = Answer | Callable[["_Handler"], Answer | None]


@dataclass
class State:
    """The portal, and how the server behaves."""

    objects: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {kind: {} for kind in ("companies", "contacts", "deals", "notes", "tickets")}
    )
    owners: list[dict[str, Any]] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    calls: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    # Calls allowed until `refill`; None is without a limit.
    allowance: int | None = None
    next_id: int = 1000
    # The next answers in place of its own; a callable may look at the request, and None hangs up.
    next: list[Planned] = field(default_factory=list)
    # After this many calls it stops answering: the machine that asks has died.
    hangs_up_after: int | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)


class HubSpotStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()

        class Handler(_Handler):
            pass

        Handler.state = self.state
        super().__init__(Handler, port)

    def put(self, kind: str, *, id: str = "", company: str = "", **properties: Any) -> str:
        """A record there, new or changed; its `updatedAt` is now. Returns its id."""
        with self.state.lock:
            if not id:
                self.state.next_id += 1
                id = str(self.state.next_id)
            moment = stamp(self.state.clock())
            row = self.state.objects[kind].setdefault(
                id, {"id": id, "properties": {}, "createdAt": moment, "archived": False, "companies": ""}
            )
            row["properties"].update(properties)
            row["updatedAt"] = moment
            if company:
                row["companies"] = company
                if kind == "contacts":
                    row["properties"]["associatedcompanyid"] = company
        return id

    def owner(self, id: str, email: str) -> None:
        """Somebody who owns records there."""
        moment = stamp(self.state.clock())
        self.state.owners.append(
            {"id": id, "userId": 9, "email": email, "firstName": "", "lastName": "",
             "createdAt": moment, "updatedAt": moment, "archived": False}
        )  # fmt: skip

    def delete(self, kind: str, id: str) -> None:
        """Somebody deletes a record there."""
        row = self.state.objects[kind][id]
        row["archived"], row["updatedAt"] = True, stamp(self.state.clock())

    def merge(self, kind: str, *, into: str, other: str) -> None:
        """Somebody merges two records there: the other's id leads to the first from then on."""
        rows = self.state.objects[kind]
        rows.pop(other)
        self.state.merged[other] = into
        known = rows[into]["properties"].get("hs_merged_object_ids")
        self.put(kind, id=into, hs_merged_object_ids=";".join(filter(None, [known, other])))
        if kind == "companies":
            for contact in self.state.objects["contacts"].values():
                if contact["companies"] == other:
                    self.put("contacts", id=contact["id"], company=into)

    def signed(self, url: str, events: list[dict[str, Any]], at: datetime) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a webhook, as version 3 of the signature has it."""
        body = json.dumps(events).encode()
        moment = str(int(at.timestamp() * 1000))
        told = b"POST" + url.encode() + body + moment.encode()
        proof = base64.b64encode(hmac.new(CLIENT_SECRET.encode(), told, hashlib.sha256).digest()).decode()
        return body, {"X-HubSpot-Signature-v3": proof, "X-HubSpot-Request-Timestamp": moment}


def stamp(moment: datetime) -> str:
    """A moment as HubSpot writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class _Handler(QuietHandler):
    state: State

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path)
        self.route, self.query = parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
        is_form = self.route == "/oauth/v1/token"
        self.body: Any = json.loads(raw) if raw and not is_form else None
        state = self.state
        with state.lock:
            state.calls[f"{self.command} {self.route}"] += 1
            is_dead = state.hangs_up_after is not None and state.calls.total() > state.hangs_up_after
            planned = state.next.pop(0) if state.next else None
        if callable(planned):
            planned = planned(self)
            is_dead = is_dead or planned is None
        if is_dead:
            self.close_connection = True
            return
        with state.lock:
            answer = planned or self._checked()
        self.send_body(*_split(answer))

    def _checked(self) -> Answer:
        faults = contract.faults(self.command, self.route, self.query, self.body)
        if faults:
            self.state.faults += faults
            return _error(400, "VALIDATION_ERROR", "; ".join(faults))
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.state.tokens:
            return _error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        if self.state.allowance is not None:
            if self.state.allowance <= 0:
                status, _, body = _error(429, "RATE_LIMITS", "You have reached your secondly limit.")
                return status, {"Retry-After": "1"}, body
            self.state.allowance -= 1
        return self.own()

    def own(self) -> Answer:
        """What it answers when nothing is in the way."""
        if self.route == "/account-info/v3/details":
            return _json(200, {"portalId": PORTAL, "accountType": "STANDARD"})
        if self.route == "/crm/v3/owners":
            return self._paged(self.state.owners, lambda row: row)
        kind, *rest = self.route.removeprefix("/crm/v3/objects/").split("/")
        rows = self.state.objects[kind]
        if rest == ["search"]:
            return self._search(rows)
        if rest == ["batch", "read"]:
            return self._batch(rows)
        if rest:
            return self._one(rows, rest[0])
        if self.command == "POST":
            return self._create(kind)
        wanted = self.query.get("archived") == "true"
        return self._paged([row for row in rows.values() if row["archived"] == wanted], self._shown)

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        names = self.query.get("properties", "").split(",")
        return _record(row, names, with_company="companies" in self.query.get("associations", ""))

    def _paged(self, rows: list[dict[str, Any]], shown: Callable[[dict[str, Any]], Any]) -> Answer:
        limit, after = int(self.query.get("limit", "10")), int(self.query.get("after", "0"))
        ordered = sorted((row for row in rows if int(row["id"]) > after), key=lambda row: int(row["id"]))
        data: dict[str, Any] = {"results": [shown(row) for row in ordered[:limit]]}
        if len(ordered) > limit:
            data["paging"] = {"next": {"after": ordered[limit - 1]["id"], "link": "?after"}}
        return _json(200, data)

    def _search(self, rows: dict[str, dict[str, Any]]) -> Answer:
        groups = self.body.get("filterGroups", [])
        found = [row for row in rows.values() if not row["archived"] and _fits(row, groups)]
        if self.body.get("sorts"):
            found.sort(key=lambda row: (row["updatedAt"], int(row["id"])))
        after, limit = int(self.body.get("after", "0")), self.body.get("limit", 10)
        if after + limit > 10_000:
            return _error(400, "VALIDATION_ERROR", "paging through more than 10,000 results")
        names = self.body.get("properties", [])
        data: dict[str, Any] = {
            "total": len(found),
            "results": [_record(row, names) for row in found[after : after + limit]],
        }
        if len(found) > after + limit:
            data["paging"] = {"next": {"after": str(after + limit)}}
        return _json(200, data)

    def _batch(self, rows: dict[str, dict[str, Any]]) -> Answer:
        ids = [self.state.merged.get(one["id"], one["id"]) for one in self.body["inputs"]]
        found = [rows[one] for one in dict.fromkeys(ids) if one in rows and not rows[one]["archived"]]
        is_whole = len(found) == len(ids)
        data = {"status": "COMPLETE", "results": [_record(row, self.body["properties"]) for row in found]}
        if not is_whole:
            data["errors"] = [{"status": "error", "category": "OBJECT_NOT_FOUND", "message": "Not found"}]
        return _json(200 if is_whole else 207, data)

    def _one(self, rows: dict[str, dict[str, Any]], id: str) -> Answer:
        row = rows.get(self.state.merged.get(id, id))
        if row is None or row["archived"]:
            return _error(404, "OBJECT_NOT_FOUND", "resource not found")
        if self.command == "PATCH":
            row["properties"] |= self.body["properties"]
            row["updatedAt"] = stamp(self.state.clock())
            return _json(200, _record(row, list(row["properties"])))
        return _json(200, self._shown(row))

    def _create(self, kind: str) -> Answer:
        self.state.next_id += 1
        moment = stamp(self.state.clock())
        row: dict[str, Any] = {
            "id": str(self.state.next_id),
            "properties": dict(self.body["properties"]),
            "createdAt": moment,
            "updatedAt": moment,
            "archived": False,
            "companies": "",
        }
        self.state.objects[kind][row["id"]] = row
        for one in self.body.get("associations", []):
            company = self.state.objects["companies"].get(one["to"]["id"])
            if company is not None and kind == "notes":
                # A note is a change of its company too: this is what a loop would grow from.
                row["companies"], company["updatedAt"] = company["id"], moment
        return _json(201, _record(row, list(row["properties"])))


def _record(row: dict[str, Any], names: list[str], *, with_company: bool = False) -> dict[str, Any]:
    known = row["properties"]
    shown = {name: known.get(name) for name in names if name in known}
    found = {
        "id": row["id"],
        "properties": shown | {"hs_object_id": row["id"]},
        "createdAt": row["createdAt"],
        "updatedAt": row["updatedAt"],
        "archived": row["archived"],
    }
    if with_company and row["companies"]:
        found["associations"] = {"companies": {"results": [{"id": row["companies"], "type": "to_company"}]}}
    return found


def _fits(row: dict[str, Any], groups: list[dict[str, Any]]) -> bool:
    return not groups or any(all(_holds(row, one) for one in group["filters"]) for group in groups)


def _holds(row: dict[str, Any], one: dict[str, Any]) -> bool:
    name, wanted = one["propertyName"], one.get("value", "")
    if name.endswith("lastmodifieddate"):
        at = datetime.fromisoformat(row["updatedAt"]).timestamp() * 1000
        return at >= int(wanted) if one["operator"] == "GTE" else at > int(wanted)
    text = str(row["properties"].get(name, ""))
    if one["operator"] == "CONTAINS_TOKEN":
        return str(wanted) in re.findall(r"\w+", text)
    return text == wanted if one["operator"] == "EQ" else bool(text)


def _json(status: int, data: Any) -> Answer:
    return status, {}, json.dumps(data).encode()


def _error(status: int, category: str, message: str) -> Answer:
    return _json(status, {"status": "error", "category": category, "message": message, "correlationId": "c"})


def _split(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    status, headers, body = answer
    return status, body, headers


def half_written(handler: "_Handler") -> Answer | None:
    """The beginning of an answer, then nothing."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "4000")
    handler.end_headers()
    handler.wfile.write(b'{"results": [{"id": "1')
    handler.wfile.flush()
    return None


def done_without_answer(handler: "_Handler") -> Answer | None:
    """It does what was asked, and its answer gets lost."""
    with handler.state.lock:
        handler.own()
    return None


def slow(seconds: float) -> Callable[["_Handler"], Answer | None]:
    """It says nothing for a while, then hangs up."""

    def planned(handler: "_Handler") -> Answer | None:
        time.sleep(seconds)
        return None

    return planned
