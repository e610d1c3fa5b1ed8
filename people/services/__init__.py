"""Writes to people: staff, tokens, companies, contacts and their identities."""

from people.services.access import sockets_withdraw, token_create, token_revoke
from people.services.customers import (
    Claim,
    company_by_domain,
    company_upsert,
    contact_for_address,
    contact_hold,
    contact_resolve,
    contact_standing,
    contact_vouch,
    deliverable_email,
    valid_email,
)
from people.services.merging import contacts_merge, contacts_unmerge
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
    "assignment_note",
    "company_by_domain",
    "company_upsert",
    "contact_for_address",
    "contact_hold",
    "contact_resolve",
    "contact_standing",
    "contact_vouch",
    "contacts_merge",
    "contacts_unmerge",
    "deliverable_email",
    "owner_create",
    "presence_set",
    "sockets_withdraw",
    "token_create",
    "token_revoke",
    "user_update",
    "valid_email",
]
