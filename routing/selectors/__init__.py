"""Reads of routing: rules in force, facts about a ticket, people who could take it, decisions."""

from routing.selectors.availability import Availability, absences, availability
from routing.selectors.courses import courses
from routing.selectors.facts import facts_of, handoff_label
from routing.selectors.load import TeamLoad, team_load
from routing.selectors.measures import MAX_SHOWN, Period, measured_tickets, measures
from routing.selectors.past import Past, past_tickets_routed
from routing.selectors.people import (
    Person,
    Room,
    TeamBook,
    candidates_for,
    earlier_holder,
    forget_records,
    infer_team,
    is_dormant,
    load_of,
    pool_of_teams,
    room_now,
    takers,
)
from routing.selectors.reading import (
    Applied,
    Standing,
    applied,
    decision_of,
    escalation_words,
    keys_decided,
    latest_decisions,
    published,
    remembered,
    request_made,
    standing,
    steps_taken,
    ticket_decisions,
    version_find,
    versions,
)
from routing.selectors.rules import InForce, in_force
from routing.selectors.telling import csm_of, leads_of, on_call_now, people_to_tell
from routing.selectors.waiting import stuck_tickets, waiting_tickets

__all__ = [
    "MAX_SHOWN",
    "Applied",
    "Availability",
    "InForce",
    "Past",
    "Period",
    "Person",
    "Room",
    "Standing",
    "TeamBook",
    "TeamLoad",
    "absences",
    "applied",
    "availability",
    "candidates_for",
    "courses",
    "csm_of",
    "decision_of",
    "earlier_holder",
    "escalation_words",
    "facts_of",
    "forget_records",
    "handoff_label",
    "in_force",
    "infer_team",
    "is_dormant",
    "keys_decided",
    "latest_decisions",
    "leads_of",
    "load_of",
    "measured_tickets",
    "measures",
    "on_call_now",
    "past_tickets_routed",
    "people_to_tell",
    "pool_of_teams",
    "published",
    "remembered",
    "request_made",
    "room_now",
    "standing",
    "steps_taken",
    "stuck_tickets",
    "takers",
    "team_load",
    "ticket_decisions",
    "version_find",
    "versions",
    "waiting_tickets",
]
