"""Tables of the assistant."""

from assistant.models.handoffs import Handoff, Reason
from assistant.models.learning import Correction, Head
from assistant.models.replays import BenchQuestion, Replay, ReplayItem, ReplayState
from assistant.models.runs import ModelUse, Outcome, Run, RunState
from assistant.models.triage import Triage
from assistant.models.versions import ConfigurationDraft, ConfigurationVersion, ReviewTold

__all__ = [
    "BenchQuestion",
    "ConfigurationDraft",
    "ConfigurationVersion",
    "Correction",
    "Handoff",
    "Head",
    "ModelUse",
    "Outcome",
    "Reason",
    "Replay",
    "ReplayItem",
    "ReplayState",
    "ReviewTold",
    "Run",
    "RunState",
    "Triage",
]
