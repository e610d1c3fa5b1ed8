"""The assistant's use cases, one function each."""

from assistant.services.asking import Asked, ask
from assistant.services.configuring import (
    configuration_change,
    draft_discard,
    draft_publish,
    draft_save,
    version_restore,
)
from assistant.services.drafting import draft, suggestions
from assistant.services.extracting import Extracted, Part, extraction
from assistant.services.handing_over import handoff_request
from assistant.services.learning import heads_train, triage_correct
from assistant.services.measuring import confidence_measure, spending
from assistant.services.reminding import reviews_tell
from assistant.services.replaying import (
    bench_add,
    bench_keep,
    bench_remove,
    replay_start,
    replay_stop,
    replay_work,
    replays_resume,
)
from assistant.services.rewording import abilities, rewrite, summary, translate
from assistant.services.running import run_execute, run_request, runs_resend
from assistant.services.trying import question_try

__all__ = [
    "Asked",
    "Extracted",
    "Part",
    "abilities",
    "ask",
    "bench_add",
    "bench_keep",
    "bench_remove",
    "confidence_measure",
    "configuration_change",
    "draft",
    "draft_discard",
    "draft_publish",
    "draft_save",
    "extraction",
    "handoff_request",
    "heads_train",
    "question_try",
    "replay_start",
    "replay_stop",
    "replay_work",
    "replays_resume",
    "reviews_tell",
    "rewrite",
    "run_execute",
    "run_request",
    "runs_resend",
    "spending",
    "suggestions",
    "summary",
    "translate",
    "triage_correct",
    "version_restore",
]
