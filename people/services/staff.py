"""Writes to staff: the first owner, rights and profiles, presence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from core import audit, ports, writes
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotFound
from core.events import LiveMessage, publish
from people.events import AccessChanged, CapacityChanged, PresenceChanged
from people.models import ApiToken, Brand, Presence, Role, User
from people.policy import require, require_over
from people.selectors import forget_brands
from people.services.access import sockets_withdraw
from people.services.customers import valid_email
from people.services.sessions import local_sessions_end, sessions_end
from people.services.teams import skills_write, teams_write

ON_SCREEN = "people:on-screen:{}"


class LastOwner(Conflict):
    """The only owner cannot be deactivated or get another role."""

    code = "people.last_owner"


@transaction.atomic
def owner_create(*, email: str, name: str, password: str, brand_name: str, now: datetime) -> User:
    """
    The first person of an installation, and its default brand unless there is one. Raises Invalid.

    For the command line only: anyone who may run commands on the server owns it anyway.
    """
    address = valid_email(email)
    if User.objects.filter(email__iexact=address).exists():
        raise Invalid(f"{address} has an account already.", errors={"email": ["Taken."]})
    user = User(email=address, name=name[:120] or name_in(address), role=Role.OWNER)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), errors={"password": error.messages}) from error
    user.set_password(password)
    user.save()
    if not Brand.objects.filter(is_default=True).exists():
        slug = slugify(brand_name)[:60] or "support"
        Brand.objects.create(name=brand_name[:120] or "Support", slug=slug, is_default=True)
        transaction.on_commit(forget_brands)
    audit.record(actor=SYSTEM, action="people.owner_created", target=f"user:{user.pk}", now=now)
    return user


def name_in(address: str) -> str:
    """A name made of an address; never the address itself, which is for signing in and not for customers."""
    words = address.partition("@")[0].partition("+")[0].replace(".", " ").replace("_", " ").replace("-", " ")
    return words.title().strip()[:120] or "Owner"


# Of a profile, what customers and colleagues read; the looks of one's own screens are nobody's business.
_SEEN_BY_OTHERS = {"name", "title", "signature", "mail_notices", "languages"}


@transaction.atomic
def user_update(*, actor: Actor, user_id: int, changes: dict[str, Any], now: datetime) -> User:
    """
    Change a staff user's role, scope, active flag, teams (`team_ids`), skills (id to level), limits or
    profile.

    A change of rights closes the user's open sockets, so that they check again; whoever is deactivated is
    signed out, their tokens end, and routing hands on their work. Raises NotFound, Forbidden, Invalid, and
    Conflict where nobody could manage the workspace any more.
    """
    rights = {"role", "ticket_scope", "is_active", "team_ids"}
    limits = {"capacity_chat", "capacity_email", "skills"}
    profile = {"name", "timezone", "locale", "theme", "languages", "title", "mail_notices", "signature"}
    unknown = set(changes) - rights - limits - profile
    if unknown:
        raise Invalid(f"These fields cannot be changed here: {', '.join(sorted(unknown))}.")
    user = _held(user_id, with_owners=bool({"role", "is_active"} & set(changes)))
    if user is None:
        raise NotFound("There is no such person.")
    if set(changes) - profile or actor.user_id != user_id:
        require(actor, "staff.write")
    if set(changes) & rights:
        require_over(actor, user.role)
        require_over(actor, changes.get("role", user.role))
    _check_rights(user, changes, by=actor)
    was_owner = user.role == Role.OWNER
    columns = {name: value for name, value in changes.items() if name not in ("team_ids", "skills")}
    for field, value in columns.items():
        setattr(user, field, value)
    user.save(update_fields=list(columns))
    if "team_ids" in changes:
        teams_write(user, changes["team_ids"])
    if "skills" in changes:
        skills_write(user, changes["skills"])
    if noted := {name: value for name, value in changes.items() if name in rights | limits | _SEEN_BY_OTHERS}:
        audit.record(actor=actor, action="people.user_changed", target=f"user:{user.pk}", now=now, data=noted)
    if set(changes) & rights:
        publish(AccessChanged(user_id=user.pk))
        sockets_withdraw(user.pk)
    _end_what_is_lost(user, was_owner=was_owner, now=now)
    if set(changes) & limits:
        publish(CapacityChanged(user_id=user.pk))
    return user


def _end_what_is_lost(user: User, *, was_owner: bool, now: datetime) -> None:
    if not user.is_active:
        # Otherwise they would become valid again with the account.
        sessions_end(user_id=user.pk)
        if user.presence != Presence.OFFLINE:
            user.presence, user.presence_is_manual = Presence.OFFLINE, False
            user.save(update_fields=["presence", "presence_is_manual"])
            publish(PresenceChanged(user_id=user.pk, presence=user.presence))
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    elif was_owner and user.role != Role.OWNER and not ports.local_sign_in(user.pk):
        # Also the session that had required the identity provider and was kept for that.
        local_sessions_end(of=user.pk)


def owners_hold() -> None:
    """Lock all active owners until the end of the caller's transaction."""
    list(_owners_locked(Q()))


def _held(user_id: int, *, with_owners: bool) -> User | None:
    if with_owners:
        # All owners at once and in one order: two who demote each other must neither both succeed nor wait
        # for each other for ever.
        return next((user for user in _owners_locked(Q(pk=user_id)) if user.pk == user_id), None)
    return User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()


def _owners_locked(others: Q) -> QuerySet[User]:
    owners = Q(role=Role.OWNER, is_active=True)
    return User.objects.select_for_update(of=("self",)).filter(owners | others).order_by("pk")


def _check_rights(user: User, changes: Mapping[str, Any], *, by: Actor) -> None:
    is_leaving = changes.get("is_active") is False
    if is_leaving and by.user_id == user.pk:
        raise Invalid("You cannot deactivate yourself. Ask another admin.", errors={"is_active": ["Yours."]})
    if changes.get("is_active") and user.is_invited:
        raise Invalid(
            f"{user.name} was invited and has not come yet. Send the invitation again.",
            errors={"is_active": ["Invited."]},
        )
    if not user.is_active or user.role != Role.OWNER:
        return
    if is_leaving or changes.get("role", Role.OWNER) != Role.OWNER:
        if not User.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=user.pk).exists():
            raise LastOwner(f"{user.name} is the only owner. Make somebody else an owner first.")
        for needed in ports.owner_needs.answers():
            if why := needed(user.pk):
                raise Conflict(why, code="people.owner_needed")


@transaction.atomic
def presence_set(*, actor: Actor, user_id: int, presence: str, is_manual: bool = True, now: datetime) -> User:
    """Change whether somebody takes work. Raises NotFound, Invalid, and Forbidden for somebody else's."""
    if presence not in Presence.values:
        raise Invalid(f"presence must be one of {', '.join(Presence.values)}.")
    if actor.user_id != user_id and not actor.is_internal:
        require(actor, "staff.presence")
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound("There is no such person.")
    was = user.presence
    user.presence, user.presence_is_manual = presence, is_manual
    if presence == Presence.ONLINE:
        user.last_active_at = now
    user.save(update_fields=["presence", "presence_is_manual", "last_active_at"])
    if was != presence:
        publish(
            PresenceChanged(user_id=user.pk, presence=presence),
            live_messages=[LiveMessage("queue", {"user": {"id": user.pk, "presence": presence}})],
        )
    return user


def activity_note(*, user_id: int, now: datetime) -> None:
    """Record that somebody's workspace is open; `people.attendance` notices when it falls silent."""
    User.objects.filter(pk=user_id).update(last_active_at=now)
    cache.set(ON_SCREEN.format(user_id), value=True, timeout=86_400)


def assignment_note(*, user_id: int, now: datetime) -> None:
    """Record that somebody was just given work: those who have waited longer are next."""
    writes.update(User(pk=user_id, last_assigned_at=now), ["last_assigned_at"])
