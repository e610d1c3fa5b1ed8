"""Versions as ETags, and `If-Match` for updates that must not overwrite somebody else's."""

import re

from rest_framework.request import Request

from core.errors import Invalid

_ETAG = re.compile(r'(?:W/)?"v(\d{1,18})"')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"v{version}"'


def expected_version(request: Request) -> int | None:
    """The version named in `If-Match`; None without it or for `*`. Raises Invalid when malformed."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    match = _ETAG.fullmatch(header.strip())
    if match is None:
        raise Invalid("If-Match must be the ETag of an earlier answer.")
    return int(match.group(1))
