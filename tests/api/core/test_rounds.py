"""What has to stay where it is keeps nothing behind it from its turn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core import rounds
from core.rounds import in_rounds
from people.models import RetentionRule
from people.services.retaining import retention_run
from tests.cast import NOW, Cast
from tickets import services
from tickets.models import Ticket
from tickets.services import purging, waking

LATER = NOW + timedelta(days=100)
Freeze = Callable[..., object]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at four rows a call is enough to be blocked by."""
    monkeypatch.setattr(rounds, "PAGE", 2)
    monkeypatch.setattr(rounds, "PAGES", 2)


def several(cast: Cast, count: int) -> list[int]:
    return [cast.ticket(subject=f"About {at}").pk for at in range(count)]


def test_each_call_goes_on_behind_the_last_and_begins_anew_at_the_end(cast: Cast) -> None:
    numbers = several(cast, 5)
    due = Ticket.objects.filter(pk__in=numbers)
    assert list(in_rounds("a", due)) == numbers[:4]
    assert list(in_rounds("b", due)) == numbers[:4]
    assert list(in_rounds("a", due)) == numbers[4:]
    assert list(in_rounds("a", due)) == numbers[:4]
    # Whoever has enough goes on behind what they took.
    for number in in_rounds("c", due):
        if number == numbers[1]:
            break
    assert list(in_rounds("c", due)) == numbers[2:]


def test_retention_passes_by_what_waits_for_a_younger_one(cast: Cast, freeze: Freeze, settle: Any) -> None:
    freeze(NOW)
    numbers = several(cast, 7)
    Ticket.objects.filter(pk__in=numbers).update(status="resolved", resolved_at=NOW)
    young = cast.ticket(subject="Still open")
    for number in numbers[:5]:
        services.ticket_merge(actor=cast.actor(cast.agent), source_id=number, target_id=young.pk, now=NOW)
    settle()
    freeze(LATER)
    RetentionRule.objects.create(brand=cast.brand, kind="tickets", days=30, action="delete", changed_at=NOW)
    assert [retention_run(now=LATER) for _ in range(2)] == [0, 2]
    assert set(Ticket.objects.values_list("pk", flat=True)) == {*numbers[:5], young.pk}


def test_the_trash_passes_by_what_cannot_go(
    cast: Cast, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(NOW)
    numbers = several(cast, 6)
    Ticket.objects.filter(pk__in=numbers).update(is_deleted=True, trashed_at=NOW)
    own = purging._purge

    def fails(pk: int, *, now: Any) -> int:
        if pk in numbers[:4]:
            raise RuntimeError("broken")
        return own(pk, now=now)

    monkeypatch.setattr(purging, "_purge", fails)
    assert [services.trash_purge(now=LATER) for _ in range(2)] == [0, 2]


def test_waking_passes_by_what_cannot_wake(
    cast: Cast, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(NOW)
    numbers = several(cast, 6)
    Ticket.objects.filter(pk__in=numbers).update(snoozed_until=NOW)
    own = waking._wake

    def fails(pk: int, *, now: Any) -> bool:
        if pk in numbers[:4]:
            raise RuntimeError("broken")
        return own(pk, now=now)

    monkeypatch.setattr(waking, "_wake", fails)
    assert [services.tickets_wake(now=LATER) for _ in range(2)] == [0, 2]
