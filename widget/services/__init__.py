"""Writes of the widget, one function per use case."""

from widget.services.configuring import secret_retire, secret_rotate, settings_update
from widget.services.conversing import (
    answer_rate,
    conversation_rate,
    email_leave,
    message_send,
    messages_mark_read,
)
from widget.services.forgetting import forget_due
from widget.services.going_on import has_portal, portal_way
from widget.services.proactive import (
    Offer,
    message_answer,
    message_offer,
    messages_choose,
    messages_forget,
    messages_withdraw,
)
from widget.services.recording import Begun, Recording, recording_begin, recording_open, recording_save
from widget.services.seeing import (
    Sign,
    is_watched,
    origin_seen,
    seen_forget,
    sign_seen,
    sign_settled,
    watch,
)
from widget.services.sessions import Started, session_begin, session_end, session_touch
from widget.services.sharing import consent_set, context_preview, context_save

__all__ = [
    "Begun",
    "Offer",
    "Recording",
    "Sign",
    "Started",
    "answer_rate",
    "consent_set",
    "context_preview",
    "context_save",
    "conversation_rate",
    "email_leave",
    "forget_due",
    "has_portal",
    "is_watched",
    "message_answer",
    "message_offer",
    "message_send",
    "messages_choose",
    "messages_forget",
    "messages_mark_read",
    "messages_withdraw",
    "origin_seen",
    "portal_way",
    "recording_begin",
    "recording_open",
    "recording_save",
    "secret_retire",
    "secret_rotate",
    "seen_forget",
    "session_begin",
    "session_end",
    "session_touch",
    "settings_update",
    "sign_seen",
    "sign_settled",
    "watch",
]
