"""Tickets and everything that belongs to them."""

from tickets.models.arrival import ArrivalCount, ArrivalRule
from tickets.models.attachments import Attachment, Scan
from tickets.models.channel_rules import ChannelRule
from tickets.models.choices import (
    OPEN_STATUSES,
    TRASH_KEPT,
    CallDirection,
    Channel,
    Handler,
    Priority,
    ReplyBy,
    Status,
    TicketType,
    Tier,
)
from tickets.models.custom_fields import CustomField
from tickets.models.keeping_out import AiExclusion
from tickets.models.macros import Macro, MacroUse
from tickets.models.merges import TicketMerge
from tickets.models.participants import Mention, Participant
from tickets.models.scheduled import ScheduledReply
from tickets.models.sides import SideConversation, SideMessage
from tickets.models.surveys import Rating, SurveyTurn
from tickets.models.tags import Tag, TagChange, TagMark
from tickets.models.telling import IncidentReply, ProblemReply
from tickets.models.ticket import Follower, Ticket, TicketLink
from tickets.models.timeline import (
    AuthorKind,
    DeliveryState,
    EntryKind,
    RawMessage,
    TimelineEntry,
    Visibility,
)
from tickets.models.workspace import Draft, TicketRead, Undo, View

__all__ = [
    "OPEN_STATUSES",
    "TRASH_KEPT",
    "AiExclusion",
    "ArrivalCount",
    "ArrivalRule",
    "Attachment",
    "AuthorKind",
    "CallDirection",
    "Channel",
    "ChannelRule",
    "CustomField",
    "DeliveryState",
    "Draft",
    "EntryKind",
    "Follower",
    "Handler",
    "IncidentReply",
    "Macro",
    "MacroUse",
    "Mention",
    "Participant",
    "Priority",
    "ProblemReply",
    "Rating",
    "RawMessage",
    "ReplyBy",
    "Scan",
    "ScheduledReply",
    "SideConversation",
    "SideMessage",
    "Status",
    "SurveyTurn",
    "Tag",
    "TagChange",
    "TagMark",
    "Ticket",
    "TicketLink",
    "TicketMerge",
    "TicketRead",
    "TicketType",
    "Tier",
    "TimelineEntry",
    "Undo",
    "View",
    "Visibility",
]
