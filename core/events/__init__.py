"""
Domain events with a transactional outbox.

`publish` writes the event in the transaction of its change; within a `step` several events are written
together, and those that say more of the same become one. After the commit one task hands them out: it runs
every handler in a transaction of its own with its own receipt, and goes on with what the handlers publish.
Anything left behind by a crash, a failure or a missing broker is sent again by `sweep`.
"""

from core.causing import NOBODY, Cause, caused_by, current_cause
from core.events.declaring import (
    Event,
    EventMeta,
    LiveMessage,
    Subscription,
    subscribe,
    subscribers,
    unsubscribe,
)
from core.events.delivering import (
    deliver,
    deliver_pending,
    hand_out,
    on_their_way,
    send_again,
    sweep,
    undelivered,
)
from core.events.leaving import following, pass_on, pass_on_now
from core.events.publishing import publish, show, silenced, step

__all__ = [
    "NOBODY",
    "Cause",
    "Event",
    "EventMeta",
    "LiveMessage",
    "Subscription",
    "caused_by",
    "current_cause",
    "deliver",
    "deliver_pending",
    "following",
    "hand_out",
    "on_their_way",
    "pass_on",
    "pass_on_now",
    "publish",
    "send_again",
    "show",
    "silenced",
    "step",
    "subscribe",
    "subscribers",
    "sweep",
    "undelivered",
    "unsubscribe",
]
