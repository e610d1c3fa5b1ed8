"""The one place that knows who may do what; the querysets' `visible_to` narrows queries."""

from typing import Any

from django.conf import settings

from core.actors import Actor, ActorKind
from core.errors import Forbidden
from people.models.staff import Role

_READ = frozenset({"ticket.read", "article.read", "customer.read"})
_LIGHT = frozenset({"ticket.note"})
_AGENT = frozenset({
    "ticket.create", "ticket.reply", "ticket.update", "ticket.claim", "ticket.bulk", "ticket.merge",
    "ticket.redact", "article.draft", "view.personal", "macro.personal", "customer.write", "customer.block",
    "routing.feedback",
    "action.decide",
})  # fmt: skip
_SUPERVISOR = frozenset({
    "ticket.assign_others", "ticket.trash", "article.publish", "source.write", "view.shared", "routing.write",
    "macro.shared", "staff.presence", "customer.merge", "assistant.read", "assistant.review",
})  # fmt: skip
_ADMIN = frozenset({
    "sla.write", "assistant.write", "staff.write", "token.write", "widget.write", "brand.write",
    "field.write", "audit.read", "privacy.write", "customer.erase", "system.read",
})  # fmt: skip
_ADDED = {
    Role.READ_ONLY: _READ,
    Role.LIGHT_AGENT: _LIGHT,
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: _ADMIN,
    Role.OWNER: frozenset({"owner.write"}),
}
"""What each role may beyond the weaker ones, the weakest first."""


def _verbs() -> dict[str, frozenset[str]]:
    """What each role may, with what the systems declare for it. Raises ValueError for an unknown role."""
    strange = {role for system in settings.DECLARED for role in system.verbs} - set(Role.values)
    if strange:
        raise ValueError(f"Verbs are declared for roles that do not exist: {', '.join(sorted(strange))}.")
    found: dict[str, frozenset[str]] = {}
    so_far: frozenset[str] = frozenset()
    for role, added in _ADDED.items():
        so_far = so_far.union(added, *(system.verbs.get(role, ()) for system in settings.DECLARED))
        found[role] = so_far
    return found


VERBS: dict[str, frozenset[str]] = _verbs()
_CONTACT = frozenset({"ticket.create", "ticket.reply", "ticket.rate", "article.read"})


def may(actor: Actor, verb: str, target: Any = None) -> bool:
    """
    Whether `actor` may do `verb` (`ticket.reply`), on `target` where it matters.

    Visibility is checked earlier, elsewhere: a target that the actor cannot see never gets here.
    """
    if actor.is_internal:
        return True
    if actor.kind == ActorKind.CONTACT:
        is_own = target is None or getattr(target, "requester_id", actor.contact_id) == actor.contact_id
        return verb in _CONTACT and is_own
    return role_may(actor.role, verb)


def role_may(role: str, verb: str) -> bool:
    """Whether staff with this role may do `verb`."""
    return verb in VERBS.get(role, frozenset())


def roles_that_may(verb: str) -> list[str]:
    """The roles that may do `verb`, from most to least powerful."""
    return [role for role in Role.values if role_may(role, verb)]


def require(actor: Actor, verb: str, target: Any = None) -> None:
    """Raise Forbidden unless `may`."""
    if not may(actor, verb, target):
        what = verb.replace(".", " ").replace("_", " ")
        raise Forbidden(f"Your role does not allow this ({what}). Ask an admin.", verb=verb)


def require_over(actor: Actor, role: str) -> None:
    """
    Raise Forbidden unless `actor` may manage somebody of this role: only owners manage owners.

    Ask it of the stored role, with the row locked, and of a role that is to be given.
    """
    if role == Role.OWNER and not may(actor, "owner.write"):
        raise Forbidden("This concerns an owner. Only an owner can change it; ask one.", verb="owner.write")


def verbs_of(actor: Actor) -> list[str]:
    """All verbs of the actor, for screens that hide what is not allowed."""
    return sorted(_CONTACT if actor.kind == ActorKind.CONTACT else VERBS.get(actor.role, frozenset()))
