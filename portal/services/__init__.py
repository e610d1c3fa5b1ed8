"""What customers do in the portal, and what admins set up for it."""

from portal.services.answering import answers_look
from portal.services.configuring import form_create, form_delete, form_update, settings_update
from portal.services.forgetting import forget_due
from portal.services.requests import MAX_FILES, MAX_TEXT, request_rate, request_reply, request_solve
from portal.services.sending import Draft, Sent, form_send
from portal.services.signing_in import (
    LINK_LASTS,
    SESSION_SECONDS,
    LinkInvalid,
    link_ask,
    link_mail,
    link_stands,
    link_token,
    link_use,
    session_end,
    session_touch,
    way_in,
)

__all__ = [
    "LINK_LASTS",
    "MAX_FILES",
    "MAX_TEXT",
    "SESSION_SECONDS",
    "Draft",
    "LinkInvalid",
    "Sent",
    "answers_look",
    "forget_due",
    "form_create",
    "form_delete",
    "form_send",
    "form_update",
    "link_ask",
    "link_mail",
    "link_stands",
    "link_token",
    "link_use",
    "request_rate",
    "request_reply",
    "request_solve",
    "session_end",
    "session_touch",
    "settings_update",
    "way_in",
]
