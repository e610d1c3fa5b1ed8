"""
What a system tells about itself, so that everything here works for it.

Each system adds its `SystemSpec` in `ready()`; nothing in this package knows one by name.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from core.errors import NotFound
from integrations.connections.oauth import Provider
from integrations.connections.signatures import Post, Scheme
from integrations.connections.transport import Call


@dataclass(frozen=True)
class Hook:
    """One verified webhook, for the system's own handler."""

    connection_id: int
    event: str
    delivery_id: str
    body: bytes
    received_at: datetime

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty for anything else."""
        try:
            data = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}
        return data if isinstance(data, dict) else {}


def _no_event(post: Post) -> str:
    return ""


def _digest(post: Post) -> str:
    return hashlib.sha256(post.body).hexdigest()


def _no_answer(post: Post) -> str | None:
    return None


def _no_secrets() -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Hooks:
    """
    How a system's webhooks are verified and told apart.

    `handle` runs in a transaction of its own, may run twice, and must not mind. `answer` gives what a
    handshake wants to hear, which is not stored. `shared_secrets` are those of the whole installation.
    """

    scheme: Scheme
    handle: Callable[[Hook], None]
    event_of: Callable[[Post], str] = _no_event
    delivery_id_of: Callable[[Post], str] = _digest
    answer: Callable[[Post], str | None] = _no_answer
    shared_secrets: Callable[[], Sequence[str]] = _no_secrets
    max_bytes: int = 1024 * 1024


SETTINGS_PATH = "/app/settings"
"""Where the settings begin, for what belongs to no screen of its own."""


def bearer(credential: str) -> Mapping[str, str]:
    """The header of most systems."""
    return {"Authorization": f"Bearer {credential}"}


def _no_account(data: Any) -> tuple[str, str]:
    return "", ""


def _no_base(answer: Mapping[str, Any]) -> str:
    return ""


def _no_headers() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Refusal:
    """
    A refusal that an answer with a good status holds: too many calls, a sign-in that is dead, or else.

    `wait` is how long a limit lasts whose answer does not say it.
    """

    text: str
    is_limit: bool = False
    is_sign_in: bool = False
    wait: timedelta | None = None


def _any_key(key: str) -> str:
    return ""


def _no_refusal(status: int, data: Any) -> Refusal | None:
    return None


@dataclass(frozen=True)
class Delivered:
    """A change that the system has taken, with its whole answer."""

    connection_id: int
    delivery_id: int
    key: str
    purpose: str
    status: int
    data: Any


def _nothing(done: Delivered) -> None:
    """Nothing follows."""


@dataclass(frozen=True)
class Ended:
    """A change that is not sent again by itself: refused, in vain, or in doubt. `error` says it in words."""

    connection_id: int
    delivery_id: int
    key: str
    purpose: str
    state: str
    error: str


def _nobody(ended: Ended) -> None:
    """Nobody minds."""


@dataclass(frozen=True)
class SystemSpec:
    """
    One system.

    `base_url` is where its API is; empty where each connection has its own. `provider` gives the OAuth client
    at the moment of use, None where an admin pastes a key. `idempotency_header` is the header by which the
    system itself takes a change only once; without it a change whose answer got lost is left in doubt.
    `keeps_free` is the part of the rate limit that is left to others who use the same account. `test` is the
    path that tells whether the connection works, and `account_of` reads account id and name from its answer;
    `base_of` reads where the API of this account is from what the sign-in, or its renewal, answered.
    `key_fault` says in words why a key is none to keep, before it is tried; empty for one that may be.
    `refusal` finds what a system refuses with a good status; `delivered` runs in the transaction that records
    a change as done, `ended` in the one that records it as not done. `names_changes` says that each change
    carries an id of ours in its body, so that it is one change there however often it arrives.
    `doubts_errors` says that a change answered with an error of the system's own may have been done all the
    same. `test_body` is what is posted to `test`, where a system reads by POST only.
    `settings_path` is where its settings are in the workspace.
    """

    key: str
    label: str
    base_url: str = ""
    provider: Callable[[], Provider] | None = None
    authorize: Callable[[str], Mapping[str, str]] = bearer
    headers: Callable[[], Mapping[str, str]] = _no_headers
    idempotency_header: str = ""
    keeps_free: float = 0.0
    names_changes: bool = False
    doubts_errors: bool = False
    test: str = ""
    test_body: Any = None
    account_of: Callable[[Any], tuple[str, str]] = _no_account
    base_of: Callable[[Mapping[str, Any]], str] = _no_base
    key_fault: Callable[[str], str] = _any_key
    refusal: Callable[[int, Any], Refusal | None] = _no_refusal
    delivered: Callable[[Delivered], None] = _nothing
    ended: Callable[[Ended], None] = _nobody
    hooks: Hooks | None = None
    settings_path: str = SETTINGS_PATH

    def test_call(self, purpose: str) -> Call:
        """What tells whether a connection works."""
        method = "GET" if self.test_body is None else "POST"
        return Call(method, self.test, purpose, body=self.test_body, is_read=True)


class UnknownSystem(NotFound):
    """There is no system of this name on this installation."""

    code = "connections.unknown_system"


_systems: dict[str, SystemSpec] = {}


def add(spec: SystemSpec) -> None:
    """Make a system known; a second, different one of the same name is an error."""
    if _systems.get(spec.key, spec) is not spec:
        raise RuntimeError(f"There is a system called {spec.key} already.")
    _systems[spec.key] = spec


def remove(key: str) -> None:
    """Forget a system."""
    _systems.pop(key, None)


def find(key: str) -> SystemSpec | None:
    """A system by its name, or None."""
    return _systems.get(key)


def get(key: str) -> SystemSpec:
    """A system by its name. Raises UnknownSystem."""
    spec = _systems.get(key)
    if spec is None:
        raise UnknownSystem(f"There is no system called {key} here.")
    return spec


def systems() -> list[SystemSpec]:
    """All systems, by name."""
    return sorted(_systems.values(), key=lambda spec: spec.label)
