"""What engineering issues tell the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    verbs={
        "agent": frozenset({"issue.link"}),
        "admin": frozenset({"issue.configure"}),
    },
    routes={"integrations.issues.tasks.*": "systems"},
    beat={
        "integrations.issues.tasks.follow": 60.0,
        "integrations.issues.tasks.sentences": 60.0,
        "integrations.issues.tasks.automatic_seek": 60.0,
    },
    api_urls="integrations.issues.api.urls",
    enums={
        "EngineeringIssueState": "integrations.issues.models.IssueState",
        "EngineeringIssueStatusKind": "integrations.issues.models.StateKind",
        "IssueLinkHow": "integrations.issues.models.LinkHow",
        "IssueLinkState": "integrations.issues.models.LinkState",
        "FixAnswerState": "integrations.issues.models.AnswerState",
        "AutomaticIssueState": "integrations.issues.models.AutomaticState",
        "AutomaticIssueReason": "integrations.issues.models.LeftReason",
    },
)
