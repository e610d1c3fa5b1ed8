"""Why a ticket has its priority, named truthfully."""

import pytest

from routing.rules import Outcome, Rule
from routing.score import Part, Score
from routing.selectors import InForce
from routing.services.routing import Route, decide_priority
from tickets.models import Ticket

URGENT = Rule("Outages", then=Outcome(min_priority="P1"))
CALM = Rule("Questions", then=Outcome(min_priority="P3"))


@pytest.mark.parametrize(
    ("points", "rule", "before", "expected"),
    [
        (24, None, "", "P3, score 24 of 100"),
        (24, URGENT, "", "P1 by rule 2, Outages; the score alone is 24 of 100"),
        (24, URGENT, "P1", "P1 by rule 2, Outages; the score alone is 24 of 100"),
        (24, None, "P2", "P2 stays from before; the score is now 24 of 100"),
        (24, CALM, "P2", "P2 stays from before; the score is now 24 of 100"),
        (24, CALM, "P4", "P3, score 24 of 100"),
        (80, URGENT, "P2", "P1, score 80 of 100"),
    ],
)
def test_the_reason_names_what_raised_it(points: int, rule: Rule | None, before: str, expected: str) -> None:
    route = Route(Score((Part("Urgency", points, "high"),)), "T1", before, place=2 if rule else 0, rule=rule)
    decide_priority(route, Ticket(priority=before or "P4"), InForce(), is_first=not before)
    assert route.reasons[-1]["detail"] == expected
    assert route.priority == expected[:2]
