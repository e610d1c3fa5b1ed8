"""The values that ticket fields may have."""

from datetime import timedelta
from enum import StrEnum

from django.db import models


class Channel(StrEnum):
    """Where a conversation started: the channels that code calls by name. `tickets.channels` knows all."""

    WIDGET = "widget"
    EMAIL = "email"
    API = "api"
    WEB = "web"
    PHONE = "phone"
    AGENT = "agent"


class ReplyBy(models.TextChoices):
    """How replies leave if the ticket decides instead of its channel."""

    CHANNEL = "", "As the channel does"
    EMAIL = "email", "Email"
    API = "api", "The program that opened it"


class CallDirection(models.TextChoices):
    """Who rang whom."""

    INCOMING = "incoming", "The customer called"
    OUTGOING = "outgoing", "We called"


class Status(models.TextChoices):
    """Whose turn it is. Pending waits for the customer, on hold for a third party."""

    NEW = "new", "New"
    OPEN = "open", "Open"
    PENDING = "pending", "Pending"
    ON_HOLD = "on_hold", "On hold"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Closed"


TRASH_KEPT = timedelta(days=30)
"""For how long a ticket lies in the trash before it is deleted for good."""

OPEN_STATUSES = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)


class Priority(models.TextChoices):
    """From the most to the least urgent."""

    P1 = "P1", "P1"
    P2 = "P2", "P2"
    P3 = "P3", "P3"
    P4 = "P4", "P4"


class Tier(models.TextChoices):
    """T1 how-to and accounts, T2 technical, T3 bugs and engineering."""

    T1 = "T1", "T1"
    T2 = "T2", "T2"
    T3 = "T3", "T3"


class TicketType(models.TextChoices):
    """What kind of request it is."""

    QUESTION = "question", "Question"
    BUG = "bug", "Bug"
    BILLING = "billing", "Billing"
    ACCESS = "access", "Access"
    INTEGRATION = "integration", "Integration"
    ONBOARDING = "onboarding", "Onboarding"
    FEATURE_REQUEST = "feature_request", "Feature request"


class SnoozeEvent(models.TextChoices):
    """What ends a snooze before its time, besides the customer's message and an answer of a third party."""

    COLLEAGUE = "colleague", "A colleague writes"
    SIDE = "side", "A side conversation is answered"
    ISSUE = "issue", "A linked issue is done"
    ARTICLE = "article", "An article is published"


class Handler(models.TextChoices):
    """Who currently owns the conversation: only one of them may speak for us."""

    NONE = "none", "Nobody yet"
    ASSISTANT = "assistant", "Assistant"
    PERSON = "person", "A person"


CLOCK_KINDS = (
    "first_reply",
    "next_reply",
    "resolution",
    "periodic_update",
    "agent_work_time",
    "requester_wait_time",
)
"""What a ticket's clocks may measure; the service levels above define them."""
