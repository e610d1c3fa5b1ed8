"""
GitHub over real HTTP: REST against its published description, a state, sign-in, webhooks, failures on demand.

It gives ids of its own and does what it is asked as often as it is asked: whoever sends a change twice has
made two.
"""

import hmac
import json
import re
import secrets
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.standins.github import contract
from tests.standins.serving import QuietHandler, StandIn

TOKEN = "github_pat_4242424242424242"
CLIENT_ID, CLIENT_SECRET = "github-client", "github-secret"
REPOSITORY, PUBLIC = "halyard/exports", "halyard/docs"
LIMIT = 5000
Answer = tuple[int, dict[str, str], bytes]
Planned = Callable[["_Handler"], Answer | None]
_ISSUE = re.compile(r"/repos/([\w.-]+/[\w.-]+)/issues(?:/(\d+))?(/comments)?")
_HOOK = re.compile(r"/repos/([\w.-]+/[\w.-]+)/hooks(?:/(\d+))?")


@dataclass
class State:
    """What the account can see, and how it behaves."""

    repositories: dict[str, bool] = field(default_factory=lambda: {REPOSITORY: True, PUBLIC: False})
    labels: dict[str, list[str]] = field(
        default_factory=lambda: {REPOSITORY: ["bug", "warehouse"], PUBLIC: ["bug"]}
    )
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    hooks: dict[int, dict[str, Any]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    calls: Counter[str] = field(default_factory=Counter)
    # What was asked or answered beside the published description.
    faults: list[str] = field(default_factory=list)
    left: int = LIMIT
    ids: int = 1000
    # The next answers, instead of its own; None from one hangs up. `after` are those once it was done.
    next: list[Planned] = field(default_factory=list)
    after: list[Planned] = field(default_factory=list)
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def tick(self) -> str:
        """The next moment there, in whole seconds as GitHub tells them."""
        self.clock = max(self.clock + timedelta(seconds=1), datetime.now(UTC))
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    def number(self) -> int:
        """An id of its own."""
        self.ids += 1
        return self.ids


class GitHubStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()
        super().__init__(type("Handler", (_Handler,), {"state": self.state}), port)

    def make(self, title: str, *, body: str = "", repository: str = REPOSITORY) -> dict[str, Any]:
        """An issue that somebody there has made."""
        with self.state.lock:
            return _make(self.state, repository, {"title": title, "body": body}, by="mara")

    def change(self, issue: dict[str, Any], *, reason: str | None = None, **values: Any) -> dict[str, Any]:
        """Somebody there changes an issue; returns it as it is then."""
        with self.state.lock:
            if reason is not None:
                values |= {"state": "open" if reason == "reopened" else "closed", "state_reason": reason}
            issue |= values | {"updated_at": self.state.tick()}
            return dict(issue)

    def remark(
        self, issue: dict[str, Any], body: str, *, by: str = "mara", as_: str = "MEMBER"
    ) -> dict[str, Any]:
        """Somebody there comments."""
        with self.state.lock:
            return _comment(self.state, issue, body, by=by, association=as_)

    def post_of(self, event: str, action: str, issue: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The body of a webhook, as GitHub sends it."""
        name = f"{event.replace('issues', 'issues').replace('_', '-')}-{action}"
        schema = contract.document()["webhooks"][name]
        told = {"action": action, "issue": issue} | more
        if "comment" in more:
            told["comment"] = more["comment"] | {"performed_via_github_app": None}
        return dict(contract.filled(schema, told))

    def deliver(self, url: str, secret: str, event: str, body: dict[str, Any]) -> int:
        """Post a webhook; returns the status that it was answered with."""
        content = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | signed(content, secret, event)
        return httpx.post(url, content=content, headers=headers, timeout=20).status_code


def signed(content: bytes, secret: str, event: str) -> dict[str, str]:
    """The headers of a webhook."""
    signature = hmac.new(secret.encode(), content, sha256).hexdigest()
    return {
        "X-Hub-Signature-256": f"sha256={signature}",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": str(uuid.uuid4()),
    }


def _user(login: str) -> dict[str, Any]:
    found: dict[str, Any] = contract.filled({"$ref": "#/components/schemas/simple-user"}, {"login": login})
    return found | {"id": len(login), "type": "User"}


def _make(state: State, repository: str, given: dict[str, Any], *, by: str) -> dict[str, Any]:
    number = 1 + sum(1 for one in state.issues if one.startswith(f"{repository}#"))
    at = state.tick()
    known = state.labels.setdefault(repository, [])
    made = {
        "id": state.number(),
        "number": number,
        "html_url": f"https://github.com/{repository}/issues/{number}",
        "title": given["title"],
        "body": given.get("body"),
        "state": "open",
        "state_reason": None,
        "user": _user(by),
        "assignees": [],
        "labels": [{"name": one} for one in given.get("labels", ()) if one in known],
        "created_at": at,
        "updated_at": at,
        "author_association": "MEMBER",
        "comments": 0,
    }
    whole: dict[str, Any] = contract.filled({"$ref": "#/components/schemas/issue"}, made)
    state.issues[f"{repository}#{number}"] = whole
    return whole


def _comment(state: State, issue: dict[str, Any], body: str, *, by: str, association: str) -> dict[str, Any]:
    at, number = state.tick(), state.number()
    made = {
        "id": number,
        "html_url": f"{issue['html_url']}#issuecomment-{number}",
        "body": body,
        "user": _user(by),
        "author_association": association,
        "created_at": at,
        "updated_at": at,
    }
    whole: dict[str, Any] = contract.filled({"$ref": "#/components/schemas/issue-comment"}, made)
    state.comments.append(whole)
    issue |= {"updated_at": at, "comments": issue["comments"] + 1}
    return whole


class _Handler(QuietHandler):
    state: State
    answered: Answer | None = None

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def do_PATCH(self) -> None:
        self._take()

    def _take(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/login/oauth/access_token":
            self.send_body(*_token(self.state, self.body))
            return
        with self.state.lock:
            planned = self.state.next.pop(0) if self.state.next else None
        answer = planned(self) if planned is not None else self._own()
        if planned is not None and answer is None:
            self.close_connection = True
            return
        self.answered = answer
        with self.state.lock:
            spoiled = self.state.after.pop(0) if self.state.after and self.command != "GET" else None
        if spoiled is not None:
            answer = spoiled(self)
            if answer is None:
                self.close_connection = True
                return
        assert answer is not None
        status, headers, body = answer
        self.send_body(status, body, headers)

    def _own(self) -> Answer:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if given not in self.state.tokens:
            return _error(401, "Bad credentials")
        parts = urlsplit(self.path)
        with self.state.lock:
            if self.state.left <= 0:
                return limited()(self) or _error(403, "")
            self.state.left -= 1
            faults = contract.faults(self.command, parts.path, parts.query, self.body, dict(self.headers))
            if faults:
                self.state.faults += faults
                return _error(422, f"Validation Failed: {faults[0]}")
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            status, told = self._answer(parts.path, query, json.loads(self.body) if self.body else {})
            if status < 300:
                told = contract.filled(contract.answer_schema(self.command, parts.path), told)
                self.state.faults += contract.unlike(self.command, parts.path, told)
            headers = {
                "X-RateLimit-Limit": str(LIMIT),
                "X-RateLimit-Remaining": str(self.state.left),
                "X-RateLimit-Reset": str(int(time.time()) + 3600),
            }
            return status, headers, json.dumps(told).encode()

    def _answer(self, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        if path == "/user":
            return 200, {"id": 77, "login": "halyard-bot", "user_view_type": "private"}
        if path == "/user/repos":
            rows = self.state.repositories.items()
            return 200, [
                {"full_name": name, "private": hidden, "has_issues": True, "archived": False}
                for name, hidden in rows
            ]
        if (found := _HOOK.fullmatch(path)) is not None:
            return self._hooks(found[1], int(found[2] or 0), body)
        if path.endswith("/labels"):
            name = path.removeprefix("/repos/").removesuffix("/labels")
            return 200, [{"name": one} for one in self.state.labels.get(name, ())]
        return self._issues(path, query, body)

    def _issues(self, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        self.state.calls[f"{self.command} {path}"] += 1
        if path.endswith("/issues/comments"):
            repository = path.removeprefix("/repos/").removesuffix("/issues/comments")
            marks = f"/{repository}/issues/"
            return 200, _page([one for one in self.state.comments if marks in one["html_url"]], query)
        found = _ISSUE.fullmatch(path)
        if found is None or found[1] not in self.state.repositories:
            return 404, {"message": "Not Found"}
        repository, number, is_comments = found[1], found[2], bool(found[3])
        if number is None:
            if self.command == "POST":
                return 201, _make(self.state, repository, body, by="halyard-bot")
            rows = [one for key, one in self.state.issues.items() if key.startswith(f"{repository}#")]
            if query.get("state", "open") != "all":
                rows = [one for one in rows if one["state"] == query.get("state", "open")]
            return 200, _page(rows, query)
        issue = self.state.issues.get(f"{repository}#{number}")
        if issue is None:
            return 404, {"message": "Not Found"}
        if not is_comments:
            return 200, issue
        if self.command == "POST":
            return 201, _comment(self.state, issue, body["body"], by="halyard-bot", association="MEMBER")
        mine = [one for one in self.state.comments if one["html_url"].startswith(f"{issue['html_url']}#")]
        return 200, _page(mine, query)

    def _hooks(self, repository: str, number: int, body: dict[str, Any]) -> tuple[int, Any]:
        mine = {key: one for key, one in self.state.hooks.items() if one["repository"] == repository}
        if self.command == "GET":
            # A secret is never told again.
            return 200, [_shown(one) for one in mine.values()]
        if self.command == "PATCH":
            mine[number] |= body
            return 200, _shown(mine[number])
        if any(one["config"]["url"] == body["config"]["url"] for one in mine.values()):
            told = {"message": "Hook already exists on this repository", "code": "custom"}
            return 422, {"message": "Validation Failed", "errors": [told]}
        made = body | {"id": self.state.number(), "repository": repository}
        self.state.hooks[made["id"]] = made
        return 201, _shown(made)


def _shown(hook: dict[str, Any]) -> dict[str, Any]:
    told = {name: one for name, one in hook.items() if name != "repository"}
    return told | {"config": hook["config"] | {"secret": "********"}}


def _page(rows: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    if since := query.get("since"):
        rows = [one for one in rows if one["updated_at"] >= since]
    by = "updated_at" if query.get("sort") == "updated" else "created_at"
    rows = sorted(rows, key=lambda one: (one[by], one["id"]), reverse=query.get("direction") == "desc")
    size = int(query.get("per_page", 30))
    start = (int(query.get("page", 1)) - 1) * size
    return rows[start : start + size]


def _token(state: State, body: bytes) -> tuple[int, bytes]:
    asked = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
    if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        # GitHub refuses with a good status.
        return 200, b'{"error": "incorrect_client_credentials", "error_description": "Not known."}'
    if asked.get("code") == "used":
        return 200, b'{"error": "bad_verification_code", "error_description": "Used or expired."}'
    token = f"ghu_{secrets.token_hex(12)}"
    state.tokens.add(token)
    return 200, json.dumps({"access_token": token, "token_type": "bearer", "scope": "repo"}).encode()


def _error(status: int, message: str) -> Answer:
    told = {"message": message, "documentation_url": "https://docs.github.com/rest"}
    return status, {}, json.dumps(told).encode()


def limited(seconds: int = 2) -> Planned:
    """Refuse for too many calls, as GitHub does: 403, and when there are more in seconds since 1970."""

    def answer(handler: _Handler) -> Answer:
        status, _, body = _error(403, "API rate limit exceeded for user ID 77.")
        at = str(int(time.time()) + seconds)
        return status, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": at}, body

    return answer


def crowded(handler: _Handler) -> Answer:
    """Refuse for too much at once: its secondary limit, which says only how long to wait."""
    status, _, body = _error(403, "You have exceeded a secondary rate limit.")
    return status, {"Retry-After": "90"}, body


def broken(handler: _Handler) -> Answer:
    """An error of its own."""
    return 502, {"Content-Type": "text/html"}, b"<h1>Unicorn</h1>"


def hangs_up(handler: _Handler) -> None:
    """The line breaks."""


def half(handler: _Handler) -> Answer:
    """An answer that stops in its middle."""
    return 201, {}, b'{"id": 1001, "html_url": "https://gith'


def expired(handler: _Handler) -> Answer:
    """The sign-in is no more."""
    return _error(401, "Bad credentials")
