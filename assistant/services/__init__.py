"""The assistant's use cases, one function each."""

from assistant.services.asking import Asked, ask
from assistant.services.bounding import boundaries_save, settings_save
from assistant.services.drafting import draft, suggestions
from assistant.services.handing_over import handoff_request
from assistant.services.learning import heads_train, triage_correct
from assistant.services.rewording import abilities, rewrite, summary, translate
from assistant.services.running import run_execute, run_request, runs_resend

__all__ = [
    "Asked",
    "abilities",
    "ask",
    "boundaries_save",
    "draft",
    "handoff_request",
    "heads_train",
    "rewrite",
    "run_execute",
    "run_request",
    "runs_resend",
    "settings_save",
    "suggestions",
    "summary",
    "translate",
    "triage_correct",
]
