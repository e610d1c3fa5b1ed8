"""What product events are made of."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MOST_EVENTS = 500
MOST_PROPERTIES, LONGEST_NAME, LONGEST_VALUE, MOST_BYTES = 30, 60, 200, 4_000
NAME = r"^[A-Za-z0-9][A-Za-z0-9_.:\-]*$"


@extend_schema_field({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}})
class PropertiesField(serializers.DictField):
    """Flat values of an event: texts, numbers, yes or no."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().to_internal_value(data)
        if len(found) > MOST_PROPERTIES:
            raise serializers.ValidationError(f"Send at most {MOST_PROPERTIES} properties.")
        for name, value in found.items():
            if not 0 < len(name) <= LONGEST_NAME:
                raise serializers.ValidationError(f"A name has 1 to {LONGEST_NAME} characters.")
            if isinstance(value, dict | list) or value is None:
                raise serializers.ValidationError(f"{name} is no text, number, or yes or no. Send it flat.")
            if isinstance(value, str) and (len(value) > LONGEST_VALUE or "\x00" in value):
                raise serializers.ValidationError(f"{name} may have {LONGEST_VALUE} characters.")
        if len(json.dumps(found)) > MOST_BYTES:
            raise serializers.ValidationError(f"All properties together may have {MOST_BYTES} bytes.")
        return found


class EventContactInput(serializers.Serializer[Any]):
    """Who it happened to: the id that your backend signs for the widget, or a proven address."""

    external_id = serializers.CharField(max_length=120, required=False, help_text="`sub` of the user token.")
    brand = serializers.CharField(
        max_length=60, required=False, help_text="Whose widget; the default brand's, if absent."
    )
    email = serializers.EmailField(max_length=254, required=False)


class EventCompanyInput(serializers.Serializer[Any]):
    """Which company: its id in the CRM, or its domain; the contact's, if absent."""

    external_id = serializers.CharField(max_length=120, required=False)
    domain = serializers.CharField(max_length=200, required=False)


class ProductEventInput(serializers.Serializer[Any]):
    """One event."""

    id = serializers.CharField(max_length=100, help_text="Your own; the same id again is no second event.")
    name = serializers.RegexField(NAME, max_length=80, help_text="Such as `import.finished`.")
    at = serializers.DateTimeField(help_text="When it happened.")
    contact = EventContactInput(required=False)
    company = EventCompanyInput(required=False)
    properties = PropertiesField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        contact, company = attrs.get("contact", {}), attrs.get("company", {})
        if not any((contact.get("external_id"), contact.get("email"), *company.values())):
            raise serializers.ValidationError("Say who or which company it happened to.")
        return attrs


class ProductEventsInput(serializers.Serializer[Any]):
    """A batch of events."""

    events = serializers.ListField(
        child=ProductEventInput(), min_length=1, max_length=MOST_EVENTS, help_text="All or none are taken."
    )
