"""What the endpoints of billing take."""

from typing import Any

from rest_framework import serializers


class BillingSettingsInput(serializers.Serializer[Any]):
    """How an account is used; `version` is the one that was changed."""

    version = serializers.IntegerField(min_value=0)
    metadata_key = serializers.RegexField(
        r"^[A-Za-z0-9_-]{1,40}$",
        error_messages={"invalid": "Write the key as Stripe has it: letters, digits, _ and -, up to 40."},
    )
    fills_facts = serializers.BooleanField()


class BillingMatchInput(serializers.Serializer[Any]):
    """Whose a customer is; with neither a company nor `is_ignored` the rules decide again."""

    company_id = serializers.IntegerField(allow_null=True, min_value=1)
    is_ignored = serializers.BooleanField()
