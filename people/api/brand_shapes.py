"""The shapes of the API's answers about the workspace and its brands."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from people.models import Language
from people.models.brands import SurveyKind
from people.services.hosting import STATES


class WorkspaceShape(Shape):
    """What holds for all brands."""

    name = serializers.CharField()
    language = serializers.ChoiceField(choices=Language.choices, help_text="That of new brands.")
    timezone = serializers.CharField(help_text="That of new brands and of people who are invited.")
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = IdName(allow_null=True)


class BrandHoldShape(Shape):
    """How much of a kind hangs on a brand."""

    kind = serializers.CharField(
        help_text="`open_tickets`, `mailboxes`, `acknowledging_mailboxes`, `articles`."
    )
    count = serializers.IntegerField()


class AcknowledgementShape(Shape):
    """Words of the acknowledgement by language; empty where ours are used."""

    en = serializers.CharField()
    de = serializers.CharField()


class BrandInFullShape(Shape):
    """A brand with all its settings."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    color = serializers.CharField()
    logo_url = serializers.CharField(allow_null=True)
    support_email = serializers.CharField()
    site_url = serializers.CharField()
    host = serializers.CharField(help_text="As DNS writes it.")
    host_seen_at = serializers.DateTimeField(
        allow_null=True, help_text="When a check last found this installation behind it."
    )
    host_looked_at = serializers.DateTimeField(
        allow_null=True, help_text="When the host was last looked at, whatever was found."
    )
    host_state = serializers.ChoiceField(choices=STATES, allow_null=True, help_text="What was found then.")
    host_target = serializers.CharField(help_text="What a CNAME record of the host has to name.")
    language = serializers.ChoiceField(choices=Language.choices)
    timezone = serializers.CharField()
    reopen_days = serializers.IntegerField()
    asks_rating = serializers.BooleanField()
    survey_kind = serializers.ChoiceField(choices=SurveyKind.choices)
    survey_days = serializers.IntegerField(help_text="Days until a contact is asked this again; 0 for none.")
    asks_nps = serializers.BooleanField()
    nps_days = serializers.IntegerField(help_text="Days until a contact is asked for the NPS again.")
    acknowledgement = AcknowledgementShape()
    is_default = serializers.BooleanField()
    is_archived = serializers.BooleanField()
    holds = BrandHoldShape(many=True)
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = IdName(allow_null=True)


class BrandInFullListShape(Shape):
    """All brands."""

    results = BrandInFullShape(many=True)


class HostCheckShape(Shape):
    """Where a domain leads."""

    host = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    addresses = serializers.ListField(child=serializers.CharField())
