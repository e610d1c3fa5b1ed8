"""
Practice sets, their cases and what people do with them.

A case is a copy without names, made once; an attempt holds all that is written and marked in it. Neither is a
ticket, and no ticket knows of them: what is not there cannot leave.
"""

from django.db import models
from django.db.models import Q

from core.actors import Actor
from kb.models import Article
from kb.selectors.articles import articles_visible
from people.models import User
from people.policy import may
from tickets.models import Ticket

USE = "practice.use"
WRITE = "practice.write"


class Mode(models.TextChoices):
    """Who speaks for the customer: the messages of then in their order, or the engine by what they say."""

    REPLAY = "replay", "Replayed"
    PLAYED = "played", "Played by the assistant"


class Speaker(models.TextChoices):
    """Whose words a line of a case or an attempt holds; `us` is who answered the ticket then."""

    CUSTOMER = "customer", "The customer"
    ASSISTANT = "assistant", "The assistant"
    US = "us", "Who answered then"
    ME = "me", "Whoever practices"


class PracticeSetQuerySet(models.QuerySet["PracticeSet"]):
    def visible_to(self, actor: Actor) -> "PracticeSetQuerySet":
        """Those whose runbook the actor may read; who writes sets also sees what has none any more."""
        if actor.is_internal:
            return self
        if not may(actor, USE):
            return self.none()
        readable = Q(article__in=articles_visible(actor).published())
        return self.filter(readable | Q(article=None) if may(actor, WRITE) else readable)


class PracticeSet(models.Model):
    """Cases of one category, to be worked by one runbook."""

    name = models.CharField(max_length=120)
    category = models.CharField(max_length=80)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    objects = PracticeSetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class PracticeCase(models.Model):
    """
    A solved ticket without names, addresses, numbers and keys; `messages` are `{who, text}`, oldest first.

    It goes with its ticket, and a redaction of that reaches it. `must_escalate` is a supervisor's word on
    whether the runbook wants it handed on.
    """

    set = models.ForeignKey(PracticeSet, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=300)
    messages = models.JSONField(default=list)
    must_escalate = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "ticket"], name="practice_case_once")]

    def __str__(self) -> str:
        return self.subject


class PracticeAttemptQuerySet(models.QuerySet["PracticeAttempt"]):
    def visible_to(self, actor: Actor) -> "PracticeAttemptQuerySet":
        """One's own; everybody's for who writes sets. Only of runbooks that the actor may read."""
        if actor.is_internal:
            return self
        if not may(actor, USE):
            return self.none()
        rows = self.filter(article__in=articles_visible(actor))
        return rows if may(actor, WRITE) else rows.filter(person=actor.user_id)


class PracticeAttempt(models.Model):
    """
    One person's work on one case.

    `steps` are those of the runbook when it began; `turns` are `{who, text, at}`; `marks` are
    `{step, state, amount, reason, at}` in the order in which they were made, one a step.
    """

    case = models.ForeignKey(PracticeCase, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    version = models.PositiveIntegerField()
    steps = models.JSONField(default=list)
    turns = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    escalated_at = models.DateTimeField(null=True)
    escalated_why = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = PracticeAttemptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-started_at"], name="practice_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case"], condition=Q(finished_at=None), name="practice_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mode} of {self.case_id}"
