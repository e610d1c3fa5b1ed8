"""Which channels the app is in, and what an admin has set for them and for workspaces."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, NotFound
from integrations.connections import services as connections
from integrations.connections.models import Connection
from integrations.connections.selectors import internal as all_connections
from integrations.connections.transport import Call
from integrations.slack import selectors
from integrations.slack.models import AlertRule, Mode, SlackChannel, SlackMember, SlackWorkspace
from integrations.slack.services.people import workspace_keep
from people import selectors as people_selectors
from people.policy import require
from people.selectors import internal as everybody

MOST_PAGES = 20
_NAMED = ("mode", "emoji", "window", "brand_id", "company_id", "team_id")


def channels_look(*, connection_id: int, now: datetime) -> int:
    """
    Read which channels the app is in; returns how many. Must not run within a transaction.

    Raises as `connections.services.read`.
    """
    connection = all_connections.connection_in_use(connection_id)
    if connection is None:
        return 0
    connection_adopt(connection_id=connection_id)
    found: dict[str, dict[str, Any]] = {}
    cursor = ""
    for _ in range(MOST_PAGES):
        query = {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": "200"}
        call = Call(
            "GET",
            "/api/conversations.list",
            "The channels that the app is in",
            query=query | ({"cursor": cursor} if cursor else {}),
        )
        data = connections.read(connection_id=connection_id, call=call).data
        for one in data.get("channels") or []:
            if isinstance(one, dict) and one.get("is_member") and one.get("id"):
                found[str(one["id"])[:40]] = one
        cursor = str((data.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    with transaction.atomic():
        _keep(connection, found)
    return len(found)


def _keep(connection: Connection, found: Mapping[str, Mapping[str, Any]]) -> None:
    workspace_keep(connection=connection, team_id=connection.account_id)
    for key, one in found.items():
        values = {
            "name": str(one.get("name") or "")[:200],
            "is_private": bool(one.get("is_private")),
            "is_shared": bool(one.get("is_ext_shared")),
            "is_gone": False,
        }
        SlackChannel.objects.update_or_create(connection=connection, channel_id=key, defaults=values)
    gone = SlackChannel.objects.filter(connection=connection).exclude(channel_id__in=list(found))
    gone.update(is_gone=True)


@transaction.atomic
def connection_adopt(*, connection_id: int) -> None:
    """
    Take over what an earlier connection of the same workspace has left: its channels with their threads,
    people, rules.

    Nothing happens where this one has been used already.
    """
    if SlackWorkspace.objects.filter(connection=connection_id).exists():
        return
    row = all_connections.connection_locked(connection_id)
    earlier = all_connections.connections_ended(row.system, row.account_id)
    last = SlackWorkspace.objects.filter(connection__in=earlier).order_by("-connection").first()
    if last is not None:
        for kind in (SlackChannel, SlackMember, AlertRule, SlackWorkspace):
            kind._default_manager.filter(connection=last.connection_id).update(connection=row)
    workspace_keep(connection=row, team_id=row.account_id)


@transaction.atomic
def channel_set(*, actor: Actor, channel_id: int, changes: Mapping[str, Any], now: datetime) -> SlackChannel:
    """
    Set what becomes a ticket in a channel, and whose: `mode`, `emoji`, `window`, `brand_id`, `company_id`,
    `team_id`.

    Only what is written from now on counts. Raises Invalid, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = SlackChannel.objects.select_for_update(of=("self",)).filter(pk=channel_id).first()
    if row is None:
        raise NotFound("There is no such channel.")
    values = {name: value for name, value in changes.items() if name in _NAMED}
    _check(actor, values)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    if row.mode != Mode.OFF and row.brand_id is None:
        raise Invalid("Which brand answers here?", errors={"brand_id": ["Choose a brand."]})
    if row.mode != Mode.OFF and (before.get("mode", row.mode) == Mode.OFF or row.since is None):
        row.since = now
    row.save()
    changed = {name: [before[name], values[name]] for name in values if before[name] != values[name]}
    if changed:
        audit.record(
            actor=actor,
            action="slack.channel_changed",
            target=f"slack_channel:{row.pk}",
            data={"channel": row.name, "changes": changed},
            now=now,
        )
    return selectors.channel_get(actor=actor, channel_id=row.pk)


def _check(actor: Actor, values: dict[str, Any]) -> None:
    if "emoji" in values:
        values["emoji"] = values["emoji"].strip().strip(":")
        if not values["emoji"]:
            raise Invalid("Which emoji?", errors={"emoji": ["Enter its name, such as ticket."]})
    if values.get("brand_id") is not None:
        people_selectors.brand_get(values["brand_id"])
    if values.get("team_id") is not None and not everybody.team_exists(values["team_id"]):
        raise Invalid("There is no such team.", errors={"team_id": ["Unknown."]})
    company_check(actor, values.get("company_id"))


def company_check(actor: Actor, company_id: int | None) -> None:
    """Raise Invalid for a company that the actor does not see."""
    if company_id is None:
        return
    if not people_selectors.companies_by_id(actor=actor, ids=[company_id]).exists():
        raise Invalid("There is no such company.", errors={"company_id": ["Unknown."]})


@transaction.atomic
def workspace_set(
    *, actor: Actor, workspace_id: int, company_id: int | None, now: datetime
) -> SlackWorkspace:
    """
    Say which company a workspace is of; its people of that company's domain are then believed.

    Raises Invalid, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = SlackWorkspace.objects.select_for_update(of=("self",)).filter(pk=workspace_id).first()
    if row is None:
        raise NotFound("There is no such workspace.")
    if row.is_own and company_id is not None:
        raise Invalid("This is our own workspace.", errors={"company_id": ["Set it for channels."]})
    company_check(actor, company_id)
    if row.company_id != company_id:
        before, row.company_id = row.company_id, company_id
        row.save(update_fields=["company"])
        # Who they are is asked again with their next message.
        SlackMember.objects.filter(connection=row.connection_id, team_id=row.team_id).delete()
        audit.record(
            actor=actor,
            action="slack.workspace_changed",
            target=f"slack_workspace:{row.pk}",
            data={"workspace": str(row), "changes": {"company_id": [before, company_id]}},
            now=now,
        )
    return SlackWorkspace.objects.select_related("company").get(pk=row.pk)
