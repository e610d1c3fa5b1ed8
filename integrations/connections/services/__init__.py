"""What connections can do; systems call these and nothing behind them."""

from integrations.connections.services.calling import CallRefused, read
from integrations.connections.services.connecting import (
    connection_disconnect,
    connection_pause,
    connection_resume,
    connection_return,
    connection_sign_in,
    connection_with_key,
)
from integrations.connections.services.credentials import ConnectionPaused, credential
from integrations.connections.services.cursors import (
    Lease,
    LeaseLost,
    cursor_advance,
    cursor_finish,
    cursor_lease,
    cursor_restart,
    stream_begin_anew,
    stream_read,
)
from integrations.connections.services.delivering import (
    AlreadySent,
    NotReplayable,
    deliveries_due,
    deliveries_settle,
    delivery_cleared,
    delivery_queue,
    delivery_replay,
    delivery_send,
    send_now,
)
from integrations.connections.services.health import alarms_raise, in_need, problem_of
from integrations.connections.services.hook_intake import (
    NotAnEvent,
    hook_process,
    hook_receive,
    hook_replay,
    hook_secret_end,
    hook_secret_set,
    hook_take,
    hooks_due,
)
from integrations.connections.services.keeping import forget
from integrations.connections.services.sign_in_states import (
    OtherAccount,
    SignInExpired,
    SignInOutcome,
    outcome_of,
    sign_in_begin,
    sign_in_take,
)
from integrations.connections.services.testing import Tested, connection_test

__all__ = [
    "AlreadySent",
    "CallRefused",
    "ConnectionPaused",
    "Lease",
    "LeaseLost",
    "NotAnEvent",
    "NotReplayable",
    "OtherAccount",
    "SignInExpired",
    "SignInOutcome",
    "Tested",
    "alarms_raise",
    "connection_disconnect",
    "connection_pause",
    "connection_resume",
    "connection_return",
    "connection_sign_in",
    "connection_test",
    "connection_with_key",
    "credential",
    "cursor_advance",
    "cursor_finish",
    "cursor_lease",
    "cursor_restart",
    "deliveries_due",
    "deliveries_settle",
    "delivery_cleared",
    "delivery_queue",
    "delivery_replay",
    "delivery_send",
    "forget",
    "hook_process",
    "hook_receive",
    "hook_replay",
    "hook_secret_end",
    "hook_secret_set",
    "hook_take",
    "hooks_due",
    "in_need",
    "outcome_of",
    "problem_of",
    "read",
    "send_now",
    "sign_in_begin",
    "sign_in_take",
    "stream_begin_anew",
    "stream_read",
]
