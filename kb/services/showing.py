"""What "Show me" tells back: whether the element of a step was there. Nothing of who looked is kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.errors import NotFound
from kb import selectors
from kb.audience import Reader
from kb.models import StepMiss
from kb.selectors.steps import published_steps
from people.models import Brand


@transaction.atomic
def step_looked(
    *, reader: Reader, brand: Brand, slug: str, selector: str, is_found: bool, now: datetime
) -> None:
    """
    Count one look for the element of a step that readers of an article get.

    Raises NotFound for an article that this reader does not get, and for a selector that it does not have.
    """
    article = selectors.help_article(reader=reader, brand=brand, slug=slug)
    steps = published_steps(reader=reader, brand=brand, slugs=[slug]).get(slug, [])
    if selector not in {step["selector"] for step in steps}:
        raise NotFound("There is no such step.")
    StepMiss.objects.bulk_create([StepMiss(article=article, selector=selector)], ignore_conflicts=True)
    row = StepMiss.objects.filter(article=article, selector=selector)
    if is_found:
        row.update(shown=F("shown") + 1)
    else:
        row.update(shown=F("shown") + 1, missing=F("missing") + 1, missed_at=now)
