"""Celery entry points of the assistant."""

from contextlib import nullcontext

from celery import shared_task
from django.core.cache import cache

from assistant import services
from assistant.services import (
    approving,
    finding_gaps,
    kept,
    resolving,
    reviewing,
    trying_gaps,
    warning_owners,
)
from core import clock, events, pace, queue
from kb.services.sources import solving

BEAT: dict[str, float] = {
    "assistant.tasks.resend": 10.0,
    "assistant.tasks.learn": 1800.0,
    "assistant.tasks.settle": 10.0,
    "assistant.tasks.digest": 900.0,
    "assistant.tasks.replays": 60.0,
    "assistant.tasks.reviews": 3600.0,
    "assistant.tasks.readers": 21600.0,
    "assistant.tasks.gaps": 30.0,
    "assistant.tasks.acts": 20.0,
    "assistant.tasks.keep_out": 60.0,
}
ALONE_SECONDS = 300
GAP_BATCHES = 4
"""As many in one run: other slow work takes its turn between two runs."""


@shared_task
def run(*, run_id: int, is_urgent: bool = False) -> None:
    """
    Work on one customer message, then hand out what came of it; safe to repeat.

    While somebody in front of a screen waits, the background work of this process stands by.
    """
    if not is_urgent:
        queue.stand_by()
    try:
        with events.following() as more, queue.ahead() if is_urgent else nullcontext():
            services.run_execute(run_id=run_id, now=clock.now())
    finally:
        events.hand_out(more.event_ids)


@shared_task
def resend() -> int:
    """Send again what a crash, a failure or a missing broker left behind."""
    stale = services.runs_resend(now=clock.now())
    for run_id in stale:
        queue.enqueue("assistant.tasks.run", run_id=run_id, is_urgent=False)
    return len(stale)


@shared_task
def learn() -> list[str]:
    """Train the classifiers again where labels have changed."""
    return services.heads_train(now=clock.now())


@shared_task
def settle() -> int:
    """Work out what became of the conversations that are due; returns how many."""
    return resolving.conversations_settle(now=clock.now())


@shared_task
def digest() -> bool:
    """Tell who may review what waits for them, once a week."""
    return reviewing.digest_send(now=clock.now())


@shared_task
def replay(*, replay_id: int) -> None:
    """Go on with a replay, then queue the rest; safe to repeat."""
    key = f"assistant:replay:{replay_id}"
    # Two at once would do no harm but pay twice; without the cache they may.
    if not cache.add(key, True, timeout=ALONE_SECONDS):
        return
    try:
        goes_on = services.replay_work(replay_id=replay_id, now=clock.now())
    finally:
        cache.delete(key)
    if goes_on:
        queue.enqueue("assistant.tasks.replay", queue.SLOW, replay_id=replay_id)


@shared_task
def replays() -> int:
    """Go on with replays that a crash or a missing broker left behind."""
    stale = services.replays_resume(now=clock.now())
    for replay_id in stale:
        queue.enqueue("assistant.tasks.replay", queue.SLOW, replay_id=replay_id)
    return len(stale)


@shared_task
def reviews() -> int:
    """Tell owners of boundaries that are due for a review."""
    return services.reviews_tell(now=clock.now())


@shared_task
def readers() -> int:
    """Tell owners of articles whose readers still had to ask."""
    return warning_owners.owners_warn(now=clock.now())


@shared_task
def gaps() -> int:
    """Look at tickets that show what the documentation lacks; returns how many. One run at a time."""
    key = "assistant:gaps"
    if not cache.add(key, True, timeout=ALONE_SECONDS):
        return 0
    try:
        return sum(pace.batches(lambda: finding_gaps.gaps_find(now=clock.now()), most=GAP_BATCHES))
    finally:
        cache.delete(key)


@shared_task
def try_gap(*, gap_id: int) -> bool:
    """Try a gap's article on its tickets; safe to repeat."""
    return trying_gaps.gap_try_work(gap_id=gap_id)


@shared_task
def act(*, call_id: int) -> bool:
    """Do an approved action, once; safe to repeat."""
    return approving.call_execute(call_id=call_id, now=clock.now())


@shared_task
def acts() -> int:
    """End the actions that dead workers left, and queue again those that never began."""
    waiting = approving.calls_settle(now=clock.now())
    for call_id in waiting:
        queue.enqueue("assistant.tasks.act", call_id=call_id)
    return len(waiting)


@shared_task
def keep_out() -> int:
    """Take back what was made of tickets that are kept out by now: vectors and articles; returns how many."""
    return kept.evidence_keep_out() + solving.tickets_keep_out(now=clock.now())
