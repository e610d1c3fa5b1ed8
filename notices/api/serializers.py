"""Bodies of requests about notices."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from notices.models import Kind, Mail


class NoticesReadInput(serializers.Serializer[Any]):
    """Which notices are put away: exactly one of the three."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=200, required=False
    )
    ticket = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    until = serializers.DateTimeField(
        required=False, help_text="All that happened until then: the time of the newest one that was seen."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nothing, or two at once, would be a guess."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Send one of ids, ticket or until.")
        return attrs


class NoticesUnreadInput(serializers.Serializer[Any]):
    """Which notices are unread again."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=200
    )


class NoticeWishInput(serializers.Serializer[Any]):
    """The choice for one kind."""

    kind = ChoiceField(choices=Kind.choices)
    is_shown = serializers.BooleanField()
    mail = ChoiceField(choices=Mail.choices)


class NoticeChoicesInput(serializers.Serializer[Any]):
    """One's choices; kinds that are left out stay as they are."""

    kinds = NoticeWishInput(many=True)
    quiet_begins = serializers.TimeField(allow_null=True)
    quiet_ends = serializers.TimeField(allow_null=True)
    digest_at = serializers.TimeField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Quiet hours have two ends or none; a kind is named once."""
        if (attrs["quiet_begins"] is None) != (attrs["quiet_ends"] is None):
            missing = "quiet_begins" if attrs["quiet_begins"] is None else "quiet_ends"
            raise serializers.ValidationError({missing: "Quiet hours need a beginning and an end."})
        kinds = [one["kind"] for one in attrs["kinds"]]
        if len(set(kinds)) != len(kinds):
            raise serializers.ValidationError({"kinds": "Name each kind once."})
        return attrs
