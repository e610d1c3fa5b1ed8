"""Fields of request bodies."""

from typing import Any, NoReturn

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


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


@extend_schema_field(OpenApiTypes.BINARY)
class FormFile(serializers.FileField):
    """A file of a form; the library describes one as the address that it would have in an answer."""
