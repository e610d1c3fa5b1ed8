"""Who can answer a customer: the one rule behind menus, changes by people, and automatic assignment."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.reads import Among, Read
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
_ANSWERERS = Read(answerers, ())
_MEMBERSHIPS = Read(TeamMembership.objects.all, ("user_id", "team_id"))
_TEAMS = Read(Team.objects.all, ())


def everybody_who_answers() -> list[User]:
    """Those of `answerers`, by number."""
    return _ANSWERERS.rows(Q(), order=("pk",))


def teams_serving(brand_id: int) -> list[Team]:
    """The teams that serve a brand, by name; a team without brands serves all."""
    serves_some = Q(pk__in=Among(TeamBrand.objects.all, Q(team_id__isnull=False), "team_id"))
    serves_it = Q(pk__in=Among(TeamBrand.objects.all, Q(brand_id=brand_id), "team_id"))
    return _TEAMS.rows(~serves_some | serves_it, order=("name",))


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
    teams = {team for _, team in _MEMBERSHIPS.rows(Q(user_id=user.pk))}
    serving = {team.pk for team in teams_serving(brand_id)} if teams else set()
    return why_not_here(user, teams, serving, team_id=team_id)


def people_for(*, team_id: int | None, brand_id: int) -> list[User]:
    """Everybody a ticket of this team and brand can be assigned to, by name; three queries."""
    users = _ANSWERERS.rows(Q(), order=("name", "pk"))
    teams: dict[int, set[int]] = {}
    for user_id, team in _MEMBERSHIPS.rows(Q()):
        teams.setdefault(user_id, set()).add(team)
    serving = {team.pk for team in teams_serving(brand_id)}
    return [
        user for user in users if not why_not_here(user, teams.get(user.pk, ()), serving, team_id=team_id)
    ]


def _why_not_at_all(user: User) -> str:
    if not user.is_active:
        return f"{user.name} does not work here any more. Choose somebody else."
    if not can_answer(user):
        role = user.get_role_display().lower()
        return f"{user.name} cannot answer customers (role: {role}). Choose an agent."
    return ""


def why_not_here(user: User, teams: Collection[int], serving: Collection[int], *, team_id: int | None) -> str:
    """
    Why somebody in these teams, who can answer, gets no ticket of a team; empty when they can.

    `serving` are the teams that serve the ticket's brand (`teams_serving`).
    """
    if user.ticket_scope == TicketScope.ALL:
        return ""
    may_see_team = user.ticket_scope != TicketScope.TEAMS or team_id is None or team_id in teams
    if not may_see_team:
        return f"{user.name} sees the tickets of their own teams only. Choose another team or person."
    if teams and not any(team in serving for team in teams):
        return f"{user.name} works for other brands only. Choose somebody who takes this one."
    return ""


def why_not_team(team: Team) -> str:
    """Why work cannot be assigned to a team; empty when it can. One query."""
    if _ABLE.first(Q(pk=team.pk)) is not None:
        return ""
    return f"Nobody in {team.name} can answer customers. Choose another team, or add an agent to it."
