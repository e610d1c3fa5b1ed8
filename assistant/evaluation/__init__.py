"""What `manage.py evaluate` measures about the assistant."""

from assistant.evaluation import answers, confidence, language, triage

EVALUATIONS = {
    "triage": triage.EVALUATION,
    "answers": answers.EVALUATION,
    "confidence": confidence.EVALUATION,
    "language": language.EVALUATION,
}
