"""
Values of several forms that no member tells apart: a text or a number, a text or a node of a tree.

Shapes that a member tells apart are a `one_of` of `core.api.shapes`.
"""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from core.api.shapes import AnyField


class AnyOf(AnyField):
    """A value in one of these forms: fields or shapes, also the shape in whose `get_fields` it stands."""

    def __init__(self, *forms: AnyField | type[serializers.Serializer[Any]], **options: Any) -> None:
        super().__init__(**options)
        self.forms = forms


class AnyOfSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call] # its registry has no types
    """How the description tells it."""

    target_class = AnyOf

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        forms = [form() if isinstance(form, type) else form for form in self.target.forms]
        describe: Callable[[AnyField, Any], dict[str, Any]] = auto_schema._map_serializer_field
        return {"anyOf": [describe(form, direction) for form in forms]}
