"""What of a ticket becomes what at the tracker, and what can be chosen there."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from core import audit, clock
from core.actors import Actor
from core.errors import Invalid, NotFound, UpstreamFailed
from core.versions import refuse_overtaken
from integrations.connections import services as connections
from integrations.connections.models import Connection
from integrations.connections.selectors import internal as all_connections
from integrations.connections.transport import Call
from integrations.issues import trackers
from integrations.issues.models import TrackerSettings
from integrations.issues.selectors import settings_of, teams_in_use
from people.policy import require
from tickets.models import Priority, TicketType

LANGUAGES = ("en", "de")
MAX_ANSWER = 4000
MAX_AREAS = 100


def _connection(connection_id: int) -> Connection:
    row = all_connections.connection_find(connection_id)
    if row is None or row.system not in trackers.known():
        raise NotFound("There is no such tracker.")
    return row


def catalog_read(*, connection_id: int) -> TrackerSettings:
    """
    Read teams, projects and labels anew. Must not run within a transaction.

    Raises NotFound, and what a read raises.
    """
    row = _connection(connection_id)
    tracker = trackers.get(row.system)
    teams, answers = teams_in_use(row.pk), list[Any]()
    try:
        while (call := tracker.catalog(answers, teams)) is not None:
            answers.append(connections.read(connection_id=row.pk, call=call).data)
        found = tracker.choices(answers, teams)
    except (LookupError, TypeError, ValueError) as error:
        raise UpstreamFailed(f"{tracker.label} did not say what can be chosen. Try again later.") from error
    now = clock.now()
    made, _ = TrackerSettings.objects.get_or_create(connection=row)
    TrackerSettings.objects.filter(pk=made.pk).update(catalog=found.to_json(), catalog_at=now)
    return settings_of(row.pk)


@transaction.atomic
def settings_save(
    *, actor: Actor, connection_id: int, expected: int | None, values: Mapping[str, Any], now: datetime
) -> TrackerSettings:
    """
    Change what becomes what. Raises PreconditionFailed, Invalid, NotFound, Forbidden.

    `values` has all of team, project, areas, labels, priorities, shares_customer, shares_revenue,
    drafts_answers and answers; automatic_kinds and automatic_a_day stay as they are where they are left out.
    """
    require(actor, "issue.configure")
    row = _connection(connection_id)
    TrackerSettings.objects.get_or_create(connection=row)
    found = TrackerSettings.objects.select_for_update(of=("self",)).get(connection=row)
    refuse_overtaken(expected=expected, newest=found.version, what="settings", how="saved")
    _check(found.catalog, values)
    found.team, found.project = values["team"], values["project"]
    found.rules = {name: values[name] for name in ("areas", "labels", "priorities")}
    found.shares_customer, found.shares_revenue = values["shares_customer"], values["shares_revenue"]
    found.drafts_answers, found.answers = values["drafts_answers"], values["answers"]
    found.automatic_kinds = list(dict.fromkeys(values.get("automatic_kinds", found.automatic_kinds)))
    found.automatic_a_day = values.get("automatic_a_day", found.automatic_a_day)
    found.version += 1
    found.changed_by_id, found.changed_at = actor.user_id, now
    found.save()
    audit.record(
        actor=actor,
        action="issues.settings_changed",
        target=f"connection:{row.pk}",
        data={"version": found.version, "automatic": found.automatic_kinds},
        now=now,
    )
    return found


def _check(catalog: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    wrong = _wrong_places(catalog, values) | _wrong_values(catalog, values)
    if wrong:
        raise Invalid("Some of this does not fit what the tracker has.", errors=wrong)


def _by_id(catalog: Mapping[str, Any], name: str) -> dict[str, list[str]]:
    return {one["id"]: one["teams"] for one in catalog.get(name, [])}


def _wrong_places(catalog: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, list[str]]:
    teams, projects = _by_id(catalog, "teams"), _by_id(catalog, "projects")
    wrong: dict[str, list[str]] = {}
    if values["team"] and values["team"] not in teams:
        wrong["team"] = ["The tracker has no such team."]
    if values["project"] and values["team"] not in (projects.get(values["project"]) or []):
        wrong["project"] = ["The team has no such project."]
    if len(values["areas"]) > MAX_AREAS:
        wrong["areas"] = [f"At most {MAX_AREAS}."]
    for area in values["areas"]:
        project = area["project"]
        if area["team"] not in teams or (project and area["team"] not in (projects.get(project) or [])):
            wrong["areas"] = [f"{area['area']}: the tracker has no such team or project."]
    return wrong


def _wrong_values(catalog: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, list[str]]:
    labels, wrong = _by_id(catalog, "labels"), {}
    for kind, chosen in values["labels"].items():
        if kind not in TicketType.values or not set(chosen) <= labels.keys():
            wrong["labels"] = [f"{kind}: the tracker has no such label."]
    for ours, theirs in values["priorities"].items():
        if ours not in Priority.values or not 0 <= theirs <= 4:
            wrong["priorities"] = [f"{ours}: choose none or one from 1 to 4."]
    if strange := set(values.get("automatic_kinds", ())) - set(TicketType.values):
        wrong["automatic_kinds"] = [f"{min(strange)}: no type of ticket."]
    for language, text in values["answers"].items():
        if language not in LANGUAGES or len(text) > MAX_ANSWER:
            wrong["answers"] = [f"{language}: at most {MAX_ANSWER} characters, in en or de."]
    return wrong


def webhook_ask(*, actor: Actor, connection_id: int, now: datetime) -> None:
    """
    Ask the tracker for webhooks, signed with a new secret of ours. Must not run within a transaction.

    Raises Invalid while no team is chosen that could send them, NotFound, Forbidden, and what a change
    raises; a tracker may allow it to its admins only.
    """
    require(actor, "issue.configure")
    row = _connection(connection_id)
    tracker, secret = trackers.get(row.system), f"wh_{secrets.token_hex(24)}"
    teams = teams_in_use(row.pk) if tracker.reads_by_team else [""]
    if not teams:
        raise Invalid("Choose first where issues go.", errors={"team": ["Choose one."]})
    looks = {team: tracker.webhooks(team) for team in teams}
    there = {
        team: connections.read(connection_id=row.pk, call=look).data if look is not None else None
        for team, look in looks.items()
    }
    # Known before the tracker may use it.
    connections.hook_secret_set(actor=actor, connection_id=row.pk, secret=secret, now=now)
    url = f"{settings.PUBLIC_URL}/hooks/systems/{row.hook_key}"
    for team in teams:
        call = tracker.webhook(
            hook_id=str(uuid.uuid4()), url=url, secret=secret, team=team, there=there[team]
        )
        key = f"hook:{uuid.uuid4()}"
        keyed = Call(call.method, call.path, call.purpose, body=call.body, key=key, is_read=False)
        connections.send_now(connection_id=row.pk, call=keyed)
    audit.record(actor=actor, action="issues.webhooks_asked", target=f"connection:{row.pk}", now=now)


def mapped(found: TrackerSettings, *, area: str, kind: str, priority: str) -> dict[str, Any]:
    """Team, project, labels and priority at the tracker for a ticket."""
    rules = found.rules
    for_area = next((one for one in rules.get("areas", []) if one["area"] == area), None)
    team = for_area["team"] if for_area else found.team
    project = for_area["project"] if for_area else found.project
    known = {one["id"]: one["teams"] for one in found.catalog.get("labels", [])}
    labels = [
        one
        for one in rules.get("labels", {}).get(kind, [])
        if one in known and (not known[one] or team in known[one])
    ]
    usual = {"P1": 1, "P2": 2, "P3": 3, "P4": 4}
    return {
        "team": team,
        "project": project,
        "labels": labels,
        "priority": rules.get("priorities", {}).get(priority, usual.get(priority, 0)),
    }
