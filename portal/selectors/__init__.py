"""Reads of the portal."""

from portal.selectors.forms import (
    contact_form,
    fields_for,
    form_find,
    forms_active,
    forms_of,
    kinds_of,
    settings_in_full,
    settings_of,
)
from portal.selectors.requests import (
    Wanted,
    file_of,
    message_page,
    rating_of,
    request_get,
    request_of,
    requests,
)
from portal.selectors.sessions import actor_of, session_by_token

__all__ = [
    "Wanted",
    "actor_of",
    "contact_form",
    "fields_for",
    "file_of",
    "form_find",
    "forms_active",
    "forms_of",
    "kinds_of",
    "message_page",
    "rating_of",
    "request_get",
    "request_of",
    "requests",
    "session_by_token",
    "settings_in_full",
    "settings_of",
]
