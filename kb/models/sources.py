from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from kb.models.articles import Article, Audience
from people.models import Brand, User
from tickets.models import Ticket

if TYPE_CHECKING:
    from core.actors import Actor


class Kind(models.TextChoices):
    """What a source is; the first two are of articles that are written and kept here."""

    ARTICLE = "article", "Written articles"
    FILE = "file", "Imported files"
    WEBSITE = "website", "Website"
    FILES = "files", "Files"
    TICKETS = "tickets", "Solved tickets"
    ZENDESK = "zendesk", "Export of Zendesk Guide"
    NOTION = "notion", "Export of Notion"
    CONFLUENCE = "confluence", "Export of Confluence"


OF_FILES = (Kind.FILES, Kind.ZENDESK, Kind.NOTION, Kind.CONFLUENCE)
"""Sources that are read from uploaded files."""
READ = (Kind.WEBSITE, Kind.TICKETS, *OF_FILES)
"""Sources whose articles only reading them changes."""


class Schedule(models.TextChoices):
    """When a source is read again by itself."""

    BY_HAND = "by_hand", "By hand"
    HOURLY = "hourly", "Each hour"
    NIGHTLY = "nightly", "Each night"
    WEEKLY = "weekly", "Each week"


class State(models.TextChoices):
    """What a source is doing. Waiting: it shall be read, and nobody has begun."""

    LIVE = "live", "Live"
    READING = "reading", "Reading"
    WAITING = "waiting", "Waiting"
    FAILING = "failing", "Failing"
    PAUSED = "paused", "Paused"


class Reason(models.TextChoices):
    """Why a source or one of its items could not be read, or was left out."""

    ROBOTS = "robots", "robots.txt does not allow it"
    ROBOTS_AWAY = "robots_away", "robots.txt could not be read"
    NOINDEX = "noindex", "The page asks not to be indexed"
    EXCLUDED = "excluded", "Left out by the paths of the source"
    ELSEWHERE = "elsewhere", "On another host"
    REDIRECT = "redirect", "Leads to another page"
    CANONICAL = "canonical", "Names another page as the original"
    LIMIT = "limit", "Beyond the limit of the source"
    STATUS = "status", "The server refused it"
    AWAY = "away", "The server did not answer"
    UNSAFE = "unsafe", "An internal address"
    NOT_HTML = "not_html", "No HTML"
    NOT_SITEMAP = "not_sitemap", "No sitemap"
    EMPTY = "empty", "No text"
    TOO_LARGE = "too_large", "Too large"
    TOO_MUCH = "too_much", "Too much time or memory"
    TOO_MANY_ROWS = "too_many_rows", "Too many rows"
    TOO_MANY_FILES = "too_many_files", "Too many files"
    NOT_WHAT_IT_SAYS = "not_what_it_says", "Not what its name says"
    UNKNOWN_TYPE = "unknown_type", "A type that cannot be read"
    NOT_TEXT = "not_text", "Not text"
    ENCRYPTED = "encrypted", "Encrypted"
    SCANNED = "scanned", "Pictures without text"
    DAMAGED = "damaged", "Damaged"
    NOT_JSON = "not_json", "No JSON"
    NOT_ZIP = "not_zip", "No ZIP archive"
    NO_ARTICLES = "no_articles", "No articles"
    DRAFT = "draft", "A draft"
    TABLE = "table", "A table of pages"
    RESTRICTED = "restricted", "Had fewer readers where it comes from"
    UNREADABLE = "unreadable", "Cannot be read"
    WROTE_AGAIN = "wrote_again", "The customer wrote again"
    TAKEN_BACK = "taken_back", "Taken back by a person"
    STOPPED = "stopped", "Stopped"
    NOTHING = "nothing", "Nothing was found"
    OURS = "ours", "A mistake of ours"


class SourceQuerySet(models.QuerySet["Source"]):
    def listed(self) -> "SourceQuerySet":
        """Those that are read, and were not removed."""
        return self.filter(kind__in=READ, removed_at__isnull=True)

    def visible_to(self, actor: "Actor", keys: list[str]) -> "SourceQuerySet":
        """Those of an audience that the actor belongs to (`kb.audience`), and one's own."""
        found = self.listed()
        if actor.is_internal:
            return found
        if not actor.is_staff:
            return found.none()
        return found.filter(Q(audience_keys__overlap=keys) | Q(owner_id=actor.user_id))


class Source(models.Model):
    """
    Where knowledge comes from besides the editor.

    `reads` says what of a website is read (`kb.reading.settings`). `audience_keys` repeats the audience in
    the form that queries need. `lease` names the worker that reads it until `leased_until`. The counts are of
    the last run of an import; those of a source that is read are in its runs.
    """

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    schedule = models.CharField(
        max_length=10, choices=Schedule.choices, default=Schedule.BY_HAND, db_default=Schedule.BY_HAND
    )
    audience = models.CharField(
        max_length=10, choices=Audience.choices, default=Audience.STAFF, db_default=Audience.STAFF
    )
    audience_segments = ArrayField(models.CharField(max_length=12), default=list, db_default=Value([]))
    audience_company_ids = ArrayField(models.BigIntegerField(), default=list, db_default=Value([]))
    audience_team_ids = ArrayField(models.BigIntegerField(), default=list, db_default=Value([]))
    audience_keys = ArrayField(models.CharField(max_length=40), default=list, db_default=Value([]))
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, blank=True, default="", db_default="")
    reads = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    fault = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="", db_default="")
    last_error = models.TextField(blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    next_run_at = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=40, blank=True, default="", db_default="")
    leased_until = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    item_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["next_run_at"], condition=Q(next_run_at__isnull=False), name="source_by_next_run"
            ),
            models.Index(fields=["removed_at"], condition=Q(removed_at__isnull=False), name="source_removed"),
        ]

    def __str__(self) -> str:
        return self.name


class SourceRun(models.Model):
    """
    One reading of a source, from its beginning to its end over any number of workers.

    `robots` keeps the rules of a website for this run, null until they are read.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    by_ref = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)
    wants_stop = models.BooleanField(default=False)
    robots = models.TextField(null=True)  # noqa: DJ001 (null: not yet read; empty: everything is allowed)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    gone_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    request_count = models.PositiveIntegerField(default=0)
    byte_count = models.BigIntegerField(default=0)
    is_capped = models.BooleanField(default=False)
    fault = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="source_run_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["source", "-id"], name="source_run_by_source")]

    def __str__(self) -> str:
        return f"run {self.pk} of source {self.source_id}"


class SourceFile(models.Model):
    """An uploaded file of a source; `read_as` is the reader's version that has read it, 0 for none yet."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    read_as = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="source_file_once")]

    def __str__(self) -> str:
        return self.name


class SourceItem(models.Model):
    """
    One item of a source: its key there, and a hash that identifies an unchanged one.

    `gone_at` is when it was taken out of answers; it keeps its row to come back as the same article.
    `is_restricted` says that it had fewer readers where it comes from, and is for staff at most. `etag`
    and `modified` ask a website for a page only if it has changed, `links` are what it leads to.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    seen_run = models.ForeignKey(SourceRun, null=True, on_delete=models.SET_NULL, related_name="+")
    gone_at = models.DateTimeField(null=True)
    file = models.ForeignKey(SourceFile, null=True, on_delete=models.CASCADE, related_name="+")
    is_restricted = models.BooleanField(default=False, db_default=False)
    etag = models.CharField(max_length=300, blank=True, default="", db_default="")
    modified = models.CharField(max_length=80, blank=True, default="", db_default="")
    links = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="source_item_once")]

    def __str__(self) -> str:
        return self.key


class SourceLine(models.Model):
    """What a run did with an item that is worth telling: everything but what was unchanged."""

    class Outcome(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        GONE = "gone", "Gone"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Left out"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(SourceRun, null=True, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    key = models.CharField(max_length=500)
    title = models.CharField(max_length=300, blank=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "-id"], name="source_line_by_source")]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.key}"


class SourcePage(models.Model):
    """An address that a run has found and has yet to read, or has read."""

    run = models.ForeignKey(SourceRun, on_delete=models.CASCADE, related_name="+")
    url = models.TextField()
    is_map = models.BooleanField(default=False)
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "url"], name="source_page_once")]
        indexes = [models.Index(fields=["run", "is_done", "id"], name="source_page_waiting")]

    def __str__(self) -> str:
        return self.url


class SolvedTicket(models.Model):
    """A solved ticket that a person approved as knowledge, until the customer writes again."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "ticket"], name="solved_ticket_once")]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
