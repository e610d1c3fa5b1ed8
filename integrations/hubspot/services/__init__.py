"""What HubSpot's side can do."""

from integrations.hubspot.services.mapping import Chosen, Filling, MappingChanged, chosen, mapping_save
from integrations.hubspot.services.outcomes import doubts_settle, outcome_done, outcome_queue
from integrations.hubspot.services.settling import AlreadySettled, conflict_settle, ours_changed
from integrations.hubspot.services.syncing import (
    connections_due,
    events_take,
    sync,
    sync_ask,
    sync_soon,
)
from integrations.hubspot.services.telling_health import health_queue

__all__ = [
    "AlreadySettled",
    "Chosen",
    "Filling",
    "MappingChanged",
    "chosen",
    "conflict_settle",
    "connections_due",
    "doubts_settle",
    "events_take",
    "health_queue",
    "mapping_save",
    "ours_changed",
    "outcome_done",
    "outcome_queue",
    "sync",
    "sync_ask",
    "sync_soon",
]
