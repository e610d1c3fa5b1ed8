"""What happens to people, teams and companies."""

from dataclasses import dataclass
from typing import Any, ClassVar

from core.events import Event


@dataclass(frozen=True)
class PresenceChanged(Event):
    """A staff user has started or stopped taking work."""

    name: ClassVar[str] = "people.presence_changed"
    user_id: int
    presence: str


@dataclass(frozen=True)
class AbsenceBegan(Event):
    """A staff user is away from now on: nothing new comes to them, and others take what they have."""

    name: ClassVar[str] = "people.absence_began"
    user_id: int
    absence_id: int


@dataclass(frozen=True)
class AccessChanged(Event):
    """A role, scope, team or active flag changed: open sockets must check their permissions again."""

    name: ClassVar[str] = "people.access_changed"
    user_id: int


@dataclass(frozen=True)
class CapacityChanged(Event):
    """A skill was added or a limit raised: waiting work may now fit."""

    name: ClassVar[str] = "people.capacity_changed"
    user_id: int


@dataclass(frozen=True)
class CompanyChanged(Event):
    """Facts of a company changed; `changes` maps fields to [old, new]."""

    name: ClassVar[str] = "people.company_changed"
    company_id: int
    changes: dict[str, list[Any]]


@dataclass(frozen=True)
class ContactChanged(Event):
    """Staff wrote something down about a contact; `fields` are the names of what changed."""

    name: ClassVar[str] = "people.contact_changed"
    contact_id: int
    fields: list[str]


@dataclass(frozen=True)
class ContactsMerged(Event):
    """
    The tickets and identities of `from_contact_id` now belong to `into_contact_id`.

    `merge_id` is the record of a merge made by staff; without it, a visitor proved who they are.
    """

    name: ClassVar[str] = "people.contacts_merged"
    from_contact_id: int
    into_contact_id: int
    merge_id: int | None = None


@dataclass(frozen=True)
class ContactsUnmerged(Event):
    """A merge was undone: `from_contact_id` is a separate contact again."""

    name: ClassVar[str] = "people.contacts_unmerged"
    from_contact_id: int
    into_contact_id: int
    merge_id: int


@dataclass(frozen=True)
class IdentityConflictFound(Event):
    """A contact signed in with an address that is proven to be another contact's."""

    name: ClassVar[str] = "people.identity_conflict_found"
    contact_id: int
    holder_id: int


@dataclass(frozen=True)
class PasswordForgotten(Event):
    """Somebody who is not signed in asked for a link to a new password; `address` is what they typed."""

    name: ClassVar[str] = "people.password_forgotten"
    address: str


@dataclass(frozen=True)
class ReadingUnusual(Event):
    """Somebody of ours read unusually much, and nobody was told of it yet."""

    name: ClassVar[str] = "people.reading_unusual"
    user_id: int
    alarm_id: int


@dataclass(frozen=True)
class AddressChangeAsked(Event):
    """
    A staff user asked for a new address and gave their password; the address is not proven yet.

    `session_key` is the digest of the session that made the request.
    """

    name: ClassVar[str] = "people.address_change_asked"
    user_id: int
    address: str
    session_key: str
    revoke_tokens: bool
