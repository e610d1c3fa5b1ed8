"""Who can answer a customer: the one rule behind menus, changes by people, and automatic assignment."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.reads import Read
from people.models import Team, TeamBrand, TeamMembership, TicketScope, User
from people.policy import role_may, roles_that_may

ANSWERS = "ticket.reply"


def answerers() -> QuerySet[User]:
    """Active staff whose role may reply, by name."""
    return User.objects.filter(is_active=True, role__in=roles_that_may(ANSWERS)).order_by("name", "pk")


def can_answer(user: User) -> bool:
    """Whether this person may reply to customers at all."""
    return user.is_active and role_may(user.role, ANSWERS)


def teams_that_answer() -> QuerySet[Team]:
    """Teams with at least one member who can answer."""
    members = TeamMembership.objects.filter(team=OuterRef("pk"), user__in=answerers().order_by())
    return Team.objects.filter(Exists(members))


_ABLE = Read(teams_that_answer, ("pk",))


def why_not_person(user: User, *, team_id: int | None, brand_id: int) -> str:
    """
    Why a ticket of this team and brand cannot be assigned to somebody; empty when it can.

    Somebody who sees all tickets can answer any of them; somebody who sees only their teams' tickets, or only
    their own, gets no work from another team, nor from a brand that none of their teams serves. At most two
    queries.
    """
    reason = _why_not_at_all(user)
    if reason or user.ticket_scope == TicketScope.ALL:
        return reason
    teams = list(TeamMembership.objects.filter(user=user).values_list("team_id", flat=True))
    brands: dict[int, set[int]] = {}
    for team, brand in TeamBrand.objects.filter(team__in=teams).values_list("team_id", "brand_id"):
        brands.setdefault(team, set()).add(brand)
    return _why_not_here(user, teams, brands, team_id=team_id, brand_id=brand_id)


def people_for(*, team_id: int | None, brand_id: int) -> list[User]:
    """Everybody a ticket of this team and brand can be assigned to, by name; three queries."""
    users = list(answerers())
    teams: dict[int, list[int]] = {}
    for user_id, team in TeamMembership.objects.values_list("user_id", "team_id"):
        teams.setdefault(user_id, []).append(team)
    brands: dict[int, set[int]] = {}
    for team, brand in TeamBrand.objects.values_list("team_id", "brand_id"):
        brands.setdefault(team, set()).add(brand)
    return [
        user
        for user in users
        if user.ticket_scope == TicketScope.ALL
        or not _why_not_here(user, teams.get(user.pk, []), brands, team_id=team_id, brand_id=brand_id)
    ]


def _why_not_at_all(user: User) -> str:
    if not user.is_active:
        return f"{user.name} does not work here any more. Choose somebody else."
    if not can_answer(user):
        role = user.get_role_display().lower()
        return f"{user.name} cannot answer customers (role: {role}). Choose an agent."
    return ""


def _why_not_here(
    user: User, teams: Sequence[int], brands: dict[int, set[int]], *, team_id: int | None, brand_id: int
) -> str:
    may_see_team = user.ticket_scope != TicketScope.TEAMS or team_id is None or team_id in teams
    if not may_see_team:
        return f"{user.name} sees the tickets of their own teams only. Choose another team or person."
    if teams and not any(_takes(brands.get(team), brand_id) for team in teams):
        return f"{user.name} works for other brands only. Choose somebody who takes this one."
    return ""


def _takes(brands: Iterable[int] | None, brand_id: int) -> bool:
    """A team without rows serves every brand."""
    return brands is None or brand_id in set(brands)


def why_not_team(team: Team) -> str:
    """Why work cannot be assigned to a team; empty when it can. One query."""
    if _ABLE.first(Q(pk=team.pk)) is not None:
        return ""
    return f"Nobody in {team.name} can answer customers. Choose another team, or add an agent to it."
