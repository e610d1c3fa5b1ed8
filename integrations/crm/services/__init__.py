"""What the side of CRMs can do."""

from integrations.crm.services.mapping import Chosen, Filling, MappingChanged, chosen, mapping_save
from integrations.crm.services.outcomes import doubts_settle, outcome_done, outcome_queue
from integrations.crm.services.settling import AlreadySettled, conflict_settle, ours_changed
from integrations.crm.services.syncing import (
    changed_there,
    connections_due,
    sync,
    sync_ask,
    sync_soon,
)
from integrations.crm.services.telling_health import health_queue

__all__ = [
    "AlreadySettled",
    "Chosen",
    "Filling",
    "MappingChanged",
    "changed_there",
    "chosen",
    "conflict_settle",
    "connections_due",
    "doubts_settle",
    "health_queue",
    "mapping_save",
    "ours_changed",
    "outcome_done",
    "outcome_queue",
    "sync",
    "sync_ask",
    "sync_soon",
]
