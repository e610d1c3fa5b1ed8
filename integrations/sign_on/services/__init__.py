"""Writes of single sign-on."""

from integrations.sign_on.services.attempts import (
    acs_url,
    attempts_clear,
    metadata_url,
    provider_test_begin,
    redirect_uri,
    sign_in_begin,
)
from integrations.sign_on.services.ending import Ended, oidc_return, saml_answer, saml_return
from integrations.sign_on.services.people_of import role_for
from integrations.sign_on.services.providers import (
    provider_create,
    provider_delete,
    provider_switch,
    provider_update,
)
from integrations.sign_on.services.requiring import break_glass_note, rule_set

__all__ = [
    "Ended",
    "acs_url",
    "attempts_clear",
    "break_glass_note",
    "metadata_url",
    "oidc_return",
    "provider_create",
    "provider_delete",
    "provider_switch",
    "provider_test_begin",
    "provider_update",
    "redirect_uri",
    "role_for",
    "rule_set",
    "saml_answer",
    "saml_return",
    "sign_in_begin",
]
