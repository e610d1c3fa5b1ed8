"""
Who somebody in Slack is.

A workspace vouches for the addresses of its own domain only: ours for all its people, that of a customer for
those at the domain of the company that an admin has set for it. Whoever else is somebody of their own, until
staff join them with somebody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.addresses import NotAnAddress, canonical, domain_of
from core.errors import UpstreamFailed
from core.html import one_line
from integrations.connections import services as connections
from integrations.connections.models import Connection
from integrations.connections.transport import Call
from integrations.slack.models import SlackChannel, SlackMember, SlackWorkspace
from people import services as people_services
from people.models import Company, Contact, Identity
from people.selectors import internal as everybody
from people.services import Claim

READ_AGAIN = timedelta(hours=24)


@dataclass(frozen=True)
class Profile:
    """What Slack says of somebody."""

    slack_id: str
    team_id: str
    name: str
    email: str
    is_bot: bool
    is_confirmed: bool


def member_read(*, connection: Connection, slack_id: str, now: datetime) -> SlackMember:
    """
    Somebody in Slack, asked for once a day. Must not run within a transaction.

    Raises as `connections.services.read`.
    """
    members = SlackMember.objects.select_related("user")
    known = members.filter(connection=connection, slack_id=slack_id).first()
    if known is not None and now - known.read_at < READ_AGAIN:
        return known
    call = Call("GET", "/api/users.info", "Who somebody is", query={"user": slack_id})
    data = connections.read(connection_id=connection.pk, call=call).data
    return member_keep(connection=connection, profile=profile_of(data), now=now)


def profile_of(data: Any) -> Profile:
    """The profile in an answer. Raises UpstreamFailed for an answer of another shape."""
    try:
        user = data["user"]
        told = user.get("profile") or {}
        name = told.get("real_name") or told.get("display_name") or user.get("real_name") or user.get("name")
        try:
            email = canonical(str(told.get("email") or ""))
        except NotAnAddress:
            email = ""
        return Profile(
            slack_id=str(user["id"])[:40],
            team_id=str(user.get("team_id") or "")[:40],
            name=one_line(str(name or ""))[:200],
            email=email[:254],
            is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
            is_confirmed=user.get("is_email_confirmed") is True and not user.get("deleted"),
        )
    except (LookupError, TypeError, AttributeError) as error:
        raise UpstreamFailed("Slack did not say who this is.") from error


@transaction.atomic
def member_keep(*, connection: Connection, profile: Profile, now: datetime) -> SlackMember:
    """Store what Slack says of somebody, and whether their address may be believed."""
    workspace = workspace_keep(connection=connection, team_id=profile.team_id)
    is_proven = bool(profile.email) and profile.is_confirmed and not profile.is_bot
    is_proven = is_proven and (workspace.is_own or _is_of(workspace.company, profile.email))
    colleague = everybody.user_by_email(profile.email) if is_proven and workspace.is_own else None
    values = {
        "team_id": profile.team_id,
        "name": profile.name,
        "email": profile.email,
        "is_bot": profile.is_bot,
        "is_proven": is_proven,
        "user": colleague,
        "read_at": now,
    }
    row, _ = SlackMember.objects.update_or_create(
        connection=connection, slack_id=profile.slack_id, defaults=values
    )
    return row


def workspace_keep(*, connection: Connection, team_id: str) -> SlackWorkspace:
    """The workspace of this id, known from now on."""
    is_own = not team_id or team_id == connection.account_id
    row, _ = SlackWorkspace.objects.select_related("company").get_or_create(
        connection=connection,
        team_id=team_id or connection.account_id,
        defaults={"is_own": is_own, "name": connection.account_name if is_own else ""},
    )
    return row


def _is_of(company: Company | None, email: str) -> bool:
    return company is not None and bool(company.domain) and domain_of(email) == company.domain.lower()


@transaction.atomic
def contact_of(*, member: SlackMember, channel: SlackChannel, now: datetime) -> Contact:
    """
    The contact whom somebody in Slack is, created if needed.

    Their id in Slack is proven by Slack; their address joins them with somebody only where it is.
    """
    claims = [Claim(Identity.Kind.SLACK, f"{member.team_id}:{member.slack_id}", is_verified=True)]
    if member.email:
        claims.append(Claim(Identity.Kind.EMAIL, member.email, is_verified=member.is_proven))
    contact = people_services.contact_resolve(claims=claims, name=member.name, now=now)
    if contact.company_id is None:
        company_id = _company_of(member, channel)
        if company_id is not None:
            contact = people_services.contact_resolve(claims=claims, company_id=company_id, now=now)
    if member.contact_id != contact.pk:
        member.contact = contact
        member.save(update_fields=["contact"])
    return contact


def _company_of(member: SlackMember, channel: SlackChannel) -> int | None:
    workspace = SlackWorkspace.objects.filter(connection=member.connection_id, team_id=member.team_id).first()
    named = workspace.company_id if workspace is not None else None
    return named or channel.company_id
