"""Reads of routing: rules in force, facts about a ticket, people who could take it, decisions."""

from routing.selectors.facts import facts_of, handoff_label
from routing.selectors.people import (
    Person,
    Room,
    candidates_for,
    earlier_holder,
    infer_team,
    is_dormant,
    load_of,
    pool_of_teams,
    room_now,
    takers,
)
from routing.selectors.reading import (
    Standing,
    escalation_words,
    latest_decisions,
    published,
    standing,
    ticket_decisions,
)
from routing.selectors.rules import InForce, in_force
from routing.selectors.waiting import stuck_tickets, waiting_tickets

__all__ = [
    "InForce",
    "Person",
    "Room",
    "Standing",
    "candidates_for",
    "earlier_holder",
    "escalation_words",
    "facts_of",
    "handoff_label",
    "in_force",
    "infer_team",
    "is_dormant",
    "latest_decisions",
    "load_of",
    "pool_of_teams",
    "published",
    "room_now",
    "standing",
    "stuck_tickets",
    "takers",
    "ticket_decisions",
    "waiting_tickets",
]
