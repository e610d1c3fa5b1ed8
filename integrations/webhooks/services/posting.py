"""Sending: many at once, each webhook a few, in threads that know no database."""

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.db import connections

from core import clock
from core.errors import UpstreamFailed
from integrations.connections import masking, transport
from integrations.webhooks import signing
from integrations.webhooks.models import Delivery, WebhookSecret
from integrations.webhooks.services import claiming, streaming
from integrations.webhooks.services.claiming import Outcome

logger = logging.getLogger(__name__)

MOST_SECONDS = 15.0
SHOWN = 2000
SLOTS = 32
"""Tries of one process under way at a time. They mostly wait."""
BEAT_SECONDS = 1.0
LOOK_SECONDS = 2.0
LOST_SECONDS = 10.0
PAUSE_SECONDS = 5.0
GATHER_SECONDS = 0.02


def secrets_of(deliveries: Sequence[Delivery]) -> dict[int, list[str]]:
    """The live secrets by webhook, the older one first."""
    found: dict[int, list[str]] = {}
    for row in WebhookSecret.objects.filter(webhook__in={one.webhook_id for one in deliveries}):
        found.setdefault(row.webhook_id, []).append(row.secret)
    return found


def post(delivery: Delivery, keys: Sequence[str]) -> Outcome:
    """Send one delivery once. Any 2xx is taken; a redirect is refused, since it was not signed for there."""
    body = delivery.content
    told = {
        "Content-Type": "application/json",
        "User-Agent": "Candor-Webhooks",
        "Candor-Event": delivery.type,
        "Candor-Event-Id": str(delivery.event_id or 0),
        "Candor-Delivery": str(delivery.public_id),
        signing.HEADER: signing.signature(body, keys=keys, now=clock.now()),
    }
    began = time.monotonic()
    try:
        reply = transport.send(
            "POST", delivery.webhook.url, headers=told, content=body, max_seconds=MOST_SECONDS
        )
    except UpstreamFailed as error:
        took = round((time.monotonic() - began) * 1000)
        return Outcome(delivery, error=_shown(error.message, keys, 400), milliseconds=took)
    except Exception as error:
        # Nothing may leave a delivery under way for ever, whatever a receiver thinks of.
        logger.exception("A delivery failed by a fault of ours", extra={"delivery": delivery.pk})
        return Outcome(delivery, error=f"It could not be sent: {type(error).__name__}.")
    answer = _shown(reply.body[: SHOWN * 4].decode("utf-8", "replace"), keys, SHOWN)
    if 200 <= reply.status < 300:
        error_text = ""
    elif 300 <= reply.status < 400:
        error_text = f"It answered {reply.status}, a redirect. Enter the address that it leads to."
    else:
        error_text = f"It answered {reply.status}."
    return Outcome(delivery, reply.status, answer, reply.milliseconds, error_text, dict(reply.headers))


def _shown(text: str, keys: Sequence[str], limit: int) -> str:
    return masking.mask_text(text, secrets=keys, limit=limit)


class Postman:
    """
    Takes events into the stream and sends deliveries, in a thread of its own.

    Receivers may hang: they hold none of the worker's few threads, and each webhook at most a few of these.
    Every worker has one; claims keep them apart.
    """

    def __init__(self, *, slots: int = SLOTS) -> None:
        self._slots = slots
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="webhook")
        self._under_way: set[Future[Outcome]] = set()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._looked = self._settled = self._sequenced = 0.0

    def start(self) -> None:
        """Begin, in a daemon thread."""
        self._thread.start()

    def stop(self, seconds: float = 1.5) -> None:
        """Claim nothing more; what has not been answered by then is sent again later."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=seconds)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def run_until_idle(self) -> int:
        """Do all that can be done now, in this thread; returns how many tries were made."""
        count = 0
        while True:
            moved = streaming.sequence(now=clock.now())
            had_room = not self._under_way
            claimed = self._send(clock.now())
            count += claimed
            self._gather(LOOK_SECONDS)
            if had_room and not moved and not claimed:
                return count

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                is_busy = self._round()
                if self._under_way:
                    self._gather(BEAT_SECONDS)
                elif not is_busy:
                    self._stop.wait(BEAT_SECONDS)
            except Exception:
                # The database may be away. Answers that were not kept are kept after it; twice does no harm.
                logger.warning("Webhooks cannot be sent just now", exc_info=True)
                connections.close_all()
                self._stop.wait(PAUSE_SECONDS)
        connections.close_all()

    def _round(self) -> bool:
        """One look at what there is to do; returns whether there may be more at once."""
        now, moment = clock.now(), time.monotonic()
        if moment - self._settled >= LOST_SECONDS:
            claiming.settle_lost(now=now)
            self._settled = moment
        moved = 0
        if moment - self._sequenced >= BEAT_SECONDS:
            moved = streaming.sequence(now=now)
            # After news there may be more; an idle round waits for the next beat.
            self._sequenced = 0.0 if moved else moment
        is_due = moment - self._looked >= LOOK_SECONDS
        if not (moved or self._under_way or is_due):
            return False
        self._looked = moment
        claimed = self._send(clock.now())
        if claimed:
            self._looked = 0.0
        return bool(moved or claimed)

    def _send(self, now: datetime) -> int:
        rows = claiming.claim(limit=self._slots - len(self._under_way), now=now)
        keys = secrets_of(rows) if rows else {}
        for row in rows:
            self._under_way.add(self._threads.submit(post, row, keys.get(row.webhook_id, [])))
        return len(rows)

    def _gather(self, seconds: float) -> None:
        """Wait for answers, and keep those that came, several together."""
        if not self._under_way:
            return
        done, _ = wait(self._under_way, timeout=seconds, return_when=FIRST_COMPLETED)
        if done and len(done) < len(self._under_way):
            more, _ = wait(self._under_way, timeout=GATHER_SECONDS)
            done |= more
        if done:
            claiming.record([one.result() for one in done], now=clock.now())
            self._under_way -= done
            # There is room again.
            self._looked = 0.0
