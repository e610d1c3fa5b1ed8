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
from insights.services.firing import events_look, firing_consider, firings_settle, records_look
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
from insights.services.judging import firings_judge
from insights.services.noticing import spikes_look
from insights.services.planning import (
    PlaybookNamed,
    playbook_change,
    playbook_create,
    playbook_delete,
    playbook_limits_save,
    playbook_read,
)
from insights.services.reaching import playbook_act
from insights.services.receiving import Received, events_forget, events_receive
from insights.services.reporting import reports_of_pause, reports_send
from insights.services.ruling import rules_read, signal_rules_publish
from insights.services.scheduling import (
    report_change,
    report_schedule,
    report_settings_save,
    report_unschedule,
)
from insights.services.signalling import alerts_send
from insights.services.supposing import assumptions_save
from insights.services.telling import correction_end, outcome_tell, reason_correct, usage_tell
from insights.services.touching import health_touch

__all__ = [
    "Answer",
    "PlaybookNamed",
    "Rebuilt",
    "Received",
    "SignalRepeated",
    "alerts_send",
    "assumptions_save",
    "baseline_take",
    "company_examine",
    "company_move",
    "contact_tickets_touch",
    "correction_end",
    "events_follow",
    "events_forget",
    "events_look",
    "events_receive",
    "facts_fill",
    "facts_rebuild",
    "facts_refresh",
    "facts_settle",
    "firing_consider",
    "firings_judge",
    "firings_settle",
    "health_day_begin",
    "health_settle",
    "health_touch",
    "outcome_tell",
    "playbook_act",
    "playbook_change",
    "playbook_create",
    "playbook_delete",
    "playbook_limits_save",
    "playbook_read",
    "query_ask",
    "query_read",
    "question_ask",
    "question_forget",
    "question_keep",
    "reason_correct",
    "records_look",
    "report_change",
    "report_schedule",
    "report_settings_save",
    "report_unschedule",
    "reports_of_pause",
    "reports_send",
    "rules_read",
    "signal_change",
    "signal_rules_publish",
    "spikes_look",
    "tickets_touch",
    "told_follow",
    "usage_tell",
]
