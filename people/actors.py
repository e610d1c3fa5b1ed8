"""Actors built from stored records."""

from collections.abc import Iterable

from core.actors import Actor, ActorKind
from people.models import ApiToken, Contact, TeamMembership, User


def team_ids_of(user_id: int) -> frozenset[int]:
    """The ids of a person's teams; one query."""
    return frozenset(TeamMembership.objects.filter(user_id=user_id).values_list("team_id", flat=True))


def staff_actor(user: User, team_ids: Iterable[int] | None = None) -> Actor:
    """The actor for a signed-in staff user."""
    return Actor(
        kind=ActorKind.STAFF,
        id=user.pk,
        name=user.name,
        role=user.role,
        user_id=user.pk,
        team_ids=team_ids_of(user.pk) if team_ids is None else frozenset(team_ids),
        ticket_scope=user.ticket_scope,
        timezone=user.timezone,
    )


def token_actor(token: ApiToken, user: User, team_ids: Iterable[int]) -> Actor:
    """The actor for a program with a token: its user's rights, within the token's scopes."""
    return Actor(
        kind=ActorKind.TOKEN,
        id=token.pk,
        name=user.name,
        role=user.role,
        user_id=user.pk,
        team_ids=frozenset(team_ids),
        ticket_scope=user.ticket_scope,
        timezone=user.timezone,
        scopes=frozenset(token.scopes) or None,
    )


def contact_actor(
    contact: Contact, *, is_verified: bool, shared_brands: frozenset[int] = frozenset()
) -> Actor:
    """The actor for a customer; `shared_brands` as in `Actor`."""
    return Actor(
        kind=ActorKind.CONTACT,
        id=contact.pk,
        name=contact.display_name,
        contact_id=contact.pk,
        company_id=contact.company_id,
        is_verified=is_verified,
        timezone=contact.timezone,
        shared_brands=shared_brands,
    )
