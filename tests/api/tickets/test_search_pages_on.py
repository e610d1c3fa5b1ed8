"""The pages of a search: together they name every ticket that matches, each once."""

from datetime import timedelta

import pytest

from tests.cast import NOW, Cast
from tickets.selectors import rows


def _pages(cast: Cast, limit: int) -> list[list[int]]:
    api, cursor, found = cast.api(cast.agent), "", []
    while True:
        asked = {"q": "palimpsest", "limit": limit} | ({"cursor": cursor} if cursor else {})
        page = api.get("tickets", asked).json()
        found.append([row["number"] for row in page["results"]])
        cursor = page["next"] or ""
        if not cursor:
            return found
        assert len(found) < 20, "the pages do not end"


@pytest.mark.parametrize("scanned", [1, 5, 16_000])
@pytest.mark.parametrize("limit", [1, 2, 25])
def test_tickets_full_of_a_word_hide_no_older_ones(
    cast: Cast, limit: int, scanned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a name in every signature: a few tickets hold all of the newest entries that match."""
    monkeypatch.setattr(rows, "SEARCH_CANDIDATES", 3)
    monkeypatch.setattr(rows, "SCANNED_ENTRIES", scanned)
    tickets = [cast.ticket() for _ in range(4)]
    for number, ticket in enumerate(tickets):
        for more in range(4):
            cast.says(ticket, f"The palimpsest, {more}.", now=NOW + timedelta(minutes=number * 10 + more))
    # The oldest one is heard again, so that its entries lie at both ends.
    cast.says(tickets[0], "Again the palimpsest.", now=NOW + timedelta(hours=2))

    pages = _pages(cast, limit)

    told = [number for page in pages for number in page]
    assert told == [tickets[number].pk for number in (0, 3, 2, 1)]


def test_a_ticket_that_matches_anew_between_two_pages_is_still_named(cast: Cast) -> None:
    tickets = [cast.ticket() for _ in range(3)]
    for ticket in tickets:
        cast.says(ticket, "The palimpsest.")
    api = cast.api(cast.agent)
    first = api.get("tickets", {"q": "palimpsest", "limit": 2}).json()
    assert [row["number"] for row in first["results"]] == [tickets[2].pk, tickets[1].pk]

    cast.says(tickets[0], "Again the palimpsest.")

    rest = api.get("tickets", {"q": "palimpsest", "limit": 2, "cursor": first["next"]}).json()
    assert [row["number"] for row in rest["results"]] == [tickets[0].pk]


@pytest.mark.parametrize("scanned", [1, 3, 16_000])
def test_what_is_read_one_by_one_and_what_the_index_finds_are_the_same(
    cast: Cast, scanned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "SCANNED_ENTRIES", scanned)
    tickets = [cast.ticket() for _ in range(6)]
    for number, ticket in enumerate(tickets):
        cast.says(ticket, f"A palimpsest of the vellum, HLY-{4000 + number}.")
        cast.says(ticket, "And something else.")
    api = cast.api(cast.agent)
    newest_first = [ticket.pk for ticket in reversed(tickets)]
    for query, expected in (
        ("palimpsest", newest_first),
        ('"of the vellum"', newest_first),
        ("palim vell", newest_first),
        ("HLY-4000", newest_first[-1:]),
        ("HLY-4005", newest_first[:1]),
        ("palimpzest", newest_first),
    ):
        page = api.get("tickets", {"q": query}).json()
        assert [row["number"] for row in page["results"]] == expected, query
