from django.db import models
from django.db.models import Q

from people.models import Brand, User
from tickets.models import Ticket


class State(models.TextChoices):
    """How a conversation with the assistant ended; `open` is one that has not."""

    OPEN = "open", "Still open"
    CONFIRMED = "confirmed", "Confirmed"
    VERIFIED = "verified", "Verified"
    ASSUMED = "assumed", "Assumed"
    HANDED_OVER = "handed_over", "Handed over"
    ABANDONED = "abandoned", "Abandoned"
    CAME_BACK = "came_back", "Came back"


SOLVED = (State.CONFIRMED, State.VERIFIED)
"""What counts as solved."""


class Why(models.TextChoices):
    """What a ledger entry rests on."""

    WORDS = "words", "The customer said so"
    HELPED = "helped", "The customer answered that it helped"
    RATED = "rated", "The customer rated it 4 or 5"
    WORKS = "works", "The failing thing works, and 72 hours were quiet"
    RELEVANT = "relevant", "The answer was judged relevant, and 72 hours were quiet"
    QUIET = "quiet", "72 hours were quiet, and nothing else is known"
    HANDOFF = "handoff", "The assistant handed it over"
    STEPPED_IN = "stepped_in", "A person answered"
    UNANSWERED = "unanswered", "The assistant asked back, and nothing came"
    UNHELPED = "unhelped", "The customer said that it did not help, and left"
    LOW_RATED = "low_rated", "The customer rated it 1 or 2"
    FAILS_ON = "fails_on", "The failure went on after the answer"
    WROTE_AGAIN = "wrote_again", "The customer wrote again within 7 days"
    ASKED_AGAIN = "asked_again", "The customer asked the same in another ticket within 7 days"
    CORRECTED = "corrected", "A person corrected it"
    LATE = "late", "Something that was told late changed it"


class Conversation(models.Model):
    """
    What the ledger's entries of a ticket come to: its state now, and when to look at it again.

    `is_ours` is false where the assistant said nothing and handed nothing over: no figure has such a ticket.
    `answer_entry_id`, `confidence` and `engine` are those of its last answer.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    is_ours = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    has_come_back = models.BooleanField(default=False)
    has_been_solved = models.BooleanField(default=False)
    answer_entry_id = models.BigIntegerField(null=True)
    confidence = models.FloatField(null=True)
    engine = models.CharField(max_length=120, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-began_at", "ticket"], name="conversation_by_begin"),
            models.Index(fields=["-ended_at"], name="conversation_by_end"),
            models.Index(fields=["due_at"], name="conversation_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.state}"


class LedgerEntry(models.Model):
    """
    One line of the ledger; never changed, only followed by another.

    `key` is made of what the entry follows from, so that working it out again adds nothing. `ref_id` is the
    timeline entry that it rests on, or the other ticket. `takes_back` is the entry that it makes void.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State.choices)
    why = models.CharField(max_length=12, choices=Why.choices)
    at = models.DateTimeField()
    ref_id = models.BigIntegerField(null=True)
    takes_back = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "key"], name="ledger_entry_once"),
            models.CheckConstraint(
                condition=~Q(why="corrected") | Q(by__isnull=False), name="ledger_correction_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.conversation_id} {self.state}: {self.why}"


class Signal(models.Model):
    """
    What a customer's page showed after an answer, noted because the page itself is soon forgotten.

    One of each kind for an answer: whether what had failed worked, or failed on.
    """

    class Kind(models.TextChoices):
        WORKS = "works", "Works again"
        FAILS_ON = "fails_on", "Fails on"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    answer_entry_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "answer_entry_id"], name="signal_once_an_answer"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.kind}"
