"""Response shapes of the ledger, the autonomy ladder and the review queue."""

from rest_framework import serializers

from assistant.api.shapes import CONFIDENCE_WORDS, AnswerCitationShape
from assistant.models import DraftReply, Level, LevelChange, ReviewReason, State, Verdict, Why
from assistant.selectors.ledger import ENDS
from core.api.shapes import IdName, Shape, page_of
from tickets.models import AuthorKind

CATEGORY_HELP = "A type of ticket; empty where none was read."


class LedgerCountShape(Shape):
    """How many ended so."""

    state = serializers.ChoiceField(choices=ENDS)
    count = serializers.IntegerField()
    share = serializers.FloatField(
        allow_null=True, help_text="Of those that ended; null where these are fewer than 20."
    )


class LedgerLineShape(Shape):
    """The figures of one group; `key` is empty for all of them."""

    key = serializers.CharField(allow_blank=True)
    ended = serializers.IntegerField()
    open = serializers.IntegerField()
    counts = LedgerCountShape(many=True)


class LedgerShape(Shape):
    """How conversations with the assistant ended."""

    all = LedgerLineShape()
    groups = LedgerLineShape(many=True)


class LedgerConversationShape(Shape):
    """A conversation of the ledger."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    requester = serializers.CharField()
    company = serializers.CharField(help_text="Empty without one.")
    category = serializers.CharField(allow_blank=True, help_text=CATEGORY_HELP)
    channel = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    why = serializers.ChoiceField(choices=Why.choices, allow_blank=True)
    began_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)


LedgerConversationPage = page_of(LedgerConversationShape)


class LedgerEntryShape(Shape):
    """One line of the ledger."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    why = serializers.ChoiceField(choices=Why.choices)
    at = serializers.DateTimeField(help_text="When it became so.")
    recorded_at = serializers.DateTimeField()
    takes_back = serializers.IntegerField(allow_null=True, help_text="The entry that it makes void.")
    other_ticket = serializers.IntegerField(
        allow_null=True, help_text="Where the same was asked again, if one may see that ticket."
    )
    by = IdName(allow_null=True)
    note = serializers.CharField()


class LedgerInFullShape(LedgerConversationShape):
    """A conversation with all its entries, the oldest first."""

    entries = LedgerEntryShape(many=True)


class AutonomyEvidenceShape(Shape):
    """What the last 90 days say, or the time since the last step if that is shorter."""

    a_month = serializers.IntegerField(help_text="Tickets of this category a month.")
    judged = serializers.IntegerField(help_text="Drafts that people decided about.")
    sent = serializers.IntegerField()
    edited = serializers.IntegerField()
    unused = serializers.IntegerField()
    rejected = serializers.IntegerField()
    resolved = serializers.IntegerField()
    came_back = serializers.IntegerField()
    wrong = serializers.IntegerField(help_text="Judged wrong by a person, though nobody came back.")
    unedited_share = serializers.FloatField(allow_null=True)
    came_back_share = serializers.FloatField(allow_null=True)


class AutonomyProposalShape(Shape):
    """The step that the figures propose, or what they lack for it."""

    level = serializers.ChoiceField(choices=Level.choices, allow_null=True)
    lacks = serializers.ChoiceField(choices=["volume", "judged", "unedited", "came_back"], allow_blank=True)
    there = serializers.FloatField()
    needed = serializers.FloatField()


class LevelChangeShape(Shape):
    """A step that was taken."""

    before = serializers.ChoiceField(choices=Level.choices)
    level = serializers.ChoiceField(choices=Level.choices)
    cause = serializers.ChoiceField(choices=LevelChange.Cause.choices)
    came_back = serializers.IntegerField()
    wrong = serializers.IntegerField()
    resolved = serializers.IntegerField()
    by = IdName(allow_null=True)
    at = serializers.DateTimeField()


class AutonomyCategoryShape(Shape):
    """Where a category stands, and on what."""

    category = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)
    boundary = serializers.CharField(help_text="The boundary that holds it at off; empty without one.")
    evidence = AutonomyEvidenceShape()
    proposal = AutonomyProposalShape()
    changes = LevelChangeShape(many=True, help_text="The newest first.")


class AutonomyShape(Shape):
    """What the assistant may do, by category, and the limits that the proposals keep to."""

    results = AutonomyCategoryShape(many=True)
    volume_needed = serializers.IntegerField()
    unedited_for_suggest = serializers.FloatField()
    unedited_for_automatic = serializers.FloatField()
    came_back_limit = serializers.FloatField()


class RejectedDraftShape(Shape):
    """A draft that was rejected."""

    id = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=DraftReply.Rejected.choices)
    note = serializers.CharField()


class ReviewRowShape(Shape):
    """A conversation of the review queue, with all its reasons."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    requester = serializers.CharField()
    company = serializers.CharField(help_text="Empty without one.")
    assignee = IdName(allow_null=True)
    category = serializers.CharField(allow_blank=True, help_text=CATEGORY_HELP)
    channel = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=ReviewReason.choices))
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    since = serializers.DateTimeField()


class ReviewCategoryShape(Shape):
    """How many of a category wait."""

    category = serializers.CharField(allow_blank=True, help_text=CATEGORY_HELP)
    count = serializers.IntegerField()


class ReviewPageShape(page_of(ReviewRowShape)):  # type: ignore[misc]  # a class that is made
    """A page of the review queue, the most urgent first."""

    waiting = serializers.IntegerField()
    mine = serializers.IntegerField()
    categories = ReviewCategoryShape(many=True)


class ReviewPartShape(Shape):
    """Something that was said or noted in the conversation."""

    kind = serializers.ChoiceField(choices=["message", "rating", "helped", "unhelped", "ledger"])
    author_kind = serializers.ChoiceField(choices=AuthorKind.choices, allow_blank=True)
    author = serializers.CharField()
    at = serializers.DateTimeField()
    text = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)
    is_answer = serializers.BooleanField(help_text="The answer that is judged.")
    citations = AnswerCitationShape(many=True)
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    confidence_word = serializers.ChoiceField(choices=CONFIDENCE_WORDS, allow_blank=True)
    state = serializers.ChoiceField(choices=State.choices, allow_blank=True)
    why = serializers.ChoiceField(choices=Why.choices, allow_blank=True)


class VerdictShape(Shape):
    """What a person said of an answer."""

    verdict = serializers.ChoiceField(choices=Verdict.Kind.choices)
    why = serializers.CharField()
    by = IdName()
    at = serializers.DateTimeField()


class ReviewShape(ReviewRowShape):
    """A conversation under review: what was asked, answered, and happened then."""

    parts = ReviewPartShape(many=True)
    verdict = VerdictShape(allow_null=True)
