"""Endpoints of the pictures in articles."""

import uuid

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import checked_change
from core.api.uploads import AnyFormat, UploadParser
from core.api.views import ApiView
from kb import services
from kb.api.rendering import image_json
from kb.api.serializers import ImageInput
from kb.api.shapes import ArticleImageShape
from kb.image_files import image_response
from kb.selectors import images
from kb.services.images import MAX_BYTES
from people.policy import require


class ImagesView(ApiView):
    """The pictures of an article."""

    scope = "kb"
    parser_classes = (UploadParser,)
    max_upload_bytes = MAX_BYTES

    @extend_schema(
        operation_id="article_images_add",
        summary="Add an image to an article",
        request={"multipart/form-data": ImageInput},
        responses={201: ArticleImageShape},
    )
    def post(self, request: Request, article_id: int) -> Response:
        """PNG, JPEG or WebP of at most 5 MB. It is shown once the text of the article shows its address."""
        values = checked_change(ImageInput(data=request.data), request)
        upload = values["file"]
        image = services.image_add(
            actor=self.actor,
            article_id=article_id,
            name=upload.name or "image",
            alt=values["alt"],
            data=upload.read(MAX_BYTES + 1),
            now=clock.now(),
        )
        return Response(image_json(image), status=201)


class ImageView(ApiView):
    """One picture of an article."""

    scope = "kb"
    content_negotiation_class = AnyFormat

    @extend_schema(
        operation_id="article_images_get",
        summary="Get an image of an article",
        responses={(200, "image/*"): bytes},
    )
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponse:
        require(self.actor, "article.read")
        image = images.image_get(actor=self.actor, public_id=public_id)
        return image_response(image, cache="private, max-age=300")
