"""What a caller may choose is named where they chose something else."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from rest_framework import serializers

from core.api import fields
from core.api.shapes import Shape

Form = type[serializers.Serializer[Any]]


def _kinds(base: Form) -> Iterator[Form]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _within(field: Any) -> Iterator[Any]:
    yield field
    if (child := getattr(field, "child", None)) is not None:
        yield from _within(child)


def _silent(kind: Form) -> list[str]:
    found: dict[str, Any] = kind._declared_fields
    return [
        f"{kind.__module__}.{kind.__name__}.{name}"
        for name, field in found.items()
        for part in _within(field)
        if isinstance(part, serializers.ChoiceField) and not isinstance(part, fields.ChoiceField)
    ]


class _Form(serializers.Serializer[Any]):
    size = serializers.ListField(child=serializers.ChoiceField(choices=["s", "m"]))


def test_every_choice_of_a_request_names_what_can_be_chosen() -> None:
    # Loads every endpoint, and with it every form.
    assert get_resolver().url_patterns
    forms = {
        kind
        for kind in _kinds(serializers.Serializer)
        if not issubclass(kind, Shape) and not kind.__module__.startswith(("rest_framework", "drf_", "tests"))
    }
    assert len(forms) > 100
    assert sorted(name for kind in forms for name in _silent(kind)) == []
    assert _silent(_Form) == [f"{__name__}._Form.size"]
