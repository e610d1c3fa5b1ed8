"""Bodies and answers of the fields and tags that admins set up."""

from typing import Any

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from people.api.field_shapes import DefinedFieldInput, DefinedFieldShape
from tickets.models import CustomField


class WhenInput(serializers.Serializer[Any]):
    """What a field depends on: `type`, `product_area` or `custom.KEY`; its wanted values, none for any."""

    field = serializers.CharField(max_length=80)
    values = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=50, required=False, default=list
    )


class FieldInput(DefinedFieldInput):
    """A field of tickets."""

    brand = serializers.CharField(
        max_length=60, required=False, allow_null=True, help_text="Its slug; null for all."
    )
    is_required_on_resolve = serializers.BooleanField(required=False)
    is_for_customers = serializers.BooleanField(
        required=False, help_text="Whether forms may ask customers for it."
    )
    when = WhenInput(required=False, allow_null=True)


class FieldWhenShape(Shape):
    """What a field depends on."""

    field = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class FieldBrandShape(Shape):
    """The brand of a field."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class FieldShape(DefinedFieldShape):
    """A field of tickets; their `custom` has its values under `key`."""

    brand = FieldBrandShape(allow_null=True)
    is_required_on_resolve = serializers.BooleanField()
    is_for_customers = serializers.BooleanField()
    when = FieldWhenShape(allow_null=True)


FieldPage = page_of(FieldShape)


class TicketFieldShape(Shape):
    """
    A field of one ticket with its value.

    `is_kept`: it does not hold for this ticket, or was archived, and only shows what is there.
    """

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member of that name
    help = serializers.CharField()
    kind = serializers.ChoiceField(choices=CustomField.Kind.choices)
    choices = serializers.ListField(child=serializers.CharField())
    is_required_on_resolve = serializers.BooleanField()
    is_kept = serializers.BooleanField()
    value = serializers.JSONField(help_text="Null without one.")


TicketFieldPage = page_of(TicketFieldShape)


class WordUseShape(Shape):
    """Where a tag or a field is named; the name of a private macro or view is empty."""

    word = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=["macro", "view", "rule", "policy", "form", "field", "ai_exclusion"]
    )
    id = serializers.CharField()
    name = serializers.CharField()


class FieldFilledShape(Shape):
    """Of the tickets resolved in the last 30 days to which a field applies: those with a value."""

    key = serializers.CharField()
    filled = serializers.IntegerField()
    of = serializers.IntegerField()


FieldFilledPage = page_of(FieldFilledShape)


class ChoiceCountShape(Shape):
    """A value of a choice, and on how many tickets resolved in the last 30 days it stands."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class FieldUseShape(Shape):
    """What hangs on a field; `held` are tickets with a value, 10,001 stands for more than 10,000."""

    held = serializers.IntegerField()
    choices = ChoiceCountShape(many=True)
    uses = WordUseShape(many=True)


class TagUseShape(Shape):
    """A tag with its tickets, of the last 30 days and of all; 10,001 stands for more than 10,000."""

    name = serializers.CharField()
    recent = serializers.IntegerField()
    tickets = serializers.IntegerField()
    uses = WordUseShape(many=True)


TagUsePage = page_of(TagUseShape)


class TagsChangeInput(serializers.Serializer[Any]):
    """Tags that become `target`, an existing one or a new name; without it they are deleted."""

    sources = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=50)
    target = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class TagsPreviewShape(Shape):
    """
    What a change of tags would do.

    `followed` are macros and views that then name the tag that stays; `left` have to be changed by people.
    """

    sources = serializers.ListField(child=serializers.CharField())
    target = serializers.CharField(allow_blank=True)
    is_new = serializers.BooleanField(help_text="No ticket could have `target` until now.")
    tickets = serializers.IntegerField()
    followed = WordUseShape(many=True)
    left = WordUseShape(many=True)


class TagsChangeShape(Shape):
    """
    A change of tags, and how far it is; `skipped` are the numbers of tickets at which it failed.

    Until `undo_until` it can be taken back: that was asked for at `undo_at`, and is over at `undone_at`.
    """

    id = serializers.IntegerField()
    sources = serializers.ListField(child=serializers.CharField())
    target = serializers.CharField(allow_blank=True)
    by = IdName()
    expected = serializers.IntegerField()
    changed = serializers.IntegerField()
    skipped = serializers.ListField(child=serializers.IntegerField())
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True, help_text="Null while it runs.")
    undo_at = serializers.DateTimeField(allow_null=True)
    undo_by = IdName(allow_null=True)
    returned = serializers.IntegerField(help_text="How many tickets got their tags back.")
    undone_at = serializers.DateTimeField(allow_null=True)


class TagsBackShape(Shape):
    """What taking a change of tags back would do now."""

    tickets = serializers.IntegerField(help_text="These get the tags back that they had.")
    changed = serializers.IntegerField(help_text="These do not: their tags were changed since.")


TagsChangePage = page_of(TagsChangeShape)
