"""The widget's scripts: small, cacheable, and loadable from any page."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import clock
from widget.origins import origin_of
from widget.selectors.allowing import brands_allowing
from widget.services import Sign, sign_seen

NAMES = ("widget.js", "widget-app.js", "widget-recorder.js")
# Host pages do not name a version in their script tag: a new release must reach them within minutes.
FRESH_SECONDS = 300


class Script(NamedTuple):
    """A built script, plain and compressed."""

    body: bytes
    packed: bytes
    etag: str


@lru_cache(maxsize=8)
def _read(path: Path, modified_ns: int, size: int) -> Script:
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:20]
    return Script(body, gzip.compress(body, compresslevel=9, mtime=0), digest)


def _note_page(request: HttpRequest) -> None:
    """Remember that a page has loaded the loader: if it never asks further, its policy stops it."""
    origin = origin_of(request.headers.get("Referer", ""))
    for brand_id in brands_allowing(origin) if origin else ():
        sign_seen(brand_id=brand_id, sign=Sign.SCRIPT, origin=origin, now=clock.now())


@require_safe
def script(request: HttpRequest, name: str) -> HttpResponse:
    """A script of the built frontend; 503 if it has not been built."""
    if name == NAMES[0]:
        _note_page(request)
    path = settings.FRONTEND_DIST / "widget" / name
    if name not in NAMES or not path.is_file():
        return HttpResponse(
            "/* The widget is not built: run `make build`. */", status=503, content_type="text/javascript"
        )
    stat = path.stat()
    found = _read(path, stat.st_mtime_ns, stat.st_size)
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    # Each encoding is a separate representation and has its own tag.
    etag = f'"{found.etag}-gz"' if is_packed else f'"{found.etag}"'
    seen = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    response = (
        HttpResponse(status=304) if etag in seen else HttpResponse(found.packed if is_packed else found.body)
    )
    response["Content-Type"] = "text/javascript; charset=utf-8"
    if is_packed and response.status_code == 200:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}, stale-while-revalidate=86400"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
