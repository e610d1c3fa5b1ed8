"""The widget of a brand, its sessions, and what customers share in them."""

from widget.models.configuration import WidgetSettings, new_secret
from widget.models.conversations import AnswerFeedback, Conversation
from widget.models.proactive import ProactiveMessage, ProactiveOptOut
from widget.models.seen import SeenOrigin
from widget.models.sessions import Consent, TrailStep, WidgetSession, token_digest

__all__ = [
    "AnswerFeedback",
    "Consent",
    "Conversation",
    "ProactiveMessage",
    "ProactiveOptOut",
    "SeenOrigin",
    "TrailStep",
    "WidgetSession",
    "WidgetSettings",
    "new_secret",
    "token_digest",
]
