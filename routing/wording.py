"""
The sentences in which routing explains itself.

Each has a code, by which the workspace says the same in its reader's language (`reasons` of
`frontend/src/shared/locales`; a test holds the two together).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.wording import Worded

WORDS: dict[str, str] = {
    # Why somebody cannot take it.
    "absent": "absent until {until}",
    "out_of_hours": "outside working hours",
    "out_of_hours_until": "outside working hours until {until}",
    "declined": "handed it back",
    "full": "full, {load} of {capacity}",
    "lacks": "lacks {what}",
    # Why this person.
    "had_before": "had it before",
    "holds": "holds {load} of {capacity}",
    # Why a person at all.
    "opened": "Opened for the customer",
    "wrote_again": "The customer wrote again",
    "snooze_ended": "Its snooze has ended",
    "merged": "A ticket that waits for a person was merged into it",
    "not_answered": "Nobody has answered yet",
    # Why it leaves its holder.
    "leaves": "{name} {why}",
    "inactive": "does not work here any more",
    "cannot_answer": "cannot answer customers any more",
    "is_absent": "is {why}",
    "hands_on": "is away and hands on",
    "is_offline": "is offline",
    # Why it escalates.
    "mood": "The customer is less and less happy, {count} messages in a row",
    "repeated": "{contacts} tickets of this person in {days} days",
    "at_risk": "An upset customer, {risk}",
    "asks_help": "{name} asks for help",
    "asks_help_note": "{name} asks for help: {note}",
    # Where it belongs.
    "rule": "Rule {place}, {name}",
    "routing": "Routing",
    "no_room_for_tags": "no room for {tags}",
    "held": "somebody has it, so tier and team stay",
    "by_person": "{what}, set by a person",
    "by_escalation": "{what}, by escalation",
    "team_by_person": "set by a person",
    "from_score": "{priority}, score {total} of 100",
    "from_rule": "{priority} by rule {place}, {name}; the score alone is {total} of 100",
    "stays_from_before": "{priority} stays from before; the score is now {total} of 100",
    "nothing_higher": "{tier}, nothing points higher",
    "team_empty": "{team} has nobody who can answer",
    "team_below": "{team}, as nobody answers {tier}",
    "team_knows": "{team} has people who know this",
    "team_of_tier": "{team} takes {tier} work",
    "tried": "the assistant tried",
    "tried_times": "the assistant tried {count} times",
    # What an escalation did.
    "from_to": "{old} to {new}",
    "nobody_in_team": "nobody in {team} can answer",
    "nobody_free": "nobody who should get it can take it now",
    "to": "to {name}",
    "to_from": "to {name}, from {holder}",
    "by_choice": "{name}, who has it by choice",
    "no_csm": "the lead, as none is known",
    "csm_cannot": "the lead, as {name} cannot take it now",
    # The lines of the timeline.
    "waiting_in": "Waiting: nobody in {team} can take it now.",
    "waiting": "Waiting: nobody in the teams can take it now.",
    # The lines of the score.
    "quotes": "{detail}, quotes {quote}",
    "unknown": "Not known",
    "urgency_normal": "Nothing said, taken as normal",
    "renews": "renews in {days} days",
    "health": "health {health}",
    "no_account": "No account data",
    "just_arrived": "Just arrived",
}
ALSO = (
    "affected", "assigned", "assigned_to", "clock_missed", "clock_used", "complexity", "corrected",
    "feedback", "handoff", "knows", "list", "moment", "nobody_with", "presence", "request", "revenue",
    "routed", "segment", "sentiment", "team_named", "team_solved", "type", "urgency", "waited",
)  # fmt: skip
"""Codes whose English is put together where they are said."""


def say(code: str, **params: Any) -> Worded:
    """The sentence of a code with its parameters."""
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in params.items()}
    return Worded(WORDS[code].format(**shown), code, **params)


def listed(items: Sequence[str]) -> str:
    """Several details on one line."""
    return items[0] if len(items) == 1 else Worded(", ".join(items), "list", items=list(items))


def revenue(arr: float | Decimal) -> Worded:
    """What a customer pays in a year, in USD."""
    return Worded(f"${arr:,.0f} a year", "revenue", arr=round(arr))
