"""Use cases of the insights."""

from insights.services.acting import SignalRepeated, signal_change
from insights.services.asking import (
    Answer,
    query_ask,
    query_read,
    question_ask,
    question_forget,
    question_keep,
)
from insights.services.baselining import baseline_take
from insights.services.examining import company_examine, health_day_begin, health_settle
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
from insights.services.noticing import spikes_look
from insights.services.ruling import rules_read, signal_rules_publish
from insights.services.signalling import alerts_send
from insights.services.supposing import assumptions_save
from insights.services.telling import correction_end, outcome_tell, reason_correct, usage_tell
from insights.services.touching import health_touch

__all__ = [
    "Answer",
    "Rebuilt",
    "SignalRepeated",
    "alerts_send",
    "assumptions_save",
    "baseline_take",
    "company_examine",
    "company_move",
    "contact_tickets_touch",
    "correction_end",
    "events_follow",
    "facts_fill",
    "facts_rebuild",
    "facts_refresh",
    "facts_settle",
    "health_day_begin",
    "health_settle",
    "health_touch",
    "outcome_tell",
    "query_ask",
    "query_read",
    "question_ask",
    "question_forget",
    "question_keep",
    "reason_correct",
    "rules_read",
    "signal_change",
    "signal_rules_publish",
    "spikes_look",
    "tickets_touch",
    "told_follow",
    "usage_tell",
]
