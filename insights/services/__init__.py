"""Use cases of the insights."""

from insights.services.baselining import baseline_take
from insights.services.following import (
    Rebuilt,
    company_move,
    contact_tickets_touch,
    events_follow,
    facts_fill,
    facts_rebuild,
    facts_refresh,
    facts_settle,
    tickets_touch,
    told_follow,
)
from insights.services.supposing import assumptions_save

__all__ = [
    "Rebuilt",
    "assumptions_save",
    "baseline_take",
    "company_move",
    "contact_tickets_touch",
    "events_follow",
    "facts_fill",
    "facts_rebuild",
    "facts_refresh",
    "facts_settle",
    "tickets_touch",
    "told_follow",
]
