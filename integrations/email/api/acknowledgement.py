"""What an acknowledgement of a brand would say."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import ChoiceField
from core.api.requests import checked_change
from core.api.shapes import Shape
from core.api.views import ApiView
from integrations.email import wording
from people.api.brand_serializers import MAX_WORDS
from people.models import Language
from people.policy import require
from people.selectors.branding import brand_in_full
from people.services.brands import checked_words

EXAMPLE_NUMBER = 1234
EXAMPLE_WAIT = 4 * 60 * 60


class AcknowledgementPreviewInput(serializers.Serializer[Any]):
    """Words as they are being written; empty for ours."""

    language = ChoiceField(choices=Language.choices)
    text = serializers.CharField(max_length=MAX_WORDS, allow_blank=True)


class AcknowledgementPreviewShape(Shape):
    """The mail's text with example values."""

    subject = serializers.CharField()
    text = serializers.CharField()


class AcknowledgementPreviewView(ApiView):
    """The acknowledgement of a brand with example values; nothing is stored or sent."""

    scope = "people"
    asks = True

    @extend_schema(
        operation_id="brands_acknowledgement_preview",
        request=AcknowledgementPreviewInput,
        responses=AcknowledgementPreviewShape,
    )
    def post(self, request: Request, brand_id: int) -> Response:
        require(self.actor, "brand.write")
        brand = brand_in_full(actor=self.actor, brand_id=brand_id).brand
        values = checked_change(AcknowledgementPreviewInput(data=request.data), request)
        language = values["language"]
        text, _ = wording.acknowledgement(
            language=language,
            own_words=checked_words({language: values["text"]}).get(language, ""),
            brand=brand.name,
            number=EXAMPLE_NUMBER,
            wait_seconds=EXAMPLE_WAIT,
            articles=[],
        )
        return Response({"subject": wording.say("subject", language, brand=brand.name), "text": text})
