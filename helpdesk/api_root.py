"""The API's own pages: its description, and a problem document for unknown paths."""

import hashlib
from threading import Lock
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ApiView


class SchemaView(SpectacularAPIView):
    """The OpenAPI 3.1 document, as JSON unless YAML is requested."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    # The latter two answer to the plain names, `application/json` and `application/yaml`.
    renderer_classes = [
        OpenApiJsonRenderer,
        OpenApiJsonRenderer2,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Made once for each process and form: making it takes seconds, and anybody may ask."""
        body, tag = _written(request.accepted_renderer)
        response = HttpResponse(body, content_type=f"{request.accepted_renderer.media_type}; charset=utf-8")
        response["ETag"] = tag
        # Every call asks whether it is still the same, since an upgrade changes it.
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Accept"])
        answer = get_conditional_response(request._request, etag=tag, response=response)
        return answer if answer is not None else response


_making = Lock()
_made: dict[type[BaseRenderer], tuple[bytes, str]] = {}


def _written(renderer: BaseRenderer) -> tuple[bytes, str]:
    """The description as this renderer writes it, and its ETag."""
    kind = type(renderer)
    if kind not in _made:
        # Those who ask meanwhile wait for the first instead of making it as well.
        with _making:
            if kind not in _made:
                # In English, whoever asks first.
                with translation.override("en"):
                    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the library has no types here
                    body = force_bytes(renderer.render(schema, renderer_context={}))
                _made[kind] = body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return _made[kind]


class NotFoundView(ApiView):
    """Unknown paths."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def get(self, request: Request, **kwargs: Any) -> Response:
        hint = " No path ends with a slash." if request.path.endswith("/") else ""
        raise NotFound(f"There is no such path.{hint} GET /api/v1/schema lists them all.")

    post = put = patch = delete = get
