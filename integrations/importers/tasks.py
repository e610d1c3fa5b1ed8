"""Celery entry points of imports."""

from celery import shared_task

from core import clock
from integrations.importers import services


@shared_task
def work(*, import_id: int) -> bool:
    """Work on in an import for a while, then let others take their turn; returns whether there is more."""
    is_more = services.import_work(import_id=import_id)
    if is_more:
        work.delay(import_id=import_id)
    return is_more


@shared_task
def sweep() -> None:
    """Go on with what a worker left behind."""
    for import_id in services.imports_waiting():
        work.apply_async(kwargs={"import_id": import_id}, expires=25)


@shared_task
def clean() -> int:
    """Delete uploads that nobody needs any more; returns how many."""
    return services.files_clean(now=clock.now())
