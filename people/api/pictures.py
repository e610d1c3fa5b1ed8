"""Endpoints for people's pictures."""

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.rendering import JSONParser
from core.api.uploads import AnyFormat, UploadParser
from core.api.views import ApiView
from core.errors import Invalid
from core.scanning import must_be_clean
from people import selectors
from people.api import shapes
from people.api.rendering import picture_of
from people.services import profile


class PictureInput(serializers.Serializer[object]):
    """A picture."""

    file = serializers.FileField()


class OwnPictureView(ApiView):
    """One's own picture."""

    scope = "people"
    # A deletion may say that it is JSON, though it has no body.
    parser_classes = (UploadParser, JSONParser)
    max_upload_bytes = profile.PICTURE_MAX_BYTES

    @extend_schema(
        operation_id="me_picture_set",
        request={"multipart/form-data": PictureInput},
        responses=shapes.PictureShape,
    )
    def post(self, request: Request) -> Response:
        """PNG, JPEG or WebP of at most 512 KB and 2048 pixels a side; square ones look best."""
        upload = request.FILES.get("file")
        if upload is None:
            raise Invalid("Send one file in the form field `file`.", errors={"file": ["Required."]})
        content = upload.read(profile.PICTURE_MAX_BYTES + 1)
        must_be_clean(content)
        user = profile.picture_set(actor=self.actor, content=content, now=clock.now())
        return Response({"picture": picture_of(user)})

    @extend_schema(operation_id="me_picture_remove", responses={204: None})
    def delete(self, request: Request) -> Response:
        profile.picture_remove(actor=self.actor, now=clock.now())
        return Response(status=204)


class PictureView(ApiView):
    """Somebody's picture."""

    scope = "people"
    content_negotiation_class = AnyFormat

    @extend_schema(
        operation_id="users_picture",
        parameters=[
            OpenApiParameter("v", str, description="Which one, so that a new one is loaded at once.")
        ],
        responses={(200, "image/*"): bytes},
    )
    def get(self, request: Request, user_id: int) -> HttpResponseBase:
        found = selectors.picture_get(user_id=user_id)
        response = HttpResponse(bytes(found.content), content_type=found.media_type)
        response["Content-Disposition"] = "inline"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "same-site"
        response["Cache-Control"] = "private, max-age=86400"
        return response
