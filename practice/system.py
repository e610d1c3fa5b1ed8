"""What practice tells the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    verbs={"agent": frozenset({"practice.use"}), "supervisor": frozenset({"practice.write"})},
    scopes={"practice": "practice sets, attempts and progress; they need `tickets`, `kb` and `people` too"},
    api_urls="practice.api.urls",
    enums={
        "PracticeMode": "practice.models.Mode",
        "PracticeSpeaker": "practice.models.Speaker",
    },
)
