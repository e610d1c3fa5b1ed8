"""
A system called Ferry, over real HTTP, that keeps what it is told.

Its refresh tokens are good once (RFC 9700, section 2.2.2): one that comes again ends the whole sign-in. It
does a change once for each `Idempotency-Key`, counts calls, and can be told to be slow, broken or strict.
"""

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.standins.serving import QuietHandler, StandIn, challenge_of

CLIENT_ID, CLIENT_SECRET = "ferry-client", "ferry-secret"
API_KEY = "fk_live_4242424242424242"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class State:
    """What was given out and done, and how the server behaves."""

    account: tuple[str, str] = ("acc-1", "Halyard at Ferry")
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    refresh_token: str = ""
    spent: set[str] = field(default_factory=set)
    access_tokens: set[str] = field(default_factory=set)
    refreshes: int = 0
    refresh_seconds: float = 0.0
    items: list[dict[str, Any]] = field(default_factory=list)
    done: dict[str, Answer] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    headers: list[dict[str, str]] = field(default_factory=list)
    # The next answers, instead of its own; a callable gets the handler.
    next: list[Answer | Callable[[Any], Answer | None]] = field(default_factory=list)
    # What is answered beside the body of everything.
    more: dict[str, str] = field(default_factory=dict)
    # What a sign-in answers besides its tokens, or in their place.
    token_more: dict[str, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class SystemStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self) -> None:
        self.state = State()

        class Handler(_Handler):
            pass

        Handler.state = self.state
        super().__init__(Handler)

    def consent(self, address: str) -> tuple[str, str]:
        """What a person does at `address`: agree. Returns state and code that the browser brings back."""
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = (asked["redirect_uri"], asked["code_challenge"])
        return asked["state"], code

    def sign_in(self) -> tuple[str, str]:
        """Tokens as if somebody had signed in: access and refresh."""
        with self.state.lock:
            return _give(self.state)


def _give(state: State) -> tuple[str, str]:
    if state.refresh_token:
        state.spent.add(state.refresh_token)
    access, state.refresh_token = f"at-{secrets.token_hex(12)}", f"rt-{secrets.token_hex(12)}"
    state.access_tokens.add(access)
    return access, state.refresh_token


class _Handler(QuietHandler):
    state: State

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = urlsplit(self.path).path
        with self.state.lock:
            self.state.calls[f"{self.command} {path}"] += 1
            self.state.headers.append({name.lower(): value for name, value in self.headers.items()})
            planned = self.state.next.pop(0) if self.state.next and path != "/token" else None
        if callable(planned):
            planned = planned(self)
            if planned is None:
                # It hangs up without a word.
                self.close_connection = True
                return
        self._send(*(planned or self._own(path)))

    def _own(self, path: str) -> Answer:
        if path == "/token":
            return self._token()
        if not self._is_signed_in():
            return _json(401, {"error": "invalid_token"})
        if path == "/me":
            account_id, name = self.state.account
            return _json(200, {"id": account_id, "name": name})
        if path == "/items" and self.command == "GET":
            return self._page()
        if path == "/items":
            return self._make()
        return _json(404, {"message": f"There is no {path}"})

    def _is_signed_in(self) -> bool:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return given == API_KEY or given in self.state.access_tokens

    def _page(self) -> Answer:
        after = int(parse_qs(urlsplit(self.path).query).get("after", ["0"])[-1])
        rows = self.state.items[after : after + 2]
        more = after + 2 < len(self.state.items)
        return _json(200, {"items": rows, "next": str(after + 2) if more else ""})

    def _make(self) -> Answer:
        key = self.headers.get("Idempotency-Key", "")
        with self.state.lock:
            if key and key in self.state.done:
                return self.state.done[key]
            item = json.loads(self.body) | {"id": f"item-{len(self.state.items) + 1}"}
            self.state.items.append(item)
            answer = _json(201, item)
            if key:
                self.state.done[key] = answer
        return answer

    def _token(self) -> Answer:
        asked = {name: values[-1] for name, values in parse_qs(self.body.decode()).items()}
        state = self.state
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _json(401, {"error": "invalid_client"})
        if state.refresh_seconds:
            time.sleep(state.refresh_seconds)
        with state.lock:
            if asked.get("grant_type") == "authorization_code":
                challenge = challenge_of(asked.get("code_verifier", ""))
                kept = state.codes.pop(asked.get("code", ""), None)
                if kept != (asked.get("redirect_uri"), challenge):
                    return _json(400, {"error": "invalid_grant", "error_description": "Bad code."})
            else:
                state.refreshes += 1
                if asked.get("refresh_token") in state.spent:
                    # A token that was spent before: somebody has stolen it.
                    state.refresh_token = ""
                    state.access_tokens.clear()
                if not state.refresh_token or asked.get("refresh_token") != state.refresh_token:
                    return _json(400, {"error": "invalid_grant", "error_description": "Token was used."})
            access, refresh = _give(state)
        return _json(
            200,
            {
                "access_token": access,
                "refresh_token": refresh,
                "expires_in": 3600,
                "token_type": "Bearer",
                "scope": "items:read items:write",
            }
            | state.token_more,
        )

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_body(status, body, self.state.more | headers)


def _json(status: int, data: Any) -> Answer:
    return status, {}, json.dumps(data).encode()
