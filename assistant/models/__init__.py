"""Tables of the assistant."""

from assistant.models.boundaries import AssistantSettings, Boundary
from assistant.models.handoffs import Handoff, Reason
from assistant.models.learning import Correction, Head
from assistant.models.runs import ModelUse, Outcome, Run, RunState
from assistant.models.triage import Triage

__all__ = [
    "AssistantSettings",
    "Boundary",
    "Correction",
    "Handoff",
    "Head",
    "ModelUse",
    "Outcome",
    "Reason",
    "Run",
    "RunState",
    "Triage",
]
