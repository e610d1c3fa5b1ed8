"""What the endpoints of imports take."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from integrations.importers.mapping import KINDS
from integrations.importers.models import Source
from integrations.importers.services.acting import STEPS


class HistoryImportInput(serializers.Serializer[Any]):
    """An export to bring over."""

    file = serializers.FileField(
        help_text="JSON, JSON lines, CSV, or a ZIP of them; for a mailbox its mbox file."
    )
    source = ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # DRF takes it out of the class
    account = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=60,
        help_text="Tells several accounts of one system apart; the same for each later export of it.",
    )  # fmt: skip
    brand = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=60,
        help_text="Id or slug, for tickets whose own brand is not mapped; the default one without.",
    )  # fmt: skip


class ImportChoiceInput(serializers.Serializer[Any]):
    """What one value becomes."""

    kind = ChoiceField(choices=[(one, one) for one in KINDS])
    theirs = serializers.CharField(max_length=1000)
    ours = serializers.CharField(max_length=60, allow_blank=True)


class ImportMappingInput(serializers.Serializer[Any]):
    """Changes to a mapping; `version` is the one that was changed."""

    version = serializers.IntegerField(min_value=1)
    choices = ImportChoiceInput(many=True)


class ImportStepInput(serializers.Serializer[Any]):
    """`check` tries it, `run` runs it or goes on, `stop` stops either, `undo` takes it back."""

    step = ChoiceField(choices=[(one, one) for one in STEPS])
