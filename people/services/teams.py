"""Teams with their members, skills, and who has which."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core import audit, ports
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, PreconditionFailed
from core.events import publish
from people.events import AccessChanged, CapacityChanged
from people.models import Brand, Skill, Team, TeamBrand, TeamMembership, User, UserSkill
from people.policy import require, require_over
from people.selectors.managing import SHOWN_IN_TEAMS, team_version
from people.services.access import sockets_withdraw

_TEAM_FIELDS = frozenset({"name", "tier", "description"})
_SLUG_TRIES = 5
_Named = TypeVar("_Named", Team, Skill)


@transaction.atomic
def team_create(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> Team:
    """
    Make a team. `values`: name, and perhaps tier (1, 2, 3 or None), description, brand_ids (empty for all).

    Raises Forbidden, Invalid for a name that is taken.
    """
    require(actor, "staff.write")
    fields = {name: value for name, value in values.items() if name in _TEAM_FIELDS}
    team = _insert(Team, **fields)
    _brands_write(team, values.get("brand_ids", ()))
    audit.record(
        actor=actor, action="people.team_created", target=f"team:{team.pk}", now=now, data=dict(values)
    )
    return team


@transaction.atomic
def team_update(
    *,
    actor: Actor,
    team_id: int,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> Team:
    """
    Change a team's name, tier, description or brands.

    Raises Forbidden, NotFound, Invalid, PreconditionFailed if the team's version is not `expected_version`.
    """
    require(actor, "staff.write")
    team = _team(team_id, expected_version)
    fields = {name: value for name, value in changes.items() if name in _TEAM_FIELDS}
    if "name" in fields:
        _check_name(Team, fields["name"], but=team.pk)
    for name, value in fields.items():
        setattr(team, name, value)
    team.save(update_fields=list(fields))
    if "brand_ids" in changes:
        _brands_write(team, changes["brand_ids"])
        for user_id in _member_ids(team):
            tell_access(user_id)
    audit.record(
        actor=actor, action="people.team_changed", target=f"team:{team.pk}", now=now, data=dict(changes)
    )
    return team


@transaction.atomic
def team_delete(*, actor: Actor, team_id: int, now: datetime) -> None:
    """
    Delete a team that nothing needs any more; its people stay. Raises Forbidden, NotFound, Conflict.
    """
    require(actor, "staff.write")
    team = _team(team_id)
    reasons = [reason for answer in ports.team_needs.answers() if (reason := answer(team.pk))]
    if reasons:
        raise Conflict(f"{team.name} is still needed: {'; '.join(reasons)}.")
    members = _member_ids(team)
    audit.record(
        actor=actor, action="people.team_deleted", target=f"team:{team.pk}", now=now, data={"name": team.name}
    )
    team.delete()
    for user_id in members:
        tell_access(user_id)


@transaction.atomic
def team_members_set(
    *,
    actor: Actor,
    team_id: int,
    members: Mapping[int, bool],
    expected_version: int | None = None,
    now: datetime,
) -> None:
    """
    Set who is shown in a team: ids of people, each with whether they lead it.

    Whoever comes or goes sees other tickets from then on; deactivated members, whom nobody is shown, stay.
    Only an owner takes an owner out, or changes whether one leads. Raises Forbidden, NotFound, Invalid,
    PreconditionFailed if the team's version is not `expected_version`.
    """
    require(actor, "staff.write")
    team = _team(team_id, expected_version)
    known = set(User.objects.filter(pk__in=members).values_list("pk", flat=True))
    if unknown := sorted(set(members) - known):
        raise Invalid("Some of these people do not exist.", errors={"members": [f"Unknown: {unknown}."]})
    shown = TeamMembership.objects.filter(SHOWN_IN_TEAMS, team=team)
    before = dict(shown.values_list("user_id", "is_lead"))
    leaving = set(before) - set(members)
    changed = leaving | {
        user_id for user_id in members if before.get(user_id, members[user_id]) != members[user_id]
    }
    # Locked, so that nobody becomes an owner in between.
    for user in (
        User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=changed).order_by("pk")
    ):
        require_over(actor, user.role)
    TeamMembership.objects.filter(team=team, user__in=leaving).delete()
    for user_id, is_lead in members.items():
        TeamMembership.objects.update_or_create(team=team, user_id=user_id, defaults={"is_lead": is_lead})
    audit.record(
        actor=actor,
        action="people.team_members_set",
        target=f"team:{team.pk}",
        now=now,
        data={"before": sorted(before), "after": sorted(members)},
    )
    for user_id in sorted(set(before) ^ set(members)):
        tell_access(user_id)


def teams_write(user: User, team_ids: Sequence[int]) -> bool:
    """
    Put somebody into exactly these teams, in the caller's transaction; returns whether that changed anything.

    Raises Invalid for a team that does not exist.
    """
    wanted = set(team_ids)
    # Locked: a team that is deleted meanwhile would fail the whole transaction at its end.
    found = Team.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    if unknown := sorted(wanted - set(found.values_list("pk", flat=True))):
        raise Invalid("Some of these teams do not exist.", errors={"team_ids": [f"Unknown: {unknown}."]})
    had = set(TeamMembership.objects.filter(user=user).values_list("team_id", flat=True))
    TeamMembership.objects.filter(user=user, team__in=had - wanted).delete()
    TeamMembership.objects.bulk_create(
        [TeamMembership(team_id=team, user=user) for team in wanted - had],
        # Somebody may have added them on the team's own screen at the same moment.
        ignore_conflicts=True,
    )
    return had != wanted


def skills_write(user: User, levels: Mapping[int, int]) -> bool:
    """
    Give somebody exactly these skills (id to level 1 to 3), in the caller's transaction; returns whether that
    changed anything. Raises Invalid for a skill that does not exist.
    """
    if unknown := sorted(set(levels) - set(Skill.objects.filter(pk__in=levels).values_list("pk", flat=True))):
        raise Invalid("Some of these skills do not exist.", errors={"skills": [f"Unknown: {unknown}."]})
    had = dict(UserSkill.objects.filter(user=user).values_list("skill_id", "level"))
    UserSkill.objects.filter(user=user).exclude(skill__in=levels).delete()
    for skill_id, level in levels.items():
        UserSkill.objects.update_or_create(user=user, skill_id=skill_id, defaults={"level": level})
    return had != dict(levels)


@transaction.atomic
def skill_create(*, actor: Actor, name: str, now: datetime) -> Skill:
    """Make a skill. Raises Forbidden, Invalid for a name that is taken."""
    require(actor, "staff.write")
    skill = _insert(Skill, name=name)
    audit.record(
        actor=actor, action="people.skill_created", target=f"skill:{skill.pk}", now=now, data={"name": name}
    )
    return skill


@transaction.atomic
def skill_rename(*, actor: Actor, skill_id: int, name: str, now: datetime) -> Skill:
    """Give a skill another name; rules go on to find it by its slug. Raises Forbidden, NotFound, Invalid."""
    require(actor, "staff.write")
    skill = Skill.objects.select_for_update().filter(pk=skill_id).first()
    if skill is None:
        raise NotFound("There is no such skill.")
    _check_name(Skill, name, but=skill.pk)
    skill.name = name
    skill.save(update_fields=["name"])
    audit.record(
        actor=actor, action="people.skill_renamed", target=f"skill:{skill.pk}", now=now, data={"name": name}
    )
    return skill


@transaction.atomic
def skill_delete(*, actor: Actor, skill_id: int, now: datetime) -> None:
    """Delete a skill; nobody has it any more. Raises Forbidden, NotFound, Conflict while it is needed."""
    require(actor, "staff.write")
    skill = Skill.objects.select_for_update().filter(pk=skill_id).first()
    if skill is None:
        raise NotFound("There is no such skill.")
    reasons = [reason for answer in ports.skill_needs.answers() if (reason := answer(skill.slug))]
    if reasons:
        raise Conflict(f"{skill.name} is still needed: {'; '.join(reasons)}.")
    audit.record(
        actor=actor,
        action="people.skill_deleted",
        target=f"skill:{skill.pk}",
        now=now,
        data={"name": skill.name},
    )
    skill.delete()


def _team(team_id: int, expected_version: int | None = None) -> Team:
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    if team is None:
        raise NotFound("There is no such team.")
    if expected_version is not None and expected_version != (version := team_version(team)):
        raise PreconditionFailed(
            "Somebody changed this team in between. Discard your changes, look at it again, then decide.",
            version=version,
        )
    return team


def _member_ids(team: Team) -> list[int]:
    return list(
        TeamMembership.objects.filter(team=team).order_by("user_id").values_list("user_id", flat=True)
    )


def _brands_write(team: Team, brand_ids: Sequence[int]) -> None:
    wanted = set(brand_ids)
    if unknown := sorted(wanted - set(Brand.objects.filter(pk__in=wanted).values_list("pk", flat=True))):
        raise Invalid("Some of these brands do not exist.", errors={"brand_ids": [f"Unknown: {unknown}."]})
    TeamBrand.objects.filter(team=team).exclude(brand__in=wanted).delete()
    for brand_id in wanted:
        TeamBrand.objects.get_or_create(team=team, brand_id=brand_id)


def _check_name(model: type[Team] | type[Skill], name: str, but: int | None = None) -> None:
    if model.objects.filter(name__iexact=name).exclude(pk=but or 0).exists():
        raise Invalid(f"{name} exists already. Choose another name.", errors={"name": ["Taken."]})


def _insert(model: type[_Named], *, name: str, **fields: Any) -> _Named:
    """A new row with a slug of its own. Raises Invalid for a name that is taken."""
    for _ in range(_SLUG_TRIES):
        _check_name(model, name)
        slug = _free_slug(model, name)
        try:
            with transaction.atomic():
                return model.objects.create(name=name, slug=slug, **fields)
        except IntegrityError:
            # Somebody else took the slug at the same moment, and with it perhaps the name.
            continue
    raise Conflict(f"Others are adding {model._meta.verbose_name_plural} right now. Try again.")


def _free_slug(model: type[Team] | type[Skill], name: str) -> str:
    """A slug from a name, in any script, that nobody has yet."""
    stem = slugify(name)[:50] or model.__name__.lower()
    taken = set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in names if slug not in taken)


def tell_access(user_id: int) -> None:
    """Open sockets check their rights again, and routing looks at what the person holds."""
    publish(AccessChanged(user_id=user_id))
    publish(CapacityChanged(user_id=user_id))
    sockets_withdraw(user_id)
