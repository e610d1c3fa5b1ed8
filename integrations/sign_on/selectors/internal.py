"""Reads for internal work, which see everything."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.errors import NotFound
from integrations.sign_on.models import Attempt, BreakGlass, Link, Provider, Rule
from people.models import Role, User
from people.selectors import internal as people


def is_required() -> bool:
    """Whether staff must sign in at a provider."""
    return Rule.objects.filter(is_required=True).exists()


def break_glass() -> list[User]:
    """The owners who may sign in without a provider, by their ids; former owners do not count."""
    named = BreakGlass.objects.values_list("user_id", flat=True)
    return [user for user in people.users_active(named) if user.role == Role.OWNER]


def may_sign_in_locally(user_id: int) -> bool:
    """Fills the port `local_sign_in`."""
    return not is_required() or user_id in {user.pk for user in break_glass()}


def local_session() -> Q:
    """
    Fills the port `local_session`: nothing is required, an owner was named, or the session required it.
    """
    required = Rule.objects.filter(is_required=True).exclude(kept_session=OuterRef("session_key"))
    named = BreakGlass.objects.filter(user=OuterRef("user_id"), user__is_active=True, user__role=Role.OWNER)
    return Q(~Exists(required)) | Q(Exists(named))


def owner_needed(user_id: int) -> str:
    """Fills the port `owner_needs`."""
    if not is_required():
        return ""
    named = break_glass()
    others = (user for user in named if user.pk != user_id)
    if user_id not in {user.pk for user in named} or any(user.has_usable_password() for user in others):
        return ""
    return (
        "Nobody else may sign in while the identity provider is down. Name another owner who has a password "
        "for that first, under Settings, Sign-in and security."
    )


def providers_on() -> list[Provider]:
    """Those that the sign-in screen offers."""
    return list(Provider.objects.filter(is_on=True))


def provider_of(providers: QuerySet[Provider], public_id: UUID) -> Provider:
    """One of these. Raises NotFound."""
    found = providers.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such identity provider. It may have been removed.")
    return found


def linked_people() -> set[int]:
    """The ids of those who have signed in at a provider that is on."""
    return set(Link.objects.filter(provider__is_on=True).values_list("user_id", flat=True))


def attempt_open(state_digest: str, *, now: datetime) -> Attempt | None:
    """A sign-in that nobody has answered yet and that is not too old, by the digest of its state."""
    return (
        Attempt.objects.select_related("provider")
        .filter(state_digest=state_digest, answered_at=None, ended_at=None, expires_at__gt=now)
        .first()
    )
