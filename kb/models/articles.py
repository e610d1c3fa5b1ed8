import uuid
from collections.abc import Collection
from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from people.models import Brand, Team, User


class Status(models.TextChoices):
    """An article's stage of publication."""

    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


class Audience(models.TextChoices):
    """Who may read an article; `segments`, `companies` and `teams` are listed in fields of their own."""

    PUBLIC = "public", "Everybody"
    CUSTOMERS = "customers", "Signed-in customers"
    SEGMENTS = "segments", "Chosen segments"
    COMPANIES = "companies", "Chosen companies"
    STAFF = "staff", "Staff"
    TEAMS = "teams", "Chosen teams"


class BodyFormat(models.TextChoices):
    """The format of `body_markdown`: Markdown, or HTML from a rich-text editor or an import."""

    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles by reader and brand."""

    def readable_with(self, keys: Collection[str]) -> "ArticleQuerySet":
        """Articles that a reader with these audience keys may read (`kb.audience`)."""
        return self.filter(audience_keys__overlap=list(keys))

    def published(self) -> "ArticleQuerySet":
        return self.filter(status=Status.PUBLISHED)

    def at_home(self) -> "ArticleQuerySet":
        """Those that readers read here: the original of a website's page is there."""
        return self.filter(origin_url="")

    def originals(self) -> "ArticleQuerySet":
        """Those that are nobody's translation."""
        return self.filter(translation_of=None)

    def of_brand(self, brand_id: int) -> "ArticleQuerySet":
        """Articles of a brand; those without a brand belong to all."""
        return self.filter(Q(brand_ids__contains=[brand_id]) | Q(brand_ids=[]))


class Article(models.Model):
    """
    One answer, written once for as many brands as it serves.

    `title` and `body_*` are the working copy; readers get `published_version` and `published_title`.
    `audience_keys` and `brand_ids` repeat the audience and the brands in the form that queries need.
    `translated_version` is the version of the original that a translation says. `steps` are those of "Show
    me": `{page, selector, title, text}`, the page an address pattern of the product, empty for any. `runbook`
    are those of handling a ticket of its `product_area` (`kb.runbook`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=300)
    slug = models.CharField(max_length=120, unique=True)
    language = models.CharField(max_length=12, default="en")
    body_markdown = models.TextField(blank=True)
    body_format = models.CharField(max_length=10, choices=BodyFormat.choices, default=BodyFormat.MARKDOWN)
    body_html = models.TextField(blank=True)
    steps = models.JSONField(default=list, blank=True, db_default=[])
    runbook = models.JSONField(default=list, blank=True, db_default=[])
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    content_version = models.PositiveIntegerField(default=1)
    published_version = models.PositiveIntegerField(null=True, blank=True)
    published_title = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    # A translation is an article of its own that goes by its original's audience, brands, area and pages.
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )
    translated_version = models.PositiveIntegerField(null=True, blank=True, editable=False)

    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    audience_segments = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    audience_company_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    audience_team_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    audience_keys = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    brand_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)

    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    product_area = models.CharField(max_length=80, blank=True)
    page_paths = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    review_interval_days = models.PositiveSmallIntegerField(default=180)
    # Whether the interval follows how fast the area moves (`kb.pace`), and what that says.
    is_review_paced = models.BooleanField(default=True, db_default=True)
    review_pace = models.JSONField(null=True, blank=True, editable=False)
    # When its owner was last told that many of its readers still had to ask.
    owner_warned_on = models.DateField(null=True, blank=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    review_reminded_on = models.DateField(null=True, blank=True)
    # Read from a source (`kb.models.Source`), which alone changes it; `origin_url` is of a website's page.
    source = models.ForeignKey(
        "kb.Source", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )
    origin_url = models.CharField(max_length=2000, blank=True, editable=False, default="", db_default="")

    view_count = models.PositiveIntegerField(default=0)
    helpful_count = models.PositiveIntegerField(default=0)
    unhelpful_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_version__isnull=False),
                name="article_published_has_version",
            ),
            models.CheckConstraint(
                condition=Q(published_version__isnull=True)
                | Q(published_version__lte=models.F("content_version")),
                name="article_published_version_exists",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.SEGMENTS) | Q(audience_segments__len__gt=0),
                name="article_segments_named",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.COMPANIES) | Q(audience_company_ids__len__gt=0),
                name="article_companies_named",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.TEAMS) | Q(audience_team_ids__len__gt=0),
                name="article_teams_named",
            ),
            models.CheckConstraint(
                condition=Q(translation_of__isnull=True) | Q(translated_version__isnull=False),
                name="article_translation_has_version",
            ),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                condition=Q(translation_of__isnull=False),
                name="article_translated_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="article_by_update"),
            models.Index(fields=["review_due_on"], name="article_by_review"),
            models.Index(fields=["product_area", "title"], name="article_by_area"),
            GinIndex(fields=["audience_keys"], name="article_audience"),
            GinIndex(fields=["brand_ids"], name="article_brands"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_unpublished_changes(self) -> bool:
        """Whether the working copy differs from what readers get."""
        return self.status == Status.PUBLISHED and self.published_version != self.content_version

    def is_stale(self, today: date) -> bool:
        """Whether its review is overdue."""
        return self.review_due_on is not None and self.review_due_on < today

    def next_review_on(self, today: date) -> date | None:
        """When an article reviewed today is due for review again; what a source keeps fresh never is."""
        if self.source_id is not None:
            return None
        return today + timedelta(days=self.review_interval_days)


class ArticleBrand(models.Model):
    """A brand whose help center contains an article; an article without rows is in all of them."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "brand"], name="article_brand_once")]

    def __str__(self) -> str:
        return f"{self.article} for {self.brand}"


class ArticleVersion(models.Model):
    """An article's content at one moment; the database refuses changes."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    body_markdown = models.TextField(blank=True)
    body_format = models.CharField(max_length=10, choices=BodyFormat.choices)
    body_html = models.TextField(blank=True)
    steps = models.JSONField(default=list, blank=True, db_default=[])
    runbook = models.JSONField(default=list, blank=True, db_default=[])
    note = models.CharField(max_length=300, blank=True)
    author_ref = models.CharField(max_length=60)
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="article_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class ArticleRedirect(models.Model):
    """A former address of an article here; those elsewhere are in `kb.models.Redirect`."""

    path = models.CharField(max_length=500, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path


class ArticleFeedback(models.Model):
    """One reader's answer to "Did this help?"; changing one's mind updates the row."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    article_version = models.PositiveIntegerField(null=True)
    is_helpful = models.BooleanField()
    comment = models.TextField(blank=True)
    reader_ref = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "article feedback"
        constraints = [
            models.UniqueConstraint(fields=["article", "reader_ref"], name="feedback_once_a_reader")
        ]
        indexes = [models.Index(fields=["article", "-created_at"], name="feedback_by_article")]

    def __str__(self) -> str:
        return f"{'helpful' if self.is_helpful else 'unhelpful'}: {self.article}"
