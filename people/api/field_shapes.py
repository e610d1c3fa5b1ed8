"""Bodies and answers about the fields that admins define."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import ChoiceField
from core.api.shapes import IdName, Shape, page_of
from people.models import CustomerField, DefinedField

LARGEST_ID = 2**63 - 1


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"anyOf": [{"type": ["string", "number", "boolean", "null"]}]},
        "description": "Values of fields that admins added, by key; in a change null empties one.",
    }
)
class CustomValues(serializers.DictField):
    """Values of the fields that admins added; a change leaves those that it does not name."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(child=serializers.JSONField(allow_null=True), required=required)


class DefinedFieldInput(serializers.Serializer[Any]):
    """What every field has that an admin defines."""

    key = serializers.CharField(
        max_length=60, required=False, help_text="Made of the label without it; it never changes."
    )
    label = serializers.CharField(max_length=120)  # type: ignore[assignment]  # a member of that name
    help = serializers.CharField(max_length=300, required=False, allow_blank=True)
    kind = ChoiceField(choices=DefinedField.Kind.choices)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=120),
        max_length=200,
        required=False,
        help_text="In their order.",
    )


class OrderInput(serializers.Serializer[Any]):
    """The fields in their order; those that are left out come after them."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=100
    )


class CustomerFieldInput(DefinedFieldInput):
    """A field of companies or of contacts."""

    of = ChoiceField(choices=CustomerField.Of.choices)


class CustomerFieldsOrderInput(OrderInput):
    """The same of companies, or of contacts."""

    of = ChoiceField(choices=CustomerField.Of.choices)


class DefinedFieldShape(Shape):
    """What every field tells that an admin defined."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member of that name
    help = serializers.CharField()
    kind = serializers.ChoiceField(choices=DefinedField.Kind.choices)
    choices = serializers.ListField(child=serializers.CharField())
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = IdName(allow_null=True)


class CustomerFieldShape(DefinedFieldShape):
    """A field of companies or of contacts; their `custom` has its values under `key`."""

    of = serializers.ChoiceField(choices=CustomerField.Of.choices)


CustomerFieldPage = page_of(CustomerFieldShape)


class CustomerFieldFilledShape(Shape):
    """Among the newest 20,000 companies or contacts: those with a value."""

    of = serializers.ChoiceField(choices=CustomerField.Of.choices)
    key = serializers.CharField()
    filled = serializers.IntegerField()
    among = serializers.IntegerField()


CustomerFieldFilledPage = page_of(CustomerFieldFilledShape)


class NamingRuleShape(Shape):
    """A routing rule that names a field."""

    id = serializers.CharField()
    name = serializers.CharField()


class CustomerFieldUseShape(Shape):
    """What hangs on a field; `held` are records with a value, 10,001 stands for more than 10,000."""

    held = serializers.IntegerField()
    rules = NamingRuleShape(many=True)
