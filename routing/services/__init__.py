"""Writes of routing: decide, assign, hand on, escalate, correct, configure."""

from routing.services.assigning import queue_drain, ticket_assign, ticket_offer
from routing.services.configuring import rules_publish, rules_restore
from routing.services.correcting import routing_feedback
from routing.services.escalating import (
    escalation_foresee,
    ticket_ask_escalation,
    ticket_escalate,
    ticket_escalate_on,
)
from routing.services.handing_on import (
    person_hand_on,
    ticket_check_holder,
    ticket_reset,
    ticket_returned,
)
from routing.services.routing import ticket_pin, ticket_route
from routing.services.trying import rules_try, ticket_try

__all__ = [
    "escalation_foresee",
    "person_hand_on",
    "queue_drain",
    "routing_feedback",
    "rules_publish",
    "rules_restore",
    "rules_try",
    "ticket_ask_escalation",
    "ticket_assign",
    "ticket_check_holder",
    "ticket_escalate",
    "ticket_escalate_on",
    "ticket_offer",
    "ticket_pin",
    "ticket_reset",
    "ticket_returned",
    "ticket_route",
    "ticket_try",
]
