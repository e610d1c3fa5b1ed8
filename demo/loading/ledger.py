"""What came of the conversations of the demo, as the ledger and the review queue tell it."""

from datetime import datetime, timedelta

from assistant.models import DigestSent
from assistant.services.resolving import ledger_recompute


def load_ledger(*, now: datetime) -> None:
    """Work the ledger out from the stories, as if it had been kept all along."""
    ledger_recompute(now=now, apply=True)
    # This week's digest is long past, like all that happened before.
    monday = (now - timedelta(days=now.weekday())).date()
    DigestSent.objects.get_or_create(monday=monday, defaults={"waiting": 0, "at": now})
