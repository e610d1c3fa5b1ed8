"""The JSON forms."""

import json
from typing import Any

from integrations.sign_on import saml, services
from integrations.sign_on.facts import Facts
from integrations.sign_on.models import Attempt, Kind, Provider
from integrations.sign_on.selectors import Standing, people_linked
from people.models import User

_COLUMNS = (
    *("kind", "name", "is_on", "domains", "creates_people", "created_role", "groups_claim", "group_roles"),
    *("issuer", "client_id", "metadata_url", "entity_id", "sign_on_url", "email_claim", "subject_claim"),
    *("read_at", "tested_at", "last_used_at"),
)


def offered_json(provider: Provider) -> dict[str, Any]:
    return {"id": str(provider.public_id), "name": provider.name}


def provider_json(provider: Provider) -> dict[str, Any]:
    found = provider.found if provider.kind == Kind.OIDC else None
    return {
        "id": str(provider.public_id),
        **{name: getattr(provider, name) for name in _COLUMNS},
        "discovered": found
        and {name: found[name] for name in ("authorize", "token", "keys", "user_info", "algorithms")},
        "certificates": [vars(saml.certificate_of(text)) for text in provider.certificates],
        "tested_by": provider.tested_by.name if provider.tested_by else None,
        "linked": people_linked(provider),
    }


def ours_json() -> dict[str, Any]:
    return {
        "redirect_uri": services.redirect_uri(),
        "acs_url": services.acs_url(),
        "entity_id": services.metadata_url(),
        "metadata_url": services.metadata_url(),
    }


def provider_test_json(attempt: Attempt) -> dict[str, Any]:
    facts = Facts.of_json(json.loads(attempt.answer)) if attempt.answer else Facts(subject="")
    return {
        "id": str(attempt.public_id),
        "provider": offered_json(attempt.provider),
        "is_ended": attempt.ended_at is not None,
        "problem": attempt.problem or None,
        "detail": attempt.detail,
        **{name: getattr(facts, name) for name in ("subject", "name_format", "email", "is_verified", "name")},
        "groups": list(facts.groups),
        "role": services.role_for(attempt.provider, facts) or None,
    }


def rule_json(standing: Standing, *, ended: int = 0) -> dict[str, Any]:
    return {
        "is_required": standing.is_required,
        "break_glass": _named(standing.break_glass),
        "owners": _named(standing.owners),
        "staff": standing.staff,
        "without": _named(standing.without),
        "tokens": standing.tokens,
        "ended": ended,
    }


def _named(people: list[User]) -> list[dict[str, Any]]:
    return [{"id": user.pk, "name": user.name} for user in people]
