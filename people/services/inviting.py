"""
Inviting people to the workspace.

An invited person is in the table from the start, inactive, so that role and teams can be set before they
come. Whoever follows the mailed link chooses name and password and becomes active; the link works once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from core import audit, ports
from core.actors import Actor
from core.errors import Invalid, NotFound
from core.events import publish
from people.actors import staff_actor
from people.events import AccessChanged
from people.models import AccountLink, Role, TicketScope, User
from people.policy import require, require_over
from people.selectors.branding import workspace
from people.services.accounts import require_local_sign_in, write_password
from people.services.customers import valid_email
from people.services.links import LinkInvalid, link_find, link_mail, links_close
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
    """
    What the person who holds the link sees before accepting; with `signs_in_elsewhere` no password can.
    """

    user: User
    workspace: str
    signs_in_elsewhere: bool


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
    role and teams as they are. Raises Forbidden, also where an open one is an owner's; Invalid for a
    malformed address, role or team.
    """
    require(actor, "staff.write")
    require_over(actor, role)
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
    known = _locked(address)
    if known is not None:
        return _invite_known(actor, address, known, now=now)
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
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        # Somebody else invited this address at the same moment; the others of the list still count.
        known = _locked(address)
        if known is None:
            raise
        return _invite_known(actor, address, known, now=now)
    teams_write(user, team_ids)
    audit.record(
        actor=actor,
        action="people.invited",
        target=f"user:{user.pk}",
        now=now,
        data={"address": address, "role": role, "ticket_scope": ticket_scope, "teams": list(team_ids)},
    )
    return Invited(address, user, link=_send(actor, user, now=now))


def _locked(address: str) -> User | None:
    return User.objects.select_for_update(of=("self",)).filter(email__iexact=address).first()


def _invite_known(actor: Actor, address: str, known: User, *, now: datetime) -> Invited:
    if not known.is_invited:
        return Invited(address, problem="is_here" if known.is_active else "was_deactivated")
    require_over(actor, known.role)
    return Invited(address, known, link=_send(actor, known, now=now))


@transaction.atomic
def invitation_resend(*, actor: Actor, user_id: int, now: datetime) -> Invited:
    """Send an open invitation anew; the link before it stops working. Raises NotFound, Forbidden."""
    require(actor, "staff.write")
    user = _invited(actor, user_id)
    audit.record(actor=actor, action="people.invitation_resent", target=f"user:{user.pk}", now=now)
    return Invited(user.email, user, link=_send(actor, user, now=now))


@transaction.atomic
def invitation_withdraw(*, actor: Actor, user_id: int, now: datetime) -> None:
    """
    Take an open invitation back; nothing of the person stays but the audit log.

    Raises NotFound, Forbidden.
    """
    require(actor, "staff.write")
    user = _invited(actor, user_id)
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
    user = _opened(token, now=now)
    return Invitation(user, workspace().name, not ports.local_sign_in(user.pk))


@transaction.atomic
def invitation_accept(
    *, token: str, name: str, password: str, locale: str = "", timezone: str = "", now: datetime
) -> User:
    """
    Join the workspace with a mailed link, which this uses up; the address is proven by it.

    Raises LinkInvalid, SignsInElsewhere, Invalid for a weak password (the link stays good).
    """
    user = _opened(token, now=now)
    require_local_sign_in(user.pk)
    user.name = " ".join(name.split())[:120] or user.name
    user.locale, user.timezone = locale or user.locale, timezone or user.timezone
    write_password(user, password, field="password")
    return _join(user, now=now)


@transaction.atomic
def person_join(*, user_id: int, name: str = "", now: datetime) -> User:
    """
    Join the workspace by an open invitation whose address an identity provider has proven. Raises NotFound.

    For the service of sign-ins only. No password is set.
    """
    user = _still_invited(user_id)
    user.name = " ".join(name.split())[:120] or user.name
    return _join(user, now=now)


@transaction.atomic
def person_admit(*, address: str, name: str, role: str, now: datetime) -> User:
    """
    Make an account for somebody whom an identity provider has proven, without a password.

    For the service of sign-ins only. Raises Invalid for a malformed or known address and for owners.
    """
    email = valid_email(address)
    if role == Role.OWNER or role not in Role.values or User.objects.filter(email__iexact=email).exists():
        raise Invalid("This account cannot be made.", errors={"email": ["Known, or not allowed."]})
    user = User(email=email, name=" ".join(name.split())[:120] or name_in(email), role=role, joined_at=None)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        # Somebody invited this address at the same moment.
        raise Invalid("This account cannot be made.", errors={"email": ["Known."]}) from error
    return _join(user, now=now)


def _join(user: User, *, now: datetime) -> User:
    user.is_active, user.joined_at = True, now
    user.save(update_fields=["name", "locale", "timezone", "is_active", "joined_at"])
    links_close(user, now=now)
    audit.record(actor=staff_actor(user), action="people.joined", target=f"user:{user.pk}", now=now)
    publish(AccessChanged(user_id=user.pk))
    return user


def _invited(actor: Actor, user_id: int) -> User:
    user = _still_invited(user_id)
    # The link of an open invitation carries the role that they were invited with, whatever is asked for now.
    require_over(actor, user.role)
    return user


def _still_invited(user_id: int) -> User:
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None or not user.is_invited:
        raise NotFound("There is no open invitation for this person. They may have come in the meantime.")
    return user


def _opened(token: str, *, now: datetime) -> User:
    found = link_find(token=token, kind=AccountLink.Kind.INVITATION, now=now)
    if found is None or not found[1].is_invited or found[1].email != found[0].address:
        raise LinkInvalid("This invitation does not work any more. Ask whoever invited you for a new one.")
    return found[1]


def _send(actor: Actor, user: User, *, now: datetime) -> str:
    """Replace the link and mail the new one; returns it when no mailbox can send it."""
    links_close(user, now=now)
    mailed = link_mail(
        user=user,
        kind=AccountLink.Kind.INVITATION,
        address=user.email,
        lasts=INVITATION_LASTS,
        words={"inviter": _name_of(actor), "workspace": workspace().name},
        now=now,
    )
    return "" if mailed.is_sent else mailed.url


def _name_of(actor: Actor) -> str:
    user = User.objects.filter(pk=actor.user_id or 0).only("name").first()
    return user.name if user is not None else "Candor"


def _locale_of(actor: Actor) -> str:
    user = User.objects.filter(pk=actor.user_id or 0).only("locale").first()
    return user.locale if user is not None else workspace().language
