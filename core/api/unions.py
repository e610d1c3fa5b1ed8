"""
Values of several forms that no member distinguishes: a text or a number, a text or a tree node.

For shapes that a member distinguishes, use `one_of` of `core.api.shapes`.
"""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from core.api.shapes import AnyField


class AnyOf(AnyField):
    """A value in one of these forms: fields or shapes, including the shape whose `get_fields` contains it."""

    def __init__(self, *forms: AnyField | type[serializers.Serializer[Any]], **options: Any) -> None:
        super().__init__(**options)
        self.forms = forms


class AnyOfSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call] # its registry has no types
    """How the API's schema describes it."""

    target_class = AnyOf

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        forms = [form() if isinstance(form, type) else form for form in self.target.forms]
        describe: Callable[[AnyField, Any], dict[str, Any]] = auto_schema._map_serializer_field
        return {"anyOf": [describe(form, direction) for form in forms]}
