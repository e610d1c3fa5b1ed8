"""Settings of trackers, issues, their links to tickets, and answers that wait for a person."""

from integrations.issues.models.answer import AnswerState, FixAnswer
from integrations.issues.models.automatic import AutomaticIssue, AutomaticState, LeftReason
from integrations.issues.models.issue import Issue, IssueState, StateKind
from integrations.issues.models.link import IssueLink, LinkHow, LinkState, Remembered
from integrations.issues.models.settings import TrackerSettings

__all__ = [
    "AnswerState",
    "AutomaticIssue",
    "AutomaticState",
    "FixAnswer",
    "Issue",
    "IssueLink",
    "IssueState",
    "LeftReason",
    "LinkHow",
    "LinkState",
    "Remembered",
    "StateKind",
    "TrackerSettings",
]
