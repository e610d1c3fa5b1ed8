"""Forms with files: refused by their announced length, before a byte of them is kept."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from core.errors import TooLarge

# What the form's own lines may add to the size of its files.
_ENVELOPE = 1024 * 1024


class UploadParser(MultiPartParser):
    """Multipart forms; a view sets how many bytes of files it accepts in `max_upload_bytes`."""

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        context: Mapping[str, Any] = parser_context or {}
        limit = int(context["view"].max_upload_bytes)
        length = context["request"].META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > limit + _ENVELOPE:
            most = limit // (1024 * 1024)
            raise TooLarge(
                f"This endpoint takes at most {most} MB at once.", reason_code="upload", limit=most
            )
        return super().parse(stream, media_type, parser_context)


class AnyFormat(DefaultContentNegotiation):
    """For endpoints that answer with a file of any type: `Accept` chooses nothing there."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer: BaseRenderer = renderers[0]
        return renderer, str(renderer.media_type)
