"""What callers send about portals and contact forms."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField, NameField
from tickets.models import TicketType


class PortalUpdate(serializers.Serializer[Any]):
    """Changes to a brand's portal."""

    is_on = serializers.BooleanField(required=False)
    shares_company = serializers.BooleanField(required=False)


class FormConditionInput(serializers.Serializer[Any]):
    """When a field is shown."""

    field = serializers.CharField(max_length=80)
    value = serializers.CharField(max_length=120, allow_blank=True)


class FormFieldInput(serializers.Serializer[Any]):
    """One field of a form."""

    key = serializers.CharField(max_length=80)
    label = serializers.CharField(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]  # the field of that name
    help = serializers.CharField(max_length=300, required=False, allow_blank=True)
    is_required = serializers.BooleanField(required=False)
    when = FormConditionInput(required=False, allow_null=True)


class FormInput(serializers.Serializer[Any]):
    """A form by which customers ask."""

    name = NameField(max_length=120)
    intro = serializers.CharField(max_length=500, required=False, allow_blank=True)
    type = ChoiceField(choices=TicketType.choices, required=False, allow_blank=True)
    product_area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    fields = FormFieldInput(many=True, required=False)  # type: ignore[assignment]  # the field of that name
    is_active = serializers.BooleanField(required=False)
    is_default = serializers.BooleanField(required=False)
    position = serializers.IntegerField(min_value=0, max_value=1000, required=False)


class FormUpdate(FormInput):
    """Changes to a form."""
