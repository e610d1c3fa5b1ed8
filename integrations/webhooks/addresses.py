"""Where a webhook may lead."""

from urllib.parse import urlsplit

from django.conf import settings

from core import http
from core.errors import Invalid, UpstreamFailed


def checked_url(url: str) -> str:
    """
    An address that webhooks may be sent to, asked of DNS now; every try asks again when it dials.

    Raises Invalid for an address without TLS (but for hosts of OUTBOUND_ALLOWED_HOSTS), with a sign-in in it,
    or one that leads inside.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _wrong("This is not an address.") from error
    is_ours = bool({host, f"{host}:{port}"} & set(settings.OUTBOUND_ALLOWED_HOSTS))
    if not host or parts.scheme not in ("https", "http"):
        raise _wrong("A webhook's address begins with https://.")
    if parts.scheme == "http" and not is_ours:
        raise _wrong("A webhook's address begins with https://: what is sent must not be read on the way.")
    if parts.username or parts.password or parts.fragment:
        raise _wrong("A webhook's address has no sign-in in it. Prove who sends by the signature.")
    if not text.isprintable() or " " in text:
        raise _wrong("This is not an address: it has spaces or signs that none can have.")
    try:
        http.resolve(host, port or (443 if parts.scheme == "https" else 80))
    except UpstreamFailed as error:
        raise _wrong(error.message) from error
    return text


def _wrong(why: str) -> Invalid:
    return Invalid(why, errors={"url": [why]})
