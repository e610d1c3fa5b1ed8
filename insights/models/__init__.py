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
    "Signal",
    "SignalQuerySet",
    "SignalRules",
    "SignalStep",
    "TicketFacts",
    "UsageCount",
]
