"""Response shapes of macros."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from tickets.models import Macro, Priority, Status, TicketType


class MacroActionsShape(Shape):
    """What a macro changes; null, false and empty lists change nothing."""

    status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_null=True)
    type = serializers.ChoiceField(choices=TicketType.choices, allow_null=True)
    assignee = IdName(allow_null=True)
    assign_to_me = serializers.BooleanField()
    team = IdName(allow_null=True)
    add_tags = serializers.ListField(child=serializers.CharField())
    remove_tags = serializers.ListField(child=serializers.CharField())


class MacroFiguresShape(Shape):
    """
    Of the last 30 days.

    `solved` are uses on tickets that were finished without another word of the customer's, `wrote_again`
    those with one; the rest is open.
    """

    uses = serializers.IntegerField()
    solved = serializers.IntegerField()
    wrote_again = serializers.IntegerField()
    people = serializers.IntegerField()


class MacroShape(Shape):
    """A macro: text with variables, actions, or both."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    folder = serializers.CharField()
    kind = serializers.ChoiceField(choices=Macro.Kind.choices)
    text = serializers.CharField()
    actions = MacroActionsShape()
    is_active = serializers.BooleanField()
    figures = MacroFiguresShape()
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    updated_at = serializers.DateTimeField()
    updated_by = serializers.CharField()
    may_change = serializers.BooleanField()


class VariableShape(Shape):
    """A variable of a macro's text."""

    name = serializers.CharField()
    meaning = serializers.CharField()


class MacroPageShape(page_of(MacroShape)):  # type: ignore[misc]  # its base is made by a function
    """All macros that the caller may use or change, and the variables that texts may have."""

    variables = VariableShape(many=True)


class StarterShape(Shape):
    """A macro that is offered to begin with; `is_taken`: a shared one has its name."""

    key = serializers.CharField()
    name = serializers.CharField()
    folder = serializers.CharField()
    text = serializers.CharField()
    actions = MacroActionsShape()
    is_taken = serializers.BooleanField()


class TakenStartersShape(Shape):
    """The macros that were added."""

    made = MacroShape(many=True)


class SimilarSolvedShape(Shape):
    """How a macro did on tickets like this one, over a year."""

    similar = serializers.IntegerField()
    solved = serializers.IntegerField()
    shared = serializers.ListField(
        child=serializers.CharField(), help_text="What these tickets have in common with this one."
    )
    examples = serializers.ListField(child=serializers.IntegerField())


class TicketMacroShape(Shape):
    """A macro on a ticket, filled in."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    folder = serializers.CharField()
    kind = serializers.ChoiceField(choices=Macro.Kind.choices)
    body_html = serializers.CharField(help_text="Empty for a macro that only changes the ticket.")
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="Variables without value and fallback, left as written."
    )
    actions = MacroActionsShape()
    figures = MacroFiguresShape()
    why = SimilarSolvedShape(allow_null=True)


class FieldChangeShape(Shape):
    """A field of a ticket that would change, in words where ids stand behind it."""

    field = serializers.CharField()
    old = serializers.JSONField()
    new = serializers.JSONField()


class TriedMacroShape(Shape):
    """What a macro would say and change on a ticket."""

    body_html = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    changes = FieldChangeShape(many=True)


StarterPage = page_of(StarterShape)
TicketMacroPage = page_of(TicketMacroShape)
