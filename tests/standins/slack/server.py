"""
Slack over real HTTP: channels, threads, people, files and reactions.

Every request is checked against the published contract. It can be told to limit calls, to fail, and to lose
its answer after it has done what was asked. `events` makes what it would post to us.
"""

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.standins.serving import QuietHandler, StandIn
from tests.standins.slack import contract

CLIENT_ID, CLIENT_SECRET = "slack-client", "slack-secret"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, BOT_USER, BOT = "T0OURS", "U0BOT", "B0BOT"
Answer = tuple[int, dict[str, str], bytes]
WRITES = frozenset(
    {"chat.postMessage", "chat.postEphemeral", "reactions.add", "files.completeUploadExternal", "chat.update"}
)


@dataclass
class State:
    """What there is at Slack, and how it behaves."""

    tokens: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    team: tuple[str, str] = (TEAM, "Halyard")
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    # What only one person sees.
    whispers: list[dict[str, Any]] = field(default_factory=list)
    # Where a socket is to be opened, by an app-level token.
    app_tokens: set[str] = field(default_factory=set)
    socket_url: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    # The next answers of a method, instead of its own; LOST does what was asked and says nothing.
    next: dict[str, list[Answer | str]] = field(default_factory=dict)
    clock: float = field(default_factory=time.time)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def ts(self) -> str:
        """The next moment, which is a message's id."""
        self.clock = max(self.clock + 1, time.time())
        return f"{self.clock:.6f}"


LOST = "lost"
LIMITED: Answer = (429, {"Retry-After": "30"}, b"")


class SlackStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()

        class Handler(_Handler):
            pass

        Handler.state = self.state
        super().__init__(Handler, port)
        self.user(BOT_USER, "candor", email="", is_bot=True)

    def sign_in(self) -> str:
        """A bot's token as if somebody had installed the app."""
        token = f"xoxb-{secrets.token_hex(12)}"
        self.state.tokens.add(token)
        return token

    def consent(self, address: str) -> tuple[str, str]:
        """What a person does at `address`: agree. Returns state and code that the browser brings back."""
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert "chat:write" in asked["scope"].split(",")
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = asked["redirect_uri"]
        return asked["state"], code

    def user(self, key: str, name: str, *, email: str, team: str = TEAM, **more: Any) -> str:
        """Somebody; their address is confirmed unless `more` says otherwise."""
        self.state.users[key] = {
            "id": key,
            "team_id": team,
            "name": name.lower(),
            "real_name": name,
            "deleted": False,
            "is_bot": False,
            "is_email_confirmed": True,
            "profile": {"real_name": name, "display_name": name} | ({"email": email} if email else {}),
        } | more
        return key

    def channel(self, key: str, name: str, **more: Any) -> str:
        """A channel that the app is in."""
        self.state.channels[key] = {"id": key, "name": name, "is_member": True, "is_private": False} | more
        self.state.messages.setdefault(key, [])
        return key

    def says(self, channel: str, user: str, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes; returns the message."""
        with self.state.lock:
            made = {"type": "message", "user": user, "text": text, "ts": self.state.ts()} | more
            self.state.messages[channel].append(made)
        return made

    def file(self, name: str, content: bytes) -> dict[str, Any]:
        """A file in Slack, as a message names it."""
        key = f"F{len(self.state.files) + 1}"
        url = f"{self.url}/files-pri/{key}"
        self.state.files[key] = {"name": name, "content": content, "shared": None}
        return {"id": key, "name": name, "size": len(content), "url_private_download": url}

    def thread(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """What stands in a thread, its first message included."""
        return [one for one in self.state.messages[channel] if ts in (one["ts"], one.get("thread_ts"))]


class _Handler(QuietHandler):
    state: State

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path)
        method = parts.path.removeprefix("/api/")
        with self.state.lock:
            self.state.calls[method] += 1
            waiting = self.state.next.get(method) or []
            planned = waiting.pop(0) if waiting else None
            if planned is not None and planned != LOST:
                assert not isinstance(planned, str)
                self._send(*planned)
                return
            answer = self._own(method, parts.query)
        if planned == LOST:
            # It has done it, and hangs up without a word.
            self.close_connection = True
            return
        self._send(*answer)

    def _own(self, method: str, query: str) -> Answer:
        if method == "/oauth/v2/authorize":
            return self._agreed(query)
        if method == "oauth.v2.access":
            return self._token()
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "apps.connections.open":
            return self._socket(token)
        if method.startswith("/files-pri/"):
            return self._download(method.rpartition("/")[2], token)
        if method.startswith("/upload/"):
            self.state.files[method.rpartition("/")[2]]["content"] = self.body
            return 200, {"Content-Type": "text/plain"}, b"OK"
        if token not in self.state.tokens:
            return _no("invalid_auth")
        is_json = bool(self.body)
        given = (
            json.loads(self.body)
            if is_json
            else {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
        )
        if fault := contract.problem(method, self.command, given, is_json=is_json):
            self.state.refused.append(f"{method}: {fault}")
            return _no("invalid_arguments")
        act: Callable[[dict[str, Any]], Answer] | None = getattr(self, f"_{method.replace('.', '_')}", None)
        return _no("unknown_method") if act is None else act(given)

    def _socket(self, token: str) -> Answer:
        if self.command != "POST" or self.body:
            self.state.refused.append("apps.connections.open: it is an empty POST")
            return _no("invalid_arguments")
        if token in self.state.tokens:
            return _no("not_allowed_token_type")
        if token not in self.state.app_tokens:
            return _no("invalid_auth")
        told = {"ok": True, "url": f"{self.state.socket_url}/link/?ticket={secrets.token_hex(8)}&app_id=1"}
        return 200, {}, json.dumps(told).encode()

    def _agreed(self, query: str) -> Answer:
        """What its page asks is agreed to at once, and the browser goes back."""
        asked = {name: values[-1] for name, values in parse_qs(query).items()}
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = asked["redirect_uri"]
        back = urlencode({"code": code, "state": asked["state"]})
        return 302, {"Location": f"{asked['redirect_uri']}?{back}"}, b""

    def _token(self) -> Answer:
        asked = {name: values[-1] for name, values in parse_qs(self.body.decode()).items()}
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _no("bad_client_secret")
        if self.state.codes.pop(asked.get("code", ""), None) != asked.get("redirect_uri"):
            return _no("invalid_code")
        token = f"xoxb-{secrets.token_hex(12)}"
        self.state.tokens.add(token)
        return _yes(
            access_token=token,
            token_type="bot",
            scope="chat:write,users:read",
            bot_user_id=BOT_USER,
            team={"id": self.state.team[0], "name": self.state.team[1]},
        )

    def _download(self, key: str, token: str) -> Answer:
        found = self.state.files.get(key)
        if token not in self.state.tokens or found is None:
            return 404, {"Content-Type": "text/plain"}, b"no"
        return 200, {"Content-Type": "application/octet-stream"}, found["content"]

    def _auth_test(self, given: dict[str, Any]) -> Answer:
        return _yes(team_id=self.state.team[0], team=self.state.team[1], user_id=BOT_USER, bot_id=BOT)

    def _users_info(self, given: dict[str, Any]) -> Answer:
        found = self.state.users.get(given.get("user", ""))
        return _no("user_not_found") if found is None else _yes(user=found)

    def _users_lookupByEmail(self, given: dict[str, Any]) -> Answer:
        for one in self.state.users.values():
            if one["profile"].get("email") == given["email"]:
                return _yes(user=one)
        return _no("users_not_found")

    def _conversations_list(self, given: dict[str, Any]) -> Answer:
        rows = list(self.state.channels.values())
        begins = int(given.get("cursor") or 0)
        more = str(begins + 2) if begins + 2 < len(rows) else ""
        return _yes(channels=rows[begins : begins + 2], response_metadata={"next_cursor": more})

    def _conversations_replies(self, given: dict[str, Any]) -> Answer:
        if given["channel"] not in self.state.channels:
            return _no("channel_not_found")
        low, high = float(given.get("oldest") or 0), float(given.get("latest") or 9e12)
        found = [
            one
            for one in self.state.messages[given["channel"]]
            if given["ts"] in (one["ts"], one.get("thread_ts")) and low <= float(one["ts"]) <= high
        ]
        return _yes(messages=found, has_more=False)

    def _chat_postMessage(self, given: dict[str, Any]) -> Answer:
        place = given["channel"]
        if place not in self.state.channels and place not in self.state.users:
            return _no("channel_not_found")
        made = {"type": "message", "bot_id": BOT, "text": given["text"], "ts": self.state.ts()}
        made |= {name: given[name] for name in ("thread_ts", "username", "blocks") if name in given}
        self.state.messages.setdefault(place, []).append(made)
        return _yes(channel=place, ts=made["ts"], message=made)

    def _chat_postEphemeral(self, given: dict[str, Any]) -> Answer:
        if given["channel"] not in self.state.channels:
            return _no("channel_not_found")
        if given["user"] not in self.state.users:
            return _no("user_not_in_channel")
        self.state.whispers.append(dict(given))
        return _yes(message_ts=self.state.ts())

    def _reactions_add(self, given: dict[str, Any]) -> Answer:
        for one in self.state.messages.get(given["channel"], []):
            if one["ts"] == given["timestamp"]:
                known = one.setdefault("reactions", [])
                if given["name"] in known:
                    return _no("already_reacted")
                known.append(given["name"])
                return _yes()
        return _no("message_not_found")

    def _files_getUploadURLExternal(self, given: dict[str, Any]) -> Answer:
        key = f"F{len(self.state.files) + 1}"
        self.state.files[key] = {"name": given["filename"], "content": b"", "shared": None}
        return _yes(upload_url=f"http://{self.headers['Host']}/upload/{key}", file_id=key)

    def _files_completeUploadExternal(self, given: dict[str, Any]) -> Answer:
        for one in given["files"]:
            self.state.files[one["id"]]["shared"] = (given.get("channel_id"), given.get("thread_ts"))
        return _yes(files=[{"id": one["id"]} for one in given["files"]])

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_body(status, body, headers)


def _yes(**more: Any) -> Answer:
    return 200, {}, json.dumps({"ok": True} | more).encode()


def _no(word: str) -> Answer:
    return 200, {}, json.dumps({"ok": False, "error": word}).encode()
