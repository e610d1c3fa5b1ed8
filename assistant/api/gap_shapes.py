"""Response shapes of gaps, of what articles come to, and of coverage."""

from rest_framework import serializers

from assistant.models import GapKind, GapState
from assistant.services.trying import OUTCOMES
from core.api.shapes import IdName, Shape

FORMULA = "cost = tickets x cost_per_ticket; minutes = replies of people x minutes_per_reply"


class GapFiguresShape(Shape):
    """What a ticket costs this installation; null where nobody has said, and then nothing is estimated."""

    cost_per_ticket = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    minutes_per_reply = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField(help_text="A code of ISO 4217.")


class GapArticleShape(Shape):
    """The article that shall close a gap."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.CharField()


class GapRowShape(Shape):
    """A gap, with the figures of its tickets that one may see."""

    id = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Rises with every change; the ETag of one gap.")
    title = serializers.CharField(help_text="The subject of the ticket nearest to what all of them ask.")
    kind = serializers.ChoiceField(choices=GapKind.choices, help_text="What most of its tickets show.")
    state = serializers.ChoiceField(choices=GapState.choices)
    reason = serializers.CharField(help_text="Why it is no gap; else empty.")
    owner = IdName(allow_null=True)
    article = GapArticleShape(allow_null=True)
    tickets = serializers.IntegerField()
    replies = serializers.IntegerField(help_text="Answers that people wrote in them.")
    minutes = serializers.IntegerField(allow_null=True)
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    last_at = serializers.DateTimeField()


class GapsShape(Shape):
    """Gaps in order of worth, and how that was worked out."""

    results = GapRowShape(many=True)
    tickets = serializers.IntegerField(help_text="Of all gaps that fit.")
    figures = GapFiguresShape()
    formula = serializers.CharField()


class GapTicketShape(Shape):
    """A ticket as evidence."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    question = serializers.CharField(help_text="Without personal data.")
    kind = serializers.ChoiceField(choices=GapKind.choices)
    reason = serializers.CharField(help_text="Why the assistant handed it over; empty if it did not.")
    article = IdName(allow_null=True, help_text="The article that was cited, or could have been found.")
    asked_at = serializers.DateTimeField()


class GapSearchShape(Shape):
    """Failed searches that ask the same."""

    query = serializers.CharField()
    count = serializers.IntegerField()
    followed = serializers.IntegerField(help_text="After so many a ticket came.")


class GapQuoteShape(Shape):
    """An answer from which the article was drafted."""

    ticket = serializers.IntegerField()
    text = serializers.CharField()


class GapTriedShape(Shape):
    """What would become of the question of one ticket."""

    ticket = serializers.IntegerField()
    is_found = serializers.BooleanField(help_text="The article is among the first three.")
    is_cited = serializers.BooleanField(help_text="The assistant answers from it.")
    outcome = serializers.ChoiceField(choices=[*OUTCOMES, "gone"])


class GapTrialShape(Shape):
    """The article on the tickets of its gap, as far as one may see them."""

    state = serializers.ChoiceField(choices=["running", "done"])
    at = serializers.DateTimeField(allow_null=True)
    is_current = serializers.BooleanField(help_text="The article still says what was tried.")
    tried = serializers.IntegerField()
    found = serializers.IntegerField()
    answered = serializers.IntegerField()
    items = GapTriedShape(many=True)


class GapShareShape(Shape):
    """Of the questions like these, how many the assistant answered alone."""

    contained = serializers.IntegerField()
    asked = serializers.IntegerField()


class GapEffectShape(Shape):
    """The questions of 28 days before the gap was closed, and those since."""

    before = GapShareShape()
    after = GapShareShape()
    since = serializers.DateTimeField()


class GapShape(GapRowShape):
    """A gap with its evidence, the newest first."""

    evidence = GapTicketShape(many=True)
    searches = GapSearchShape(many=True)
    drafted_by = serializers.CharField(
        help_text="`quoted`: colleagues' words; else the engine; empty without a draft."
    )
    quotes = GapQuoteShape(many=True)
    trial = GapTrialShape(allow_null=True)
    effect = GapEffectShape(allow_null=True)


class ArticleOutcomeShape(Shape):
    """
    What became of an article's readers in a period.

    `known` readings are those by signed-in customers of the widget whose 24 hours have passed; `followed` are
    those of them after which a ticket came, `without_ticket` the others.
    """

    article = IdName()
    status = serializers.CharField()
    owner = IdName(allow_null=True)
    product_area = serializers.CharField()
    views = serializers.IntegerField()
    known = serializers.IntegerField()
    followed = serializers.IntegerField()
    without_ticket = serializers.IntegerField()
    follow_up = serializers.FloatField(
        allow_null=True, help_text="Share; null for fewer than 20 known readings."
    )
    helpful = serializers.IntegerField()
    voted = serializers.IntegerField()
    helpful_share = serializers.FloatField(allow_null=True, help_text="Null for fewer than 20 votes.")
    cited = serializers.IntegerField(help_text="Conversations in which the assistant cited it.")
    escalated = serializers.IntegerField(help_text="Those of them that people took over or that came back.")
    corrected = serializers.IntegerField(help_text="Those whose answer was judged to be wrong.")
    needs_work = serializers.BooleanField(
        help_text="At least 20 views, and a ticket after a quarter of the known readings."
    )


class ArticleOutcomesShape(Shape):
    """What became of articles."""

    results = ArticleOutcomeShape(many=True)


class CoverageAreaShape(Shape):
    """A category of tickets."""

    area = serializers.CharField()
    tickets = serializers.IntegerField()
    articles = serializers.IntegerField(help_text="Published ones that customers can read.")
    gap_id = serializers.IntegerField(allow_null=True, help_text="The biggest gap there that is not closed.")


class CoverageShape(Shape):
    """The share of the top 20 product areas of tickets that have a published article."""

    covered = serializers.IntegerField()
    areas = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Null without tickets that have an area.")
    good_from = serializers.FloatField()
    results = CoverageAreaShape(many=True)
