"""What callers send about people and customers."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField, NameField
from core.zones import is_zone
from people.api.field_shapes import CustomValues
from people.models import MailNotices, Presence, Role, Segment, TicketScope
from people.scopes import SCOPES


def is_timezone(name: str) -> None:
    """Accept only names of time zones that browsers know as well."""
    if name and not is_zone(name):
        raise serializers.ValidationError("Must be a time zone such as Europe/London.")


class MeUpdate(serializers.Serializer[Any]):
    """Changes to oneself."""

    name = NameField(max_length=120, required=False, help_text="Customers see it.")
    presence = ChoiceField(choices=Presence.choices, required=False)
    presence_is_manual = serializers.BooleanField(required=False, default=True)
    theme = ChoiceField(choices=["light", "dark", "system"], required=False)
    locale = ChoiceField(choices=["en", "de"], required=False)
    mail_notices = ChoiceField(choices=MailNotices.choices, required=False)
    timezone = serializers.CharField(max_length=60, required=False, validators=[is_timezone])
    title = NameField(max_length=120, required=False, allow_blank=True)
    signature = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, help_text="Plain text under one's replies by mail."
    )


class CompanyInput(serializers.Serializer[Any]):
    """A company's facts; `arr` in USD a year."""

    name = NameField(max_length=200)
    domain = serializers.CharField(max_length=200, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=120, required=False, allow_null=True)
    arr = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    segment_override = ChoiceField(choices=Segment.choices, required=False, allow_blank=True)
    plan = serializers.CharField(max_length=80, required=False, allow_blank=True)
    renewal_on = serializers.DateField(required=False, allow_null=True)
    health_score = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    timezone = serializers.CharField(
        max_length=60, required=False, allow_blank=True, validators=[is_timezone]
    )
    csm_id = serializers.IntegerField(required=False, allow_null=True)
    custom = CustomValues(required=False)


class ContactChange(serializers.Serializer[Any]):
    """What staff write down about a contact. How they are reached is proven, not written."""

    name = NameField(max_length=200, required=False, allow_blank=True)
    title = NameField(max_length=120, required=False, allow_blank=True)
    phone = NameField(max_length=60, required=False, allow_blank=True)
    locale = serializers.CharField(max_length=12, required=False, allow_blank=True)
    timezone = serializers.CharField(
        max_length=60, required=False, allow_blank=True, validators=[is_timezone]
    )
    custom = CustomValues(required=False)


class ContactInput(serializers.Serializer[Any]):
    """A contact found by its address, which the caller vouches for."""

    email = serializers.EmailField()
    name = NameField(max_length=200, required=False, allow_blank=True)
    company_id = serializers.IntegerField(required=False, allow_null=True)


class TokenInput(serializers.Serializer[Any]):
    """A token to make for oneself."""

    name = NameField(max_length=120)
    scopes = serializers.ListField(child=ChoiceField(choices=SCOPES), required=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


MAX_OVERLAP_HOURS = 7 * 24


class TokenRotation(serializers.Serializer[Any]):
    """How long the old text opens, and another end for the token."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=MAX_OVERLAP_HOURS,
        required=False,
        default=24,
        help_text="Hours for which the old text still opens, so that programs can change over.",
    )
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Another end; it stays as it is without this member."
    )


class PasswordField(serializers.CharField):
    """A password as it was typed: a space at its end is part of it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=256, trim_whitespace=False, **options)


class PasswordChange(serializers.Serializer[Any]):
    """One's own new password; `revoke_tokens` also ends all of one's API tokens."""

    current_password = PasswordField()
    new_password = PasswordField()
    revoke_tokens = serializers.BooleanField(required=False, default=False)


class AddressChange(serializers.Serializer[Any]):
    """The address to sign in with from now on."""

    email = serializers.EmailField(max_length=254)
    current_password = PasswordField()
    revoke_tokens = serializers.BooleanField(required=False, default=False)


class Forgotten(serializers.Serializer[Any]):
    """Whose password was forgotten."""

    email = serializers.EmailField(max_length=254)


class LinkToken(serializers.Serializer[Any]):
    """The part of a mailed link behind the hash."""

    token = serializers.CharField(max_length=100)


class PasswordReset(LinkToken):
    """A new password with a mailed link."""

    password = PasswordField()
    revoke_tokens = serializers.BooleanField(required=False, default=False)


class PeopleInvite(serializers.Serializer[Any]):
    """Whom to invite, with the role and teams that all of them get."""

    emails = serializers.ListField(child=serializers.CharField(max_length=254), max_length=50)
    role = ChoiceField(choices=Role.choices)
    ticket_scope = ChoiceField(choices=TicketScope.choices, required=False)
    team_ids = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=100)


class InvitationAccept(LinkToken):
    """Name and password of whoever joins."""

    name = NameField(max_length=120, help_text="Customers see it.")
    password = PasswordField()
    locale = ChoiceField(choices=["en", "de"], required=False)
    timezone = serializers.CharField(max_length=60, required=False, validators=[is_timezone])


class SkillLevel(serializers.Serializer[Any]):
    """A skill of somebody; 1 knows it, 2 is solid in it, 3 is an expert."""

    id = serializers.IntegerField()
    level = serializers.IntegerField(min_value=1, max_value=3, required=False, default=1)


class StaffUpdate(serializers.Serializer[Any]):
    """Changes to somebody's rights, limits or profile."""

    name = NameField(max_length=120, required=False, help_text="Customers see it.")
    title = NameField(max_length=120, required=False, allow_blank=True)
    role = ChoiceField(choices=Role.choices, required=False)
    ticket_scope = ChoiceField(choices=TicketScope.choices, required=False)
    is_active = serializers.BooleanField(
        required=False, help_text="False deactivates: they are signed out and their work is handed on."
    )
    team_ids = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=100)
    skills = SkillLevel(many=True, required=False)
    capacity_chat = serializers.IntegerField(min_value=0, max_value=50, required=False)
    capacity_email = serializers.IntegerField(min_value=0, max_value=500, required=False)
    languages = serializers.ListField(
        child=serializers.RegexField(r"^[a-z]{2}$", max_length=2), required=False, max_length=20
    )
    timezone = serializers.CharField(max_length=60, required=False, validators=[is_timezone])


class TeamInput(serializers.Serializer[Any]):
    """A team; `brand_ids` empty serves every brand."""

    name = NameField(max_length=120)
    tier = serializers.IntegerField(min_value=1, max_value=3, required=False, allow_null=True)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    brand_ids = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=100)


class TeamMemberInput(serializers.Serializer[Any]):
    """Somebody in a team."""

    id = serializers.IntegerField()
    is_lead = serializers.BooleanField(required=False, default=False)


class TeamMembersInput(serializers.Serializer[Any]):
    """Everybody who is in the team from now on."""

    members = TeamMemberInput(many=True)


class SkillInput(serializers.Serializer[Any]):
    """A skill."""

    name = NameField(max_length=80)
