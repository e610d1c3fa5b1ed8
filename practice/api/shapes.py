"""What the endpoints of practice answer."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from kb.api.article_parts import ArticleTitleShape
from kb.api.shapes import RunbookStepShape
from kb.models import MarkState, StepKind
from practice.models import Mode, Speaker


class PracticeSetShape(Shape):
    """A practice set, and how far the caller is."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    category = serializers.CharField(help_text="The product area of its tickets.")
    article = ArticleTitleShape(allow_null=True, help_text="Whose runbook it is worked by.")
    cases = serializers.IntegerField()
    finished = serializers.IntegerField(help_text="How many of its cases the caller has finished.")
    created_at = serializers.DateTimeField()


class PracticeRunbookShape(ArticleTitleShape):
    """An article that a set can be drawn for."""

    category = serializers.CharField()


class PracticeSetsShape(Shape):
    """The practice sets."""

    results = PracticeSetShape(many=True)
    may_write = serializers.BooleanField()
    runbooks = PracticeRunbookShape(many=True, help_text="What a set can be drawn for; for who writes them.")


class PracticeMessageShape(Shape):
    """A message of a former ticket, without names."""

    who = serializers.ChoiceField(choices=Speaker.choices)
    text = serializers.CharField()


class PracticeCaseShape(Shape):
    """A case as it was drawn."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    must_escalate = serializers.BooleanField()
    messages = PracticeMessageShape(many=True)


class PracticeSetCasesShape(PracticeSetShape):
    """A practice set with its cases, for who writes sets."""

    results = PracticeCaseShape(many=True)


class PracticeAttemptRowShape(Shape):
    """An attempt in a list."""

    id = serializers.IntegerField()
    set = IdName()
    subject = serializers.CharField()
    person = IdName(allow_null=True)
    mode = serializers.ChoiceField(choices=Mode.choices)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class PracticeTurnShape(Shape):
    """A line of an attempt."""

    who = serializers.ChoiceField(choices=Speaker.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()


class PracticeMarkShape(Shape):
    """What became of a step so far."""

    step = serializers.CharField()
    state = serializers.ChoiceField(choices=MarkState.choices)
    amount = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class PracticeStepFoundShape(Shape):
    """What became of a step of the runbook."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=StepKind.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(
        choices=["done", "skipped", "missed", "open"], help_text="`open` is an escalation not marked."
    )
    place = serializers.IntegerField(allow_null=True, help_text="Which one it was, in the order of the work.")
    done_before = serializers.CharField(
        allow_null=True, help_text="The key of an earlier step that was done only after it."
    )
    amount = serializers.FloatField(allow_null=True)
    limit = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    is_over = serializers.BooleanField()
    reason = serializers.CharField()


class PracticeSentenceShape(Shape):
    """A sentence of an answer of then."""

    text = serializers.CharField()
    is_said = serializers.BooleanField(help_text="Half of its words or more stand in the replies of now.")


class PracticeThenShape(Shape):
    """An answer of then, sentence by sentence."""

    number = serializers.IntegerField(help_text="Which message of the case it is, from 1.")
    sentences = PracticeSentenceShape(many=True)


class PracticeFeedbackShape(Shape):
    """A finished attempt beside the runbook, and beside what was answered then."""

    steps = PracticeStepFoundShape(many=True)
    escalation = serializers.ChoiceField(choices=["right", "missing", "needless"])
    must_escalate = serializers.BooleanField()
    then = PracticeThenShape(many=True)


class PracticeAttemptShape(PracticeAttemptRowShape):
    """An attempt with all that was said and marked."""

    article = ArticleTitleShape(allow_null=True, help_text="Null once it is deleted.")
    version = serializers.IntegerField()
    steps = RunbookStepShape(many=True)
    turns = PracticeTurnShape(many=True)
    marks = PracticeMarkShape(many=True)
    is_own = serializers.BooleanField()
    escalated_at = serializers.DateTimeField(allow_null=True)
    escalated_why = serializers.CharField()
    feedback = PracticeFeedbackShape(allow_null=True, help_text="Null until the attempt is finished.")


class PracticeProgressRowShape(Shape):
    """How one person gets on."""

    person = IdName()
    finished = serializers.IntegerField()
    is_open = serializers.IntegerField(help_text="Attempts that they have begun.")
    last_at = serializers.DateTimeField()
    missed = serializers.IntegerField(help_text="Steps that were neither done nor left out for a reason.")
    over = serializers.IntegerField(help_text="Steps decided above their limit.")
    not_escalated = serializers.IntegerField(help_text="Cases to be handed on that were not.")


class PracticeProgressShape(Shape):
    """How everybody gets on, by name."""

    results = PracticeProgressRowShape(many=True)


PracticeAttemptPageShape = page_of(PracticeAttemptRowShape)
