"""The JSON forms of people and customers."""

from typing import Any

from people.models import Brand, Company, Contact, Team, User


def brand_json(brand: Brand) -> dict[str, Any]:
    """A brand as staff see it."""
    return {
        "id": brand.pk,
        "name": brand.name,
        "slug": brand.slug,
        "color": brand.color,
        "support_email": brand.support_email,
        "is_default": brand.is_default,
        "widget_key": brand.widget_key,
    }


def team_json(team: Team) -> dict[str, Any]:
    """A team."""
    return {
        "id": team.pk,
        "name": team.name,
        "slug": team.slug,
        "tier": team.tier,
        "description": team.description,
    }


def person_json(user: User | None) -> dict[str, Any] | None:
    """A staff user in short, or None."""
    return None if user is None else {"id": user.pk, "name": user.name}


def company_json(company: Company) -> dict[str, Any]:
    """A company with the facts that stand beside a ticket; `arr` in USD a year."""
    return {
        "id": company.pk,
        "name": company.name,
        "domain": company.domain,
        "external_id": company.external_id,
        "arr": None if company.arr is None else float(company.arr),
        "segment": company.segment,
        "segment_is_override": bool(company.segment_override),
        "plan": company.plan,
        "renewal_on": company.renewal_on,
        "csm": person_json(company.csm),
        "health_score": company.health_score,
        "timezone": company.timezone,
        "facts": {"source": company.facts_source, "at": company.facts_at},
        "created_at": company.created_at,
    }


def contact_json(contact: Contact) -> dict[str, Any]:
    """A contact with its company in short."""
    company = contact.company
    return {
        "id": contact.pk,
        "public_id": str(contact.public_id),
        "name": contact.display_name,
        "email": contact.email,
        "title": contact.title,
        "phone": contact.phone,
        "locale": contact.locale,
        "timezone": contact.timezone or (company.timezone if company else ""),
        "company": {"id": company.pk, "name": company.name, "segment": company.segment} if company else None,
        "is_visitor": contact.is_visitor,
        "is_blocked": contact.is_blocked,
        "created_at": contact.created_at,
    }
