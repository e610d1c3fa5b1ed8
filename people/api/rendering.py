"""How people and customers look as JSON."""

from datetime import datetime
from typing import Any

from core import ports
from people.merge_preview import Preview
from people.merge_rules import CUSTOM, Reason, Side
from people.models import (
    ApiToken,
    Brand,
    Company,
    Contact,
    ContactMerge,
    Identity,
    IdentityConflict,
    Skill,
    Team,
    User,
)
from people.selectors.custom_fields import definitions
from people.selectors.facts import ENOUGH, Completeness
from people.selectors.managing import Colleague, version_of_team
from people.services.inviting import Invited


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
        "replies_by_email": ports.replies_by_email(brand.pk),
    }


def picture_of(user: User) -> str | None:
    """The address of somebody's picture; another one has another address."""
    return f"/api/v1/users/{user.pk}/picture?v={user.picture}" if user.picture else None


def team_json(team: Team, members: list[dict[str, Any]], brand_ids: list[int]) -> dict[str, Any]:
    """A team, but for whether it can answer."""
    return {
        "id": team.pk,
        "version": version_of_team(team, members, brand_ids),
        "name": team.name,
        "slug": team.slug,
        "tier": team.tier,
        "description": team.description,
        "members": members,
        "brand_ids": brand_ids,
    }


def skill_json(skill: Skill) -> dict[str, Any]:
    """A skill."""
    return {"id": skill.pk, "name": skill.name, "slug": skill.slug}


def colleague_json(row: Colleague) -> dict[str, Any]:
    """A staff user as those see them who manage people."""
    user = row.user
    return {
        "id": user.pk,
        "name": user.name,
        "email": user.email,
        "title": user.title,
        "role": user.role,
        "ticket_scope": user.ticket_scope,
        "state": row.state,
        "presence": user.presence,
        "teams": [{"id": team_id, "is_lead": is_lead} for team_id, is_lead in row.teams],
        "skills": [{"id": skill_id, "level": level} for skill_id, level in sorted(row.skills.items())],
        "capacity_chat": user.capacity_chat,
        "capacity_email": user.capacity_email,
        "languages": user.languages,
        "timezone": user.timezone,
        "second_steps": row.second_steps,
        "last_seen": row.last_seen,
        "joined_at": user.joined_at,
        "invitation_ends_at": row.invitation_ends_at,
    }


def invited_json(row: Invited) -> dict[str, Any]:
    """What became of one invited address."""
    return {
        "email": row.address,
        "user_id": row.user.pk if row.user is not None else None,
        "problem": row.problem or None,
        "link": row.link or None,
    }


def person_json(user: User | None) -> dict[str, Any] | None:
    """A staff user in brief, or None."""
    return None if user is None else {"id": user.pk, "name": user.name}


def company_json(company: Company) -> dict[str, Any]:
    """A company with the facts shown beside a ticket; `arr` in USD per year."""
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
        "facts": {
            "source": company.facts_source,
            "at": company.facts_at,
            "stopgaps": [
                {"name": name, "source": source} for name, source in sorted(company.stopgaps.items())
            ],
        },
        "custom": company.custom,
        "created_at": company.created_at,
    }


def completeness_json(found: Completeness) -> dict[str, Any]:
    """The share of companies that have each fact that segments and values go by."""
    return {
        "companies": found.companies,
        "enough_percent": ENOUGH,
        "facts": [
            {
                "name": name,
                "known": getattr(found, name),
                "percent": found.percent(name),
                "stopgaps": found.stopgaps.get(name, 0),
                "is_enough": (found.percent(name) or 0) >= ENOUGH,
            }
            for name in ("arr", "segment", "csm", "renewal")
        ],
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
        "merged_into": contact.merged_into_id,
        "custom": contact.custom,
        "created_at": contact.created_at,
    }


def identity_json(identity: Identity) -> dict[str, Any]:
    """One way of reaching a contact, and whether it was proven to be theirs."""
    return {
        "id": identity.pk,
        "kind": identity.kind,
        "value": identity.value,
        "is_verified": identity.verified_at is not None,
        "verified_at": identity.verified_at,
        "created_at": identity.created_at,
    }


def contact_detail_json(
    contact: Contact,
    identities: list[Identity],
    merges: list[tuple[ContactMerge, Reason | None]],
    conflicts: list[IdentityConflict],
) -> dict[str, Any]:
    """A contact with its identities, the merges into it that still stand, and its identity conflicts."""
    return contact_json(contact) | {
        "is_verified": any(identity.verified_at is not None for identity in identities),
        "identities": [identity_json(identity) for identity in identities],
        "merged": [_merge_json(merge, reason) for merge, reason in merges],
        "conflicts": [_conflict_json(conflict) for conflict in conflicts],
    }


def _conflict_json(conflict: IdentityConflict) -> dict[str, Any]:
    holder = conflict.holder
    return {
        "kind": conflict.kind,
        "value": conflict.value,
        "holder": {"id": holder.pk, "name": holder.display_name, "email": holder.email},
        "first_seen_at": conflict.first_seen_at,
        "last_seen_at": conflict.last_seen_at,
    }


def _merge_json(merge: ContactMerge, reason: Reason | None) -> dict[str, Any]:
    source = merge.source
    return {
        "id": merge.pk,
        "at": merge.created_at,
        "by": person_json(merge.by),
        "contact": None
        if source is None
        else {"id": source.pk, "name": source.display_name, "email": source.email},
        "tickets": len(merge.steps["held"].get("tickets", {}).get("tickets", [])),
        "can_undo": reason is None,
        "reason": _reason_json(reason),
    }


def _reason_json(reason: Reason | None) -> dict[str, str] | None:
    return None if reason is None else {"code": reason.code, "detail": reason.detail}


def preview_json(preview: Preview) -> dict[str, Any]:
    """Both contacts side by side, what moves, and what to think of first."""
    plan, source = preview.plan, preview.source.contact
    return {
        "into": _side_json(preview.target, preview.held_by_target),
        "from": _side_json(preview.source, preview.held),
        "moves": {
            "identities": [identity_json(identity) for identity in plan.arriving],
            "tickets": preview.held.get("tickets", 0),
            "fields": [
                {"field": name, "label": _label(name), "value": _value(source, name)} for name in plan.fills
            ],
        },
        "can_merge": preview.obstacle is None,
        "reason": _reason_json(preview.obstacle),
        "warnings": preview.warnings,
    }


def _side_json(side: Side, held: dict[str, int]) -> dict[str, Any]:
    return contact_json(side.contact) | {
        "is_verified": side.is_proven,
        "identities": [identity_json(identity) for identity in side.identities],
        "tickets": held.get("tickets", 0),
        "open_tickets": held.get("open_tickets", 0),
    }


def _label(name: str) -> str:
    key = name.removeprefix(CUSTOM)
    one = definitions("contact").get(key) if key != name else None
    return one.label if one is not None else ""


def _value(contact: Contact, name: str) -> str:
    if name == "company":
        return str(contact.company or "")
    key = name.removeprefix(CUSTOM)
    return str(contact.custom[key] if key != name else getattr(contact, name))


def token_json(token: ApiToken, now: datetime) -> dict[str, Any]:
    """An API token without its text."""
    has_old = token.old_until is not None and token.old_until > now
    return {
        "id": token.pk,
        "name": token.name,
        "owner": {"id": token.user_id, "name": token.user.name},
        "hint": token.hint,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "last_used_from": token.last_used_from,
        "rotated_at": token.rotated_at,
        "old_until": token.old_until if has_old else None,
        "created_at": token.created_at,
    }
