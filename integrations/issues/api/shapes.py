"""What the API answers about engineering issues."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from integrations.issues.models import (
    AnswerState,
    AutomaticState,
    IssueState,
    LeftReason,
    LinkHow,
    LinkState,
    StateKind,
)


class EngineeringIssueShape(Shape):
    """An issue at the tracker, with whom it concerns."""

    id = serializers.IntegerField()
    key = serializers.CharField(help_text="Empty while it is on its way.")
    url = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=IssueState.choices)
    problem = serializers.CharField()
    status = serializers.CharField(help_text="The name of its status there.")
    status_kind = serializers.ChoiceField(choices=StateKind.choices)
    assignee = serializers.CharField()
    cycle = serializers.CharField()
    due_on = serializers.CharField()
    tickets = serializers.IntegerField()
    customers = serializers.IntegerField()
    revenue = serializers.IntegerField(
        allow_null=True, help_text="Dollars a year; null for who may not know what customers pay."
    )


class TicketIssueShape(Shape):
    """An issue that a ticket belongs to."""

    id = serializers.IntegerField(help_text="Of the link.")
    how = serializers.ChoiceField(choices=LinkHow.choices)
    state = serializers.ChoiceField(choices=LinkState.choices, help_text="Whether the tracker knows of it.")
    problem = serializers.CharField()
    made_at = serializers.DateTimeField()
    is_automatic = serializers.BooleanField(help_text="Whether it was linked by itself.")
    issue = EngineeringIssueShape()


class FixAnswerShape(Shape):
    """An answer that was drafted because an issue is done."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AnswerState.choices)
    body_html = serializers.CharField()
    issue_key = serializers.CharField()
    created_at = serializers.DateTimeField()


class AutomaticIssueShape(Shape):
    """Whether an issue was made of a ticket by itself."""

    state = serializers.ChoiceField(choices=AutomaticState.choices)
    reason = serializers.ChoiceField(
        choices=LeftReason.choices, allow_blank=True, help_text="Why it was left to people."
    )


class TicketIssuesShape(Shape):
    """What stands at a ticket about its issues."""

    tracker = serializers.CharField(help_text="Its name; empty where none is connected.")
    results = TicketIssueShape(many=True)
    answers = FixAnswerShape(many=True, help_text="Those that wait for somebody.")
    automatic = AutomaticIssueShape(
        allow_null=True, help_text="Null where nothing of its type is made by itself."
    )


class WaitingAnswerShape(FixAnswerShape):
    """The same with its ticket."""

    ticket = serializers.IntegerField()
    subject = serializers.CharField()


class WaitingAnswersShape(Shape):
    """The answers that wait, the oldest first."""

    results = WaitingAnswerShape(many=True)


class ExtractedPartShape(Shape):
    """A part of what the ticket says."""

    name = serializers.CharField()
    value = serializers.CharField()
    confidence = serializers.FloatField(help_text="From 0 to 1.")
    is_sure = serializers.BooleanField(help_text="False: a person should look at it.")
    origin = serializers.ChoiceField(choices=["message", "session", "triage", "account"])


class ExtractedSourceShape(ExtractedPartShape):
    """A part with where it was said."""

    entry_id = serializers.IntegerField(
        allow_null=True, help_text="The message that says it; null where no single one does."
    )


class TemplatePartShape(Shape):
    """A part that whoever works on such a request needs."""

    name = serializers.CharField()
    about = serializers.CharField(help_text="What belongs in it.")


class ExtractionShape(Shape):
    """What a ticket says, in the parts of the template of its kind."""

    kind = serializers.CharField(allow_blank=True, help_text="The ticket's type, which chooses the template.")
    template = TemplatePartShape(many=True)
    is_defect = serializers.BooleanField(help_text="Whether it reads like a defect, not a question.")
    parts = ExtractedSourceShape(many=True)
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="Parts of the template of which nothing was said."
    )
    codes = serializers.ListField(child=serializers.CharField(), help_text="Error codes.")
    session = serializers.ListField(
        child=serializers.CharField(), help_text="The customer's page and last steps, with their consent."
    )
    engine = serializers.CharField(
        help_text="What read it; `kept_out` where nothing may, `rules` where no engine answered."
    )


class ReasonShape(Shape):
    """Why an issue may be the same."""

    kind = serializers.ChoiceField(choices=["code", "area", "words", "meaning"])
    value = serializers.CharField()


class CandidateShape(Shape):
    """An open issue that may be the same."""

    issue = EngineeringIssueShape()
    score = serializers.FloatField(help_text="From 0 to 1.")
    is_likely = serializers.BooleanField()
    reasons = ReasonShape(many=True)
    comment = serializers.CharField(help_text="What joining would add, to be changed before it goes.")


class OptionShape(Shape):
    """Something to choose at the tracker."""

    id = serializers.CharField()
    name = serializers.CharField()
    teams = serializers.ListField(
        child=serializers.CharField(), help_text="The teams that it is for; none means all."
    )
    is_public = serializers.BooleanField(help_text="Whether everybody can read what is written there.")


class TrackerCatalogShape(Shape):
    """What can be chosen at the tracker."""

    teams = OptionShape(many=True)
    projects = OptionShape(many=True)
    labels = OptionShape(many=True)


class IssueProposalShape(Shape):
    """An issue as it would be made; nothing has left yet."""

    tracker = serializers.CharField(help_text="Its name.")
    system = serializers.CharField(help_text="The system of its connection.")
    kind = serializers.CharField()
    is_defect = serializers.BooleanField(help_text="Whether it reads like a defect, not a question.")
    parts = ExtractedPartShape(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    codes = serializers.ListField(child=serializers.CharField())
    title = serializers.CharField()
    description = serializers.CharField()
    customer = serializers.CharField(help_text="Who is named there; empty where nobody is.")
    team = serializers.CharField()
    project = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())
    priority = serializers.IntegerField()
    catalog = TrackerCatalogShape()
    candidates = CandidateShape(many=True)


class IssueAreaRuleShape(Shape):
    """Where issues of a product area go."""

    area = serializers.CharField()
    team = serializers.CharField()
    project = serializers.CharField()


class TrackerSettingsShape(Shape):
    """What of a ticket becomes what at the tracker."""

    version = serializers.IntegerField()
    team = serializers.CharField()
    project = serializers.CharField()
    areas = IssueAreaRuleShape(many=True)
    labels = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    priorities = serializers.DictField(child=serializers.IntegerField())
    shares_customer = serializers.BooleanField()
    shares_revenue = serializers.BooleanField()
    drafts_answers = serializers.BooleanField()
    answers = serializers.DictField(child=serializers.CharField())
    default_answers = serializers.DictField(child=serializers.CharField())
    automatic_kinds = serializers.ListField(child=serializers.CharField())
    automatic_a_day = serializers.IntegerField()
    catalog = TrackerCatalogShape()
    catalog_at = serializers.DateTimeField(allow_null=True)
    changed_by = IdName(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)
