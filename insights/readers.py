"""What each reader of the insights looks at, in order; the screen shows the same."""

from collections.abc import Mapping

MAIN: Mapping[str, tuple[str, ...]] = {
    "operations": (
        "backlog", "created", "solved", "backlog_age", "first_reply", "resolution", "sla", "first_contact",
        "escalation_rate", "reassignments", "utilisation", "ai_drafts_used", "ai_first_reply",
    ),
    "outcomes": (
        "csat", "csat_response", "ces", "ces_response", "nps", "nps_response", "first_reply",
        "resolution", "sla", "first_contact", "ai_solved", "ai_quality", "reopen_rate",
        "repeat_contact", "ai_containment",
    ),
    "friction": (
        "created", "reopened", "reopen_rate", "repeat_contact", "escalation_rate", "ai_solved", "ai_handoff",
        "ai_quality", "ai_wrong",
    ),
}  # fmt: skip
"""Leads look at the work, executives at what comes of it, product at where customers struggle."""
