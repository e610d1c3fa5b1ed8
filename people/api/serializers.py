"""What callers send about people and customers."""

from zoneinfo import available_timezones

from rest_framework import serializers

from core.api.fields import ChoiceField
from people.models import MailNotices, Presence, Segment
from people.scopes import SCOPES


def is_timezone(name: str) -> None:
    """Accept the names of the time zone database only."""
    if name and name not in available_timezones():
        raise serializers.ValidationError("Must be a time zone such as Europe/London.")


class MeUpdate(serializers.Serializer):  # type: ignore[type-arg]
    """Changes to oneself."""

    presence = ChoiceField(choices=Presence.choices, required=False)
    presence_is_manual = serializers.BooleanField(required=False, default=True)
    theme = ChoiceField(choices=["light", "dark", "system"], required=False)
    locale = ChoiceField(choices=["en", "de"], required=False)
    mail_notices = ChoiceField(choices=MailNotices.choices, required=False)
    timezone = serializers.CharField(max_length=60, required=False, validators=[is_timezone])


class CompanyInput(serializers.Serializer):  # type: ignore[type-arg]
    """A company's facts; `arr` in USD a year."""

    name = serializers.CharField(max_length=200)
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


class ContactInput(serializers.Serializer):  # type: ignore[type-arg]
    """A contact found by its address, which the caller vouches for."""

    email = serializers.EmailField()
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    company_id = serializers.IntegerField(required=False, allow_null=True)


class TokenInput(serializers.Serializer):  # type: ignore[type-arg]
    """A token to make for oneself."""

    name = serializers.CharField(max_length=120)
    scopes = serializers.ListField(child=ChoiceField(choices=SCOPES), required=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
