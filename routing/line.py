"""The waiting line: who is next, and when work must leave its holder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.wording import say
from tickets.channels import LIVE

# Each such span counts like one step of priority, so nothing waits forever behind newer work.
STEP_UP = timedelta(hours=4)
ESCALATED_STEPS = 2


@dataclass(frozen=True)
class Place:
    """A ticket in the line; `eligible_at` is when it began to wait for a person."""

    ticket_id: int
    priority: str
    eligible_at: datetime
    due_at: datetime | None = None
    is_escalated: bool = False


def in_line(places: Sequence[Place], now: datetime) -> list[Place]:
    """
    The places in the order in which they are given to people.

    By priority, raised one step for every STEP_UP of waiting and two for an escalation; then by earliest due
    time, then by longest wait.
    """
    return sorted(places, key=lambda place: _key(place, now))


def _key(place: Place, now: datetime) -> tuple[int, float, datetime, int]:
    waited = max(now - place.eligible_at, timedelta())
    rank = int(place.priority[1:]) - waited // STEP_UP - (ESCALATED_STEPS if place.is_escalated else 0)
    due = place.due_at.timestamp() if place.due_at else float("inf")
    return rank, due, place.eligible_at, place.ticket_id


def is_chat(channel: str) -> bool:
    """Whether the customer is waiting online: such work counts against the chat capacity."""
    return channel in LIVE


def must_hand_on(
    *,
    presence: str,
    is_active: bool,
    can_answer: bool = True,
    absence: str = "",
    channel: str,
    has_just_returned: bool,
) -> str:
    """
    Why a ticket whose customer is waiting must leave its agent now; empty if it may stay.

    Somebody away keeps their tickets; away and handing on keeps none, and neither does an `absence`, which is
    its own words ("absent until Monday"). Offline keeps email until it is reopened (`has_just_returned`),
    since its owner will be back; chat cannot wait for that.
    """
    if not is_active:
        return say("inactive")
    if not can_answer:
        return say("cannot_answer")
    if absence:
        return say("is_absent", why=absence)
    if presence == "away_handing_on":
        return say("hands_on")
    if presence == "offline" and (has_just_returned or is_chat(channel)):
        return say("is_offline")
    return ""
