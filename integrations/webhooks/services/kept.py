"""The stream of events and the log of their deliveries: ids and facts, among them the subject of a ticket."""

from django.db.models import Q

from core.kept import Table, Tickets
from integrations.webhooks.models import Delivery, StreamEvent


def _subject(tickets: Tickets) -> Q:
    return Q(subject__in=[f"ticket:{number}" for number in sorted(tickets)])


KEEPERS = (
    Table("webhooks", StreamEvent, by=_subject, documents=("body",)),
    Table("webhooks", Delivery, by=_subject, documents=("body",), text=("answer", "error"), json=("tries",)),
)
