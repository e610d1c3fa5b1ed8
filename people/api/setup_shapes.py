"""The shapes of the API's answers about the set-up guide."""

from rest_framework import serializers

from core.api.shapes import Shape
from core.setup import State


class SetupFactsShape(Shape):
    """What is told of it; which names there are depends on what it is."""

    names = serializers.DictField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())
    times = serializers.DictField(child=serializers.DateTimeField())


class SetupWayShape(Shape):
    """One way to do a step."""

    id = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.value for state in State])
    facts = SetupFactsShape()


class SetupStepShape(Shape):
    """A step; it is done as soon as one of its ways is."""

    id = serializers.CharField()
    state = serializers.ChoiceField(
        choices=[state.value for state in State],
        help_text="`waiting`: ready here, something outside has to happen, such as the first mail.",
    )
    ways = SetupWayShape(many=True)


class SetupRuleShape(Shape):
    """Something that holds already."""

    id = serializers.CharField()
    facts = SetupFactsShape()


class SetupEvidenceShape(Shape):
    """How much of a kind there is, counted up to `needed`."""

    kind = serializers.CharField()
    count = serializers.IntegerField()
    needed = serializers.IntegerField()


class SetupProposalShape(Shape):
    """An automation for later."""

    id = serializers.CharField()
    is_proposed = serializers.BooleanField(help_text="Whether all of its evidence is there.")
    path = serializers.CharField(help_text="Where a person decides, behind `/app`; empty: by the API.")
    evidence = SetupEvidenceShape(many=True)


class SetupShape(Shape):
    """The steps of the set-up guide, as the tables say it now."""

    is_done = serializers.BooleanField()
    aside_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was put aside; null while it leads the way."
    )
    steps = SetupStepShape(many=True)


class SetupOutlookShape(Shape):
    """What holds already, and what is proposed once its data exists."""

    rules = SetupRuleShape(many=True)
    proposals = SetupProposalShape(many=True)
