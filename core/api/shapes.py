"""
How answers are described: each app's `api/shapes.py` says what its rendering functions send.

A shape is a serializer that is only declared, never run. Every field is always sent unless it says
`required=False`, and is never null unless it says `allow_null=True`. `StatusShape` is `Status` in the
description. The tests check every answer against its shape, see `tests/answers.py`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers


class Shape(serializers.Serializer[Any]):
    """The base of all shapes; the first paragraph of a docstring becomes the component's description."""


class IdName(Shape):
    """A record in short."""

    id = serializers.IntegerField()
    name = serializers.CharField()


AnyField = serializers.Field[Any, Any, Any, Any]


def name_of(shape: type[serializers.BaseSerializer[Any]]) -> str:
    """The component name, in the description, of a shape or of a request body."""
    return shape.__name__.removesuffix("Shape").removesuffix("Serializer")


def next_page() -> serializers.CharField:
    """The member `next` of a list."""
    return serializers.CharField(
        allow_null=True, help_text="The `cursor` of the next page; null on the last."
    )


@cache
def only(value: str) -> serializers.ChoiceField:
    """A member that always has this value, by which shapes are told apart."""
    return serializers.ChoiceField(choices=[value])


def page_of(row: type[Shape]) -> type[Shape]:
    """
    The shape of a list of `row`: `results`, and `next` for the page after it.

    Subclass it for lists that return more than that.
    """
    fields = {
        "__doc__": "A page of a list.",
        "results": row(many=True),
        "next": next_page(),
    }
    return type(f"{name_of(row)}Page", (Shape,), fields)


def one_of(name: str, by: str, shapes: Mapping[str, type[Shape]]) -> type[AnyField]:
    """
    A field that has one of several shapes, told apart by the member `by`; `name` is that of the component.

    For a whole answer use `either`.
    """

    @extend_schema_field(either(name, by, shapes))
    class OneOf(AnyField):
        pass

    return OneOf


def either(name: str, by: str, shapes: Mapping[str, type[Shape]]) -> PolymorphicProxySerializer:
    """An answer that has one of several shapes, told apart by the member `by`."""
    return PolymorphicProxySerializer(
        component_name=name, serializers=dict(shapes), resource_type_field_name=by, many=False
    )
