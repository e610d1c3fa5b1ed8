"""Reads for internal work that no person requests: nothing here is scoped to an actor."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from core.addresses import comparable
from core.reads import Among, Read
from core.search.fields import Matching
from core.search.terms import Node
from people.models import (
    Absence,
    ApiToken,
    Brand,
    Company,
    Contact,
    Identity,
    Presence,
    Team,
    TeamBrand,
    TeamMembership,
    User,
    UserSkill,
    WorkingInterval,
)
from people.models.access import token_digest


def _contacts() -> QuerySet[Contact]:
    return Contact.objects.select_related("company")


_CONTACTS = Read(_contacts, ())
_IDENTITIES = Read(Identity.objects.all, ("pk",))
_USERS = Read(User.objects.all, ())
_LANGUAGES = Read(User.objects.all, ("languages",))
_MEMBERSHIPS = Read(TeamMembership.objects.all, ("user_id", "team_id", "is_lead"))
_INTERVALS = Read(WorkingInterval.objects.all, ("user_id", "weekday", "opens", "closes"))
_ABSENCES = Read(Absence.objects.all, ("user_id", "ends_at"))
_TEAMS = Read(Team.objects.all, ())
_SKILLS = Read(UserSkill.objects.all, ("user_id", "skill__slug", "skill__name", "level"))


def user_find(user_id: int | None) -> User | None:
    """An active staff user, or None."""
    return User.objects.filter(pk=user_id, is_active=True).first() if user_id is not None else None


def user_any(user_id: int) -> User | None:
    """A staff user, even if their account is closed."""
    found: User | None = _USERS.first(Q(pk=user_id))
    return found


def working_weeks() -> dict[int, list[tuple[int, int, int]]]:
    """The weeks of all who have their own: weekday, opening and closing seconds, by user id."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for user_id, weekday, opens, closes in _INTERVALS.rows(Q(), order=("weekday", "opens")):
        found.setdefault(user_id, []).append((weekday, opens, closes))
    return found


def absent_until(now: datetime) -> dict[int, datetime]:
    """Until when those are away who are away now, by user id."""
    # Of several, the one that ends last.
    return dict(_ABSENCES.rows(Q(starts_at__lte=now, ends_at__gt=now), order=("ends_at",)))


def users_active(ids: Iterable[int]) -> list[User]:
    """The active ones among these people; runs no statement for an empty list."""
    wanted = list(ids)
    return list(User.objects.filter(pk__in=wanted, is_active=True).order_by("pk")) if wanted else []


def user_behind(ref: str) -> User | None:
    """The staff user who acted, by the reference of an actor: themselves, or through their program."""
    kind, _, number = ref.partition(":")
    if not (number.isascii() and number.isdigit()):
        return None
    match kind:
        case "staff":
            return User.objects.filter(pk=int(number)).first()
        case "token":
            token = ApiToken.objects.select_related("user").filter(pk=int(number)).first()
            return token.user if token is not None else None
        case _:
            return None


def user_by_email(email: str) -> User | None:
    """The active person with this address, ignoring case."""
    return user_at(User.objects.filter(is_active=True), email)


def users_silent_since(moment: datetime) -> list[int]:
    """The ids of active people who count as online, but whose workspace was last heard of before a time."""
    silent = User.objects.filter(is_active=True, presence=Presence.ONLINE, last_active_at__lt=moment)
    return list(silent.values_list("pk", flat=True))


def users_of_roles(roles: Iterable[str], *, limit: int) -> list[User]:
    """Active people with these roles, those who joined first at the top."""
    return list(User.objects.filter(is_active=True, role__in=list(roles)).order_by("id")[:limit])


def is_anybody_online(roles: Iterable[str]) -> bool:
    """Whether anybody with one of these roles is online."""
    return User.objects.filter(is_active=True, presence=Presence.ONLINE, role__in=list(roles)).exists()


def staff_addresses() -> list[str]:
    """The addresses of all staff, including those who have left."""
    return list(User.objects.values_list("email", flat=True))


def languages_of_staff() -> list[str]:
    """The language codes that active staff have set, with duplicates."""
    spoken = _LANGUAGES.rows(Q(is_active=True), order=("id",))
    return [code for (codes,) in spoken for code in codes or ()]


def users_called(name_or_email: str, *, limit: int) -> list[int]:
    """Staff with this address, or whose name contains this text."""
    named = User.objects.filter(Q(email__iexact=name_or_email) | Q(name__icontains=name_or_email))
    return list(named.values_list("pk", flat=True)[:limit])


def names_and_addresses() -> list[tuple[int, str, str]]:
    """Id, name and address of all staff."""
    return list(User.objects.values_list("pk", "name", "email"))


def memberships() -> list[tuple[int, int, bool]]:
    """Person, team, and whether they lead it."""
    return _MEMBERSHIPS.rows(Q())


def teams_of(users: Iterable[User]) -> dict[int, set[int]]:
    """The teams of these people, for those who have any."""
    found: dict[int, set[int]] = {}
    rows = TeamMembership.objects.filter(user__in=list(users)).values_list("user_id", "team_id")
    for user_id, team_id in rows:
        found.setdefault(user_id, set()).add(team_id)
    return found


def skills_of_everybody() -> list[tuple[int, str, str, int]]:
    """Person, slug and name of the skill, level."""
    return _SKILLS.rows(Q())


def token_expiry(token: str) -> datetime | None:
    """When the text of an API token ends; None for one that does not end or exist."""
    digest = token_digest(token)
    found = ApiToken.objects.filter(Q(digest=digest) | Q(old_digest=digest))
    row = found.values_list("digest", "expires_at", "old_until").first()
    if row is None:
        return None
    ends = [row[1]] if row[0] == digest else [row[1], row[2]]
    return min((end for end in ends if end is not None), default=None)


def team_find(team_id: int | None) -> Team | None:
    """A team, or None."""
    found: Team | None = _TEAMS.first(Q(pk=team_id)) if team_id is not None else None
    return found


def team_by_slug(slug: str) -> Team | None:
    """A team by its slug, or None."""
    found: Team | None = _TEAMS.first(Q(slug=slug))
    return found


def team_exists(team_id: int) -> bool:
    """Whether there is such a team."""
    return Team.objects.filter(pk=team_id).exists()


def team_ids() -> set[int]:
    """The ids of all teams."""
    return set(Team.objects.values_list("pk", flat=True))


def teams_called(name_or_slug: str) -> list[int]:
    """Teams with this name or slug, ignoring case."""
    found = Team.objects.filter(Q(slug__iexact=name_or_slug) | Q(name__iexact=name_or_slug))
    return list(found.values_list("pk", flat=True))


def teams_of_brand(brand_id: int) -> set[int]:
    """The ids of the brand's own teams: those that were given to it, not those that serve all."""
    return {row.team_id for row in _TEAM_BRANDS.rows(Q(brand_id=brand_id), order=("pk",))}


_TEAM_BRANDS = Read(TeamBrand.objects.all, ())


def brand_exists(brand_id: int) -> bool:
    """Whether there is such a brand."""
    return Brand.objects.filter(pk=brand_id).exists()


def brand_ids() -> set[int]:
    """The ids of all brands."""
    return set(Brand.objects.values_list("pk", flat=True))


def brand_names() -> dict[int, str]:
    """The names of all brands, also of those out of use."""
    return dict(Brand.objects.values_list("pk", "name"))


def brands_called(name_or_slug: str) -> list[int]:
    """Brands with this name or slug, ignoring case."""
    found = Brand.objects.filter(Q(slug__iexact=name_or_slug) | Q(name__iexact=name_or_slug))
    return list(found.values_list("pk", flat=True))


def brand_by_widget_key(key: str) -> Brand | None:
    """The brand in use whose widget has this publishable key."""
    return Brand.objects.filter(widget_key=key[:60], is_archived=False).first()


def contact_find(contact_id: int | None) -> Contact | None:
    """A contact with their company, including visitors and merged contacts."""
    found: Contact | None = _CONTACTS.first(Q(pk=contact_id)) if contact_id is not None else None
    return found


def contact_by_email(email: str) -> Contact | None:
    """The known contact whose primary address this is."""
    found = Contact.objects.select_related("company").filter(email=email, is_visitor=False)
    return found.order_by("pk").first()


def contact_locked(contact_id: int) -> Contact | None:
    """A contact, locked until the end of the transaction."""
    return Contact.objects.select_for_update(no_key=True).filter(pk=contact_id).first()


def contact_with_blocker(contact_id: int) -> Contact:
    """A contact that must exist, with who blocked it. Raises Contact.DoesNotExist."""
    return Contact.objects.select_related("blocked_by").get(pk=contact_id)


def contacts_with_company(ids: Any) -> QuerySet[Contact]:
    """Of the contacts in a subquery of ids, those who have a company."""
    return Contact.objects.filter(pk__in=ids, company__isnull=False)


def contacts_named(node: Node, *, limit: int) -> list[int]:
    """Contacts whose name or address matches; a merged one is replaced by the contact it was merged into."""
    survivor = Coalesce("merged_into__merged_into_id", "merged_into_id", "pk")
    found = Contact.objects.filter(search=Matching(node, as_names=True))
    return list(found.values_list(survivor, flat=True)[:limit])


def companies_named(node: Node, *, limit: int) -> list[int]:
    """Companies whose name or domain matches."""
    found = Company.objects.filter(search=Matching(node, as_names=True))
    return list(found.values_list("pk", flat=True)[:limit])


def company_segment(company_id: int) -> str:
    """The segment of a company; empty when none is known."""
    found = _SEGMENTS.first(Q(pk=company_id))
    return found[0] if found else ""


_SEGMENTS = Read(Company.objects.all, ("segment",))


def company_find(company_id: int) -> Company | None:
    """A company with its CSM, or None."""
    return Company.objects.select_related("csm").filter(pk=company_id).first()


def companies_numbered(after: int, limit: int) -> list[int]:
    """The ids of the companies that follow one, in order."""
    return list(Company.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def company_of_crm(external_id: str) -> int | None:
    """The company with this id in the CRM."""
    return Company.objects.filter(external_id=external_id).values_list("pk", flat=True).first()


def has_proven_identity(contact: Contact) -> bool:
    """Whether anything about a contact is proven."""
    return _IDENTITIES.first(Q(contact_id=contact.pk, verified_at__isnull=False)) is not None


def proven_external_id(contact_id: int, brand_slug: str) -> str:
    """The id by which a brand's own backend knows a contact, if it signed for it; empty without one."""
    prefix = f"{brand_slug}:"
    found = Identity.objects.filter(
        contact=contact_id,
        kind=Identity.Kind.EXTERNAL,
        verified_at__isnull=False,
        value__startswith=prefix,
    )
    value: str = found.order_by("-pk").values_list("value", flat=True).first() or ""
    return value.removeprefix(prefix)


def has_proven_address(contact_id: int, address: str) -> bool:
    """Whether this address is proven to be a contact's."""
    return Identity.objects.filter(
        contact=contact_id, kind=Identity.Kind.EMAIL, value=address, verified_at__isnull=False
    ).exists()


def proven_address(contact_id: int) -> str:
    """An address that is proven to be a contact's, the newest of several; empty without one."""
    proven = Identity.objects.filter(
        contact=contact_id, kind=Identity.Kind.EMAIL, verified_at__isnull=False, contact__merged_into=None
    )
    return proven.order_by("-verified_at", "-id").values_list("value", flat=True).first() or ""


def claimed_address(contact: Contact) -> str:
    """The address that a contact gave last, proven or not; empty without one."""
    claimed = Identity.objects.filter(contact=contact, kind=Identity.Kind.EMAIL).order_by("-id")
    return claimed.values_list("value", flat=True).first() or ""


def has_any_proven_address(contact: Contact) -> bool:
    """Whether the contact has an address of which it is known that it is theirs."""
    return Identity.objects.filter(
        contact=contact, kind=Identity.Kind.EMAIL, verified_at__isnull=False
    ).exists()


def is_address_blocked(address: str) -> bool:
    """Whether a contact who has this address, or has proven it, is blocked; `address` in lower case."""
    return _BLOCKED.first(_at(address)) is not None


def blocked_with(address: str) -> tuple[str, list[Any]] | None:
    """`is_address_blocked` as a part of another statement: SQL that has a row if so, and its parameters."""
    return _BLOCKED.part(_at(address))


def _at(address: str) -> Q:
    proven = Among(
        Identity.objects.all,
        Q(kind=Identity.Kind.EMAIL, value=address, verified_at__isnull=False),
        "contact",
    )
    return Q(lowered=address) | Q(pk__in=proven)


def _blocked() -> QuerySet[Contact]:
    return Contact.objects.annotate(lowered=Lower("email")).filter(is_blocked=True, is_visitor=False)


_BLOCKED = Read(_blocked, ("pk",))


def user_any_by_email(email: str) -> User | None:
    """The person with this address, ignoring case, also one who was invited or deactivated."""
    return user_at(User.objects.all(), email)


def user_at(users: QuerySet[User], email: str) -> User | None:
    """Whoever of these people has an address, ignoring case."""
    wanted = comparable(email)
    # The database's upper case takes letters for the same that are not, such as the dotless i and the long s.
    return next(
        (user for user in users.filter(email__iexact=email) if comparable(user.email) == wanted), None
    )


def people_active() -> list[User]:
    """Everybody who works here, by name."""
    return list(User.objects.filter(is_active=True).order_by("name", "pk"))


def tokens_alive(*, now: datetime) -> list[int]:
    """The owners of API tokens that work, one entry a token."""
    found = ApiToken.objects.filter(revoked_at=None, user__is_active=True)
    return list(found.exclude(expires_at__lte=now).values_list("user_id", flat=True))


def signature_of(user_id: int) -> str:
    """What somebody writes under their replies by mail; empty for nobody."""
    return User.objects.filter(pk=user_id).values_list("signature", flat=True).first() or ""


def companies_with_revenue(limit: int = 1000) -> tuple[int, int]:
    """How many of the newest companies have a yearly revenue, and how many there are, up to `limit`."""
    newest = Company.objects.order_by("-pk").values("arr")[:limit]
    found = list(newest.values_list("arr", flat=True))
    return sum(arr is not None for arr in found), len(found)


def team_names() -> list[tuple[int, str]]:
    """The ids and names of all teams."""
    return list(Team.objects.order_by("name").values_list("pk", "name"))
