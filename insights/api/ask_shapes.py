"""What the endpoints of Ask answer."""

from rest_framework import serializers

from core.api.shapes import Shape
from insights.api.shapes import InsightsDefinitionShape
from insights.ask.tree import DEFINED, FIELDS, GROUPS, MAX_GROUPS, NAMED_PERIODS, SIGNS
from insights.measures import Kind, Side

_MEASURES = tuple(DEFINED)
_BY = tuple(GROUPS)


class AskDefinitionShape(InsightsDefinitionShape):
    """A measure that can be asked for, as it is defined."""

    measure = serializers.ChoiceField(choices=_MEASURES)
    kind = serializers.ChoiceField(choices=[one.value for one in Kind])
    side = serializers.ChoiceField(choices=[one.value for one in Side])


class AskBoundShape(Shape):
    """A comparison; `number` is in the unit of what is compared: seconds, percent, days, or a count."""

    sign = serializers.ChoiceField(choices=SIGNS)
    number = serializers.FloatField()


class AskFilterShape(Shape):
    """A condition; `text` is how it stands in the query."""

    field = serializers.ChoiceField(choices=FIELDS)
    values = serializers.ListField(child=serializers.CharField())
    is_not = serializers.BooleanField()
    bound = AskBoundShape(allow_null=True)
    text = serializers.CharField()


class AskQueryShape(Shape):
    """A query: its text, and its parts for who shows them."""

    text = serializers.CharField()
    measure = serializers.ChoiceField(choices=_MEASURES)
    filters = AskFilterShape(many=True)
    by = serializers.ChoiceField(choices=_BY, allow_blank=True)
    value = AskBoundShape(allow_null=True)
    within = serializers.IntegerField(allow_null=True, help_text="So many days in a row.")
    period = serializers.ChoiceField(
        choices=[*NAMED_PERIODS, "days", "dates"], help_text="A name, so many `days` up to today, or `dates`."
    )
    days = serializers.IntegerField(allow_null=True)
    since = serializers.DateField()
    until = serializers.DateField()
    sort = serializers.ChoiceField(choices=["value", "name"], allow_blank=True)
    limit = serializers.IntegerField(allow_null=True)


class AskFigureShape(Shape):
    """A figure of the measure; `value` is in its unit, null where nothing counts or there are too few."""

    value = serializers.FloatField(allow_null=True)
    business = serializers.FloatField(allow_null=True, help_text="The median in seconds of business hours.")
    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    tickets = serializers.IntegerField(help_text="How many tickets are behind it.")


class AskRowShape(Shape):
    """A group: `key` is what the tickets behind it are asked by; a stretch of days has its first and last."""

    key = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    figure = AskFigureShape()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class AskAnswerShape(Shape):
    """The figures of a query."""

    timezone = serializers.CharField()
    definition = AskDefinitionShape()
    whole = AskFigureShape()
    rows = AskRowShape(many=True)
    groups = serializers.IntegerField(help_text="How many groups there are.")
    is_partial = serializers.BooleanField(help_text=f"Whether there are more than those here ({MAX_GROUPS}).")
    sees_all = serializers.BooleanField(help_text="False where only some tickets are seen, and counted.")


class AskResultShape(Shape):
    """
    What came of a question.

    `answer` holds figures where it was understood. Else `readings` are what it may mean, to choose from, and
    `left` are the words that were not understood; without readings it cannot be answered.
    """

    question = serializers.CharField(allow_blank=True)
    by = serializers.CharField(help_text="What understood it: `builtin`, `person`, or a model's engine.")
    query = AskQueryShape(allow_null=True)
    answer = AskAnswerShape(allow_null=True)
    readings = AskQueryShape(many=True)
    left = serializers.ListField(child=serializers.CharField())
    id = serializers.IntegerField(allow_null=True, help_text="Of the question as it is remembered.")
    is_kept = serializers.BooleanField()


class AskQuestionShape(Shape):
    """One of one's own questions; `question` is empty where the query was written."""

    id = serializers.IntegerField()
    question = serializers.CharField(allow_blank=True)
    query = serializers.CharField()
    is_kept = serializers.BooleanField()
    asked_at = serializers.DateTimeField()


class AskQuestionsShape(Shape):
    """One's own questions: those that are kept, then the newest others."""

    results = AskQuestionShape(many=True)


class AskFieldShape(Shape):
    """What a query may ask a field for; empty where it is a name that has to be typed, or a bound."""

    field = serializers.ChoiceField(choices=FIELDS)
    values = serializers.ListField(child=serializers.CharField())


class AskLanguageShape(Shape):
    """The query language."""

    grammar = serializers.CharField()
    examples = serializers.ListField(child=serializers.CharField())
    definitions = AskDefinitionShape(many=True)
    names = AskFieldShape(many=True)
    groups = serializers.ListField(child=serializers.ChoiceField(choices=_BY))
