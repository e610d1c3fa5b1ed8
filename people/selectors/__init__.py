"""Reads of people and customers, scoped to the actor."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from core.actors import Actor
from core.errors import Invalid, NotFound
from core.reads import Read
from core.search import terms, texts
from core.search.fields import Matching
from core.search.spelling import LONG, distance
from core.search.texts import Text
from core.search.words import words_of
from people.answering import answerers, can_answer, teams_that_answer
from people.models import (
    ApiToken,
    Brand,
    Company,
    Contact,
    Identity,
    IdentityConflict,
    Skill,
    StaffSession,
    Team,
    TeamMembership,
    User,
    UserPicture,
    UserSkill,
)
from people.policy import require

_BRANDS_KEY = "people:brands"


def brands() -> list[Brand]:
    """The brands in use, the default one first; cached for a minute, since every message needs one."""
    found: list[Brand] | None = cache.get(_BRANDS_KEY)
    if found is None:
        found = list(Brand.objects.filter(is_archived=False).order_by("-is_default", "name"))
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
    """The brand with this slug. Raises NotFound."""
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


def staff_rows(ids: Collection[int] | None = None) -> list[dict[str, Any]]:
    """Active staff, or those with these ids, with teams and skills as the API shows them; three queries."""
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
            "picture": f"/api/v1/users/{user.pk}/picture?v={user.picture}" if user.picture else None,
        }
        for user in (staff() if ids is None else staff().filter(pk__in=ids))
    ]


def picture_get(*, user_id: int) -> UserPicture:
    """Somebody's picture. Raises NotFound."""
    found = UserPicture.objects.filter(user=user_id).first()
    if found is None:
        raise NotFound("There is no such picture.")
    return found


def sessions_of(*, user_id: int) -> list[StaffSession]:
    """Where somebody is signed in, the browser used last first."""
    found = StaffSession.objects.filter(user=user_id, expire_date__gt=timezone.now())
    return list(found.order_by("-last_seen_at", "public_id")[:100])


def teams() -> QuerySet[Team]:
    """All teams by name."""
    return Team.objects.order_by("name")


def team_ids_that_answer() -> set[int]:
    """The ids of the teams that can answer tickets."""
    return set(teams_that_answer().values_list("pk", flat=True))


def tokens(*, actor: Actor, everybody: bool = False) -> QuerySet[ApiToken]:
    """API tokens that have not been revoked: one's own, or everybody's. Raises Forbidden."""
    found = ApiToken.objects.filter(revoked_at=None).select_related("user")
    if not everybody:
        return found.filter(user=actor.staff_id)
    require(actor, "token.write")
    return found


def skills() -> QuerySet[Skill]:
    """All skills by name."""
    return Skill.objects.order_by("name")


M = TypeVar("M", bound=Model)
MAX_NEARLY = 100


def contacts_by_id(*, actor: Actor, ids: Collection[int]) -> QuerySet[Contact]:
    """Those of these contacts that the actor may see, with their companies."""
    require(actor, "customer.read")
    return Contact.objects.visible_to(actor).filter(pk__in=ids).select_related("company")


def companies_by_id(*, actor: Actor, ids: Collection[int]) -> QuerySet[Company]:
    """Those of these companies that the actor may see."""
    require(actor, "customer.read")
    return Company.objects.visible_to(actor).filter(pk__in=ids).select_related("csm")


def companies(*, actor: Actor, text: str = "") -> QuerySet[Company]:
    """Companies that the actor may see, by name or domain."""
    require(actor, "customer.read")
    found = Company.objects.visible_to(actor).select_related("csm")
    return _matching(found, text)


def _matching(found: QuerySet[M], text: str) -> QuerySet[M]:
    """
    Rows that match `text` as written, else those whose name is close to it, at the cost of two more
    statements.
    """
    if not text.strip():
        return found
    wanted = texts.texts_of(text)
    exact = _with(found, wanted)
    words = texts.correctable(wanted)
    if not words or exact.exists():
        return exact
    return found.filter(pk__in=_nearly(found, wanted))


def _with(found: QuerySet[M], wanted: Sequence[Text]) -> QuerySet[M]:
    node = texts.node_of(wanted)
    return found.none() if node is None else found.filter(search=Matching(node, as_names=True))


def _nearly(found: QuerySet[M], wanted: Sequence[Text]) -> list[int]:
    """
    The ids of rows whose name contains every plain word, or one that is one edit away (two for long words).
    """
    plain = [text.text for text in wanted if text.is_plain]
    node = terms.all_of(
        [
            *(terms.any_of([terms.words(word), terms.forgiving_of(word)]) for word in plain),
            *(text.node for text in wanted if not text.is_plain),
        ]
    )
    if node is None:
        return []
    rows = found.filter(search=Matching(node, as_names=True)).values_list("pk", "name")[:MAX_NEARLY]
    asked = [word for text in plain for word in words_of(text)]
    return [int(pk) for pk, name in rows if _is_near(asked, words_of(str(name)))]


def _is_near(asked: Sequence[str], has: Sequence[str]) -> bool:
    def limit(word: str) -> int:
        return 2 if len(word) >= LONG else 1

    return all(
        any(own.startswith(word) or distance(word, own, limit=limit(word)) <= limit(word) for own in has)
        for word in asked
    )


def company_get(*, actor: Actor, company_id: int) -> Company:
    """One company; raises NotFound."""
    company = companies(actor=actor).filter(pk=company_id).first()
    if company is None:
        raise NotFound("There is no such company, or you may not see it.")
    return company


def contacts(*, actor: Actor, text: str = "", company_id: int | None = None) -> QuerySet[Contact]:
    """Known contacts that the actor may see, without anonymous visitors and those merged into another."""
    require(actor, "customer.read")
    found = Contact.objects.visible_to(actor).standing().select_related("company")
    found = found.filter(is_visitor=False, erased_at=None)
    if company_id is not None:
        found = found.filter(company_id=company_id)
    return _matching(found, text)


def customers_named(
    *, actor: Actor, text: str, limit: int, is_forgiving: bool = False
) -> list[tuple[str, int, str, str]]:
    """
    Companies, then contacts, by name, domain, address or number, at most `limit` of each, in one statement.

    With `is_forgiving` names one edit away are found when there is no exact match, at the cost of three more
    statements.

    Each is its kind (`company`, `contact`), id, name, and segment or company.
    """
    wanted = texts.texts_of(text)
    rows = _named(_with(companies(actor=actor), wanted), _with(contacts(actor=actor), wanted), limit)
    if rows or not is_forgiving or not texts.correctable(wanted):
        return rows
    near = Q(pk__in=_nearly(companies(actor=actor), wanted)), Q(pk__in=_nearly(contacts(actor=actor), wanted))
    return _named(companies(actor=actor).filter(near[0]), contacts(actor=actor).filter(near[1]), limit)


def _named(
    found_companies: QuerySet[Company], found_contacts: QuerySet[Contact], limit: int
) -> list[tuple[str, int, str, str]]:
    listed_companies = found_companies.annotate(
        kind=Value("company"), label=F("name"), about=F("segment")
    ).order_by("name", "id")
    listed_contacts = found_contacts.annotate(
        kind=Value("contact"),
        label=Coalesce(NullIf("name", Value("")), F("email"), output_field=CharField()),
        about=Coalesce("company__name", F("email"), output_field=CharField()),
    ).order_by("name", "id")
    fields = ("kind", "id", "label", "about")
    both = listed_companies.values_list(*fields)[:limit].union(
        listed_contacts.values_list(*fields)[:limit], all=True
    )
    rows = [(str(kind), int(pk), str(label), str(about)) for kind, pk, label, about in both]
    # Companies first, in alphabetical order.
    return sorted(rows, key=lambda row: (row[0], row[2].casefold(), row[1]))


def contact_get(*, actor: Actor, contact_id: int) -> Contact:
    """One contact; raises NotFound."""
    require(actor, "customer.read")
    found = Contact.objects.visible_to(actor).select_related("company__csm", "merged_into")
    contact = found.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("There is no such contact, or you may not see it.")
    return contact


def contacts_blocked(*, actor: Actor) -> QuerySet[Contact]:
    """The blocked senders that the actor may see."""
    require(actor, "customer.read")
    found = Contact.objects.visible_to(actor).standing().filter(is_blocked=True)
    return found.select_related("blocked_by")


def identities_of(contact: Contact) -> list[Identity]:
    """The ways of reaching a contact, the proven ones first."""
    return list(
        Identity.objects.filter(contact=contact).order_by(F("verified_at").asc(nulls_last=True), "id")
    )


def also_known_as(contact_id: int) -> set[int]:
    """The ids of the contacts merged into this one, directly or through another."""
    found = Contact.objects.filter(Q(merged_into=contact_id) | Q(merged_into__merged_into=contact_id))
    return set(found.values_list("pk", flat=True))


def conflicts_of(contact: Contact) -> list[IdentityConflict]:
    """
    Addresses that this contact signed in with but that belong to another contact, until the two are merged.
    """
    found = IdentityConflict.objects.select_related("holder").filter(contact=contact)
    return list(found.exclude(holder__merged_into=contact).order_by("id"))


_IDENTITIES = Read(Identity.objects.all, ("kind", "value"))


def writes_from(contact: Contact, address: str) -> bool:
    """
    Whether what comes from an email address is this contact's own word, and may be shown to them.

    It is when the address is proven to be theirs, or when mail is all we know of them. An address that a
    visitor typed, or that a contact who signs in merely named, could be anybody's.
    """
    wanted = address.strip().lower()
    held = _IDENTITIES.rows(Q(contact_id=contact.pk, verified_at__isnull=False))
    if (Identity.Kind.EMAIL, wanted) in held:
        return True
    return not held and not contact.is_visitor and bool(wanted) and contact.email.lower() == wanted


def is_alone() -> bool:
    """Whether at most one person answers customers, so that there is nobody to give work to; one query."""
    return len(answerers().order_by()[:2].values_list("pk")) < 2
