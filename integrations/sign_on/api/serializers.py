"""Bodies of requests."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from integrations.sign_on.models import Kind
from people.models import Role


class GroupRoleInput(serializers.Serializer[Any]):
    """The role of whoever is in a group of the provider."""

    group = serializers.CharField(max_length=200)
    role = ChoiceField(choices=Role.choices)


class ProviderChange(serializers.Serializer[Any]):
    """
    `client_secret` is never shown again; left out, it stays. `reads_again` reads what the provider publishes
    anew.

    A `metadata` file replaces `metadata_url`. `subject_claim` is a SAML attribute with a lasting id, needed
    where the NameID is an address.
    """

    name = serializers.CharField(max_length=60, required=False)
    domains = serializers.ListField(
        child=serializers.CharField(max_length=253), max_length=50, required=False
    )
    creates_people = serializers.BooleanField(required=False)
    created_role = ChoiceField(choices=Role.choices, required=False)
    groups_claim = serializers.CharField(max_length=120, allow_blank=True, required=False)
    group_roles = GroupRoleInput(many=True, required=False)
    issuer = serializers.CharField(max_length=300, required=False)
    client_id = serializers.CharField(max_length=300, required=False)
    client_secret = serializers.CharField(max_length=1000, required=False, trim_whitespace=True)
    metadata_url = serializers.CharField(max_length=500, allow_blank=True, required=False)
    metadata = serializers.CharField(max_length=1024 * 1024, allow_blank=True, required=False)
    email_claim = serializers.CharField(max_length=120, allow_blank=True, required=False)
    subject_claim = serializers.CharField(max_length=120, allow_blank=True, required=False)
    reads_again = serializers.BooleanField(required=False)


class ProviderCreate(ProviderChange):
    """A new identity provider."""

    kind = ChoiceField(choices=Kind.choices)


class ProviderSwitch(serializers.Serializer[Any]):
    """Whether the sign-in screen offers it."""

    is_on = serializers.BooleanField()


class SignOnStart(serializers.Serializer[Any]):
    """`next` is where in the workspace to go afterwards, such as `/inbox`."""

    provider = serializers.UUIDField()
    next = serializers.CharField(max_length=400, required=False, allow_blank=True)


class SignOnRuleInput(serializers.Serializer[Any]):
    """`break_glass` are the ids of the owners who may still sign in without a provider."""

    is_required = serializers.BooleanField()
    break_glass = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=50)
