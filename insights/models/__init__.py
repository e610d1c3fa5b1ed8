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

__all__ = [
    "AskedQuestion",
    "Assumptions",
    "CompanyHealth",
    "CompanyOutcome",
    "FactPoint",
    "HealthCorrection",
    "HealthDay",
    "Playbook",
    "PlaybookFiring",
    "PlaybookLimits",
    "PlaybookVersion",
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
