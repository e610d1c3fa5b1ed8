"""How a sentence of ours is sent, so that a program can say it in another language (`core.wording`)."""

from typing import Any

from rest_framework import serializers

from core.api.shapes import Shape
from core.api.unions import AnyOf


class MessageShape(Shape):
    """
    What a sentence says.

    `params` are texts, numbers, messages, and lists of texts and messages.
    """

    code = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        several = serializers.ListField(child=AnyOf(serializers.CharField(), MessageShape))
        one = AnyOf(serializers.CharField(), serializers.FloatField(), MessageShape, several)
        return super().get_fields() | {"params": serializers.DictField(child=one)}
