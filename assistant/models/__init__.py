"""Tables of the assistant."""

from assistant.models.actions import ActionCall, ActionSecret, CallState
from assistant.models.autonomy import DraftReply, Level, LevelChange
from assistant.models.gaps import Gap, GapFigures, GapKind, GapState, GapTicket
from assistant.models.handoffs import Handoff, Reason
from assistant.models.learning import Correction, Head
from assistant.models.ledger import SOLVED, Conversation, LedgerEntry, Signal, State, Why
from assistant.models.replays import BenchQuestion, Replay, ReplayItem, ReplayState
from assistant.models.reviews import DigestSent, ReviewItem, ReviewReason, Verdict
from assistant.models.runs import ModelUse, Outcome, Run, RunState
from assistant.models.triage import Triage
from assistant.models.versions import ConfigurationDraft, ConfigurationVersion, ReviewTold

__all__ = [
    "SOLVED",
    "ActionCall",
    "ActionSecret",
    "BenchQuestion",
    "CallState",
    "ConfigurationDraft",
    "ConfigurationVersion",
    "Conversation",
    "Correction",
    "DigestSent",
    "DraftReply",
    "Gap",
    "GapFigures",
    "GapKind",
    "GapState",
    "GapTicket",
    "Handoff",
    "Head",
    "LedgerEntry",
    "Level",
    "LevelChange",
    "ModelUse",
    "Outcome",
    "Reason",
    "Replay",
    "ReplayItem",
    "ReplayState",
    "ReviewItem",
    "ReviewReason",
    "ReviewTold",
    "Run",
    "RunState",
    "Signal",
    "State",
    "Triage",
    "Verdict",
    "Why",
]
