"""Service levels of the demo: the shipped ones, with office hours for the smaller customers."""

from datetime import datetime
from typing import Any

from core.actors import Actor
from demo.loading.customers import Customers
from demo.pace import (
    AROUND_THE_CLOCK,
    CHATS,
    CLOSES,
    OPENS,
    SUPPORT,
    SUPPORT_ZONE,
    WORKDAYS,
    target,
)
from demo.story import Story
from sla.rendering import calendars_json, policies_json, time_text
from sla.services import calendars_replace, policies_replace

CONTRACT = "Kestrel Freight, contract"
MINUTE = 60
# First and next reply in a chat: their contract is slower than the Enterprise default, but round the clock.
CONTRACT_CHAT = {"P1": (15, 30), "P2": (15, 30), "P3": (30, 60), "P4": (30, 60)}


def load_levels(*, actor: Actor, customers: Customers, now: datetime) -> None:
    """Publish the calendar of the support desk and the policies that use it."""
    desk = {
        "name": SUPPORT.name,
        "timezone": SUPPORT_ZONE,
        "holiday_region": "",
        "intervals": [
            {"weekday": day, "opens": time_text(OPENS), "closes": time_text(CLOSES)}
            for day in range(WORKDAYS)
        ],
    }
    calendars_replace(actor=actor, data=[*calendars_json(), desk], now=now)
    desk_id = next(row["id"] for row in calendars_json() if row["name"] == SUPPORT.name)
    policies = policies_json()
    for policy in policies:
        segments = policy["conditions"].get("segments", [])
        if not set(segments) & set(AROUND_THE_CLOCK):
            policy["calendar_id"] = desk_id
    enterprise = next(row for row in policies if "enterprise" in row["conditions"].get("segments", []))
    contract = _contract(enterprise, customers.companies["kestrel"].pk)
    policies_replace(actor=actor, data=[contract, *policies], now=now)


def reply_seconds(story: Story, *, is_first: bool) -> int:
    """The seconds within which a person is promised for the next reply."""
    if story.company.key == "kestrel" and story.channel in CHATS:
        return CONTRACT_CHAT[story.priority][0 if is_first else 1] * MINUTE
    return target(story.company.segment, story.channel, story.priority, is_first=is_first)[0]


def _contract(enterprise: dict[str, Any], company_id: int) -> dict[str, Any]:
    targets = [
        row | {"first_reply": first * MINUTE, "next_reply": following * MINUTE, "always_open": True}
        if row["channel"] == "chat"
        else row
        for row in enterprise["targets"]
        for first, following in [CONTRACT_CHAT[row["priority"]]]
    ]
    return enterprise | {
        "id": None,
        "name": CONTRACT,
        "conditions": {"companies": [company_id]},
        "targets": targets,
    }
