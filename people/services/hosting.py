"""Whether a brand's host name leads here."""

import socket
from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor
from core.errors import DomainError, Invalid
from core.http import fetch
from people.hosts import SIGN_PATH, sign_of, workspace_host
from people.models import Brand
from people.policy import require
from people.selectors import forget_brands
from people.selectors.branding import brand_in_full

SECONDS = 8.0
STATES = ("works", "no_address", "elsewhere", "no_answer")


@dataclass(frozen=True)
class HostCheck:
    """
    What a look at a host found: `state` is one of STATES; `addresses` are those of the host.

    `no_answer`: it leads to the workspace's server, which does not answer for this name over HTTPS.
    """

    host: str
    state: str
    addresses: list[str]


def brand_host_check(*, actor: Actor, brand_id: int, now: datetime) -> HostCheck:
    """
    Look from here whether a brand's host leads to this installation, over HTTPS; keeps what it found.

    Asks DNS and the host, so call it outside of a transaction. Raises Forbidden, NotFound, Invalid without a
    host.
    """
    require(actor, "brand.write")
    brand = brand_in_full(actor=actor, brand_id=brand_id).brand
    if not brand.host:
        raise Invalid("This brand has no domain yet. Save one first.", errors={"host": ["Required."]})
    found = look(brand.host)
    seen_at = now if found.state == "works" else None
    # Only for the host that was looked at: it may have been changed meanwhile.
    Brand.objects.filter(pk=brand.pk, host=brand.host).update(
        host_seen_at=seen_at, host_looked_at=now, host_state=found.state
    )
    forget_brands()
    return found


def look(host: str) -> HostCheck:
    """Where a host leads, asked from here."""
    addresses = addresses_of(host)
    if not addresses:
        return HostCheck(host, "no_address", [])
    if _answers(host):
        return HostCheck(host, "works", addresses)
    is_ours = bool(set(addresses) & set(addresses_of(workspace_host())))
    return HostCheck(host, "no_answer" if is_ours else "elsewhere", addresses)


def addresses_of(host: str) -> list[str]:
    """The addresses that DNS has for a host, sorted."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return []
    return sorted({str(entry[4][0]) for entry in found})


def _answers(host: str) -> bool:
    """Whether the host shows our sign; another installation cannot, since the key is in it."""
    try:
        answer = fetch(
            "GET", f"https://{host}{SIGN_PATH}", max_bytes=1000, max_seconds=SECONDS, follow_redirects=False
        )
    except DomainError:
        return False
    return answer.text.strip() == sign_of(host)
