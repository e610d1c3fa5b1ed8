"""Requiring the identity provider, and who may come in without it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core import audit, ports
from core.actors import Actor
from core.errors import Conflict, Invalid
from integrations.sign_on.letters import letter
from integrations.sign_on.models import BreakGlass, Rule
from integrations.sign_on.selectors.internal import linked_people, providers_on
from people.actors import staff_actor
from people.models import Role, User
from people.policy import require
from people.selectors.internal import people_active, users_active
from people.services import local_sessions_end, own_account, owners_hold


class NothingToRequire(Conflict):
    """No provider is on, or whoever requires it could not come in themselves."""

    code = "sign_on.nothing_to_require"


def rule_hold() -> Rule:
    """The rule, locked until the end of the caller's transaction. Take it before any provider or person."""
    Rule.objects.get_or_create(pk=1)
    return Rule.objects.select_for_update().get(pk=1)


@transaction.atomic
def rule_set(
    *, actor: Actor, is_required: bool, break_glass: Sequence[int], session_key: str = "", now: datetime
) -> int:
    """
    Require a provider of everybody but the named owners, or allow passwords again.

    What passwords and passkeys have opened ends, except for those owners and the session with the digest
    `session_key`; everybody else is told by mail. Returns how many were signed out. Raises Forbidden,
    Invalid, NothingToRequire.
    """
    own_account(actor)
    require(actor, "owner.write")
    rule = rule_hold()
    # Nobody named may lose their role or account until the rule is kept; `user_update` holds them as well.
    owners_hold()
    named = _owners(break_glass, is_required=is_required)
    if is_required:
        _require_a_way(actor, named)
    was, rule.is_required = rule.is_required, is_required
    rule.required_at = (rule.required_at if was else now) if is_required else None
    rule.kept_session = session_key if is_required else ""
    rule.save()
    BreakGlass.objects.exclude(user__in=named).delete()
    for user in named:
        BreakGlass.objects.get_or_create(user=user)
    audit.record(
        actor=actor,
        action="sign_on.required" if is_required else "sign_on.not_required",
        target="workspace:1",
        now=now,
        data={"break_glass": sorted(user.pk for user in named)},
    )
    if not is_required:
        return 0
    spare = {user.pk for user in named}
    ended = local_sessions_end(spare=spare, keep=session_key)
    if not was:
        _tell(spare, now=now)
    return len(ended)


@transaction.atomic
def break_glass_note(*, user: User, address: str, now: datetime) -> None:
    """Record and tell that an owner came in without the provider that is required."""
    audit.record(
        actor=staff_actor(user),
        action="sign_on.break_glass_used",
        target=f"user:{user.pk}",
        now=now,
        data={"address": address},
    )
    ports.admin_mail(
        key=f"break-glass:{user.pk}:{int(now.timestamp())}",
        letter=lambda locale: letter("break_glass", locale=locale, name=user.name, address=address or "?"),
        path="/app/settings/security",
        now=now,
    )


def _owners(ids: Sequence[int], *, is_required: bool) -> list[User]:
    found = [user for user in users_active(ids) if user.role == Role.OWNER]
    strange = set(ids) - {user.pk for user in found}
    if strange:
        raise Invalid("Only owners can be named for emergencies.", errors={"break_glass": ["Not an owner."]})
    if is_required and not any(user.has_usable_password() for user in found):
        raise Invalid(
            "Name at least one owner with a password who may sign in while the provider is down.",
            errors={"break_glass": ["At least one owner with a password."]},
        )
    return found


def _require_a_way(actor: Actor, named: Sequence[User]) -> None:
    if not providers_on():
        raise NothingToRequire("Switch an identity provider on before you require it.")
    if actor.staff_id not in linked_people() | {user.pk for user in named}:
        raise NothingToRequire(
            "You would lock yourself out: sign in with the provider once yourself, or name yourself for "
            "emergencies."
        )


def _tell(spare: set[int], *, now: datetime) -> None:
    names = ", ".join(provider.name for provider in providers_on())
    for user in people_active():
        if user.pk in spare:
            continue
        subject, text = letter("required", locale=user.locale, name=user.name, provider=names)
        ports.account_mail(
            user_id=user.pk,
            to=user.email,
            subject=subject,
            text=text,
            secret="",
            key=f"sign-on-required:{user.pk}:{int(now.timestamp())}",
            now=now,
        )
