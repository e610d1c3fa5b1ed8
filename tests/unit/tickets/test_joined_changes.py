"""Several changes of a ticket in one step of work, told as one."""

from typing import Any

import pytest

from tickets.events import NoteAdded, TicketChanged

A, B = "staff:1", "system"


def changed(by_ref: str = A, *, ticket_id: int = 7, **changes: list[Any]) -> TicketChanged:
    return TicketChanged(ticket_id=ticket_id, changes=changes, by_ref=by_ref)


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ({"team": [None, 1]}, {"tier": ["", "T2"]}, {"team": [None, 1], "tier": ["", "T2"]}),
        ({"team": [None, 1]}, {"team": [1, 2]}, {"team": [None, 2]}),
        ({"team": [None, 1], "tier": ["", "T1"]}, {"team": [1, None]}, {"tier": ["", "T1"]}),
        ({"tags": [["a"], ["a", "b"]]}, {"tags": [["a", "b"], ["a", "c"]]}, {"tags": [["a"], ["a", "c"]]}),
        ({"is_spam": [False, True]}, {"is_spam": [True, False]}, {}),
        ({}, {"status": ["new", "open"]}, {"status": ["new", "open"]}),
    ],
)
def test_from_the_first_value_to_the_last(
    first: dict[str, list[Any]], second: dict[str, list[Any]], whole: dict[str, list[Any]]
) -> None:
    one, other = (TicketChanged(ticket_id=7, changes=of, by_ref=A) for of in (first, second))
    assert one.joined(other) == TicketChanged(ticket_id=7, changes=whole, by_ref=A)


def test_changes_by_others_of_others_and_other_events_stay_apart() -> None:
    one = changed(team=[None, 1])
    assert one.joined(changed(B, tier=["", "T1"])) is None
    assert one.joined(changed(ticket_id=8, tier=["", "T1"])) is None
    assert one.joined(NoteAdded(ticket_id=7, entry_id=1, by_ref=A, mentions=[])) is None


def test_screens_get_the_newest_row_with_all_lines() -> None:
    rows = TicketChanged.joined_data(
        {"ticket": {"version": 2}, "entry": {"id": 1}, "entries": [{"id": 1}, {"id": 2}]},
        {"ticket": {"version": 3}, "entry": {"id": 5}, "entries": [{"id": 5}]},
    )
    assert rows == {
        "ticket": {"version": 3},
        "entry": {"id": 1},
        "entries": [{"id": 1}, {"id": 2}, {"id": 5}],
    }
    assert TicketChanged.joined_data({"ticket": 1}, {"ticket": 2}) == {"ticket": 2}
