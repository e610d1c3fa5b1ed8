"""Those we serve and those who serve them: brands, staff, teams, companies, contacts."""

from people.models.access import ApiToken
from people.models.brands import Brand, BrandLogo, Language, Workspace
from people.models.custom_fields import CustomerField, DefinedField
from people.models.customers import Company, Contact, Identity, IdentityConflict, Segment, segment_for
from people.models.factors import CodeFailure, FactorCeremony, UserPicture
from people.models.hours import Absence, WorkingInterval
from people.models.keeping import LegalHold, RetentionRule
from people.models.merges import ContactMerge, ContactMergeUndo
from people.models.privacy import PersonRequest
from people.models.reading import ReadingAlarm, ReadingTally, ReadingWatch
from people.models.sessions import AccountLink, StaffSession
from people.models.staff import (
    MailNotices,
    Presence,
    Role,
    Skill,
    Team,
    TeamBrand,
    TeamMembership,
    TicketScope,
    User,
    UserSkill,
)

__all__ = [
    "Absence",
    "AccountLink",
    "ApiToken",
    "Brand",
    "BrandLogo",
    "CodeFailure",
    "Company",
    "Contact",
    "ContactMerge",
    "ContactMergeUndo",
    "CustomerField",
    "DefinedField",
    "FactorCeremony",
    "Identity",
    "IdentityConflict",
    "Language",
    "LegalHold",
    "MailNotices",
    "PersonRequest",
    "Presence",
    "ReadingAlarm",
    "ReadingTally",
    "ReadingWatch",
    "RetentionRule",
    "Role",
    "Segment",
    "Skill",
    "StaffSession",
    "Team",
    "TeamBrand",
    "TeamMembership",
    "TicketScope",
    "User",
    "UserPicture",
    "UserSkill",
    "WorkingInterval",
    "Workspace",
    "segment_for",
]
