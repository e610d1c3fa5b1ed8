"""
Inviting people to the workspace.

An invited person is in the table from the start, inactive, so that role and teams can be set before they
come. Whoever follows the mailed link chooses name and password and becomes active; the link works once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core import audit, ports
from core.actors import Actor
from core.errors import Invalid, NotFound
from core.events import publish
from people.account_letters import account_letter
from people.actors import staff_actor
from people.events import AccessChanged
from people.models import AccountLink, Role, TicketScope, User
from people.models.sessions import secret_digest
from people.policy import require
from people.selectors.branding import workspace
from people.services.accounts import LinkInvalid, write_password
from people.services.customers import valid_email
from people.services.staff import name_in
from people.services.teams import teams_write

INVITATION_LASTS = timedelta(days=7)
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Invited:
    """
    What became of one address: `user` is None where `problem` says why nobody was invited.

    `link` is there only when no mailbox could send it: then whoever invites passes it on.
    """

    address: str
    user: User | None = None
    problem: str = ""
    link: str = ""


@dataclass(frozen=True)
class Invitation:
    """What the person who holds the link sees before accepting."""

    user: User
    workspace: str


@transaction.atomic
def people_invite(
    *,
    actor: Actor,
    addresses: Sequence[str],
    role: str,
    ticket_scope: str = TicketScope.ALL,
    team_ids: Sequence[int] = (),
    now: datetime,
) -> list[Invited]:
    """
    Invite people by mail, one answer for each different address in the order given.

    Somebody who is here already, or was, is left out and said so. An open invitation is sent anew, with its
    role and teams as they are. Raises Forbidden, Invalid for a malformed address, role or team.
    """
    require(actor, "staff.write")
    if role == Role.OWNER:
        require(actor, "owner.write")
    if role not in Role.values or ticket_scope not in TicketScope.values:
        raise Invalid("Choose a role and a scope that exist.", errors={"role": ["Unknown."]})
    wanted = list(dict.fromkeys(valid_email(address) for address in addresses))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise Invalid(
            f"Name between 1 and {MOST_AT_ONCE} addresses.", errors={"emails": [f"1 to {MOST_AT_ONCE}."]}
        )
    return [
        _invite(actor, address, role=role, ticket_scope=ticket_scope, team_ids=team_ids, now=now)
        for address in wanted
    ]


def _invite(
    actor: Actor, address: str, *, role: str, ticket_scope: str, team_ids: Sequence[int], now: datetime
) -> Invited:
    known = User.objects.select_for_update(of=("self",)).filter(email__iexact=address).first()
    if known is not None and not known.is_invited:
        problem = "is_here" if known.is_active else "was_deactivated"
        return Invited(address, problem=problem)
    if known is not None:
        return Invited(address, known, link=_send(actor, known, now=now))
    user = User(
        email=address,
        name=name_in(address),
        role=role,
        ticket_scope=ticket_scope,
        is_active=False,
        joined_at=None,
        locale=_locale_of(actor),
        timezone=workspace().timezone,
    )
    user.set_unusable_password()
    user.save()
    teams_write(user, team_ids)
    audit.record(
        actor=actor,
        action="people.invited",
        target=f"user:{user.pk}",
        now=now,
        data={"address": address, "role": role, "ticket_scope": ticket_scope, "teams": list(team_ids)},
    )
    return Invited(address, user, link=_send(actor, user, now=now))


@transaction.atomic
def invitation_resend(*, actor: Actor, user_id: int, now: datetime) -> Invited:
    """Send an open invitation anew; the link before it stops working. Raises Forbidden, NotFound."""
    require(actor, "staff.write")
    user = _invited(user_id)
    audit.record(actor=actor, action="people.invitation_resent", target=f"user:{user.pk}", now=now)
    return Invited(user.email, user, link=_send(actor, user, now=now))


@transaction.atomic
def invitation_withdraw(*, actor: Actor, user_id: int, now: datetime) -> None:
    """Take an open invitation back; nothing of the person stays but the audit log. Raises NotFound."""
    require(actor, "staff.write")
    user = _invited(user_id)
    audit.record(
        actor=actor,
        action="people.invitation_withdrawn",
        target=f"user:{user.pk}",
        now=now,
        data={"address": user.email},
    )
    user.delete()


@transaction.atomic
def invitation_look(*, token: str, now: datetime) -> Invitation:
    """What an invitation is for. Raises LinkInvalid."""
    return Invitation(_opened(token, now=now), workspace().name)


@transaction.atomic
def invitation_accept(
    *, token: str, name: str, password: str, locale: str = "", timezone: str = "", now: datetime
) -> User:
    """
    Join the workspace with a mailed link, which this uses up; the address is proven by it.

    Raises LinkInvalid, Invalid for a weak password (the link stays good).
    """
    user = _opened(token, now=now)
    user.name = " ".join(name.split())[:120] or user.name
    user.locale, user.timezone = locale or user.locale, timezone or user.timezone
    write_password(user, password, field="password")
    user.is_active, user.joined_at = True, now
    user.save(update_fields=["name", "locale", "timezone", "is_active", "joined_at"])
    AccountLink.objects.filter(user=user, used_at=None).update(used_at=now)
    audit.record(actor=staff_actor(user), action="people.joined", target=f"user:{user.pk}", now=now)
    publish(AccessChanged(user_id=user.pk))
    return user


def _invited(user_id: int) -> User:
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None or not user.is_invited:
        raise NotFound("There is no open invitation for this person. They may have come in the meantime.")
    return user


def _opened(token: str, *, now: datetime) -> User:
    link = AccountLink.objects.filter(
        digest=secret_digest(token), kind=AccountLink.Kind.INVITATION, used_at=None, expires_at__gt=now
    ).first()
    user = link and User.objects.select_for_update(of=("self",)).filter(pk=link.user_id).first()
    # The person was locked after the link was read: another browser may have used it meanwhile.
    if not link or not user or not user.is_invited or user.email != link.address:
        raise LinkInvalid("This invitation does not work any more. Ask whoever invited you for a new one.")
    return user


def _send(actor: Actor, user: User, *, now: datetime) -> str:
    """Make a link and mail it; returns it when no mailbox can send it."""
    AccountLink.objects.filter(user=user, used_at=None).update(used_at=now)
    token = secrets.token_urlsafe(32)
    link = AccountLink.objects.create(
        user=user,
        kind=AccountLink.Kind.INVITATION,
        digest=secret_digest(token),
        address=user.email,
        expires_at=now + INVITATION_LASTS,
        created_at=now,
    )
    # After the hash it reaches neither a server's log nor a Referer header.
    address = f"{settings.PUBLIC_URL}/app/join#{token}"
    subject, text = account_letter(
        "invitation_link",
        locale=user.locale,
        name=user.name,
        inviter=_name_of(actor),
        workspace=workspace().name,
    )
    is_sent = ports.account_mail(
        user_id=user.pk,
        to=user.email,
        subject=subject,
        text=text,
        secret=address,
        key=f"link:{link.pk}",
        now=now,
    )
    return "" if is_sent else address


def _name_of(actor: Actor) -> str:
    user = User.objects.filter(pk=actor.user_id or 0).only("name").first()
    return user.name if user is not None else "Candor"


def _locale_of(actor: Actor) -> str:
    user = User.objects.filter(pk=actor.user_id or 0).only("locale").first()
    return user.locale if user is not None else workspace().language
