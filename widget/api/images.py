"""Images of articles, as the panel shows them."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from core import clock
from core.api.uploads import AnyFormat
from kb.image_files import image_response
from widget import knowledge
from widget.api.base import OriginView


class ArticleImageView(OriginView):
    """An image of an article, at the signed address in its text: images on a page cannot carry a header."""

    content_negotiation_class = AnyFormat

    @extend_schema(
        operation_id="widget_article_image",
        summary="Get an image of an article in the widget",
        parameters=[OpenApiParameter("pass", str, required=True)],
        responses={(200, "image/*"): bytes},
        auth=[],
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponse:
        image = knowledge.image_for_pass(public_id, request.query_params.get("pass", ""), now=clock.now())
        response = image_response(image, cache="private, max-age=300")
        # The panel shows images in the pages of the brand's product; the signed address grants access.
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
