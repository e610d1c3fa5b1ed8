"""What the API answers about imports."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from integrations.importers.mapping import KINDS as MAPPED
from integrations.importers.mapping import WHYS
from integrations.importers.models import Phase, Source, State
from integrations.importers.records import KINDS


class ImportOutcomeShape(Shape):
    """Counts of one kind of record in one phase."""

    new = serializers.IntegerField(help_text="That come, or came.")
    more = serializers.IntegerField(
        help_text="Tickets that were here and got something more; messages that were changed there."
    )
    known = serializers.IntegerField(help_text="Here already; of agents, those who are somebody here.")
    refused = serializers.IntegerField(help_text="Set aside, each with a reason.")
    gone = serializers.IntegerField(help_text="Taken back by an undo.")
    stays = serializers.IntegerField(help_text="Not taken back, each with a reason.")


class ImportKindShape(Shape):
    """
    One kind of record: how many there are in the export, and what became of them.

    `found` is the sum of `new`, `more`, `known` and `refused`. Agents and contacts are all people of it.
    """

    kind = serializers.ChoiceField(choices=[(one, one) for one in KINDS])
    found = serializers.IntegerField()
    check = ImportOutcomeShape()
    run = ImportOutcomeShape()
    undo = ImportOutcomeShape()


class ImportReasonShape(Shape):
    """How many records were set aside for one reason."""

    phase = serializers.ChoiceField(choices=Phase.choices)
    kind = serializers.CharField(help_text="Empty where that cannot be told.")
    code = serializers.CharField(help_text="See docs/import.md.")
    count = serializers.IntegerField()


class ImportMappingRowShape(Shape):
    """What one of their values becomes."""

    kind = serializers.ChoiceField(choices=[(one, one) for one in MAPPED])
    theirs = serializers.CharField(help_text="Their value or id.")
    name = serializers.CharField(help_text="What it is called there.")
    count = serializers.IntegerField(help_text="How many tickets have it.")
    ours = serializers.CharField(help_text="A value, or an id as text; empty leaves it out.")
    why = serializers.ChoiceField(choices=[(one, one) for one in WHYS])


class ImportChoiceShape(Shape):
    """Something that a value may become."""

    kind = serializers.ChoiceField(choices=[(one, one) for one in MAPPED])
    value = serializers.CharField()
    name = serializers.CharField(help_text="Empty for a value that screens have a word for.")


class ImportComparedShape(Shape):
    """Tickets of a year in a status, counted in the export and here; or records of a kind, both ways."""

    name = serializers.CharField()
    theirs = serializers.IntegerField()
    ours = serializers.IntegerField()


class ImportSampleShape(Shape):
    """One drawn ticket, compared word for word."""

    key = serializers.CharField()
    name = serializers.CharField(help_text="Its number there; of a mailbox its day and subject.")
    ticket = serializers.IntegerField(allow_null=True, help_text="Its number here, while it is here.")
    theirs = serializers.IntegerField(help_text="Messages in the export that have words.")
    ours = serializers.IntegerField()
    differing = serializers.IntegerField(help_text="Whose words are not here like that.")


class HistoryImportRowShape(Shape):
    """An import in a list."""

    id = serializers.IntegerField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # DRF takes it out of the class
    account = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    name = serializers.CharField(help_text="Of the uploaded file.")
    size = serializers.IntegerField(help_text="Bytes.")
    has_file = serializers.BooleanField(help_text="The upload is still here.")
    brand = IdName()
    made_by = IdName()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    tickets = serializers.IntegerField(help_text="In the export.")
    error = serializers.CharField(help_text="A code why it cannot go on, empty if it can.")


class HistoryImportShape(HistoryImportRowShape):
    """An import: how far it is, its mapping, and what was counted."""

    version = serializers.IntegerField(help_text="Of the mapping.")
    step = serializers.CharField(help_text="The kind that is worked on now, empty if none is.")
    kinds = ImportKindShape(many=True)
    reasons = ImportReasonShape(many=True)
    mapping = ImportMappingRowShape(many=True)
    choices = ImportChoiceShape(many=True)
    agents_asking = serializers.IntegerField(
        help_text="Agents who asked for something themselves: they are among the contacts."
    )
    by_year = ImportComparedShape(many=True)
    records = ImportComparedShape(
        many=True, help_text="By kind, what lies in the export and what was read of it; none of a mailbox."
    )
    samples = ImportSampleShape(many=True)


class ImportIssueShape(Shape):
    """A record that does not come, or not as it was."""

    id = serializers.IntegerField()
    phase = serializers.ChoiceField(choices=Phase.choices)
    kind = serializers.CharField()
    external_id = serializers.CharField()
    code = serializers.CharField()
    file = serializers.CharField()
    line = serializers.IntegerField(help_text="0 where there is none.")
    detail = serializers.CharField()


HistoryImportRowPage = page_of(HistoryImportRowShape)
ImportIssuePage = page_of(ImportIssueShape)
