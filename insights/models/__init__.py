"""What figures are made of, health with signals, playbooks, and questions that were asked."""

from insights.models.asking import AskedQuestion
from insights.models.facts import (
    Assumptions,
    CompanyHealth,
    CompanyOutcome,
    FactPoint,
    HealthCorrection,
    HealthDay,
    Progress,
    Signal,
    SignalQuerySet,
    SignalRules,
    SignalStep,
    TicketFacts,
    UsageCount,
)
from insights.models.playbooks import (
    Playbook,
    PlaybookFiring,
    PlaybookLimits,
    PlaybookVersion,
    ProductEvent,
)
from insights.models.reporting import ReportRecipient, ReportSchedule, ReportSettings
from insights.models.working import HeldSpan, PresenceTurn

__all__ = [
    "AskedQuestion",
    "Assumptions",
    "CompanyHealth",
    "CompanyOutcome",
    "FactPoint",
    "HealthCorrection",
    "HealthDay",
    "HeldSpan",
    "Playbook",
    "PlaybookFiring",
    "PlaybookLimits",
    "PlaybookVersion",
    "PresenceTurn",
    "ProductEvent",
    "Progress",
    "ReportRecipient",
    "ReportSchedule",
    "ReportSettings",
    "Signal",
    "SignalQuerySet",
    "SignalRules",
    "SignalStep",
    "TicketFacts",
    "UsageCount",
]
