"""Bodies and queries of the ledger, the autonomy ladder and the review queue."""

from typing import Any

from rest_framework import serializers

from assistant.models import DraftReply, Level, ReviewReason, State, Verdict
from assistant.selectors.autonomy import CATEGORIES
from assistant.selectors.ledger import GROUPS
from assistant.services.resolving import CORRECTABLE
from core.api.fields import ChoiceField
from tickets.channels import CHANNEL_CHOICES

MAX_DAYS = 365


class LedgerQuery(serializers.Serializer[Any]):
    """Which conversations."""

    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=28)
    category = ChoiceField(choices=CATEGORIES, required=False, allow_blank=True, default="")
    channel = ChoiceField(choices=CHANNEL_CHOICES, required=False, allow_blank=True, default="")
    state = ChoiceField(choices=State.choices, required=False, allow_blank=True, default="")
    by = ChoiceField(choices=tuple(GROUPS), default="category")


class ReviewQuery(serializers.Serializer[Any]):
    """Which part of the review queue."""

    reason = ChoiceField(choices=ReviewReason.choices, required=False, allow_blank=True, default="")
    category = ChoiceField(choices=CATEGORIES, required=False, allow_blank=True, default="")
    mine = serializers.BooleanField(default=False)
    judged = serializers.BooleanField(default=False)


class LedgerCorrectionInput(serializers.Serializer[Any]):
    """How a conversation really ended."""

    state = ChoiceField(choices=[state.value for state in CORRECTABLE])
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class LevelInput(serializers.Serializer[Any]):
    """What the assistant may do in a category."""

    level = ChoiceField(choices=Level.choices)


class DraftRejectionInput(serializers.Serializer[Any]):
    """Why a draft is of no use."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = ChoiceField(choices=[one for one in DraftReply.Rejected.choices if one[0]])
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class VerdictInput(serializers.Serializer[Any]):
    """What one says of an answer; `is_for_tests` asks for its question among the test questions."""

    verdict = ChoiceField(choices=Verdict.Kind.choices)
    why = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    is_for_tests = serializers.BooleanField(default=False)
