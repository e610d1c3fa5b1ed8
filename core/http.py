"""
Requests to addresses that somebody else chose: crawler, webhooks, images, OIDC.

Every hop is resolved, checked and pinned, so that neither a redirect nor a second DNS answer leads to an
internal address.
"""

import ipaddress
import socket
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

from core.addresses import NotAnAddress, ascii_domain
from core.errors import UpstreamFailed

MAX_REDIRECTS = 5
MAX_BYTES = 10 * 1024 * 1024
TIMEOUT = httpx.Timeout(10.0, connect=5.0)


class UnsafeAddress(UpstreamFailed):
    """The address is not a public web address."""

    code = "unsafe_address"


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        mapped = ip.ipv4_mapped or ip.sixtofour
        if mapped is not None:
            ip = mapped
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host: str, port: int) -> str:
    """
    One address of `host` to connect to.

    Raises UnsafeAddress when any of its addresses is not public, unless OUTBOUND_ALLOWED_HOSTS has it.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UpstreamFailed(f"{host} has no address. Check the name.", code="unresolvable") from error
    addresses = [str(entry[4][0]) for entry in found]
    if host in settings.OUTBOUND_ALLOWED_HOSTS or f"{host}:{port}" in settings.OUTBOUND_ALLOWED_HOSTS:
        return addresses[0]
    if not all(_is_public(address) for address in addresses):
        raise UnsafeAddress(
            f"{host} leads to an internal address, which requests of this kind may not reach."
        )
    return addresses[0]


def _pinned(url: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise UnsafeAddress("Only http and https addresses without credentials can be fetched.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    name = _ascii_host(parts.hostname)
    address = resolve(name, port)
    host = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{host}:{port}").geturl()
    default = parts.port is None
    headers = {"Host": name if default else f"{name}:{port}"}
    return target, headers, {"sni_hostname": name}


def _ascii_host(host: str) -> str:
    """The host as servers have it: the standard library would make another name of ß and other letters."""
    if host.isascii():
        return host
    try:
        return ascii_domain(host)
    except NotAnAddress as error:
        raise UnsafeAddress(f"{host} is not a host name.") from error


def fetch(
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
    max_bytes: int = MAX_BYTES,
    follow_redirects: bool = True,
) -> httpx.Response:
    """
    Send one request and read at most `max_bytes` of the answer.

    Raises UnsafeAddress for internal addresses on any hop, UpstreamFailed when the server cannot be
    reached, answers too much or redirects more than five times.
    """
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            target, host_header, extensions = _pinned(url)
            request = client.build_request(
                method, target, headers=(headers or {}) | host_header, content=content, extensions=extensions
            )
            try:
                response = client.send(request, stream=True)
                body = b""
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > max_bytes:
                        raise UpstreamFailed(
                            f"{urlsplit(url).hostname} answered more than {max_bytes} bytes."
                        )
                response.close()
            except httpx.HTTPError as error:
                raise UpstreamFailed(f"{urlsplit(url).hostname} could not be reached: {error}.") from error
            location = response.headers.get("Location")
            if not (follow_redirects and response.is_redirect and location):
                return httpx.Response(
                    response.status_code, headers=response.headers, content=body, request=request
                )
            old_host = urlsplit(url).hostname
            url = urljoin(url, location)
            if urlsplit(url).hostname != old_host:
                # Credentials are for the host that they were given for.
                headers = {k: v for k, v in (headers or {}).items() if k.lower() not in _CREDENTIALS}
            if response.status_code == httpx.codes.SEE_OTHER:
                method, content = "GET", None
    raise UpstreamFailed(f"{urlsplit(url).hostname} redirects too often.")


_CREDENTIALS = {"authorization", "cookie", "proxy-authorization"}
