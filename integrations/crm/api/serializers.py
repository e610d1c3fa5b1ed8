"""What the endpoints of the CRM take."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from integrations.crm.deciding import Rule
from integrations.crm.models import Choice


class CrmFieldInput(serializers.Serializer[Any]):
    """How one field is filled; empty properties leave it alone."""

    name = serializers.CharField(
        max_length=80, help_text="One of the mapping's rows; `custom.KEY` is an admin's field of companies."
    )
    property = serializers.CharField(max_length=100, allow_blank=True)
    deal_property = serializers.CharField(max_length=100, allow_blank=True, required=False, default="")
    rule = ChoiceField(choices=[rule.value for rule in Rule])


class CrmFieldsInput(serializers.Serializer[Any]):
    """All fields; `version` is the one that was changed."""

    version = serializers.IntegerField(min_value=0)
    sends_outcomes = serializers.BooleanField()
    health_property = serializers.CharField(
        max_length=100,
        allow_blank=True,
        required=False,
        help_text="The companies' property that Candor's health score goes to; empty for none.",
    )
    fields = CrmFieldInput(many=True)  # type: ignore[assignment] # a field, not the declared ones


class CrmChoiceInput(serializers.Serializer[Any]):
    """Which of two values stays."""

    choice = ChoiceField(choices=Choice.choices)
