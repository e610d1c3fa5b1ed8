"""Bulk work goes on in batches, and makes room while something urgent is behind."""

from collections.abc import Iterator

import pytest

from core import pace
from core.ports import Registry


@pytest.fixture(autouse=True)
def _nothing_urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "behind", Registry("behind"))


def of(*sizes: int) -> Iterator[int]:
    left = iter(sizes)
    return pace.batches(lambda: next(left), most=4)


def test_it_goes_on_until_nothing_is_left() -> None:
    assert list(of(200, 200, 3, 0, 200)) == [200, 200, 3]


def test_it_leaves_the_rest_to_the_next_round() -> None:
    assert list(of(5, 5, 5, 5, 5)) == [5, 5, 5, 5]


def test_it_makes_room_after_one_batch_and_is_never_shut_out() -> None:
    pace.behind.add("calm", lambda now: False)
    pace.behind.add("urgent", lambda now: True)
    assert list(of(5, 5, 5)) == [5]
    assert list(of(5, 5, 5)) == [5]
