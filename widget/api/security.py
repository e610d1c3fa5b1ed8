"""How the API description says that a widget session is required."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from widget.api.authentication import HEADER


class WidgetSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library carries no types
    """The token of a widget session, in its own header."""

    target_class = "widget.api.authentication.SessionTokenAuthentication"
    name = "widgetSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": HEADER}
