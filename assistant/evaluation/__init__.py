"""What `manage.py evaluate` measures about the assistant."""

from assistant.evaluation import (
    answerable,
    answers,
    confidence,
    grounded,
    injection,
    intents,
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
    "intents": intents.EVALUATION,
    "language": language.EVALUATION,
    "grounded": grounded.EVALUATION,
    "injection": injection.EVALUATION,
    "sentiment": sentiment.EVALUATION,
    "several": several.EVALUATION,
}
