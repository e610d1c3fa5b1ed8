"""A picture of an article in a response that no browser will execute."""

import urllib.parse
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from core.errors import NotFound
from kb.models import ArticleImage


def image_response(image: ArticleImage, *, cache: str) -> HttpResponse:
    """
    The picture; `cache` says who may keep the answer and how long. It is small enough to be held whole.

    Raises NotFound if the file is missing.
    """
    try:
        data = (Path(settings.MEDIA_ROOT) / image.path).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("This image is missing from the storage. Restore it from a backup.") from error
    response = HttpResponse(data, content_type=image.content_type)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{urllib.parse.quote(image.name, safe='')}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-site"
    response["Cache-Control"] = cache
    return response
