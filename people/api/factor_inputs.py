"""What callers send about second factors."""

from typing import Any

from rest_framework import serializers

from core.api.fields import NameField
from people.api.serializers import PasswordField


class CredentialField(serializers.JSONField):
    """A `PublicKeyCredential` in its JSON form; whoever checks it knows its members."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            raise serializers.ValidationError("Must be an object.")
        return value


class ProofInput(serializers.Serializer[Any]):
    """One of them."""

    password = PasswordField(required=False)
    code = serializers.CharField(max_length=20, required=False)
    credential = CredentialField(required=False)


class CodeInput(serializers.Serializer[Any]):
    """The code that an authenticator app shows."""

    code = serializers.CharField(max_length=20)


class PasskeyName(serializers.Serializer[Any]):
    """How its owner calls a passkey."""

    name = NameField(max_length=80)


class PasskeyInput(PasskeyName):
    """A passkey that the browser has made."""

    credential = CredentialField()
