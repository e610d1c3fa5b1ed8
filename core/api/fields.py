"""Fields of request bodies."""

from typing import Any, NoReturn

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import letters


class ChoiceField(serializers.ChoiceField):
    """A choice whose error names what can be chosen."""

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        if key == "invalid_choice":
            known = ", ".join(str(choice) for choice in self.choices if choice != "")
            raise serializers.ValidationError(
                f'"{kwargs.get("input")}" is not a valid choice. Choose one of: {known}.', code=key
            )
        super().fail(key, **kwargs)
        raise AssertionError("A field's fail always raises.")


class NameField(serializers.CharField):
    """A name that others read: with something to see, and nothing that hides or turns the text around it."""

    def to_internal_value(self, data: Any) -> str:
        name: str = super().to_internal_value(data)
        if sign := letters.hidden_in(name):
            raise serializers.ValidationError(
                f"Contains the invisible character U+{ord(sign):04X}. Type it anew instead of pasting.",
                code="invisible",
            )
        if name and not letters.can_be_seen(name):
            raise serializers.ValidationError(
                "Nothing of this name can be seen. Write a letter.", code="invisible"
            )
        return name


@extend_schema_field(OpenApiTypes.BINARY)
class FormFile(serializers.FileField):
    """A file of a form; the library describes one as the address that it would have in an answer."""
