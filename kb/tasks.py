"""Celery entry points of the knowledge base."""

from celery import shared_task

from core import clock
from kb.services.indexing import passages_embed

BEAT: dict[str, float] = {"kb.tasks.embed": 30.0}


@shared_task
def embed() -> int:
    """Make vectors for new passages, and for all of them after a change of engine; returns how many."""
    made = 0
    while batch := passages_embed(now=clock.now()):
        made += batch
    return made
