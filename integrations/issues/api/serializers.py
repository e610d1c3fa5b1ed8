"""What changes of issues take."""

from rest_framework import serializers

from tickets.models import Priority, TicketType

MAX_DESCRIPTION = 20_000
_ID = 160


class IssueInput(serializers.Serializer[object]):
    """A new issue, in exactly these words."""

    request_id = serializers.UUIDField(help_text="Made by the caller; a repeated request makes one issue.")
    title = serializers.CharField(max_length=240)
    description = serializers.CharField(max_length=MAX_DESCRIPTION, allow_blank=True)
    team = serializers.CharField(max_length=_ID)
    project = serializers.CharField(max_length=_ID, allow_blank=True, default="")
    labels = serializers.ListField(child=serializers.CharField(max_length=_ID), max_length=20, default=list)
    priority = serializers.IntegerField(
        min_value=0, max_value=4, default=0, help_text="1 is the most urgent, 0 none."
    )
    shares_customer = serializers.BooleanField(default=True)


class JoinInput(serializers.Serializer[object]):
    """Joining an issue."""

    request_id = serializers.UUIDField(help_text="Made by the caller; a repeated request joins once.")
    issue = serializers.IntegerField(min_value=1)
    comment = serializers.CharField(max_length=MAX_DESCRIPTION, allow_blank=True, default="")
    shares_customer = serializers.BooleanField(default=True)


class LinkInput(serializers.Serializer[object]):
    """Linking an issue by its address or key."""

    request_id = serializers.UUIDField(help_text="Made by the caller; a repeated request links once.")
    address = serializers.CharField(max_length=500)


class AnswerInput(serializers.Serializer[object]):
    """An answer as the person has left it."""

    body_html = serializers.CharField(max_length=400_000)
    seen_entry_id = serializers.IntegerField(
        min_value=0, allow_null=True, default=None, help_text="The newest entry that the person has seen."
    )


class IssueAreaRuleInput(serializers.Serializer[object]):
    """Where issues of a product area go."""

    area = serializers.CharField(max_length=80)
    team = serializers.CharField(max_length=_ID)
    project = serializers.CharField(max_length=_ID, allow_blank=True, default="")


class TrackerSettingsInput(serializers.Serializer[object]):
    """All that can be set for a tracker."""

    version = serializers.IntegerField(min_value=1, help_text="That of the settings it is based on.")
    team = serializers.CharField(max_length=_ID, allow_blank=True)
    project = serializers.CharField(max_length=_ID, allow_blank=True)
    areas = IssueAreaRuleInput(many=True)
    labels = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=_ID), max_length=20),
        help_text=f"By kind of ticket: {', '.join(TicketType.values)}.",
    )
    priorities = serializers.DictField(
        child=serializers.IntegerField(), help_text=f"By priority: {', '.join(Priority.values)}."
    )
    shares_customer = serializers.BooleanField()
    shares_revenue = serializers.BooleanField()
    drafts_answers = serializers.BooleanField()
    answers = serializers.DictField(
        child=serializers.CharField(allow_blank=True), help_text="By language: en, de. Empty is the default."
    )
    automatic_kinds = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=20,
        required=False,
        help_text="Types of tickets of which an issue is made by itself. Without it they stay as they are.",
    )
    automatic_a_day = serializers.IntegerField(
        min_value=1, max_value=1000, required=False, help_text="At most so many in 24 hours."
    )
