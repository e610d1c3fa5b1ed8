"""What the API answers about Slack."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from integrations.slack.models import AlertKind, Mode
from integrations.slack.services.socket import CLOSED, OPEN


class SlackSocketShape(Shape):
    """The connection that brings what Slack would post, where it cannot reach this installation."""

    state = serializers.ChoiceField(choices=[(one, one) for one in (OPEN, CLOSED)])
    why = serializers.CharField(help_text="What was wrong last; empty for nothing.")
    at = serializers.DateTimeField(allow_null=True, help_text="Since when; null before the first time.")


class SlackAppShape(Shape):
    """Whether this installation has an app at Slack, and how to make one."""

    is_set_up = serializers.BooleanField()
    has_signing_secret = serializers.BooleanField()
    redirect_url = serializers.CharField()
    manifest = serializers.CharField(help_text="JSON, for *From a manifest* at Slack.")
    socket = SlackSocketShape(allow_null=True, help_text="Null where events are posted.")


class SlackChannelShape(Shape):
    """A channel that the app is in."""

    id = serializers.IntegerField()
    connection = serializers.IntegerField()
    channel_id = serializers.CharField()
    name = serializers.CharField()
    is_private = serializers.BooleanField()
    is_shared = serializers.BooleanField(help_text="With other workspaces.")
    is_gone = serializers.BooleanField(help_text="Archived, or the app was removed.")
    mode = serializers.ChoiceField(choices=Mode.choices)
    emoji = serializers.CharField()
    window = serializers.IntegerField()
    brand = IdName(allow_null=True)
    company = IdName(allow_null=True)
    team = IdName(allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    failed = serializers.IntegerField(help_text="Messages that could not become part of a ticket.")


class SlackChannelListShape(Shape):
    """All channels."""

    results = SlackChannelShape(many=True)


class SlackWorkspaceShape(Shape):
    """A workspace whose people write to us."""

    id = serializers.IntegerField()
    connection = serializers.IntegerField()
    team_id = serializers.CharField()
    name = serializers.CharField()
    is_own = serializers.BooleanField()
    company = IdName(allow_null=True)


class SlackWorkspaceListShape(Shape):
    """All workspaces."""

    results = SlackWorkspaceShape(many=True)


class SlackAlertRuleShape(Shape):
    """What is told in Slack, where, and how often at most."""

    id = serializers.IntegerField()
    connection = serializers.IntegerField()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=AlertKind.choices))
    channel = IdName(allow_null=True)
    brand = IdName(allow_null=True)
    team = IdName(allow_null=True)
    priorities = serializers.ListField(child=serializers.CharField())
    fraction = serializers.IntegerField()
    digest_minutes = serializers.IntegerField()
    most_an_hour = serializers.IntegerField()
    quiet_begins = serializers.TimeField(allow_null=True)
    quiet_ends = serializers.TimeField(allow_null=True)
    timezone = serializers.CharField()
    is_on = serializers.BooleanField()


class SlackAlertRuleListShape(Shape):
    """All rules of alerts."""

    results = SlackAlertRuleShape(many=True)
