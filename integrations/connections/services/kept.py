"""The log of calls to other systems, and the webhooks that came from them."""

from django.db.models import Q

from core.kept import Table
from integrations.connections.models import Delivery, HookEvent
from integrations.connections.models.delivery import ENDED

KEEPERS = (
    Table(
        # What waits to be sent stays whole: it may be about another ticket.
        "calls", Delivery, among=Q(state__in=ENDED), by_words=("request_shown", "response_shown"),
        documents=("request_body", "request_shown", "response_shown"), text=("error",), json=("tries",),
    ),
    Table("calls", HookEvent, by_words=("body",), bytes_=("body",), text=("error",)),
)  # fmt: skip
