"""
Working off the stored mail of a mailbox, in batches: each mail a transaction of its own, and what a batch has
in common read once.

While one mail is written, the process that parses works on the next one.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from core import clock, events, queue
from integrations.email.models import InboundMail, InboundState, Mailbox
from integrations.email.selectors.mail_facts import Here, here
from integrations.email.services import receiving
from integrations.email.services.claiming import claim, mailbox_of
from integrations.email.services.locking import Work, mailbox_lock
from integrations.email.services.receiving import Begun

# As many mails as may wait for the work that they set in motion: screens show them at once.
BATCH = 20


def mailbox_process(*, mailbox_id: int, limit: int = 500) -> int:
    """
    Process the mailbox's waiting mail to the end, oldest first, so that an answer finds what it answers.

    One process at a time for each mailbox; returns how many mails were worked on. Each mail is its own
    transaction. What they set in motion is handed out together, a batch at a time.
    """
    done = 0
    with mailbox_lock(Work.READ, mailbox_id) as is_ours:
        if not is_ours:
            return 0
        _take_over(mailbox_id)
        due = Q(state=InboundState.FETCHED) | Q(state=InboundState.FAILED)
        session = connection.connection
        # Losing the session loses the lock, and somebody else may have it.
        while done < limit and connection.connection is session:
            waiting = InboundMail.objects.filter(
                due, mailbox=mailbox_id, next_attempt_at__lte=clock.now()
            ).order_by("id")
            batch = list(waiting.values_list("pk", "attempts")[: min(BATCH, limit - done)])
            if not batch:
                break
            done += _Batch(mailbox_id).process(batch, session)
    return done


def _take_over(mailbox_id: int) -> None:
    """
    Make whatever a dead process had begun due at once; only for the holder of the lock.

    Otherwise later mail would be parsed first, and an answer would not find what it answers.
    """
    now = clock.now()
    InboundMail.objects.filter(
        mailbox=mailbox_id, state=InboundState.FETCHED, attempts__gt=0, next_attempt_at__gt=now
    ).update(next_attempt_at=now)


class _Batch:
    """Mails of one mailbox, whose settings are read once for all of them."""

    def __init__(self, mailbox_id: int) -> None:
        self.mailbox: Mailbox = mailbox_of(mailbox_id)
        self.here: Here = here()

    def process(self, batch: Sequence[tuple[int, int]], session: object) -> int:
        """
        Mail after mail, as pairs of id and attempts so far, while the lock holds; returns how many.

        Somebody who waits for an answer goes first.
        """
        done = 0
        ahead: dict[int, Begun] = {}
        with events.following() as more, queue.ahead(queue.Rank.ARRIVAL):
            try:
                for at, (inbound_id, attempts) in enumerate(batch):
                    if connection.connection is not session:
                        break
                    queue.stand_by()
                    begun = ahead.pop(inbound_id, None) or self._begin(inbound_id)
                    # A mail that was begun before may have ended the process: the next one has no part in it.
                    for next_id, tries in batch[at + 1 : at + 2]:
                        if not attempts and not tries and (found := self._begin(next_id, is_ahead=True)):
                            ahead[next_id] = found
                    if begun is not None:
                        receiving.begun_process(begun, here=self.here)
                    done += 1
            finally:
                events.pass_on(more)
        return done

    def _begin(self, inbound_id: int, *, is_ahead: bool = False) -> Begun | None:
        claimed = claim(inbound_id, mailbox=self.mailbox, now=clock.now())
        return None if claimed is None else Begun(claimed, is_ahead=is_ahead)
