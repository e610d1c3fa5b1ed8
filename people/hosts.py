"""Host names of brands: what may be one, and the sign by which we recognize ourselves behind it."""

import hashlib
import hmac
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from core.addresses import NotAnAddress, ascii_domain
from core.errors import Invalid

SIGN_PATH = "/.well-known/candor-host"
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def checked_host(text: str) -> str:
    """
    A host name as DNS writes it (IDNA 2008); empty stays empty.

    Raises Invalid for an address, a port, an IP address, a name without a dot, and for names of the workspace
    itself: whoever opened those would find a help center in its place.
    """
    given = text.strip().rstrip(".")
    if not given:
        return ""
    try:
        host = ascii_domain(given).lower()
    except (NotAnAddress, ValueError) as error:
        raise _unfit("Write the name alone, such as help.example.com, without https:// and path.") from error
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _unfit("Write the name alone, such as help.example.com, without https:// and path.")
    if labels[-1].isdigit():
        raise _unfit("An IP address has no certificate. Write a name, such as help.example.com.")
    if is_workspace_host(host):
        raise _unfit(
            "The workspace itself is reached under this name. Take another, such as help.example.com."
        )
    return host


def workspace_host() -> str:
    """The name under which the workspace is reached."""
    return (urlsplit(settings.PUBLIC_URL).hostname or "").lower()


def is_workspace_host(host: str) -> bool:
    """Whether a host name is the workspace's own, by PUBLIC_URL or ALLOWED_HOSTS."""
    named = [name.strip() for name in settings.ALLOWED_HOSTS if name.strip() not in ("", "*")]
    return host == workspace_host() or validate_host(host, named)


def sign_of(host: str) -> str:
    """What this installation, and no other, answers at SIGN_PATH of a host."""
    return hmac.new(settings.SECRET_KEY.encode(), f"brand-host:{host}".encode(), hashlib.sha256).hexdigest()


def _unfit(message: str) -> Invalid:
    return Invalid(message, code="people.host_unfit", errors={"host": [message]})
