"""What the API of single sign-on answers."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from integrations.sign_on.models import Kind
from integrations.sign_on.problems import Problem
from people.models import Role


class OfferedProviderShape(Shape):
    """A way to sign in."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class SignOnShape(Shape):
    """How one signs in here. `is_required`: only the named owners may use a password."""

    providers = OfferedProviderShape(many=True)
    is_required = serializers.BooleanField()


class SignOnStartedShape(Shape):
    """Where the browser goes; it must be the one that asked."""

    url = serializers.CharField()


class GroupRoleShape(Shape):
    """The role of whoever is in a group."""

    group = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)


class CertificateShape(Shape):
    """A certificate with which a SAML provider signs; `fingerprint` is SHA-256."""

    fingerprint = serializers.CharField()
    subject = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class DiscoveredShape(Shape):
    """What an OpenID Connect provider publishes of itself."""

    authorize = serializers.CharField()
    token = serializers.CharField()
    keys = serializers.CharField()
    user_info = serializers.CharField()
    algorithms = serializers.ListField(child=serializers.CharField())


class ProviderShape(Shape):
    """An identity provider; its secret is never shown."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    name = serializers.CharField()
    is_on = serializers.BooleanField()
    domains = serializers.ListField(child=serializers.CharField())
    creates_people = serializers.BooleanField()
    created_role = serializers.ChoiceField(choices=Role.choices)
    groups_claim = serializers.CharField()
    group_roles = GroupRoleShape(many=True)
    issuer = serializers.CharField()
    client_id = serializers.CharField()
    discovered = DiscoveredShape(allow_null=True)
    metadata_url = serializers.CharField()
    entity_id = serializers.CharField()
    sign_on_url = serializers.CharField()
    email_claim = serializers.CharField()
    subject_claim = serializers.CharField()
    certificates = CertificateShape(many=True)
    read_at = serializers.DateTimeField(allow_null=True)
    tested_at = serializers.DateTimeField(allow_null=True)
    tested_by = serializers.CharField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    linked = serializers.IntegerField(help_text="How many people have signed in with it.")


class OurSideShape(Shape):
    """What a provider needs to know of us."""

    redirect_uri = serializers.CharField()
    acs_url = serializers.CharField()
    entity_id = serializers.CharField()
    metadata_url = serializers.CharField()


class ProviderListShape(page_of(ProviderShape)):  # type: ignore[misc]  # made at run time
    """All identity providers."""

    ours = OurSideShape()


class TestStartedShape(Shape):
    """A test that was begun: open `url` in a new window of this browser."""

    id = serializers.UUIDField()
    url = serializers.CharField()


class SignOnTestShape(Shape):
    """
    A test; `facts` are there once the sign-in has come back and was verified. `role` is what the groups give.
    """

    id = serializers.UUIDField()
    provider = OfferedProviderShape()
    is_ended = serializers.BooleanField()
    problem = serializers.ChoiceField(choices=[(one.value, one.name) for one in Problem], allow_null=True)
    detail = serializers.CharField()
    subject = serializers.CharField()
    name_format = serializers.CharField(help_text="That of SAML's NameID, such as persistent.")
    email = serializers.CharField()
    is_verified = serializers.BooleanField()
    name = serializers.CharField()
    groups = serializers.ListField(child=serializers.CharField())
    role = serializers.ChoiceField(choices=Role.choices, allow_null=True)


class SignOnRuleShape(Shape):
    """
    Whether a provider is required, and of whom. `without` have not signed in with one yet; `tokens` is how
    many API tokens go on working.
    """

    is_required = serializers.BooleanField()
    break_glass = IdName(many=True)
    owners = IdName(many=True)
    staff = serializers.IntegerField()
    without = IdName(many=True)
    tokens = serializers.IntegerField()
    ended = serializers.IntegerField(help_text="How many people this change has signed out.")
