"""Celery entry points of the knowledge base."""

import logging

from celery import shared_task
from django.core.cache import cache

from core import clock
from kb.encoding.client import EncoderAway
from kb.services.encoding import passages_encode
from kb.services.images import images_clean
from kb.services.indexing import passages_embed
from kb.services.pacing import reviews_pace
from kb.services.reading import reads_follow
from kb.services.reminding import reviews_remind
from kb.services.searching import searches_follow
from kb.services.sources import STEPS, source_work, sources_clean
from kb.services.sources import sources_due as due

logger = logging.getLogger(__name__)

BEAT: dict[str, float] = {
    "kb.tasks.embed": 30.0,
    "kb.tasks.encode": 30.0,
    "kb.tasks.sources_due": 60.0,
    "kb.tasks.clean_sources": 3600.0,
    "kb.tasks.clean_images": 3600.0,
    "kb.tasks.remind_reviews": 3600.0,
    "kb.tasks.pace_reviews": 3600.0,
    "kb.tasks.follow": 60.0,
}

ENCODING = "kb.encoding"
ENCODING_SECONDS = 300
BATCHES = 10
"""As many in one run: other slow work takes its turn between two runs."""


@shared_task
def embed() -> int:
    """Make vectors for new passages, and for all of them after a change of engine; returns how many."""
    made = 0
    while batch := passages_embed(now=clock.now()):
        made += batch
    return made


@shared_task
def encode() -> int:
    """
    Make vectors of sentences for new passages, and for all of them after a change; returns how many.

    One run at a time: two would encode the same passages.
    """
    if not cache.add(ENCODING, 1, timeout=ENCODING_SECONDS):
        return 0
    made = 0
    try:
        for _ in range(BATCHES):
            batch = passages_encode()
            made += batch
            if not batch:
                break
        else:
            encode.delay()
    except EncoderAway as away:
        logger.info("Passages wait for the encoders: %s", away)
    finally:
        cache.delete(ENCODING)
    return made


@shared_task
def read_source(*, source_id: int) -> bool:
    """Read on in a source for a while, then let others take their turn; returns whether there is more."""
    is_more = source_work(source_id=source_id, steps=STEPS)
    if is_more:
        read_source.delay(source_id=source_id)
    return is_more


@shared_task
def sources_due() -> int:
    """Begin what is due by schedule, and go on with what a worker has left behind; returns how many."""
    return due(now=clock.now())


@shared_task
def clean_sources() -> int:
    """Delete what removed sources have left; returns how many rows."""
    deleted = 0
    for _ in range(50):
        batch = sources_clean()
        deleted += batch
        if not batch:
            break
    return deleted


@shared_task
def clean_images() -> int:
    """Delete images that no version of an article shows; returns how many went."""
    return images_clean(now=clock.now())


@shared_task
def pace_reviews() -> int:
    """Let review intervals follow how fast the areas move; returns how many changed."""
    return reviews_pace(now=clock.now())


@shared_task
def remind_reviews() -> int:
    """Remind owners of articles that are past their review; returns how many."""
    reminded = 0
    while batch := reviews_remind(now=clock.now()):
        reminded += batch
    return reminded


@shared_task
def follow() -> int:
    """Note which tickets followed searches and readings; returns how many were noted."""
    now = clock.now()
    return searches_follow(now=now) + reads_follow(now=now)
