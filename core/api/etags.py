"""
Versions as ETags: `If-Match` for updates that must not overwrite somebody else's changes, `If-None-Match` for
reads.

A read's answer can change while the version stays the same, as when a note is added to a ticket's timeline,
so the ETag of a read also identifies its content. `If-Match` looks at the version alone.
"""

import hashlib
import re

from django.http import HttpResponse
from rest_framework.request import Request

from core.errors import Invalid

_ETAG = re.compile(r'(?:W/)?"v(\d{1,18})(?:-[0-9a-f]{16})?"')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"v{version}"'


def answer_conditionally(request: Request, rendered: HttpResponse) -> None:
    """
    Identify the content in a read's ETag, and send a bare 304 to callers that already have it (RFC 9110,
    13.1.2).
    """
    digest = hashlib.sha256(rendered.content).hexdigest()[:16]
    tag = f'{rendered["ETag"].rstrip(chr(34))}-{digest}"'
    rendered["ETag"] = tag
    wanted = request.headers.get("If-None-Match", "")
    known = {one.strip().removeprefix("W/") for one in wanted[:2000].split(",")}
    if tag in known or "*" in known:
        rendered.status_code = 304
        rendered.content = b""
        del rendered["Content-Type"]


def expected_version(request: Request) -> int | None:
    """The version named in `If-Match`; None without it or for `*`. Raises Invalid when malformed."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    match = _ETAG.fullmatch(header.strip())
    if match is None:
        raise Invalid("If-Match must be the ETag of an earlier answer.")
    return int(match.group(1))
