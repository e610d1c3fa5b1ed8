"""What the endpoints of webhooks take."""

from typing import Any

from rest_framework import serializers

from integrations.webhooks.patterns import MOST


def _types(**more: Any) -> serializers.ListField:
    child = serializers.CharField(max_length=60)
    return serializers.ListField(
        child=child, max_length=MOST, help_text="Types, or patterns such as `ticket.*`; `*` is all.", **more
    )


class WebhookInput(serializers.Serializer[Any]):
    """A new webhook."""

    url = serializers.CharField(max_length=1000)
    types = _types()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class WebhookChange(serializers.Serializer[Any]):
    """What changes of a webhook."""

    url = serializers.CharField(max_length=1000, required=False)
    types = _types(required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    is_on = serializers.BooleanField(required=False)
