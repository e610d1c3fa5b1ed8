"""People, teams and roles as those see them who manage them."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from allauth.mfa.models import Authenticator
from django.db.models import Count, Max, Q, QuerySet

from core.actors import Actor
from core.errors import Invalid, NotFound
from people.models import AccountLink, Role, StaffSession, Team, TeamBrand, TeamMembership, User, UserSkill
from people.policy import VERBS, require

STATES = ("active", "invited", "deactivated")
_STATE = {
    "active": Q(is_active=True),
    "invited": Q(is_active=False, joined_at=None),
    "deactivated": Q(is_active=False, joined_at__isnull=False),
}
SHOWN_IN_TEAMS = Q(user__is_active=True) | Q(user__joined_at=None)
"""A deactivated person keeps their teams for the day of their return, and is not shown in them until then."""


@dataclass(frozen=True)
class Colleague:
    """A staff user in full; `second_steps` names the kinds of two-factor they have set up."""

    user: User
    teams: list[tuple[int, bool]] = field(default_factory=list)
    skills: dict[int, int] = field(default_factory=dict)
    second_steps: list[str] = field(default_factory=list)
    last_seen: dict[str, Any] | None = None
    invitation_ends_at: Any = None

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.user.is_active:
            return "active"
        return "invited" if self.user.is_invited else "deactivated"


def colleagues(*, actor: Actor, state: str = "") -> QuerySet[User]:
    """Staff in one of STATES, or all, for those who manage them. Raises Forbidden, Invalid."""
    require(actor, "staff.write")
    if state and state not in STATES:
        raise Invalid(f"state must be one of {', '.join(STATES)}.", errors={"state": ["Unknown."]})
    return User.objects.filter(_STATE[state]) if state else User.objects.all()


def colleague_get(*, actor: Actor, user_id: int) -> Colleague:
    """One of them. Raises Forbidden, NotFound."""
    user = colleagues(actor=actor).filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    return in_full([user])[0]


def in_full(users: Iterable[User]) -> list[Colleague]:
    """These people with teams, skills, second steps and last visit, in five queries for any number."""
    people = list(users)
    teams: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for user_id, team_id, is_lead in (
        TeamMembership.objects.filter(user__in=people)
        .order_by("team__name")
        .values_list("user_id", "team_id", "is_lead")
    ):
        teams[user_id].append((team_id, is_lead))
    skills: dict[int, dict[int, int]] = defaultdict(dict)
    for user_id, skill_id, level in UserSkill.objects.filter(user__in=people).values_list(
        "user_id", "skill_id", "level"
    ):
        skills[user_id][skill_id] = level
    steps: dict[int, list[str]] = defaultdict(list)
    for user_id, kind in (
        Authenticator.objects.filter(user__in=people)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .order_by("type")
        .values_list("user_id", "type")
        .distinct()
    ):
        steps[user_id].append(kind)
    seen = {
        row.user_id: {"at": row.last_seen_at, "agent": row.agent}
        for row in StaffSession.objects.filter(user__in=people)
        .order_by("user_id", "-last_seen_at")
        .distinct("user_id")
    }
    ends = dict(
        AccountLink.objects.filter(user__in=people, kind=AccountLink.Kind.INVITATION, used_at=None)
        .values("user_id")
        .annotate(ends=Max("expires_at"))
        .values_list("user_id", "ends")
    )
    return [
        Colleague(
            user=user,
            teams=teams[user.pk],
            skills=skills[user.pk],
            second_steps=steps[user.pk],
            last_seen=seen.get(user.pk),
            invitation_ends_at=ends.get(user.pk),
        )
        for user in people
    ]


def roles() -> list[dict[str, Any]]:
    """Every role with the verbs that the policy gives it, and how many active people have it."""
    held = dict(
        User.objects.filter(is_active=True)
        .order_by()
        .values("role")
        .annotate(number=Count("pk"))
        .values_list("role", "number")
    )
    return [{"role": role, "verbs": sorted(VERBS[role]), "people": held.get(role, 0)} for role in Role.values]


def team_get(*, team_id: int) -> Team:
    """A team. Raises NotFound."""
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise NotFound("There is no such team.")
    return team


def members_of_teams(team_ids: Collection[int] | None = None) -> dict[int, list[dict[str, Any]]]:
    """Id to members, by name and with whether they lead it, of these teams or of all; one query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = TeamMembership.objects.filter(SHOWN_IN_TEAMS)
    if team_ids is not None:
        rows = rows.filter(team__in=team_ids)
    for team_id, user_id, name, is_lead, until in rows.order_by("user__name", "user_id").values_list(
        "team_id", "user_id", "user__name", "is_lead", "lent_until"
    ):
        found[team_id].append({"id": user_id, "name": name, "is_lead": is_lead, "lent_until": until})
    return found


def brands_of_teams(team_ids: Collection[int] | None = None) -> dict[int, list[int]]:
    """Id to the brands served, of these teams or of all; one without any serves every brand. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = TeamBrand.objects.order_by("brand_id")
    if team_ids is not None:
        rows = rows.filter(team__in=team_ids)
    for team_id, brand_id in rows.values_list("team_id", "brand_id"):
        found[team_id].append(brand_id)
    return found


def version_of_team(team: Team, members: Sequence[Mapping[str, Any]], brand_ids: Sequence[int]) -> int:
    """
    A number of 15 digits at most that identifies a team with its members and brands.

    Made of what it stands for: memberships also change with a person's profile, an invitation and a
    departure, and none of these has to know of a counter here.
    """
    told = [
        team.name,
        team.tier,
        team.description,
        sorted((row["id"], row["is_lead"]) for row in members),
        sorted(brand_ids),
    ]
    return int.from_bytes(hashlib.sha256(orjson.dumps(told)).digest()[:8]) % 10**15


def team_version(team: Team) -> int:
    """`version_of_team`, as it is stored now; two queries."""
    members = members_of_teams([team.pk]).get(team.pk, [])
    return version_of_team(team, members, brands_of_teams([team.pk]).get(team.pk, []))
