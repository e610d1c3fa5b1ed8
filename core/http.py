"""
Requests to addresses chosen by somebody else: crawler, webhooks, images, OIDC.

Every hop is resolved, checked and pinned, so that neither a redirect nor a second DNS answer leads to an
internal address. One time limit covers the whole request, whatever the server does.
"""

import socket
import ssl
import time
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from django.conf import settings

from core.errors import UpstreamFailed
from core.hosts import ascii_name, is_public

MAX_REDIRECTS = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_SECONDS = 20.0
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_CREDENTIALS = {"authorization", "cookie", "proxy-authorization"}


class UnsafeAddress(UpstreamFailed):
    """The address is not a public web address."""

    code = "unsafe_address"


def ascii_host(host: str) -> str:
    """A host name as DNS writes it (IDNA 2008). Raises UnsafeAddress for anything that cannot be a name."""
    try:
        return ascii_name(host)
    except ValueError as error:
        raise UnsafeAddress(f"{host} is not a host name. Check its spelling.") from error


def resolve(host: str, port: int) -> str:
    """
    One address of `host` to connect to.

    Raises UnsafeAddress when any of its addresses is not public, unless OUTBOUND_ALLOWED_HOSTS lists the
    host.
    """
    name = ascii_host(host)
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise UpstreamFailed(f"{host} has no address. Check the name.", code="unresolvable") from error
    addresses = [str(entry[4][0]) for entry in found]
    if {host, name, f"{host}:{port}", f"{name}:{port}"} & set(settings.OUTBOUND_ALLOWED_HOSTS):
        return addresses[0]
    if not all(is_public(address) for address in addresses):
        raise UnsafeAddress(
            f"{host} leads to an internal address, which requests of this kind may not reach."
            " An address of your own network has to be listed in OUTBOUND_ALLOWED_HOSTS."
        )
    return addresses[0]


def _pinned(url: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    try:
        parts = urlsplit(url)
        host, given = parts.hostname, parts.port
    except ValueError as error:
        raise UnsafeAddress("This is not an address that can be fetched.") from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise UnsafeAddress("Only http and https addresses without credentials can be fetched.")
    name = ascii_host(host)
    port = given or (443 if parts.scheme == "https" else 80)
    address = resolve(host, port)
    target = parts._replace(netloc=f"{_bracketed(address)}:{port}").geturl()
    shown = _bracketed(name) if given is None else f"{_bracketed(name)}:{port}"
    return target, {"Host": shown}, {"sni_hostname": name}


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Clock:
    """The time that a request has left."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.ends_at = time.monotonic() + seconds

    def within(self, limit: float | None) -> float:
        """The time limit for the next step. Raises ReadTimeout when no time is left."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"no whole answer within {self.seconds:g} seconds")
        return left if limit is None else min(limit, left)


class _TimedStream(httpcore.NetworkStream):
    """
    A connection whose every step is bounded by the request's time limit, even if the server sends a byte now
    and then.
    """

    def __init__(self, inner: httpcore.NetworkStream, clock: _Clock) -> None:
        self._inner, self._clock = inner, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._clock.within(timeout))
        return _TimedStream(inner, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _TimedBackend(httpcore.SyncBackend):
    def __init__(self, clock: _Clock) -> None:
        super().__init__()
        self._clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        limit = self._clock.within(timeout)
        stream = super().connect_tcp(host, port, limit, local_address, socket_options)
        return _TimedStream(stream, self._clock)


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates of all authorities costs more than a request; connections share them."""
    return httpx.create_ssl_context(trust_env=False)


def _client(clock: _Clock) -> httpx.Client:
    context = _tls()
    transport = httpx.HTTPTransport(verify=context, trust_env=False)
    # httpx limits only single steps, but the pool below it accepts another network backend.
    transport._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_TimedBackend(clock))
    return httpx.Client(transport=transport, timeout=TIMEOUT, follow_redirects=False, trust_env=False)


def fetch(
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
    max_bytes: int = MAX_BYTES,
    max_seconds: float = MAX_SECONDS,
    follow_redirects: bool = True,
) -> httpx.Response:
    """
    Send one request and read at most `max_bytes` of the answer, all hops within `max_seconds`.

    Raises UnsafeAddress for internal or malformed addresses on any hop, and UpstreamFailed when the server
    cannot be reached, sends too much or too slowly, or redirects more than five times.
    """
    with _client(_Clock(max_seconds)) as client:
        for _ in range(MAX_REDIRECTS + 1):
            target, host_header, extensions = _pinned(url)
            host = urlsplit(url).hostname or ""
            try:
                request = client.build_request(
                    method,
                    target,
                    headers=(headers or {}) | host_header,
                    content=content,
                    extensions=extensions,
                )
                response = client.send(request, stream=True)
                body = _read(response, host, max_bytes)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise UpstreamFailed(f"{host} could not be reached: {error}.") from error
            location = response.headers.get("Location")
            if not (follow_redirects and response.is_redirect and location):
                return httpx.Response(
                    response.status_code, headers=response.headers, content=body, request=request
                )
            url = _joined(url, location)
            if urlsplit(url).hostname != host:
                # Credentials go only to the host they were given for.
                headers = {k: v for k, v in (headers or {}).items() if k.lower() not in _CREDENTIALS}
            if response.status_code == httpx.codes.SEE_OTHER:
                method, content = "GET", None
    raise UpstreamFailed(f"{urlsplit(url).hostname} redirects too often.")


def never_left(error: UpstreamFailed) -> bool:
    """Whether a failure of `fetch` came before anything was sent, so that nothing can have been done."""
    if isinstance(error, UnsafeAddress) or error.code == "unresolvable":
        return True
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.InvalidURL)


def _joined(url: str, location: str) -> str:
    try:
        joined = urljoin(url, location)
        urlsplit(joined)
    except ValueError as error:
        raise UnsafeAddress("It redirects to what is not an address.") from error
    return joined


def _read(response: httpx.Response, host: str, max_bytes: int) -> bytes:
    body = bytearray()
    try:
        for piece in response.iter_bytes():
            body += piece
            if len(body) > max_bytes:
                raise UpstreamFailed(f"{host} answered more than {max_bytes} bytes.")
    finally:
        response.close()
    return bytes(body)
