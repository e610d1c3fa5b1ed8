"""Reads of people and customers, scoped to who asks."""

import re
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.core.cache import cache
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from core.actors import Actor
from core.errors import Invalid, NotFound
from people.answering import can_answer
from people.models import Brand, Company, Contact, Identity, Skill, Team, TeamMembership, User, UserSkill
from people.policy import require

_BRANDS_KEY = "people:brands"


def brands() -> list[Brand]:
    """All brands, the default one first; cached for a minute, since every message needs one."""
    found: list[Brand] | None = cache.get(_BRANDS_KEY)
    if found is None:
        found = list(Brand.objects.order_by("-is_default", "name"))
        cache.set(_BRANDS_KEY, found, timeout=60)
    return found


def forget_brands() -> None:
    """Called after a change of brands."""
    cache.delete(_BRANDS_KEY)


def brand_get(reference: int | str | None) -> Brand:
    """A brand by id or slug, the default one for None. Raises Invalid when there is none."""
    for attempt in (brands, _fresh_brands):
        for brand in attempt():
            if reference is None or str(reference) in (str(brand.pk), brand.slug):
                return brand
    raise Invalid("There is no such brand.", errors={"brand": ["Unknown."]})


def brand_named(slug: str) -> Brand:
    """The brand of an address. Raises NotFound."""
    try:
        return brand_get(slug)
    except Invalid as error:
        raise NotFound("There is no such brand.") from error


def _fresh_brands() -> list[Brand]:
    forget_brands()
    return brands()


def staff() -> QuerySet[User]:
    """Active staff by name."""
    return User.objects.filter(is_active=True).order_by("name")


def staff_rows() -> list[dict[str, Any]]:
    """Active staff with teams and skills, as the API shows them; three queries."""
    teams: dict[int, list[int]] = {}
    for user_id, team_id in TeamMembership.objects.values_list("user_id", "team_id"):
        teams.setdefault(user_id, []).append(team_id)
    skills: dict[int, list[str]] = {}
    for user_id, slug in UserSkill.objects.values_list("user_id", "skill__slug"):
        skills.setdefault(user_id, []).append(slug)
    return [
        {
            "id": user.pk,
            "name": user.name,
            "email": user.email,
            "title": user.title,
            "role": user.role,
            "can_answer": can_answer(user),
            "presence": user.presence,
            "team_ids": sorted(teams.get(user.pk, [])),
            "skills": sorted(skills.get(user.pk, [])),
            "capacity": {"chat": user.capacity_chat, "email": user.capacity_email},
        }
        for user in staff()
    ]


def teams() -> QuerySet[Team]:
    """All teams by name."""
    return Team.objects.order_by("name")


def skills() -> QuerySet[Skill]:
    """All skills by name."""
    return Skill.objects.order_by("name")


M = TypeVar("M", bound=Model)
_WORD = re.compile(r"[^\s&|!():*<>'\\]+")


def prefix_query(text: str) -> SearchQuery | None:
    """A full-text query in which every word of `text` may be the start of a word; None without words."""
    words = [f"'{word}':*" for word in _WORD.findall(text)]
    return SearchQuery(" & ".join(words), search_type="raw", config="simple") if words else None


def companies(*, actor: Actor, text: str = "") -> QuerySet[Company]:
    """Companies that the actor may see, by name or domain."""
    require(actor, "customer.read")
    found = Company.objects.visible_to(actor).select_related("csm")
    return _matching(found, text)


def _matching(found: QuerySet[M], text: str) -> QuerySet[M]:
    if not text:
        return found
    wanted = prefix_query(text)
    return found.none() if wanted is None else found.filter(search=wanted)


def company_get(*, actor: Actor, company_id: int) -> Company:
    """One company; raises NotFound."""
    company = companies(actor=actor).filter(pk=company_id).first()
    if company is None:
        raise NotFound("There is no such company, or you may not see it.")
    return company


def contacts(*, actor: Actor, text: str = "", company_id: int | None = None) -> QuerySet[Contact]:
    """Known contacts that the actor may see, without anonymous visitors and those merged into another."""
    require(actor, "customer.read")
    found = Contact.objects.visible_to(actor).standing().select_related("company").filter(is_visitor=False)
    if company_id is not None:
        found = found.filter(company_id=company_id)
    return _matching(found, text)


def customers_named(*, actor: Actor, text: str, limit: int) -> list[tuple[str, int, str, str]]:
    """
    Companies, then contacts, by name, domain or address, at most `limit` of each, in one statement.

    Each is its kind (`company`, `contact`), id, name, and segment or company.
    """
    found_companies = (
        companies(actor=actor, text=text)
        .annotate(kind=Value("company"), label=F("name"), about=F("segment"))
        .order_by("name", "id")
    )
    found_contacts = (
        contacts(actor=actor, text=text)
        .annotate(
            kind=Value("contact"),
            label=Coalesce(NullIf("name", Value("")), F("email"), output_field=CharField()),
            about=Coalesce("company__name", F("email"), output_field=CharField()),
        )
        .order_by("name", "id")
    )
    fields = ("kind", "id", "label", "about")
    both = found_companies.values_list(*fields)[:limit].union(
        found_contacts.values_list(*fields)[:limit], all=True
    )
    rows = [(str(kind), int(pk), str(label), str(about)) for kind, pk, label, about in both]
    # Companies first, as the alphabet has it.
    return sorted(rows, key=lambda row: (row[0], row[2].casefold(), row[1]))


def contact_get(*, actor: Actor, contact_id: int) -> Contact:
    """One contact; raises NotFound."""
    require(actor, "customer.read")
    found = Contact.objects.visible_to(actor).select_related("company__csm", "merged_into")
    contact = found.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("There is no such contact, or you may not see it.")
    return contact


def identities_of(contact: Contact) -> list[Identity]:
    """The ways of reaching a contact, the proven ones first."""
    return list(
        Identity.objects.filter(contact=contact).order_by(F("verified_at").asc(nulls_last=True), "id")
    )


def also_known_as(contact_id: int) -> set[int]:
    """The ids of the contacts that became part of this one, also through another."""
    found = Contact.objects.filter(Q(merged_into=contact_id) | Q(merged_into__merged_into=contact_id))
    return set(found.values_list("pk", flat=True))
