"""
A playbook about failed imports with two months behind it: what the product sent, whom it was drawn for, and
what the demo's own tickets say came of it. Nothing of the result is written by hand.
"""

import random
from datetime import datetime, timedelta

from core.actors import Actor
from demo.loading.customers import Customers
from insights.services import (
    events_look,
    events_receive,
    firings_judge,
    firings_settle,
    playbook_change,
    playbook_create,
)

DAYS = 56
EVERY = timedelta(days=1)
AT_ONCE = 4
HOUR = 15
"""Of the day in UTC: nobody's quiet hours in Europe, and the morning in America."""


def load_playbooks(*, actor: Actor, customers: Customers, now: datetime) -> None:
    """
    Play two months of failed imports, each at its own time, then switch the playbook off again.

    It is off, so that nobody who tries the widget of the demo meets a message that they do not expect.
    """
    begins = (now - timedelta(days=DAYS)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    row = playbook_create(actor=actor, name="Imports fail", template="failed_imports", now=begins)
    row = playbook_change(actor=actor, playbook_id=row.pk, is_on=True, expected_version=None, now=begins)
    people = sorted(contact.email for contact in customers.contacts.values() if contact.email)
    # Always the same people at the same distance from now.
    chance, number, at = random.Random(4012), 0, begins
    while at < now:
        events = []
        for email in chance.sample(people, min(AT_ONCE, len(people))):
            for minutes in (40, 20, 0):
                number += 1
                events.append(
                    {
                        "id": f"demo-import-{number}",
                        "name": "import.finished",
                        "at": at - timedelta(minutes=minutes),
                        "contact": {"email": email},
                        "properties": {"status": "failed", "file": "events.csv", "row": 1},
                    }
                )
        events_receive(actor=actor, events=events, now=at)
        events_look(now=at)
        # Who was asleep is met in the morning.
        firings_settle(now=min(now, at + timedelta(hours=20)))
        at += EVERY
    firings_judge(now=now)
    playbook_change(actor=actor, playbook_id=row.pk, is_on=False, expected_version=None, now=now)
