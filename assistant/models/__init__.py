"""Tables of the assistant."""

from assistant.models.autonomy import DraftReply, Level, LevelChange
from assistant.models.boundaries import AssistantSettings, Boundary
from assistant.models.handoffs import Handoff, Reason
from assistant.models.learning import Correction, Head
from assistant.models.ledger import SOLVED, Conversation, LedgerEntry, Signal, State, Why
from assistant.models.reviews import DigestSent, ReviewItem, ReviewReason, Verdict
from assistant.models.runs import ModelUse, Outcome, Run, RunState
from assistant.models.triage import Triage

__all__ = [
    "SOLVED",
    "AssistantSettings",
    "Boundary",
    "Conversation",
    "Correction",
    "DigestSent",
    "DraftReply",
    "Handoff",
    "Head",
    "LedgerEntry",
    "Level",
    "LevelChange",
    "ModelUse",
    "Outcome",
    "Reason",
    "ReviewItem",
    "ReviewReason",
    "Run",
    "RunState",
    "Signal",
    "State",
    "Triage",
    "Verdict",
    "Why",
]
