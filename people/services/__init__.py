"""Writes to people: staff, tokens, companies, contacts and their identities."""

from people.services.access import sockets_withdraw, token_create, token_revoke
from people.services.accounts import (
    address_change_ask,
    address_confirm,
    link_send,
    links_mailed,
    password_change,
    password_forgotten,
    password_reset,
    password_set,
)
from people.services.companies import company_by_domain, company_upsert
from people.services.customers import (
    Claim,
    contact_for_address,
    contact_hold,
    contact_in_sight,
    contact_resolve,
    contact_standing,
    contact_vouch,
    deliverable_email,
    valid_email,
)
from people.services.merging import contacts_merge, contacts_unmerge
from people.services.sessions import (
    own_account,
    session_digest,
    session_note,
    session_revoke,
    sessions_clear,
    sessions_end,
    sessions_revoke_others,
)
from people.services.signing_in import contact_sign_in
from people.services.staff import (
    ON_SCREEN,
    activity_note,
    assignment_note,
    owner_create,
    presence_set,
    user_update,
)

__all__ = [
    "ON_SCREEN",
    "Claim",
    "activity_note",
    "address_change_ask",
    "address_confirm",
    "assignment_note",
    "company_by_domain",
    "company_upsert",
    "contact_for_address",
    "contact_hold",
    "contact_in_sight",
    "contact_resolve",
    "contact_sign_in",
    "contact_standing",
    "contact_vouch",
    "contacts_merge",
    "contacts_unmerge",
    "deliverable_email",
    "link_send",
    "links_mailed",
    "own_account",
    "owner_create",
    "password_change",
    "password_forgotten",
    "password_reset",
    "password_set",
    "presence_set",
    "session_digest",
    "session_note",
    "session_revoke",
    "sessions_clear",
    "sessions_end",
    "sessions_revoke_others",
    "sockets_withdraw",
    "token_create",
    "token_revoke",
    "user_update",
    "valid_email",
]
