"""Response shapes of the article API."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from kb.api.article_parts import ArticleTitleShape, ReviewPaceShape, TranslationMarkShape
from kb.models import Approval, Audience, MarkState, Status, StepKind
from kb.models.articles import BodyFormat
from people.models import Segment
from tickets.api.shapes import BrandNameShape


class ArticleRowShape(Shape):
    """
    An article in a list; without `brands` it is in the help center of every brand.

    `segments`, `company_ids` and `team_ids` are the readers for the audiences of the same names.
    """

    id = serializers.IntegerField()
    public_id = serializers.UUIDField()
    title = serializers.CharField()
    slug = serializers.CharField()
    excerpt = serializers.CharField(help_text="The first words, without headings.")
    status = serializers.ChoiceField(choices=Status.choices)
    audience = serializers.ChoiceField(choices=Audience.choices)
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices))
    company_ids = serializers.ListField(child=serializers.IntegerField())
    team_ids = serializers.ListField(child=serializers.IntegerField())
    brands = BrandNameShape(many=True)
    language = serializers.CharField()
    translation_of = ArticleTitleShape(allow_null=True)
    translated_version = serializers.IntegerField(
        allow_null=True, help_text="The version of the original that the translation says."
    )
    original_version = serializers.IntegerField(
        allow_null=True, help_text="The version of the original that its readers get."
    )
    is_behind = serializers.BooleanField(help_text="The original was published anew since.")
    translations = TranslationMarkShape(many=True, help_text="Those of an original.")
    owner = IdName(allow_null=True)
    team = IdName(allow_null=True)
    product_area = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    page_paths = serializers.ListField(
        child=serializers.CharField(), help_text="Pages of the product on which the widget offers it."
    )
    url = serializers.CharField(
        help_text="The page of the help center where everybody may read it, else that of the workspace."
    )
    version = serializers.IntegerField(help_text="Rises with every change; the ETag of one article.")
    content_version = serializers.IntegerField(help_text="The version of the working copy.")
    published_version = serializers.IntegerField(allow_null=True, help_text="The version that readers get.")
    published_at = serializers.DateTimeField(allow_null=True)
    has_unpublished_changes = serializers.BooleanField()
    review_interval_days = serializers.IntegerField()
    is_review_paced = serializers.BooleanField(
        help_text="The interval follows how fast the area moves; false once a person has set it."
    )
    review_pace = ReviewPaceShape(allow_null=True, help_text="Null until the area has been looked at.")
    reviewed_at = serializers.DateTimeField(allow_null=True)
    review_due_on = serializers.DateField(allow_null=True)
    is_stale = serializers.BooleanField(help_text="Its review is overdue.")
    source_id = serializers.IntegerField(
        allow_null=True, help_text="The source that it is read from, and that alone changes it."
    )
    origin_url = serializers.CharField(help_text="Where its readers read it, if not here; else empty.")
    view_count = serializers.IntegerField()
    helpful_count = serializers.IntegerField()
    unhelpful_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ArticlePermissionsShape(Shape):
    """What the caller may do with an article."""

    update = serializers.BooleanField()  # type: ignore[assignment] # a field, not the method
    publish = serializers.BooleanField()
    delete = serializers.BooleanField()
    approve = serializers.BooleanField(help_text="Decide about the open request for an approval.")


class ApprovalPersonShape(Shape):
    """Who asked or decided; without an id for what no person did."""

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class ApprovalShape(Shape):
    """A request that somebody else reads an article before its readers do, and what came of it."""

    id = serializers.IntegerField()
    version = serializers.IntegerField(
        help_text="The version of the words; follows the working copy while the request is open."
    )
    state = serializers.ChoiceField(choices=Approval.State.choices)
    asked_by = ApprovalPersonShape()
    asked_at = serializers.DateTimeField()
    words = serializers.CharField(help_text="What the reviewer should know.")
    reviewer = IdName(allow_null=True, help_text="Who was asked; null means everybody who may publish.")
    decided_by = ApprovalPersonShape(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    comment = serializers.CharField(help_text="What the reviewer says.")


class ApprovalsShape(page_of(ApprovalShape)):  # type: ignore[misc] # a class that is made by a function
    """A page of an article's requests, and who can be asked."""

    reviewers = IdName(many=True, help_text="Who may approve it, besides the caller.")


class ArticleImageShape(Shape):
    """A picture of an article."""

    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Its address in the text of the article.")
    name = serializers.CharField()
    alt = serializers.CharField(help_text="What it shows.")
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    width = serializers.IntegerField(help_text="In pixels.")
    height = serializers.IntegerField(help_text="In pixels.")


class ArticleStepShape(Shape):
    """A step of "Show me", and how often the widget looked for its element."""

    page = serializers.CharField(help_text="The pages it is about, such as `/settings/*`; empty for any.")
    selector = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    shown = serializers.IntegerField()
    missing = serializers.IntegerField(help_text="How often the element was not there.")
    missed_at = serializers.DateTimeField(allow_null=True)


class RunbookStepShape(Shape):
    """A step of handling a ticket of the article's category."""

    key = serializers.CharField(help_text="Stays when the words change.")
    kind = serializers.ChoiceField(choices=StepKind.choices)
    text = serializers.CharField()
    limit = serializers.FloatField(allow_null=True, help_text="How much may be decided alone.")
    unit = serializers.CharField(help_text="Of the limit, such as USD.")


class RunbookMarkShape(Shape):
    """What became of a step in a ticket, in the words that the step had then."""

    step = serializers.CharField(help_text="The key of the step.")
    kind = serializers.ChoiceField(choices=StepKind.choices)
    text = serializers.CharField()
    version = serializers.IntegerField(help_text="The version of the article that was worked by.")
    state = serializers.ChoiceField(choices=MarkState.choices)
    reason = serializers.CharField()
    amount = serializers.FloatField(allow_null=True)
    limit = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    is_over = serializers.BooleanField(help_text="More was decided alone than the step allows.")
    by = serializers.CharField(help_text="Who marked it.")
    at = serializers.DateTimeField()


class TicketRunbookStepShape(RunbookStepShape):
    """A step, and what became of it in the ticket."""

    mark = RunbookMarkShape(allow_null=True)


class TicketRunbookShape(Shape):
    """The published steps of one article, in one ticket."""

    article = ArticleTitleShape()
    version = serializers.IntegerField()
    steps = TicketRunbookStepShape(many=True)


class TicketRunbooksShape(Shape):
    """The runbooks of a ticket's category, those of its brand alone first."""

    category = serializers.CharField(help_text="The product area; empty while the ticket has none.")
    results = TicketRunbookShape(many=True)
    earlier = RunbookMarkShape(
        many=True, help_text="Marks of steps of another category or version, oldest first."
    )
    may_mark = serializers.BooleanField()


class ArticleShape(ArticleRowShape):
    """One article with its working copy."""

    steps = ArticleStepShape(many=True)
    runbook = RunbookStepShape(many=True)

    body = serializers.CharField(help_text="As it was written, in `body_format`.")
    body_format = serializers.ChoiceField(choices=BodyFormat.choices)
    body_html = serializers.CharField(help_text="Cleaned: safe to show.")
    approval = ApprovalShape(allow_null=True, help_text="The latest request for an approval.")
    needs_approval = serializers.BooleanField(
        help_text="The working copy can be published only after somebody else approved it."
    )
    permissions = ArticlePermissionsShape()


class TranslatedArticleShape(Shape):
    """An article in one language."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    slug = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    translated_version = serializers.IntegerField(allow_null=True)
    published_version = serializers.IntegerField(allow_null=True)
    has_unpublished_changes = serializers.BooleanField()
    updated_at = serializers.DateTimeField()


class TranslationShape(Shape):
    """How far an article is in one language."""

    language = serializers.CharField()
    name = serializers.CharField(help_text="The language's own name for itself.")
    state = serializers.ChoiceField(
        choices=["original", "missing", "unpublished", "behind", "current"],
        help_text="`behind`: the original was published anew since it was translated.",
    )
    article = TranslatedArticleShape(allow_null=True)


class LanguageShape(Shape):
    """A language of articles."""

    language = serializers.CharField()
    name = serializers.CharField(help_text="The language's own name for itself.")


class HelpCenterLinkShape(Shape):
    """A link in the header of a help center."""

    label = serializers.CharField()  # type: ignore[assignment] # a field, not the name of the shape
    url = serializers.CharField()


class HelpCenterShape(Shape):
    """What holds for a brand's help center."""

    brand = BrandNameShape()
    requires_approval = serializers.BooleanField(
        help_text="Words reach readers only after somebody else approved them."
    )
    language = serializers.CharField(help_text="The brand's own.")
    languages = LanguageShape(many=True, help_text="Those that articles are translated into besides.")
    links = HelpCenterLinkShape(many=True, help_text="Of the header, in order.")
    footer = serializers.CharField()
    version = serializers.IntegerField(help_text="Rises with every change; the ETag.")


class ComparedLineShape(Shape):
    """A line of a comparison; `gap` stands for unchanged lines that are left out."""

    kind = serializers.ChoiceField(choices=["same", "added", "removed", "gap"])
    text = serializers.CharField()


class TextComparisonShape(Shape):
    """What changed between two versions of an article."""

    from_version = serializers.IntegerField()
    to_version = serializers.IntegerField()
    from_title = serializers.CharField()
    to_title = serializers.CharField()
    lines = ComparedLineShape(many=True)


class VersionAuthorShape(Shape):
    """Who wrote a version."""

    ref = serializers.CharField(help_text="Kind and id of an actor, such as `user:7`.")
    name = serializers.CharField()


class ArticleVersionShape(Shape):
    """A version of an article."""

    version = serializers.IntegerField()
    title = serializers.CharField()
    note = serializers.CharField()
    author = VersionAuthorShape()
    is_published = serializers.BooleanField(help_text="Readers get this one.")
    is_current = serializers.BooleanField(help_text="The working copy says the same.")
    created_at = serializers.DateTimeField()


class ArticleVersionBodyShape(ArticleVersionShape):
    """A version of an article with its text."""

    body = serializers.CharField()
    body_format = serializers.ChoiceField(choices=BodyFormat.choices)
    body_html = serializers.CharField(help_text="Cleaned: safe to show.")
    runbook = RunbookStepShape(many=True)


class ImportedFileShape(Shape):
    """The result for one file."""

    file = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["created", "updated", "unchanged", "failed"])
    article_id = serializers.IntegerField(allow_null=True, help_text="Null for a file that failed.")
    detail = serializers.CharField(help_text="Why it failed, else empty.")


class ImportShape(Shape):
    """The result for each file of an import."""

    results = ImportedFileShape(many=True)


class ArticleFoundShape(Shape):
    """An article that matches a search, with the passage that matched best."""

    id = serializers.IntegerField()
    article_id = serializers.IntegerField(help_text="The same as `id`.")
    title = serializers.CharField()
    slug = serializers.CharField()
    url = serializers.CharField(help_text="Opens the article at the heading.")
    heading = serializers.CharField(help_text="The path of headings to the passage.")
    anchor = serializers.CharField()
    quote = serializers.CharField(help_text="The passage, word for word.")
    snippet = serializers.CharField(help_text="The beginning of the passage on one line.")
    score = serializers.FloatField(help_text="Orders the results of one search.")
    audience = serializers.ChoiceField(choices=Audience.choices)
    language = serializers.CharField()
    product_area = serializers.CharField()
    is_stale = serializers.BooleanField()


class ArticlesFoundShape(page_of(ArticleFoundShape)):  # type: ignore[misc] # a class that is made by a function
    """The results of a search; there is never a next page."""

    corrected = serializers.CharField(
        help_text="The question with misspelled words replaced; empty when none was."
    )
    search_id = serializers.IntegerField(help_text="The search in the log of searches.")


class RedirectShape(Shape):
    """An old address of a help center, and where it leads."""

    id = serializers.IntegerField()
    brand = BrandNameShape(allow_null=True, help_text="Null for all brands.")
    path = serializers.CharField()
    article = ArticleTitleShape(allow_null=True)
    target = serializers.CharField(help_text="The path or address, where it leads to no article.")
    url = serializers.CharField(help_text="Where readers are sent.")
    is_imported = serializers.BooleanField(help_text="A source brought it.")
    hits = serializers.IntegerField()
    hit_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class RedirectRowShape(Shape):
    """What became of a line of an imported list."""

    line = serializers.IntegerField()
    path = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["added", "changed", "unchanged", "failed"])
    detail = serializers.CharField(help_text="Why it failed, else empty.")


class RedirectsImportedShape(Shape):
    """What became of each line."""

    results = RedirectRowShape(many=True)


class MissedPathShape(Shape):
    """An address that readers asked for in vain."""

    id = serializers.IntegerField()
    brand = BrandNameShape()
    path = serializers.CharField()
    count = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
