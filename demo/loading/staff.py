"""Brands, teams, skills and the staff of Halyard."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from core.actors import Actor
from demo.people import BRANDS, OWNER, PASSWORD, SKILLS, STAFF, TEAMS
from people.actors import staff_actor
from people.models import Brand, Presence, Skill, Team, TeamBrand, TeamMembership, User, UserSkill
from people.selectors import forget_brands

TITLES = {
    "owner": "Support engineer, owner of the workspace",
    "priya": "Head of engineering support",
    "elena": "Support operations",
    "maya": "Lead of Dashboards",
    "sofia": "Customer success manager",
    "marcus": "Customer success manager",
    "ravi": "Finance controller",
}
SPOKEN = {
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "portuguese": "pt",
}
LAST_SEEN = {
    Presence.ONLINE: timedelta(minutes=1),
    Presence.AWAY: timedelta(minutes=24),
    Presence.AWAY_HANDING_ON: timedelta(minutes=50),
    Presence.OFFLINE: timedelta(hours=9),
}


@dataclass(frozen=True)
class Organization:
    """The people who serve, by the names that the demo's files use."""

    brands: dict[str, Brand]
    teams: dict[str, Team]
    users: dict[str, User]
    actors: dict[str, Actor]
    skills: dict[str, dict[str, int]]


def load_staff(*, now: datetime) -> Organization:
    """Create brands, teams, skills and staff; all share one password."""
    brands = {
        item.slug: Brand.objects.create(
            slug=item.slug,
            name=item.name,
            color=item.color,
            support_email=item.support_email,
            site_url=item.site_url,
            is_default=item.is_default,
        )
        for item in BRANDS
    }
    forget_brands()
    teams = {item.slug: Team.objects.create(slug=item.slug, name=item.name, tier=item.tier) for item in TEAMS}
    TeamBrand.objects.bulk_create(
        TeamBrand(team=teams[item.slug], brand=brands[brand]) for item in TEAMS for brand in item.brands
    )
    users = _load_users(now)
    memberships = [(item, slug) for item in STAFF for slug in item.teams]
    TeamMembership.objects.bulk_create(
        TeamMembership(team=teams[slug.rstrip("*")], user=users[item.key], is_lead=slug.endswith("*"))
        for item, slug in memberships
    )
    skills = {slug: Skill.objects.create(slug=slug, name=name) for slug, name in SKILLS.items()}
    UserSkill.objects.bulk_create(
        UserSkill(user=users[item.key], skill=skills[slug], level=level)
        for item in STAFF
        for slug, level in item.skills.items()
    )
    return Organization(
        brands=brands,
        teams=teams,
        users=users,
        actors={key: staff_actor(user) for key, user in users.items()},
        skills={item.key: item.skills for item in STAFF},
    )


def _load_users(now: datetime) -> dict[str, User]:
    # Hashing is slow on purpose; once is enough for a password that everybody may know.
    password = make_password(PASSWORD)
    users = [
        User(
            email=OWNER if item.role == "owner" else item.email,
            password=password,
            name=item.name,
            role=item.role,
            ticket_scope=item.ticket_scope,
            presence=item.presence,
            presence_is_manual=item.presence != Presence.ONLINE,
            last_active_at=now - LAST_SEEN[Presence(item.presence)],
            capacity_chat=item.capacity_chat,
            capacity_email=item.capacity_email,
            languages=["en", *(SPOKEN[slug] for slug in item.skills if slug in SPOKEN)],
            timezone=item.timezone,
            locale=item.locale,
            title=TITLES.get(item.key, "Support agent"),
        )
        for item in STAFF
    ]
    created = User.objects.bulk_create(users)
    return {item.key: user for item, user in zip(STAFF, created, strict=True)}
