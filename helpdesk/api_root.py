"""The API's own pages: its description, and a problem document for unknown paths."""

from typing import Any

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


class NotFoundView(ApiView):
    """Unknown paths."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def get(self, request: Request, **kwargs: Any) -> Response:
        hint = " No path ends with a slash." if request.path.endswith("/") else ""
        raise NotFound(f"There is no such path.{hint} GET /api/v1/schema lists them all.")

    post = put = patch = delete = get
