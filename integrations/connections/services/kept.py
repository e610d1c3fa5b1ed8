"""The log of calls to other systems, and the webhooks that came from them."""

from core.kept import Table
from integrations.connections.models import Delivery, HookEvent

KEEPERS = (
    Table(
        "calls", Delivery, by_words=("request_shown", "response_shown"),
        documents=("request_body", "request_shown", "response_shown"), text=("error",), json=("tries",),
    ),
    Table("calls", HookEvent, by_words=("body",), bytes_=("body",), text=("error",)),
)  # fmt: skip
