"""Who is acting: every service takes an `Actor`, so that checks and audit are the same for all."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of actors: a staff user, a staff user's program, a customer, the assistant, the system."""

    STAFF = "staff"
    TOKEN = "token"  # noqa: S105 (a kind of actor, not a secret)
    CONTACT = "contact"
    ASSISTANT = "assistant"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """
    One actor, with what its permissions depend on.

    `user_id` is the staff user behind a session or an API token; `contact_id` the customer. `scopes` limits a
    token; None means no limit beyond the user's role. `timezone` is the one they count days in.
    `shared_brands` are those in which a verified customer also reads what others of their company asked.
    """

    kind: ActorKind
    id: int | None = None
    name: str = ""
    role: str = ""
    user_id: int | None = None
    contact_id: int | None = None
    company_id: int | None = None
    team_ids: frozenset[int] = frozenset()
    ticket_scope: str = "all"
    scopes: frozenset[str] | None = None
    is_verified: bool = False
    timezone: str = ""
    shared_brands: frozenset[int] = frozenset()

    @property
    def ref(self) -> str:
        """A short stable reference for audit and payloads, such as `staff:12`."""
        return self.kind.value if self.id is None else f"{self.kind.value}:{self.id}"

    @property
    def staff_id(self) -> int:
        """The staff user behind this actor. Raises LookupError when there is none."""
        if self.user_id is None:
            raise LookupError(f"{self.ref} is not a staff user.")
        return self.user_id

    def may_read(self, area: str) -> bool:
        """Whether the scopes allow reading an area; the right to write it includes reading it."""
        return self.scopes is None or bool({f"{area}:read", f"{area}:write"} & self.scopes)

    def may_write(self, area: str) -> bool:
        """Whether the scopes allow changing an area."""
        return self.scopes is None or f"{area}:write" in self.scopes

    @property
    def is_staff(self) -> bool:
        """Whether a staff user stands behind this actor."""
        return self.kind in (ActorKind.STAFF, ActorKind.TOKEN)

    @property
    def sees_all_tickets(self) -> bool:
        """Whether this staff actor sees all tickets and customers, with no team scope narrowing them."""
        return self.is_internal or (self.is_staff and self.ticket_scope == "all")

    @property
    def is_internal(self) -> bool:
        """Whether this is the system or the assistant, which act on every record."""
        return self.kind in (ActorKind.SYSTEM, ActorKind.ASSISTANT)


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Candor")
ASSISTANT = Actor(kind=ActorKind.ASSISTANT, name="Assistant")
