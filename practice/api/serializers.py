"""What the endpoints of practice take."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from kb.models import MarkState
from practice.models import Mode
from practice.services.attempts import MAX_REPLY, MAX_WORDS
from practice.services.sets import MOST_CASES


class PracticeSetInput(serializers.Serializer[Any]):
    """A practice set to be drawn."""

    name = serializers.CharField(max_length=120)
    article_id = serializers.IntegerField(help_text="The internal article whose runbook it is worked by.")
    count = serializers.IntegerField(
        min_value=1, max_value=MOST_CASES, default=5, help_text="How many of the newest solved tickets."
    )
    numbers = serializers.ListField(
        child=serializers.IntegerField(),
        max_length=MOST_CASES,
        required=False,
        help_text="These tickets instead of the newest.",
    )


class PracticeCaseInput(serializers.Serializer[Any]):
    """What a supervisor says of a case."""

    must_escalate = serializers.BooleanField()


class PracticeAttemptInput(serializers.Serializer[Any]):
    """Where to begin."""

    set_id = serializers.IntegerField()
    case_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="The next one not finished, if absent."
    )
    mode = ChoiceField(choices=Mode.choices)


class PracticeReplyInput(serializers.Serializer[Any]):
    """A reply to the customer of an attempt, who is nobody."""

    text = serializers.CharField(max_length=MAX_REPLY)


class PracticeMarkInput(serializers.Serializer[Any]):
    """What became of a step."""

    step = serializers.CharField(max_length=16)
    state = ChoiceField(choices=MarkState.choices)
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    reason = serializers.CharField(max_length=MAX_WORDS, required=False, allow_blank=True, default="")


class PracticeHelpInput(serializers.Serializer[Any]):
    """Why a case is handed on."""

    why = serializers.CharField(max_length=MAX_WORDS, required=False, allow_blank=True, default="")
