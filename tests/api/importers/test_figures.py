"""Figures know imported tickets at once, and know nothing of what was taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from insights.models import FactPoint, TicketFacts
from insights.services import facts_fill, facts_rebuild, facts_settle
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.cast import NOW, Cast
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


def stored() -> list[tuple[object, ...]]:
    rows = FactPoint.objects.values_list("facts_id", "measure", "key", "at", "value", "business")
    return sorted(rows, key=str)


def test_facts_of_imported_tickets_are_those_of_their_history(
    bring: Bring, step: Bring, cast: Cast, freeze: Callable[[datetime], datetime]
) -> None:
    freeze(NOW)
    _ = cast.customer
    # The walk over what was there before is long done.
    while facts_fill(now=NOW):
        pass
    found = bring(exports.zendesk())
    facts_settle(now=SOON)
    assert set(TicketFacts.objects.values_list("pk", flat=True)) == set(
        Ticket.objects.values_list("pk", flat=True)
    )
    assert TicketFacts.objects.filter(is_counted=True, opened_at__year=2024).count() == 3
    worked_out = stored()
    assert {"resolution"} <= {str(one[1]) for one in worked_out}
    assert facts_rebuild(now=SOON).differing == ()
    assert stored() == worked_out

    rows = exports.tickets()
    rows[0]["status"] = "solved"
    bring(exports.zendesk(rows))
    facts_settle(now=SOON)
    assert stored() != worked_out
    assert facts_rebuild(now=SOON).differing == ()

    step(found, "undo")
    assert set(TicketFacts.objects.values_list("pk", flat=True)) == set(
        Ticket.objects.values_list("pk", flat=True)
    )
    assert not FactPoint.objects.exclude(facts__in=TicketFacts.objects.all()).exists()
    assert facts_rebuild(now=SOON).differing == ()
