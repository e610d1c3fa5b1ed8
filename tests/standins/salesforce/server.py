"""
Salesforce over real HTTP: it signs people in, keeps records, answers questions, counts calls, and fails.

Whatever the published interface does not have is refused as it refuses it, and stands in `State.faults`.
"""

import json
import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.standins.salesforce.contract import PREFIXES, Field, Refused, Table, checked_value, tables
from tests.standins.salesforce.soql import Parser
from tests.standins.serving import QuietHandler, StandIn, challenge_of

CLIENT_ID, CLIENT_SECRET = "salesforce-client", "salesforce-secret"
TOKEN = "00D000000000001!session"
REFRESH = "5Aep-refresh"
ORG, ORG_NAME = "00D000000000001AAA", "Halyard Sandbox"
DATA = "/services/data/v61.0"
BATCH = 2000
"""How many records one answer holds at most."""
LONGEST_URL = 16_384
Answer = tuple[int, dict[str, str], bytes]
Planned = Answer | Callable[["_Handler"], Answer | None]


@dataclass
class State:
    """The org, and how the server behaves."""

    tables: dict[str, Table] = field(default_factory=tables)
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    deleted: list[tuple[str, str, datetime]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    refresh_tokens: set[str] = field(default_factory=lambda: {REFRESH})
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    # Where the org's API is said to be; the server itself when empty.
    instance_url: str = ""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    calls: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    # Calls of the last 24 hours, and how many there may be.
    used: int = 0
    limit: int = 100_000
    batch: int = BATCH
    next_id: int = 0
    # For so many days it lists what was deleted; fewer where the org is young or its list was emptied.
    listed_days: int = 15
    # The next answers in place of its own; a callable may look at the request, and None hangs up.
    next: list[Planned] = field(default_factory=list)
    # After this many calls it stops answering: the machine that asks has died.
    hangs_up_after: int | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def table(self, kind: str) -> dict[str, dict[str, Any]]:
        return self.rows.setdefault(kind, {})


class SalesforceStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()

        class Handler(_Handler):
            pass

        Handler.state = self.state
        super().__init__(Handler, port)
        Handler.url = self.url
        moment = self.state.clock()
        self.state.table("Organization")[ORG] = _fresh(ORG, moment) | {"Name": ORG_NAME, "IsSandbox": True}

    def field(self, kind: str, name: str, type: str = "string", *, writable: bool = True) -> None:
        """An admin there makes a field."""
        made = Field(name, type, writable=writable)
        self.state.tables[kind.lower()].fields[name.lower()] = made

    def without(self, kind: str, name: str) -> None:
        """An admin there removes a field."""
        self.state.tables[kind.lower()].fields.pop(name.lower())

    def put(self, kind: str, *, id: str = "", **values: Any) -> str:
        """A record there, new or changed, as somebody's own work. Returns its id."""
        with self.state.lock:
            for name in values:
                self.state.tables[kind.lower()].get(name)
            return _store(self.state, kind, id, values)

    def delete(self, kind: str, id: str, *, master: str | None = None) -> None:
        """Somebody deletes a record there; it lies in the bin."""
        with self.state.lock:
            now = self.state.clock()
            self.state.table(kind)[id] |= {"IsDeleted": True, "SystemModstamp": now, "MasterRecordId": master}
            self.state.deleted.append((kind, id, now))

    def undelete(self, kind: str, id: str) -> None:
        """Somebody takes it out of the bin."""
        with self.state.lock:
            self.state.deleted = [one for one in self.state.deleted if one[1] != id]
            _store(self.state, kind, id, {"IsDeleted": False, "MasterRecordId": None})

    def merge(self, kind: str, *, into: str, other: str) -> None:
        """Somebody merges two records there: what belonged to the other belongs to the first from then on."""
        with self.state.lock:
            self.delete(kind, other, master=into)
            for children in ("Contact", "Opportunity") if kind == "Account" else ():
                for row in self.state.table(children).values():
                    if row.get("AccountId") == other:
                        _store(self.state, children, row["Id"], {"AccountId": into})
            _store(self.state, kind, into, {})


def _fresh(id: str, now: datetime) -> dict[str, Any]:
    return {"Id": id, "IsDeleted": False, "CreatedDate": now, "LastModifiedDate": now, "SystemModstamp": now}


def _store(state: State, kind: str, id: str, values: dict[str, Any]) -> str:
    now = state.clock().replace(microsecond=0)
    rows = state.table(kind)
    if not id:
        state.next_id += 1
        id = f"{PREFIXES[kind]}{state.next_id:012d}AAA"
    row = rows.setdefault(id, _fresh(id, now))
    named = {state.tables[kind.lower()].get(name).name: value for name, value in values.items()}
    row |= named | {"LastModifiedDate": now, "SystemModstamp": now}
    return id


class _Handler(QuietHandler):
    state: State
    url: str

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path)
        self.route, self.query = parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
        self.raw = raw
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
            status, headers, body = planned or self.answered()
        if self.route.startswith(DATA):
            headers = headers | {"Sforce-Limit-Info": f"api-usage={state.used}/{state.limit}"}
        self.send_body(status, body, headers)

    def answered(self) -> Answer:
        """What it answers when nothing is in the way."""
        if self.route.startswith("/services/oauth2/"):
            return self._sign_in()
        try:
            return self._own()
        except Refused as error:
            if error.code not in ("INVALID_SESSION_ID", "REQUEST_LIMIT_EXCEEDED", "NOT_FOUND"):
                self.state.faults.append(f"{self.command} {self.path[:300]}: {error.code} {error.message}")
            return _json(error.status, [{"message": error.message, "errorCode": error.code}])

    def _own(self) -> Answer:
        state = self.state
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in state.tokens:
            raise Refused("INVALID_SESSION_ID", "Session expired or invalid", 401)
        if state.used >= state.limit:
            raise Refused("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", 403)
        state.used += 1
        if len(self.path) > LONGEST_URL:
            raise Refused("URI_TOO_LONG", "The URI is too long.", 414)
        if not self.route.startswith(f"{DATA}/"):
            raise Refused("NOT_FOUND", "The requested resource does not exist", 404)
        first, *rest = self.route.removeprefix(f"{DATA}/").rstrip("/").split("/")
        if first in ("query", "queryAll") and not rest and self.command == "GET":
            return self._query(with_deleted=first == "queryAll")
        if first == "sobjects" and rest:
            return self._sobjects(rest)
        raise Refused("NOT_FOUND", "The requested resource does not exist", 404)

    def _query(self, *, with_deleted: bool) -> Answer:
        if set(self.query) != {"q"}:
            raise Refused("MALFORMED_QUERY", "A query must be specified")
        asked = Parser(self.query["q"], self.state.tables).question()
        rows = [
            row
            for row in self.state.table(asked.table.name).values()
            if (with_deleted or not row["IsDeleted"]) and asked.fits(row)
        ]
        for one in reversed(asked.order):
            rows.sort(key=partial(_placed, one.name))
        if asked.counts:
            return _json(200, {"totalSize": len(rows), "done": True, "records": []})
        total = rows if asked.limit is None else rows[: asked.limit]
        shown = total[: self.state.batch]
        kind = asked.table.name
        data: dict[str, Any] = {
            "totalSize": len(total),
            "done": len(shown) == len(total),
            "records": [
                {"attributes": {"type": kind, "url": f"{DATA}/sobjects/{kind}/{row['Id']}"}}
                | {one.name: _shown(row.get(one.name)) for one in asked.fields}
                for row in shown
            ],
        }
        if not data["done"]:
            data["nextRecordsUrl"] = f"{DATA}/query/01g000000000001-{self.state.batch}"
        return _json(200, data)

    def _sobjects(self, rest: list[str]) -> Answer:
        table = self.state.tables.get(rest[0].lower())
        if table is None:
            raise Refused("NOT_FOUND", "The requested resource does not exist", 404)
        if rest[1:] == ["describe"] and self.command == "GET":
            return self._described(table)
        if rest[1:] == ["deleted"] and self.command == "GET":
            return self._deleted(table)
        if len(rest) == 1 and self.command == "POST":
            return self._create(table)
        if len(rest) == 2 and self.command == "PATCH":
            return self._change(table, rest[1])
        raise Refused("METHOD_NOT_ALLOWED", "HTTP Method not allowed.", 405)

    def _described(self, table: Table) -> Answer:
        fields = [
            {"name": one.name, "type": one.type, "updateable": one.writable, "length": one.length}
            for one in table.fields.values()
        ]
        return _json(200, {"name": table.name, "fields": fields})

    def _deleted(self, table: Table) -> Answer:
        if set(self.query) != {"start", "end"}:
            raise Refused("MISSING_ARGUMENT", "start and end are required")
        start, end = (_minute(self.query[name]) for name in ("start", "end"))
        now = self.state.clock()
        earliest = now - timedelta(days=self.state.listed_days)
        if start >= end or start < earliest or end > now + timedelta(minutes=1):
            raise Refused("INVALID_REPLICATION_DATE", "startDate and endDate do not fit")
        found = [
            {"id": id, "deletedDate": _shown(at)}
            for kind, id, at in self.state.deleted
            if kind == table.name and start <= at < end
        ]
        data = {
            "deletedRecords": found,
            "earliestDateAvailable": _shown(earliest),
            "latestDateCovered": _shown(end),
        }
        return _json(200, data)

    def _body(self, table: Table) -> dict[str, Any]:
        try:
            body = json.loads(self.raw)
        except ValueError as error:
            raise Refused("JSON_PARSER_ERROR", "Unexpected character") from error
        for name, value in body.items():
            one = table.get(name)
            checked_value(one, value)
            there = [self.state.table(kind).get(value) for kind in one.to]
            if one.to and value is not None and not any(row and not row["IsDeleted"] for row in there):
                raise Refused("INVALID_CROSS_REFERENCE_KEY", f"{one.name}: no such record")
        return dict(body)

    def _create(self, table: Table) -> Answer:
        body = self._body(table)
        given = {name.lower() for name, value in body.items() if value is not None}
        missing = [
            one.name for one in table.fields.values() if one.required and one.name.lower() not in given
        ]
        if missing:
            raise Refused("REQUIRED_FIELD_MISSING", f"Required fields are missing: {missing}")
        made = _store(self.state, table.name, "", body)
        return _json(201, {"id": made, "success": True, "errors": []})

    def _change(self, table: Table, id: str) -> Answer:
        row = self.state.table(table.name).get(id)
        if row is None:
            raise Refused("NOT_FOUND", "Provided external ID field does not exist or is not accessible", 404)
        if row["IsDeleted"]:
            raise Refused("ENTITY_IS_DELETED", "entity is deleted", 404)
        _store(self.state, table.name, id, self._body(table))
        return 204, {}, b""

    def _sign_in(self) -> Answer:
        if self.route.endswith("/authorize") and self.command == "GET":
            return self._authorized()
        given = dict(parse_qsl(self.raw.decode()))
        known = {"grant_type", "client_id", "client_secret", "format"}
        kinds = {
            "authorization_code": known | {"code", "redirect_uri", "code_verifier"},
            "refresh_token": known | {"refresh_token"},
        }
        kind = given.get("grant_type", "")
        if not self.route.endswith("/token") or kind not in kinds:
            return self._unwelcome("unsupported_grant_type", "grant type not supported")
        if more := sorted(set(given) - kinds[kind]):
            return self._unwelcome("invalid_request", f"{more[0]} parameter not supported", is_fault=True)
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return self._unwelcome("invalid_client", "invalid client credentials")
        if kind == "refresh_token":
            if given.get("refresh_token") in self.state.refresh_tokens:
                return self._tokens({})
            return self._unwelcome("invalid_grant", "expired access/refresh token")
        begun = self.state.codes.pop(given.get("code", ""), None)
        if begun is None:
            return self._unwelcome("invalid_grant", "expired authorization code")
        challenge = challenge_of(given.get("code_verifier", ""))
        if challenge != begun["code_challenge"] or given.get("redirect_uri") != begun["redirect_uri"]:
            return self._unwelcome("invalid_grant", "invalid code verifier")
        is_kept = "refresh_token" in begun["scope"].split()
        return self._tokens({"refresh_token": REFRESH} if is_kept else {})

    def _authorized(self) -> Answer:
        if self.query.get("client_id") != CLIENT_ID or self.query.get("response_type") != "code":
            return self._unwelcome("invalid_client_id", "client identifier invalid", is_fault=True)
        code = secrets.token_urlsafe(12)
        self.state.codes[code] = dict(self.query)
        back = f"{self.query['redirect_uri']}?{urlencode({'code': code, 'state': self.query['state']})}"
        return 302, {"Location": back}, b""

    def _unwelcome(self, error: str, told: str, *, is_fault: bool = False) -> Answer:
        if is_fault:
            self.state.faults.append(f"{self.route}: {told}")
        return _json(400, {"error": error, "error_description": told})

    def _tokens(self, more: dict[str, str]) -> Answer:
        token = f"00D000000000001!{secrets.token_urlsafe(8)}"
        self.state.tokens.add(token)
        issued = str(int(self.state.clock().timestamp() * 1000))
        data = {
            "access_token": token,
            "signature": "c2lnbmVk",
            "scope": "refresh_token api",
            "instance_url": self.state.instance_url or self.url,
            "id": f"{self.url}/id/{ORG}/005000000000001AAA",
            "token_type": "Bearer",
            "issued_at": issued,
        }
        return _json(200, data | more)


def _minute(text: str) -> datetime:
    """A moment of a parameter, without its seconds, as Salesforce takes it. Raises Refused."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", text):
        raise Refused("INVALID_REPLICATION_DATE", f"invalid date: {text}")
    return datetime.fromisoformat(text).replace(second=0, microsecond=0)


def _placed(name: str, row: dict[str, Any]) -> tuple[bool, Any]:
    """Where a row stands: nothing comes first."""
    return row.get(name) is not None, row.get(name)


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return value


def _json(status: int, data: Any) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(data).encode()


def half_written(handler: "_Handler") -> Answer | None:
    """The beginning of an answer, then nothing."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "4000")
    handler.end_headers()
    handler.wfile.write(b'{"records": [{"Id": "1')
    handler.wfile.flush()
    return None


def done_without_answer(handler: "_Handler") -> Answer | None:
    """It does what was asked, and its answer gets lost."""
    with handler.state.lock:
        handler.answered()
    return None
