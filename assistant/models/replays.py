from django.db import models
from django.db.models import Q

from people.models import User
from tickets.models import Ticket


class BenchQuestion(models.Model):
    """
    A question that is kept to try configurations on, with what should come of it.

    `contact_id` is as whom it is asked, kept without a key: a contact who is gone reads as the public does.
    One that was taken from a ticket goes with it, since a customer wrote it.
    """

    class Expected(models.TextChoices):
        """What should come of a question."""

        ANSWERED = "answered", "Answered"
        HANDED_OVER = "handed_over", "Handed over"

    question = models.TextField()
    channel = models.CharField(max_length=10)
    segment = models.CharField(max_length=12, blank=True)
    contact_id = models.BigIntegerField(null=True)
    expected = models.CharField(max_length=12, choices=Expected.choices)
    article_id = models.BigIntegerField(null=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article_id__isnull=True) | Q(expected="answered"),
                name="bench_article_if_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"bench question {self.pk}"


class ReplayState(models.TextChoices):
    """How far a replay has got."""

    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class Replay(models.Model):
    """
    A draft beside the live version, on past tickets and on the test bench. Nothing is sent.

    `content` is the draft as it was when the replay began and `revision` its count; `live` is the version it
    is compared with. `why` says why it stopped: `asked` or `budget`. `limit_usd` is what it may
    spend on models, `touched_at` when a worker last went on with it.
    """

    state = models.CharField(max_length=8, choices=ReplayState.choices, default=ReplayState.RUNNING)
    content = models.JSONField()
    revision = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=12, blank=True)
    limit_usd = models.DecimalField(max_digits=12, decimal_places=6)
    spent_usd = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="replay_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"replay {self.pk}"


class ReplayItem(models.Model):
    """
    One question of a replay: a customer's first message in a past ticket, or a question of the test bench.

    `before` and `after` are what the live version and the draft do with it, empty until a worker has come to
    it. `passed` tells whether a question of the bench ended as expected, before and after.
    """

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="+")
    entry_id = models.BigIntegerField(null=True)
    bench = models.ForeignKey(BenchQuestion, null=True, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    is_changed = models.BooleanField(default=False)
    passed_before = models.BooleanField(null=True)
    passed_after = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replay", "position"], name="replay_item_once"),
            models.CheckConstraint(
                condition=Q(ticket__isnull=False) ^ Q(bench__isnull=False), name="replay_item_has_one_source"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.position} of replay {self.replay_id}"
