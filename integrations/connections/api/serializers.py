"""What the endpoints of connections take."""

from typing import Any

from rest_framework import serializers

LARGEST_ID = 2**63 - 1


class ConnectionInput(serializers.Serializer[Any]):
    """A connection by a key; with `connection` that one gets another key."""

    system = serializers.CharField(max_length=40)
    api_key = serializers.CharField(max_length=4000)
    base_url = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    connection = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )


class ConnectionSignInInput(serializers.Serializer[Any]):
    """A system to sign in at; with `connection` that one gets a new sign-in."""

    system = serializers.CharField(max_length=40)
    connection = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )


class HookSecretInput(serializers.Serializer[Any]):
    """The secret that the system shows for its webhooks."""

    secret = serializers.CharField(min_length=16, max_length=400)
