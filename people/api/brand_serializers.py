"""What callers send about the workspace and its brands."""

from typing import Any
from urllib.parse import urlsplit

from rest_framework import serializers

from core.api.fields import ChoiceField, NameField
from people.api.serializers import is_timezone
from people.models import Language
from people.models.brands import SurveyKind

MAX_WORDS = 2000


def has_port_that_exists(value: str) -> None:
    """Refuse an address whose port is none; the field itself takes five digits for one."""
    try:
        urlsplit(value).port  # noqa: B018 (reading it is the check)
    except ValueError:
        raise serializers.ValidationError("A port is a number up to 65535.") from None


class WorkspaceUpdate(serializers.Serializer[Any]):
    """Changes to what holds for all brands."""

    name = NameField(max_length=120, required=False)
    language = ChoiceField(choices=Language.choices, required=False)
    timezone = serializers.CharField(max_length=60, required=False, validators=[is_timezone])


class AcknowledgementInput(serializers.Serializer[Any]):
    """Words of the acknowledgement by language; empty for ours. Known: {brand}, {number}, {wait}."""

    en = serializers.CharField(max_length=MAX_WORDS, required=False, allow_blank=True)
    de = serializers.CharField(max_length=MAX_WORDS, required=False, allow_blank=True)


class BrandInput(serializers.Serializer[Any]):
    """A brand."""

    name = NameField(max_length=120)
    color = serializers.CharField(max_length=7, required=False, help_text="`#RRGGBB`, readable under text.")
    support_email = serializers.EmailField(required=False, allow_blank=True)
    site_url = serializers.URLField(
        max_length=200, required=False, allow_blank=True, validators=[has_port_that_exists]
    )
    host = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Host name of its help center."
    )
    language = ChoiceField(choices=Language.choices, required=False)
    timezone = serializers.CharField(max_length=60, required=False, validators=[is_timezone])
    reopen_days = serializers.IntegerField(min_value=0, max_value=365, required=False)
    asks_rating = serializers.BooleanField(required=False)
    survey_kind = ChoiceField(choices=SurveyKind.choices, required=False)
    survey_days = serializers.IntegerField(
        min_value=0, max_value=730, required=False, help_text="Days until a contact is asked this again."
    )
    asks_nps = serializers.BooleanField(required=False)
    nps_days = serializers.IntegerField(min_value=1, max_value=730, required=False)
    acknowledgement = AcknowledgementInput(required=False)


class BrandUpdate(BrandInput):
    """Changes to a brand."""

    is_default = serializers.BooleanField(required=False)
