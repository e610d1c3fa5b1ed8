"""
Whether a webhook comes from who it says, by the scheme of each system.

Every scheme is a pure function of the post, one secret and the current time, and says nothing but whether it
fits; comparisons take the same time wherever they fail.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import unquote

import orjson

TOLERANCE = 300
"""Seconds that a signed moment may be away from ours, before or after."""
_STRIPE_PAIR = re.compile(r"(t|v1)=([0-9a-f]{1,128})")


class Untrusted(Exception):
    """The signature is missing or does not fit, or its moment is too far away; the text says which."""


@dataclass(frozen=True)
class Post:
    """What came: the address as the sender knows it, headers with names in lower case, the exact body."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"


Scheme = Callable[[Post, str, datetime], None]
"""Raises Untrusted unless the post was signed with this secret."""


def verify(post: Post, *, scheme: Scheme, secrets: Sequence[str], now: datetime) -> None:
    """
    Pass if one of the secrets has signed the post; several are good while one takes over from another.

    Raises Untrusted.
    """
    if not secrets:
        raise Untrusted("This webhook has no secret yet. Set the one that the system shows.")
    why: Untrusted | None = None
    for secret in secrets:
        try:
            scheme(post, secret, now)
        except Untrusted as error:
            why = error
        else:
            return
    raise why or Untrusted("The signature does not fit.")


def hmac_hex(header: str, *, prefix: str = "") -> Scheme:
    """HMAC-SHA256 of the body in hexadecimal, in a header of its own."""

    def scheme(post: Post, secret: str, now: datetime) -> None:
        given = _given(post, header)
        _same(given.removeprefix(prefix), _hex(secret, post.body))

    return scheme


def linear(post: Post, secret: str, now: datetime) -> None:
    """Linear: HMAC-SHA256 of the body in `Linear-Signature`, the moment within the body in milliseconds."""
    _same(_given(post, "linear-signature"), _hex(secret, post.body))
    try:
        data = orjson.loads(post.body)
    except orjson.JSONDecodeError as error:
        raise Untrusted("The body is not JSON.") from error
    told = data.get("webhookTimestamp") if isinstance(data, dict) else None
    _recent(told / 1000 if isinstance(told, int | float) else None, now, tolerance=60)


def stripe(post: Post, secret: str, now: datetime) -> None:
    """Stripe: `Stripe-Signature: t=…,v1=…`, HMAC-SHA256 of `t.body`; several v1 while secrets roll over."""
    pairs = _STRIPE_PAIR.findall(_given(post, "stripe-signature")[:4000])
    moments = [value for name, value in pairs if name == "t"]
    signatures = [value for name, value in pairs if name == "v1"][:10]
    if len(moments) != 1 or not signatures:
        raise Untrusted("The signature's header has another form.")
    expected = _hex(secret, moments[0].encode() + b"." + post.body)
    if sum(hmac.compare_digest(one, expected) for one in signatures) == 0:
        raise Untrusted("The signature does not fit.")
    _recent(_seconds(moments[0]), now)


def slack(post: Post, secret: str, now: datetime) -> None:
    """Slack: `X-Slack-Signature: v0=…`, HMAC-SHA256 of `v0:timestamp:body`."""
    moment = _given(post, "x-slack-request-timestamp")
    given = _given(post, "x-slack-signature")
    expected = "v0=" + _hex(secret, b"v0:" + moment.encode("utf-8", "replace") + b":" + post.body)
    _same(given, expected)
    _recent(_seconds(moment), now)


_HUBSPOT_DECODED = re.compile(r"%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


def hubspot(post: Post, secret: str, now: datetime) -> None:
    """HubSpot v3: base64 of the HMAC-SHA256 of method, address, body and moment (in milliseconds)."""
    moment = _given(post, "x-hubspot-request-timestamp")
    given = _given(post, "x-hubspot-signature-v3")
    url = _HUBSPOT_DECODED.sub(lambda found: unquote(found.group()), post.url)
    told = post.method.encode() + url.encode() + post.body + moment.encode("utf-8", "replace")
    try:
        signature = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Untrusted("The signature's header has another form.") from error
    if not hmac.compare_digest(signature, hmac.new(secret.encode(), told, sha256).digest()):
        raise Untrusted("The signature does not fit.")
    seconds = _seconds(moment)
    _recent(None if seconds is None else seconds / 1000, now)


def _given(post: Post, header: str) -> str:
    value = post.headers.get(header, "")
    if not value:
        raise Untrusted(f"The header {header} is missing.")
    return value


def _hex(secret: str, told: bytes) -> str:
    return hmac.new(secret.encode(), told, sha256).hexdigest()


def _same(given: str, expected: str) -> None:
    # As bytes: compare_digest refuses text beyond ASCII.
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise Untrusted("The signature does not fit.")


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None


def _recent(moment: float | None, now: datetime, *, tolerance: int = TOLERANCE) -> None:
    if moment is None:
        raise Untrusted("The signature names no moment.")
    if abs(now.timestamp() - moment) > tolerance:
        raise Untrusted(f"It was signed more than {tolerance} seconds away from now. Check the clocks.")
