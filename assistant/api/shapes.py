"""Response shapes for the assistant's work and for what customers share of their page."""

from rest_framework import serializers

from assistant.accounts import STATES
from assistant.engines.choice import BUILTIN, OPENAI
from assistant.engines.protocol import CAPABILITIES
from assistant.models import Outcome, Reason
from assistant.reading.mood import COMPLEXITIES, SENTIMENTS, URGENCIES
from assistant.services.rewording import STYLES
from core.api.shapes import Shape, one_of
from core.api.unions import AnyOf
from people.models import Segment
from tickets.api.entry_shapes import CitationShape
from tickets.channels import CHANNELS
from tickets.models import Status, TicketLink, TicketType

CONFIDENCE_WORDS = ["high", "medium", "low"]


class AnswerCitationShape(CitationShape):
    """An article that supports an answer, as the timeline stores it; `heading` is always present."""

    heading = serializers.CharField()


class AnswerShape(Shape):
    """What the assistant says."""

    answer = serializers.CharField()
    citations = AnswerCitationShape(many=True)
    confidence = serializers.FloatField(min_value=0, max_value=1)
    confidence_word = serializers.ChoiceField(choices=CONFIDENCE_WORDS)
    decision = serializers.ChoiceField(choices=["answer", "clarify", "handoff"])
    reason = serializers.CharField(help_text="Why it was decided so, as a code; empty for an answer.")
    boundary = serializers.CharField(help_text="The key of the boundary that holds, else empty.")
    engine = serializers.CharField(help_text="Engine and version.")


class SuggestedReplyShape(Shape):
    """A suggested reply; `body_html` is empty when nothing the customer may read supports one."""

    id = serializers.IntegerField(
        allow_null=True,
        help_text="By which it is rejected; null when there is none, or it was decided about.",
    )
    body_html = serializers.CharField()
    citations = AnswerCitationShape(many=True)
    confidence = serializers.FloatField(min_value=0, max_value=1)
    confidence_word = serializers.ChoiceField(choices=CONFIDENCE_WORDS)
    uncited = serializers.ListField(
        child=serializers.CharField(), help_text="Statements without a source; they are not in the body."
    )
    engine = serializers.CharField(help_text="Engine and version.")


class RewordedShape(Shape):
    """A text in other words; nothing was sent."""

    text = serializers.CharField()
    language = serializers.CharField(help_text="Two letters; empty where the language stayed the same.")
    lost = serializers.ListField(
        child=serializers.CharField(),
        help_text="Codes, numbers, addresses and links of the original that it no longer has.",
    )
    engine = serializers.CharField(help_text="Engine and version.")


class SummaryShape(Shape):
    """A conversation in a few lines."""

    text = serializers.CharField()
    engine = serializers.CharField(help_text="Engine and version.")


class CopilotShape(Shape):
    """What the engines in use can do with a text of the agent's."""

    styles = serializers.ListField(child=serializers.ChoiceField(choices=list(STYLES)))
    can_translate = serializers.BooleanField()


class SuggestedArticleShape(Shape):
    """An article that may help; `customer_url` is empty if the requester may not read it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="Where staff open it.")
    customer_url = serializers.CharField(help_text="Where the requester opens it.")
    quote = serializers.CharField()
    score = serializers.FloatField(help_text="Orders the articles of one answer.")


class SimilarTicketShape(Shape):
    """A solved ticket about the same problem."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)


class SuggestionsShape(Shape):
    """What may help with a ticket, closest match first."""

    articles = SuggestedArticleShape(many=True)
    tickets = SimilarTicketShape(many=True)


class LabelCertaintyShape(Shape):
    """How sure a label is."""

    confidence = serializers.FloatField(min_value=0, max_value=1)
    needs_review = serializers.BooleanField()
    corrected_by = serializers.CharField(
        allow_null=True, help_text="The name of who put it right; null when nobody did."
    )


class TriageLabelShape(LabelCertaintyShape):
    """A label of any value; empty when nothing is known."""

    value = serializers.CharField()


class TriageTypeShape(LabelCertaintyShape):
    """What kind of request it is; empty when nothing is known."""

    value = serializers.ChoiceField(choices=TicketType.choices, allow_blank=True)


class TriageSentimentShape(LabelCertaintyShape):
    """How the customer feels; empty when nothing is known."""

    value = serializers.ChoiceField(choices=SENTIMENTS, allow_blank=True)


class TriageUrgencyShape(LabelCertaintyShape):
    """How soon the customer needs it; empty when nothing is known."""

    value = serializers.ChoiceField(choices=URGENCIES, allow_blank=True)


class TriageComplexityShape(LabelCertaintyShape):
    """The tier that the work will need; empty when nothing is known."""

    value = serializers.ChoiceField(choices=COMPLEXITIES, allow_blank=True)


class TriageFieldsShape(Shape):
    """The labels of a message."""

    type = TriageTypeShape()
    product_area = TriageLabelShape()
    sentiment = TriageSentimentShape()
    urgency = TriageUrgencyShape()
    complexity = TriageComplexityShape()
    language = TriageLabelShape(help_text="A two-letter code.")


class EntityShape(Shape):
    """Something exact that a message names: an error code, an invoice, a plan."""

    kind = serializers.CharField()
    value = serializers.CharField()


class TriageShape(Shape):
    """What triage read in the newest message of a ticket."""

    locals()["fields"] = TriageFieldsShape()
    entities = EntityShape(many=True)
    trend = serializers.ChoiceField(
        choices=["falling", "steady", "rising"],
        allow_blank=True,
        help_text="Of the sentiment since the message before; empty when it is not known.",
    )
    engine = serializers.CharField(help_text="Engine and version.")


class SharedPageShape(Shape):
    """The page a customer has open, without secrets."""

    url = serializers.CharField()
    title = serializers.CharField()
    area = serializers.CharField(help_text="The product area of the page.")
    element = serializers.CharField(help_text="What the customer was last at.")


class SharedStepShape(Shape):
    """One step of a customer: where, on what, which request failed, which error was shown."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=["route", "click", "request", "error"])
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    detail = serializers.CharField()


def attributes_field() -> serializers.DictField:
    """What a product reports about its customer: a flat object with names of its own."""
    return serializers.DictField(
        child=AnyOf(serializers.CharField(), serializers.FloatField(), serializers.BooleanField())
    )


class SharedContextShape(Shape):
    """What a customer currently shares of their page; everything is empty while `consent` is false."""

    consent = serializers.BooleanField()
    page = SharedPageShape(allow_null=True)
    trail = SharedStepShape(many=True)
    attributes = attributes_field()
    browser = serializers.CharField()
    timezone = serializers.CharField()
    seen_at = serializers.DateTimeField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True, help_text="When it is deleted.")


class TriedShape(Shape):
    """Something that was tried before the handoff."""

    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    ok = serializers.BooleanField()


class LinkedArticleShape(Shape):
    """An article that a handoff names."""

    type = serializers.ChoiceField(choices=["article"])
    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()


class LinkedTicketShape(Shape):
    """A ticket that a handoff names, and how the two are linked."""

    type = serializers.ChoiceField(choices=["ticket"])
    kind = serializers.ChoiceField(choices=TicketLink.Kind.choices)
    direction = serializers.ChoiceField(choices=["to", "from"])
    number = serializers.IntegerField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(
        choices=Status.choices, help_text="As it was when the ticket was handed over."
    )


class HandoffShape(Shape):
    """Everything a person needs to continue where the assistant stopped."""

    id = serializers.IntegerField()
    summary = serializers.CharField()
    wants = serializers.CharField()
    tried = TriedShape(many=True)
    why = serializers.CharField(
        help_text="What `reason_label` does not say yet; empty when there is nothing."
    )
    reason = serializers.ChoiceField(choices=Reason.choices)
    reason_label = serializers.CharField()
    boundary = serializers.CharField(help_text="The key of the boundary that held, else empty.")
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    confidence_word = serializers.ChoiceField(choices=CONFIDENCE_WORDS, allow_blank=True)
    told_customer = serializers.CharField()
    expected_wait_seconds = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    session = SharedContextShape(allow_null=True, help_text="Null for what did not come from the widget.")
    linked = serializers.ListField(
        child=one_of("Linked", "type", {"article": LinkedArticleShape, "ticket": LinkedTicketShape})()
    )


class BoundaryShape(Shape):
    """A subject the assistant never handles."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    is_on = serializers.BooleanField()
    is_builtin = serializers.BooleanField(help_text="It can be off, but not go.")
    keywords = serializers.ListField(child=serializers.CharField())
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices))
    account_states = serializers.ListField(child=serializers.ChoiceField(choices=list(STATES)))
    issue_types = serializers.ListField(child=serializers.ChoiceField(choices=TicketType.choices))
    owner_id = serializers.IntegerField(allow_null=True, help_text="Who is told when it is due for a review.")
    reason = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)
    is_review_due = serializers.BooleanField()


class AssistantSettingsShape(Shape):
    """Whether and where the assistant answers."""

    is_on = serializers.BooleanField()
    channels = serializers.ListField(
        child=serializers.ChoiceField(choices=[key for key, kind in CHANNELS.items() if kind.assistant])
    )
    threshold = serializers.FloatField(
        allow_null=True, min_value=0, max_value=1, help_text="Null means the engine's own."
    )
    max_answers = serializers.IntegerField()


class BoundariesShape(Shape):
    """All boundaries in order, and the settings."""

    boundaries = BoundaryShape(many=True)
    settings = AssistantSettingsShape()


class ClassifierShape(Shape):
    """A trained classifier, and its accuracy on texts it had not seen."""

    version = serializers.CharField()
    rows = serializers.IntegerField(help_text="How many texts it was trained on.")
    accuracy = serializers.FloatField(allow_null=True)
    trained_at = serializers.DateTimeField()


class EnginesShape(Shape):
    """The engine behind each capability, with its version."""

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg] # as DRF declares it
        return {name: serializers.CharField() for name in CAPABILITIES}


class EnginePlanShape(Shape):
    """The engine that the settings name for each capability."""

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg] # as DRF declares it
        return {name: serializers.ChoiceField(choices=[BUILTIN, OPENAI]) for name in CAPABILITIES}


class OutcomesShape(Shape):
    """The number of runs by outcome; outcomes that did not occur are absent."""

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg] # as DRF declares it
        ends = [outcome.value for outcome in Outcome if outcome != Outcome.NONE]
        return {name: serializers.IntegerField(required=False) for name in ends}


class AssistantBudgetShape(Shape):
    """What external models cost today, and what they may cost per day."""

    spent_usd_today = serializers.FloatField()
    daily_usd = serializers.FloatField()


class AssistantStatusShape(Shape):
    """The engines in use, the confidence they must reach, and the results of the last day."""

    is_on = serializers.BooleanField()
    channels = serializers.ListField(child=serializers.CharField())
    threshold = serializers.FloatField()
    engines = EnginesShape()
    plan = EnginePlanShape()
    heads = serializers.DictField(child=ClassifierShape(), help_text="The classifiers in force, by name.")
    last_24_hours = OutcomesShape()
    waiting = serializers.IntegerField(help_text="Runs that have not ended.")
    budget = AssistantBudgetShape()
