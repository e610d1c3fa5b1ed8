"""
Socket Mode: for an installation that Slack cannot reach, a connection that we open brings what it would post.

One process at a time holds it. What comes is stored as a webhook is, known by the same id, and answered only
then; whatever is not answered Slack sends again. While it is closed Slack keeps trying for some minutes.
"""

import logging
import secrets
import socket as sockets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from core import clock, http
from core.errors import DomainError, UpstreamFailed
from integrations.connections import systems
from integrations.connections.selectors import internal as accounts
from integrations.connections.services import NotAnEvent, hook_take
from integrations.slack import protocol

logger = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
WAIT_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
STEADY_SECONDS = 60.0
"""What lasted longer, more than opening may take, was a good connection: the next is opened at once."""
STOP_SECONDS = 1.5
OPEN_SECONDS = 15.0
MAX_BYTES = 2 * 1024 * 1024
LEASE_KEY, STATE_KEY = "slack:socket", "slack:socket:state"
LEASE_SECONDS = 60
OPEN, CLOSED = "open", "closed"
_STORED = ("events_api", "interactive")


class NoSocket(UpstreamFailed):
    """Slack opens no socket: the token is wrong, or Socket Mode is off there."""

    code = "slack.no_socket"


@dataclass(frozen=True)
class SocketState:
    """How the connection stands, for a person; `why` says what was wrong last, empty for nothing."""

    state: str
    why: str
    at: str


def socket_state() -> SocketState | None:
    """How it stands; None where this installation does not use it."""
    if not settings.SLACK_APP_TOKEN:
        return None
    told = SocketState(*(cache.get(STATE_KEY) or (CLOSED, "", "")))
    if told.state == OPEN and cache.get(LEASE_KEY) is None:
        # Who held it has died without a word.
        return SocketState(CLOSED, "No worker holds it.", told.at)
    return told


def _note(state: str, why: str = "") -> None:
    cache.set(STATE_KEY, (state, why[:300], clock.now().isoformat()), None)


def address_open() -> str:
    """A fresh address for one connection, which is good for a moment. Raises NoSocket, UpstreamFailed."""
    answer = http.fetch(
        "POST",
        f"{settings.SLACK_URL}/api/apps.connections.open",
        headers={
            "Authorization": f"Bearer {settings.SLACK_APP_TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
        content=b"",
        max_bytes=64 * 1024,
        max_seconds=OPEN_SECONDS,
        follow_redirects=False,
    )
    try:
        data = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        data = None
    refusal = protocol.refusal(answer.status_code, data)
    if refusal is not None:
        raise NoSocket(refusal.text)
    url = data.get("url") if protocol.is_good(answer.status_code, data) else None
    if not isinstance(url, str):
        raise UpstreamFailed(f"Slack answered {answer.status_code} when a socket was asked for.")
    return url


def dial(url: str) -> ClientConnection:
    """Connect to such an address, unless it is an internal one. Raises UpstreamFailed."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    is_ours = bool({host, f"{host}:{port}"} & set(settings.OUTBOUND_ALLOWED_HOSTS))
    if parts.scheme != "wss" and not (parts.scheme == "ws" and is_ours):
        raise UpstreamFailed("Slack named an address that is no secure socket.")
    try:
        plain = sockets.create_connection((http.resolve(host, port), port), timeout=OPEN_SECONDS)
        return connect(
            url, sock=plain, proxy=None, open_timeout=OPEN_SECONDS, max_size=MAX_BYTES, compression=None
        )
    except (OSError, WebSocketException, TimeoutError) as error:
        raise UpstreamFailed(f"Slack's socket does not open: {type(error).__name__}.") from error


@dataclass(frozen=True)
class Told:
    """What one message of the socket wants: an answer, or that another is opened."""

    answer: str = ""
    is_over: bool = False


def envelope_take(text: str | bytes) -> Told:
    """
    Store what one message brings, for the same handlers as a webhook; what came before changes nothing.

    Raises what storing raises: then it must not be answered, and Slack sends it again.
    """
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Told()
    if not isinstance(data, dict):
        return Told()
    if data.get("type") == "disconnect":
        if data.get("reason") == "link_disabled":
            raise NoSocket("Socket Mode is off in the settings of the app at Slack.")
        return Told(is_over=True)
    envelope, payload = data.get("envelope_id"), data.get("payload")
    if not isinstance(envelope, str):
        return Told()
    if data.get("type") in _STORED and isinstance(payload, dict):
        _store(payload)
    return Told(orjson.dumps({"envelope_id": envelope}).decode())


def _store(payload: dict[str, Any]) -> None:
    row = accounts.connection_of_account(protocol.KEY, protocol.team_of(payload))
    row = row or next(iter(accounts.connections_of(protocol.KEY)), None)
    hooks = systems.get(protocol.KEY).hooks
    if row is None or hooks is None:
        # Nobody here has connected a workspace yet.
        return
    try:
        hook_take(connection=row, hooks=hooks, body=orjson.dumps(payload), now=clock.now())
    except NotAnEvent:
        logger.warning("A socket brought no event of its system", extra={"connection_id": row.pk})


def socket_hold(is_wanted: Callable[[], bool], *, rest: Callable[[], None]) -> None:
    """
    One connection, until Slack ends it or it is not wanted any more; `rest` is called while nothing comes.

    Raises NoSocket, UpstreamFailed, and what storing raises.
    """
    with dial(address_open()) as line:
        _note(OPEN)
        while is_wanted():
            try:
                told = envelope_take(line.recv(timeout=WAIT_SECONDS))
                if told.answer:
                    line.send(told.answer)
            except TimeoutError:
                rest()
                continue
            except WebSocketException as error:
                raise UpstreamFailed("Slack's socket broke. It is opened again.") from error
            if told.is_over:
                return


def _longer(pause: float, began: float) -> float:
    if time.monotonic() - began >= STEADY_SECONDS:
        return FIRST_PAUSE
    return min(pause * 2, LONGEST_PAUSE)


class SocketHolder:
    """The connection of this process, in a thread; only one process at a time has one."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._own_name = secrets.token_hex(8)
        self._thread = threading.Thread(target=self._run, name="slack-socket", daemon=True)

    def start(self) -> None:
        """Start holding it, where the installation has a token for it."""
        if settings.SLACK_APP_TOKEN:
            self._thread.start()

    def stop(self) -> None:
        """Close it; what is not answered yet comes again elsewhere."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=STOP_SECONDS)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                pause = self._turn()
            except DomainError as error:
                pause = _longer(pause, began)
                logger.warning("Slack's socket is closed", extra={"why": error.message})
            except Exception:
                pause = _longer(pause, began)
                # The database or Redis may be down for a while; Slack tries again.
                logger.warning("Slack's socket cannot be held just now", exc_info=True)
            finally:
                connections.close_all()
            self._stop.wait(pause)
        if cache.get(LEASE_KEY) == self._own_name:
            cache.delete(LEASE_KEY)

    def _turn(self) -> float:
        """Hold it as long as it lasts, if it is our turn; returns how long to wait after that."""
        if not self._is_our_turn():
            return LOOK_SECONDS
        try:
            # A waiting thread must not occupy a database connection.
            socket_hold(self._is_wanted, rest=connections.close_all)
        except DomainError as error:
            _note(CLOSED, error.message)
            raise
        return FIRST_PAUSE

    def _is_wanted(self) -> bool:
        return not self._stop.is_set() and self._is_our_turn()

    def _is_our_turn(self) -> bool:
        if cache.add(LEASE_KEY, self._own_name, LEASE_SECONDS):
            return True
        if cache.get(LEASE_KEY) != self._own_name:
            return False
        cache.touch(LEASE_KEY, LEASE_SECONDS)
        return True
