"""The stream of events and the log of their deliveries: ids and facts, among them the subject of a ticket."""

from django.db.models import Q

from core.kept import Table
from integrations.webhooks.models import Delivery, StreamEvent


def _subject(number: int) -> Q:
    return Q(subject=f"ticket:{number}")


KEEPERS = (
    Table("webhooks", StreamEvent, by=_subject, documents=("body",)),
    Table("webhooks", Delivery, by=_subject, documents=("body",), text=("answer", "error"), json=("tries",)),
)
