"""Reads of single sign-on, for whoever keeps the workspace secure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.actors import Actor
from core.errors import NotFound
from integrations.sign_on.models import Attempt, Link, Provider, Purpose
from integrations.sign_on.selectors import internal
from people.models import User
from people.policy import require
from people.selectors import internal as people


@dataclass(frozen=True)
class Standing:
    """
    Who could sign in if a provider were required: `without` have never done so, `tokens` is how many API
    tokens go on working whatever is required.
    """

    is_required: bool
    break_glass: list[User]
    owners: list[User]
    staff: int
    without: list[User]
    tokens: int


def providers(*, actor: Actor) -> list[Provider]:
    """All of them, the oldest first. Raises Forbidden."""
    require(actor, "security.read")
    return list(Provider.objects.select_related("tested_by"))


def provider_get(*, actor: Actor, public_id: UUID) -> Provider:
    """One of them. Raises Forbidden, NotFound."""
    require(actor, "security.read")
    return internal.provider_of(Provider.objects.select_related("tested_by"), public_id)


def people_linked(provider: Provider) -> int:
    """How many have signed in with it."""
    return Link.objects.filter(provider=provider, user__is_active=True).count()


def provider_test_get(*, actor: Actor, public_id: UUID) -> Attempt:
    """A test that the actor began. Raises Forbidden, NotFound."""
    require(actor, "security.read")
    found = (
        Attempt.objects.select_related("provider")
        .filter(public_id=public_id, purpose=Purpose.TEST, user_id=actor.staff_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such test. It may be too old: begin another.")
    return found


def standing(*, actor: Actor, now: datetime) -> Standing:
    """Whether a provider is required, and whom that would keep out. Raises Forbidden."""
    require(actor, "security.read")
    staff = people.people_active()
    linked = internal.linked_people()
    return Standing(
        is_required=internal.is_required(),
        break_glass=internal.break_glass(),
        owners=[user for user in staff if user.role == "owner"],
        staff=len(staff),
        without=[user for user in staff if user.pk not in linked],
        tokens=len(people.tokens_alive(now=now)),
    )
