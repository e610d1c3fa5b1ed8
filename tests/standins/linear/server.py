"""
Linear over real HTTP: GraphQL against its schema, a state, sign-in, webhooks, and failures on demand.

An id that exists is refused, as there: whoever sends a change twice has to know that it is one.
"""

import hmac
import json
import secrets
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
from graphql import GraphQLError, GraphQLResolveInfo, build_schema, graphql_sync, parse, validate

from tests.standins.serving import QuietHandler, StandIn

API_KEY = "lin_api_4242424242424242"
CLIENT_ID, CLIENT_SECRET = "linear-client", "linear-secret"
SCHEMA = build_schema((Path(__file__).parent / "schema.graphql").read_text())
Info = GraphQLResolveInfo[Any]
Answer = tuple[int, dict[str, str], bytes]
Planned = Callable[["_Handler"], Answer | None]

TEAM, OTHER_TEAM = "team-data", "team-web"
STATES = {
    "triage": ("Triage", "triage"),
    "todo": ("Todo", "unstarted"),
    "doing": ("In Progress", "started"),
    "done": ("Done", "completed"),
    "canceled": ("Canceled", "canceled"),
}


@dataclass
class State:
    """What the workspace holds, and how it behaves."""

    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)
    customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    webhooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    labels: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"id": "label-bug", "name": "Bug", "isGroup": False, "team": None},
            {"id": "label-sync", "name": "Warehouse syncs", "isGroup": False, "team": {"id": TEAM}},
            {"id": "label-cause", "name": "Cause", "isGroup": True, "team": None},
        ]
    )
    tokens: set[str] = field(default_factory=lambda: {API_KEY})
    calls: Counter[str] = field(default_factory=Counter)
    documents: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    # The next answers, instead of its own; None from one hangs up. `after` are those once it was done.
    next: list[Planned] = field(default_factory=list)
    after: list[Planned] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def tick(self) -> str:
        """The next moment of the workspace, later than all before."""
        self.clock = max(self.clock + timedelta(milliseconds=7), datetime.now(UTC))
        return self.clock.isoformat().replace("+00:00", "Z")


class LinearStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()
        super().__init__(type("Handler", (_Handler,), {"state": self.state}), port)

    def make(
        self, title: str, *, description: str = "", state: str = "todo", key: str = ""
    ) -> dict[str, Any]:
        """An issue that somebody there has made."""
        with self.state.lock:
            return _make(self.state, {"title": title, "description": description, "teamId": TEAM}, state, key)

    def change(self, issue: dict[str, Any], *, state: str = "", **values: Any) -> dict[str, Any]:
        """Somebody there changes an issue; returns it as it is then."""
        with self.state.lock:
            if state:
                name, kind = STATES[state]
                values["state"] = {"id": f"state-{state}", "name": name, "type": kind, "color": "#888"}
            issue |= values | {"updatedAt": self.state.tick()}
            return dict(issue)

    def remark(self, issue: dict[str, Any], body: str, *, by: str = "Mara Lindqvist") -> dict[str, Any]:
        """Somebody there comments."""
        with self.state.lock:
            made = {
                "id": str(uuid.uuid4()),
                "issueId": issue["id"],
                "body": body,
                "createdAt": self.state.tick(),
                "user": {"name": by},
            }
            self.state.comments[made["id"]] = made
            issue["updatedAt"] = self.state.tick()
            return made

    def post_of(self, kind: str, action: str, data: dict[str, Any]) -> dict[str, Any]:
        """The body of a webhook, as Linear sends it."""
        told = dict(data)
        if kind == "Issue":
            told["labels"] = [{"id": one["id"], "name": "", "color": ""} for one in data["labels"]["nodes"]]
            told["labelIds"] = [one["id"] for one in told["labels"]]
            told["teamId"] = data["team"]["id"]
        return {
            "action": action,
            "type": kind,
            "data": told,
            "createdAt": data.get("updatedAt") or data["createdAt"],
            "organizationId": "org-1",
            "webhookId": "hook-1",
            "webhookTimestamp": int(time.time() * 1000),
        }

    def deliver(self, url: str, secret: str, body: dict[str, Any], *, delivery: str = "") -> int:
        """Post a webhook; returns the status that it was answered with."""
        content = json.dumps(body).encode()
        signature = hmac.new(secret.encode(), content, sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "Linear-Signature": signature,
            "Linear-Delivery": delivery or str(uuid.uuid4()),
            "Linear-Event": str(body["type"]),
        }
        return httpx.post(url, content=content, headers=headers, timeout=20).status_code


def _make(state: State, given: dict[str, Any], status: str, key: str = "") -> dict[str, Any]:
    number = len(state.issues) + 1
    name, kind = STATES[status]
    key = key or f"DATA-{number}"
    made: dict[str, Any] = {
        "id": given.get("id") or str(uuid.uuid4()),
        "identifier": key,
        "url": f"https://linear.app/halyard/issue/{key}/a-title",
        "title": given.get("title") or "",
        "description": given.get("description"),
        "priority": float(given.get("priority") or 0),
        "dueDate": None,
        "archivedAt": None,
        "trashed": None,
        "state": {"id": f"state-{status}", "name": name, "type": kind, "color": "#888"},
        "team": {"id": given["teamId"], "key": "DATA"},
        "assignee": None,
        "cycle": None,
        "labels": {"nodes": [{"id": one} for one in given.get("labelIds") or ()]},
        "projectId": given.get("projectId"),
        "updatedAt": state.tick(),
    }
    state.issues[made["id"]] = made
    return made


class _Root:
    """What the documents may ask for; members have the names of the schema."""

    def __init__(self, state: State) -> None:
        self.state = state

    def organization(self, info: Info) -> dict[str, Any]:
        return {"id": "org-1", "name": "Halyard at Linear"}

    def _shown(self, issue: dict[str, Any]) -> dict[str, Any]:
        mine = [one for one in self.state.comments.values() if one["issueId"] == issue["id"]]
        return issue | {
            "comments": lambda info, **_: {"nodes": mine[::-1][:20]},
            "labels": lambda info, **_: issue["labels"],
        }

    def issue(self, info: Info, id: str) -> dict[str, Any]:
        for one in self.state.issues.values():
            if id in (one["id"], one["identifier"]):
                return self._shown(one)
        raise GraphQLError("Entity not found: Issue - Could not find referenced Issue.")

    def issues(self, info: Info, **given: Any) -> dict[str, Any]:
        wanted = given.get("filter") or {}
        rows = sorted(self.state.issues.values(), key=lambda one: one["updatedAt"], reverse=True)
        if since := (wanted.get("updatedAt") or {}).get("gte"):
            at = datetime.fromisoformat(since)
            rows = [one for one in rows if datetime.fromisoformat(one["updatedAt"]) >= at]
        if kinds := ((wanted.get("state") or {}).get("type") or {}).get("in"):
            rows = [one for one in rows if one["state"]["type"] in kinds]
        start = int(given.get("after") or 0)
        end = start + int(given.get("first") or 50)
        more = end < len(rows)
        return {
            "nodes": [self._shown(one) for one in rows[start:end]],
            "pageInfo": {"hasNextPage": more, "endCursor": str(end) if more else None},
        }

    def teams(self, info: Info, **_: Any) -> dict[str, Any]:
        return {"nodes": [{"id": TEAM, "name": "Data"}, {"id": OTHER_TEAM, "name": "Web"}]}

    def projects(self, info: Info, **_: Any) -> dict[str, Any]:
        nodes = {"nodes": [{"id": TEAM}]}
        return {"nodes": [{"id": "project-sync", "name": "Syncs", "teams": lambda info, **_: nodes}]}

    def issueLabels(self, info: Info, **_: Any) -> dict[str, Any]:
        return {"nodes": self.state.labels}

    def issueCreate(self, info: Info, input: dict[str, Any]) -> dict[str, Any]:
        _refuse_twice(self.state.issues, input)
        known = {one["id"] for one in self.state.labels}
        if set(input.get("labelIds") or ()) - known:
            raise GraphQLError("Label not found: one of labelIds does not exist in this team.")
        return {"success": True, "issue": self._shown(_make(self.state, input, "triage"))}

    def commentCreate(self, info: Info, input: dict[str, Any]) -> dict[str, Any]:
        _refuse_twice(self.state.comments, input)
        self._need_issue(input["issueId"])
        made = input | {"createdAt": self.state.tick(), "user": {"name": "Candor"}}
        self.state.comments[input["id"]] = made
        return {"success": True}

    def customerUpsert(self, info: Info, input: dict[str, Any]) -> dict[str, Any]:
        self.state.customers.setdefault(input["externalId"], {}).update(input)
        return {"success": True}

    def customerNeedCreate(self, info: Info, input: dict[str, Any]) -> dict[str, Any]:
        _refuse_twice(self.state.needs, input)
        self._need_issue(input["issueId"])
        if input["customerExternalId"] not in self.state.customers:
            raise GraphQLError("Entity not found: Customer.")
        self.state.needs[input["id"]] = input
        return {"success": True}

    def attachmentCreate(self, info: Info, input: dict[str, Any]) -> dict[str, Any]:
        self._need_issue(input["issueId"])
        # The address is the attachment's key: the same once more updates it.
        self.state.links[f"{input['issueId']} {input['url']}"] = input
        return {"success": True}

    def webhookCreate(self, info: Info, input: dict[str, Any]) -> dict[str, Any]:
        self.state.webhooks[input["id"]] = input
        return {"success": True}

    def _need_issue(self, issue_id: str) -> None:
        if issue_id not in self.state.issues:
            raise GraphQLError("Entity not found: Issue.")


def _refuse_twice(known: dict[str, Any], given: dict[str, Any]) -> None:
    uuid.UUID(given["id"], version=4)
    if given["id"] in known:
        raise GraphQLError("conflict on insert: an entity with this id exists already.")


class _Handler(QuietHandler):
    state: State
    answered: Answer | None = None

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/oauth/token":
            self.send_body(*_token(self.state, self.body))
            return
        with self.state.lock:
            planned = self.state.next.pop(0) if self.state.next else None
        answer = planned(self) if planned is not None else None
        if planned is not None and answer is None:
            self.close_connection = True
            return
        answer = self.answered = answer or self._own()
        with self.state.lock:
            spoiled = self.state.after.pop(0) if self.state.after else None
        if spoiled is not None:
            answer = spoiled(self)
            if answer is None:
                self.close_connection = True
                return
        status, headers, body = answer
        self.send_body(status, body, headers)

    def _own(self) -> Answer:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if given not in self.state.tokens:
            return _error(401, "Authentication required, not authenticated", "AUTHENTICATION_ERROR")
        asked = json.loads(self.body)
        wrong = validate(SCHEMA, parse(asked["query"]))
        if wrong:
            return _error(400, str(wrong[0].message), "GRAPHQL_VALIDATION_FAILED")
        with self.state.lock:
            self.state.calls[parse(asked["query"]).definitions[0].name.value] += 1  # type: ignore[attr-defined]  # ours have names
            self.state.documents.append((asked["query"], asked.get("variables") or {}))
            done = graphql_sync(
                SCHEMA,
                asked["query"],
                root_value=_Root(self.state),
                variable_values=asked.get("variables"),
            )
        if done.errors and done.data is None:
            return _error(200, done.errors[0].message, "INPUT_ERROR")
        return (
            200,
            {"X-RateLimit-Requests-Limit": "5000", "X-RateLimit-Requests-Remaining": "4900"},
            (json.dumps({"data": done.data}).encode()),
        )


def _token(state: State, body: bytes) -> tuple[int, bytes]:
    asked = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
    if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        return 401, b'{"error": "invalid_client"}'
    token = f"lin_oauth_{secrets.token_hex(12)}"
    state.tokens.add(token)
    told = {"access_token": token, "token_type": "Bearer", "expires_in": 86_399, "scope": "read write"}
    return 200, json.dumps(told | {"refresh_token": secrets.token_hex(12)}).encode()


def _error(status: int, message: str, code: str) -> Answer:
    told = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return status, {}, json.dumps(told).encode()


def limited(seconds: int = 2) -> Planned:
    """Refuse for too many calls, as Linear does: 400, and when there are more in milliseconds since 1970."""

    def answer(handler: _Handler) -> Answer:
        status, headers, body = _error(400, "Rate limit exceeded", "RATELIMITED")
        at = str(int((time.time() + seconds) * 1000))
        return (
            status,
            headers | {"X-RateLimit-Requests-Remaining": "0", "X-RateLimit-Requests-Reset": at},
            body,
        )

    return answer


def broken(handler: _Handler) -> Answer:
    """An error of its own."""
    return 500, {"Content-Type": "text/html"}, b"<h1>Internal error</h1>"


def hangs_up(handler: _Handler) -> None:
    """The line breaks."""


def half(handler: _Handler) -> Answer:
    """An answer that stops in its middle."""
    return 200, {}, b'{"data": {"issueCreate": {"success": tr'


def expired(handler: _Handler) -> Answer:
    """The sign-in is no more."""
    return _error(401, "Authentication required", "AUTHENTICATION_ERROR")


def as_it_was(handler: _Handler) -> Answer | None:
    """The answer of its own, untouched."""
    return handler.answered
