"""Notices, and each person's choices about them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kb.models import Article
from kb.selectors import articles_visible
from people.models import User
from tickets.models import Ticket
from tickets.selectors import tickets_visible

if TYPE_CHECKING:
    from core.actors import Actor


class Kind(models.TextChoices):
    """What a notice is about."""

    MENTION = "mention", "Somebody mentions you in a note"
    ASSIGNED = "assigned", "A ticket becomes yours"
    ESCALATED = "escalated", "A ticket is escalated to you"
    DEMOTED = "demoted", "A category no longer answers automatically"
    ANSWERS = "answers", "Conversations of the assistant wait for a review, once a week"
    MESSAGE = "message", "A customer writes in a ticket of yours, or one that you follow"
    SIDE = "side", "A third party answers in a side conversation of yours, or in a ticket of yours"
    ARTICLE = "article", "An article of yours is past its review"
    ASKED_AFTER = "asked_after", "Many readers of an article of yours still had to ask"
    APPROVAL_ASKED = "approval_asked", "An article waits for your approval"
    APPROVAL_GIVEN = "approval_given", "An article of yours is approved"
    APPROVAL_RETURNED = "approval_returned", "An article of yours comes back with a comment"
    BOUNDARY = "boundary", "A boundary of the assistant that is yours is due for a review"
    SIGNAL = "signal", "A signal is yours to look at"
    HELD = "held", "A scheduled reply of yours was not sent"
    COACHING = "coaching", "Somebody comments on the quality of a conversation of yours"
    REPORT = "report", "A scheduled report is paused"
    READING = "reading", "Somebody of your company reads unusually much"


TICKETLESS = (Kind.BOUNDARY, Kind.SIGNAL, Kind.REPORT, Kind.READING)
"""Kinds about neither a ticket nor an article; they are shown in the workspace and never mailed."""


class Mail(models.TextChoices):
    """Whether a notice also goes out by mail."""

    NEVER = "never", "Never"
    AWAY = "away", "While I am away"
    ALWAYS = "always", "Always"
    DIGEST = "digest", "Once a day"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: "Actor") -> "NoticeQuerySet":
        """One's own, about tickets and articles that one may still see, or about neither."""
        if actor.user_id is None:
            return self.none()
        seen = tickets_visible(actor).order_by().filter(pk=models.OuterRef("ticket_id"))
        read = articles_visible(actor).order_by().filter(pk=models.OuterRef("article_id"))
        is_seen = models.Exists(seen) | Q(article__isnull=False) & models.Exists(read)
        return self.filter(is_seen | Q(kind__in=TICKETLESS), user_id=actor.user_id)

    def unread(self) -> "NoticeQuerySet":
        """What its reader has neither opened nor put away."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """
    Something that a person should know about a ticket or an article, or, of the kinds in TICKETLESS, about
    neither.

    What is unread of one kind about one of them is one notice: `count` says how often it happened, the other
    columns tell of the last time. `message` says `text` in other languages.
    `mail_at` is when it is due by mail, null if it is not or has left.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # A timeline entry, kept without a key: nothing is ever read through it.
    entry_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=300, blank=True)
    message = models.JSONField(null=True)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "ticket", "kind"],
                condition=Q(read_at__isnull=True),
                name="notice_unread_once",
            ),
            models.UniqueConstraint(
                fields=["user", "article", "kind"],
                condition=Q(read_at__isnull=True),
                name="notice_of_article_unread_once",
            ),
            models.CheckConstraint(
                condition=Q(ticket__isnull=False, article__isnull=True)
                | Q(ticket__isnull=True, article__isnull=False)
                | Q(ticket__isnull=True, article__isnull=True, kind__in=TICKETLESS),
                name="notice_about_one",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_by_user"),
            models.Index(fields=["mail_at"], condition=Q(mail_at__isnull=False), name="notice_by_mail"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="notice_by_reading"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id or self.article_id} for {self.user_id}"


class Choice(models.Model):
    """One person's choice for one kind; without a row the defaults of `notices.choices` hold."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    is_shown = models.BooleanField()
    mail = models.CharField(max_length=10, choices=Mail.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Quiet(models.Model):
    """
    When mail about notices waits, in the person's own time zone.

    `begins` may be later than `ends`, over midnight; both null means never. `digest_at` is when the mail of
    the day leaves.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="+")
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    digest_at = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__isnull=True, ends__isnull=True)
                | Q(begins__isnull=False, ends__isnull=False),
                name="quiet_has_both_ends",
            )
        ]

    def __str__(self) -> str:
        return f"quiet hours of {self.user_id}"
