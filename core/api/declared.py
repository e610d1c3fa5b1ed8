"""
What an operation accepts, read from its own description: query parameters and the fields of its body.

Only what `extend_schema` declares is accepted; any other name is refused before the view runs, so that a
mistyped filter or field never goes unnoticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from core.errors import UnknownFields

_WITH_BODY = {"POST", "PUT", "PATCH"}


@dataclass(frozen=True)
class Shape:
    """Known names and what is nested below them; `fields` None accepts anything, `item` is for lists."""

    fields: Mapping[str, "Shape"] | None = None
    item: "Shape | None" = None


ANYTHING = Shape()
NOTHING = Shape(fields={})


@dataclass(frozen=True)
class Operation:
    """The declared query parameters, and the shape of the body by content type (`""` for any)."""

    query: frozenset[str] = frozenset()
    bodies: Mapping[str, Shape] = field(default_factory=lambda: {"": NOTHING})

    def body(self, content_type: str) -> Shape:
        """The shape of a body of this content type."""
        kind = content_type.partition(";")[0].strip().lower()
        return self.bodies.get(kind) or next(iter(self.bodies.values()))


_known: dict[tuple[type[APIView], str], Operation | None] = {}


def operation_of(view: APIView, method: str) -> Operation | None:
    """What a view declares for a method; None where it has no description of its own."""
    key = (type(view), method)
    if key not in _known:
        _known[key] = _read(type(view)(), method)
    return _known[key]


def _read(view: APIView, method: str) -> Operation | None:
    handler = getattr(view, method.lower(), None)
    schema = getattr(handler, "kwargs", {}).get("schema")
    if schema is None:
        return None
    # The description is the same for every call.
    view.request, view.kwargs = None, {}  # type: ignore[assignment]  # never used: the description is made without a request
    inspector = schema()
    inspector.view, inspector.method = view, method
    if inspector.is_excluded():
        return None
    query = frozenset(
        parameter.name
        for parameter in inspector.get_override_parameters()
        if isinstance(parameter, OpenApiParameter) and parameter.location == OpenApiParameter.QUERY
    )
    declared = inspector.get_request_serializer() if method in _WITH_BODY else None
    if isinstance(declared, dict):
        return Operation(query, {kind: shape_of(one) for kind, one in declared.items()})
    return Operation(query, {"": shape_of(declared)})


def shape_of(declared: Any) -> Shape:
    """The names that a declared body or field accepts, with those nested below them."""
    if declared is None:
        return NOTHING
    if declared == OpenApiTypes.OBJECT:
        return ANYTHING
    one = declared() if isinstance(declared, type) else declared
    if isinstance(one, serializers.ListSerializer | serializers.ListField):
        return Shape(item=shape_of(one.child))
    if isinstance(one, serializers.Serializer):
        return Shape(fields={name: shape_of(below) for name, below in one.fields.items()})
    return ANYTHING


def refuse_unknown(view: APIView, request: Request) -> None:
    """Raise UnknownFields for query parameters and fields of the body that the operation does not declare."""
    method = "GET" if request.method == "HEAD" else str(request.method)
    operation = operation_of(view, method)
    if operation is None:
        return
    UnknownFields.check(request.query_params, operation.query)
    if method in _WITH_BODY or (
        method == "DELETE" and request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    ):
        unknown: dict[str, list[str]] = {}
        _look(request.data, operation.body(request.content_type or ""), "", unknown)
        if unknown:
            raise UnknownFields(unknown)


def _look(data: Any, shape: Shape, path: str, unknown: dict[str, list[str]]) -> None:
    if shape.item is not None and isinstance(data, list):
        for index, value in enumerate(data):
            _look(value, shape.item, f"{path}[{index}]", unknown)
    if shape.fields is None or not isinstance(data, Mapping):
        return
    for name, value in data.items():
        below = shape.fields.get(name)
        place = f"{path}.{name}" if path else str(name)
        if below is None:
            unknown[place] = list(shape.fields)
        else:
            _look(value, below, place, unknown)
