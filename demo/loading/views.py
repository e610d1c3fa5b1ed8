"""Saved views, and the small traces of people at work: drafts, followers and what was read."""

from datetime import datetime

from demo.loading.staff import Organization
from tickets.macro_starters import STARTERS
from tickets.models import Follower, Ticket
from tickets.services import draft_save, macros_take_starters, ticket_mark_read, view_save

WIDE = ["number", "subject", "company", "segment", "priority", "tier", "assignee", "sla", "channel"]
SHARED = (
    ("My queue", "assignee:me status:unresolved", "due"),
    ("No owner", "is:unassigned status:unresolved -handler:assistant", "due"),
    ("At risk", "sla:soon,breached status:unresolved", "due"),
    ("At risk, Enterprise", "segment:enterprise sla:soon,breached status:unresolved", "due"),
    ("Unresolved", "status:unresolved", "-last_activity"),
    ("Assistant is on it", "handler:assistant status:unresolved", "-last_activity"),
    ("Waiting on engineering", "tier:T3 status:unresolved", "-last_activity"),
    ("Linked to DATA-2231", "tag:data-2231", "-last_activity"),
    ("Reopened", "is:reopened status:unresolved", "-last_activity"),
    ("Solved in seven days", "status:resolved,closed updated:7d", "-last_activity"),
)
TEAM = (
    ("Pipelines", "pipelines"),
    ("Dashboards", "dashboards"),
    ("Identity", "identity"),
    ("Billing", "billing"),
)
PERSONAL = (("Mine, waiting for them", "assignee:me status:pending", "-last_activity"),)
DRAFTS = (
    (
        48191,
        "owner",
        "<p>Hi Jonas, thank you, that is all I needed. I have taken the four seats out for that month; the "
        "corrected invoice comes by email today, well before your payment run.</p>",
    ),
    (
        48213,
        "owner",
        "<p>Hi Helen, Dev. The key change left our session on the old key. Dev's grant fixed that and the "
        "connection has been green since, so I am starting a backfill of the missing days now.</p>",
    ),
)
FOLLOWERS = ((48213, "maya"), (48213, "sofia"), (48197, "sofia"), (48218, "kofi"), (48203, "hanna"))
READ = ((48213, "owner"), (48221, "owner"), (48191, "owner"), (48166, "maya"), (48203, "priya"))


def load_macros(organization: Organization, *, now: datetime) -> None:
    """Take the macros that are offered to begin with."""
    keys = [starter.key for starter in STARTERS]
    macros_take_starters(actor=organization.actors["owner"], keys=keys, now=now)


def load_views(organization: Organization) -> None:
    """Save the views of everybody, of teams and of single people."""
    owner = organization.actors["owner"]
    for position, (name, query, sort) in enumerate(SHARED):
        values = {"name": name, "query": query, "sort": sort, "position": position, "columns": WIDE}
        view_save(actor=owner, values=values | {"kind": "shared"})
    for position, (name, slug) in enumerate(TEAM, start=40):
        values = {
            "name": name,
            "query": f"team:{slug} status:unresolved",
            "sort": "due",
            "position": position,
            "kind": "team",
            "team_id": organization.teams[slug].pk,
            "columns": WIDE,
        }
        view_save(actor=owner, values=values)
    for key in ("owner", "maya", "priya"):
        for position, (name, query, sort) in enumerate(PERSONAL, start=60):
            values = {"name": name, "query": query, "sort": sort, "position": position, "columns": WIDE}
            view_save(actor=organization.actors[key], values=values)


def load_traces(organization: Organization, *, now: datetime) -> None:
    """Leave drafts, followers and read marks on the featured tickets."""
    for number, key, body in DRAFTS:
        draft_save(
            actor=organization.actors[key],
            ticket_id=number,
            kind="public",
            body=body,
            version=None,
            now=now,
        )
    known = set(
        Ticket.objects.filter(pk__in=[number for number, _ in FOLLOWERS]).values_list("pk", flat=True)
    )
    Follower.objects.bulk_create(
        Follower(ticket_id=number, user=organization.users[key])
        for number, key in FOLLOWERS
        if number in known
    )
    for number, key in READ:
        ticket_mark_read(actor=organization.actors[key], ticket_id=number, now=now)
