"""Request bodies of the API of sources."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField, FormFile, NameField
from kb.models import Audience, Kind, Schedule
from kb.models.sources import READ

_KINDS = [(kind, Kind(kind).label) for kind in READ]


class WebInput(serializers.Serializer[Any]):
    """What of a website is read."""

    address = serializers.CharField(
        max_length=2000, required=False, help_text="A page or a sitemap, where reading begins."
    )
    include = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=50,
        required=False,
        help_text="Paths to read, such as `/docs/`; `*` stands for anything. None: all.",
    )
    exclude = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=50,
        required=False,
        help_text="Paths to leave out.",
    )
    max_pages = serializers.IntegerField(min_value=1, max_value=5000, required=False)
    pace = serializers.IntegerField(
        min_value=100,
        max_value=30000,
        required=False,
        help_text="Milliseconds between two requests; robots.txt may ask for more.",
    )


class SourceInput(serializers.Serializer[Any]):
    """A new source; staff alone get answers from it until its audience is changed."""

    name = NameField(max_length=120)
    kind = ChoiceField(choices=_KINDS)
    owner_id = serializers.IntegerField(required=False, help_text="Without one it is the caller.")
    schedule = ChoiceField(choices=Schedule.choices, required=False)
    language = serializers.CharField(
        max_length=12, required=False, allow_blank=True, help_text="Empty: what each text says of itself."
    )
    brand_id = serializers.IntegerField(required=False, allow_null=True, help_text="Null: all brands.")
    web = WebInput(required=False)


class SourceChange(serializers.Serializer[Any]):
    """The fields to change in a source."""

    name = NameField(max_length=120, required=False)
    owner_id = serializers.IntegerField(required=False)
    schedule = ChoiceField(choices=Schedule.choices, required=False)
    language = serializers.CharField(max_length=12, required=False, allow_blank=True)
    brand_id = serializers.IntegerField(required=False, allow_null=True)
    audience = ChoiceField(choices=Audience.choices, required=False)
    segments = serializers.ListField(
        child=serializers.CharField(max_length=12), max_length=10, required=False
    )
    company_ids = serializers.ListField(child=serializers.IntegerField(), max_length=500, required=False)
    team_ids = serializers.ListField(child=serializers.IntegerField(), max_length=100, required=False)
    web = WebInput(required=False)


class SourceFilesInput(serializers.Serializer[Any]):
    """Files for a source; one of a known name takes the place of the other."""

    files = serializers.ListField(child=FormFile(), min_length=1, max_length=100)


class SourceTicketInput(serializers.Serializer[Any]):
    """A solved ticket."""

    number = serializers.IntegerField(min_value=1)
