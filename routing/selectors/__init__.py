"""Reads of routing: rules in force, facts of a ticket, people who could take it, decisions."""

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
from routing.selectors.reading import decision_json, latest_routing, rules_json, settings_json, ticket_routing
from routing.selectors.rules import InForce, in_force
from routing.selectors.waiting import stuck_tickets, waiting_tickets

__all__ = [
    "InForce",
    "Person",
    "Room",
    "candidates_for",
    "decision_json",
    "earlier_holder",
    "facts_of",
    "handoff_label",
    "in_force",
    "infer_team",
    "is_dormant",
    "latest_routing",
    "load_of",
    "pool_of_teams",
    "room_now",
    "rules_json",
    "settings_json",
    "stuck_tickets",
    "takers",
    "ticket_routing",
    "waiting_tickets",
]
