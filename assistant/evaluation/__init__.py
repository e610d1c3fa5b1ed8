"""What `manage.py evaluate` measures about the assistant."""

from assistant.evaluation import (
    answerable,
    answers,
    confidence,
    injection,
    language,
    sentiment,
    several,
    triage,
)

EVALUATIONS = {
    "triage": triage.EVALUATION,
    "answers": answers.EVALUATION,
    "answerable": answerable.EVALUATION,
    "confidence": confidence.EVALUATION,
    "language": language.EVALUATION,
    "injection": injection.EVALUATION,
    "sentiment": sentiment.EVALUATION,
    "several": several.EVALUATION,
}
