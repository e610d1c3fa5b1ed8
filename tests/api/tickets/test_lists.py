"""Lists, views and search."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import NOW, Cast
from tickets.models import Ticket, View


def numbers(response: Any) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["results"]]


def test_newest_activity_first_in_pages_without_gap_or_repeat(cast: Cast) -> None:
    made = [cast.ticket(subject=f"T{i}", now=NOW + timedelta(minutes=i // 2)).pk for i in range(7)]
    api = cast.api(cast.agent)
    seen: list[int] = []
    cursor = None
    while True:
        page = api.get("tickets", {"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["number"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]


@pytest.mark.parametrize("cursor", ["x", "!!!", "WzFd", "W251bGxd", "eyJhIjoxfQ", "WyJhIiwgImIiXQ"])
def test_bad_cursor_is_a_problem(cast: Cast, cursor: str) -> None:
    response = cast.api(cast.agent).get("tickets", {"cursor": cursor})
    assert response.status_code == 400
    assert response.json()["code"] == "bad_cursor"


@pytest.mark.parametrize("limit", ["0", "101", "-1", "abc", "1e3", "\uff19"])
def test_bad_limit_is_a_problem(cast: Cast, limit: str) -> None:
    assert cast.api(cast.agent).get("tickets", {"limit": limit}).status_code == 422


def test_filters_join_and_operators_work(cast: Cast) -> None:
    mine = cast.ticket(subject="Mine", assignee=cast.agent, status="open", tags=["billing"])
    other = cast.ticket(subject="Other", by=cast.stranger, status="pending", team=cast.team)
    api = cast.api(cast.agent)
    cases = {
        "status:open": [mine.pk],
        "assignee:me": [mine.pk],
        "-assignee:me": [other.pk],
        "tag:billing": [mine.pk],
        "status:open,pending": [other.pk, mine.pk],
        "company:kestrel": [mine.pk],
        "segment:smb": [other.pk],
        "team:mine": [other.pk],
        f"number:{mine.pk}": [mine.pk],
        'company:"Dunmore Retail"': [other.pk],
        "requester:sam@dunmore.test": [other.pk],
        "created:<2026-03-03": [other.pk, mine.pk],
    }
    for query, expected in cases.items():
        assert numbers(api.get("tickets", {"q": query})) == expected, query
    assert numbers(api.get("tickets", {"status": "open", "assignee": "me"})) == [mine.pk]
    assert numbers(api.get("tickets", {"assignee": "none"})) == [other.pk]


def test_unknown_value_is_marked_not_dropped(cast: Cast) -> None:
    cast.ticket()
    body = cast.api(cast.agent).get("tickets", {"q": "status:sleeping"}).json()
    assert body["results"] == []
    assert body["problems"] == ["status:sleeping"]


def test_scoped_agent_sees_only_their_teams_tickets(cast: Cast) -> None:
    cast.ticket(team=cast.team)
    theirs = cast.ticket(team=cast.other_team)
    api = cast.api(cast.team_agent)
    assert numbers(api.get("tickets")) == [theirs.pk]
    found = api.get("search", {"q": "export"}).json()["results"]
    assert [row["number"] for row in found if row["type"] == "ticket"] == [theirs.pk]


def test_spam_and_trash_are_hidden_until_asked_for(cast: Cast) -> None:
    spam = cast.ticket(is_spam=True)
    trash = cast.ticket(is_deleted=True)
    api = cast.api(cast.agent)
    assert numbers(api.get("tickets")) == []
    assert numbers(api.get("tickets", {"q": "is:spam"})) == [spam.pk]
    assert numbers(api.get("tickets", {"q": "is:trash"})) == [trash.pk]


def test_view_has_a_live_count_and_filters_the_list(cast: Cast) -> None:
    open_one = cast.ticket(status="open")
    cast.ticket(status="resolved", resolved_at=NOW)
    api = cast.api(cast.agent)
    view = api.post("views", {"name": "Open", "query": "status:open"}).json()
    assert numbers(api.get("tickets", {"view": view["id"]})) == [open_one.pk]
    assert api.get("views/counts").json() == {str(view["id"]): 1}


def test_personal_view_of_somebody_else_is_not_found(cast: Cast) -> None:
    view = cast.api(cast.agent).post("views", {"name": "Mine", "query": ""}).json()
    api = cast.api(cast.teammate)
    assert api.patch(f"views/{view['id']}", {"name": "Yours"}).status_code == 404
    assert api.delete(f"views/{view['id']}").status_code == 404
    assert api.get("tickets", {"view": view["id"]}).status_code == 404
    assert View.objects.get(pk=view["id"]).name == "Mine"


def test_agent_may_not_share_a_view(cast: Cast) -> None:
    assert cast.api(cast.agent).post("views", {"name": "All", "kind": "shared"}).status_code == 403
    assert cast.api(cast.supervisor).post("views", {"name": "All", "kind": "shared"}).status_code == 201


def test_search_finds_words_phrases_numbers_people_and_companies(cast: Cast) -> None:
    ticket = cast.ticket(subject="Snowflake export", body="The warehouse says HLY-4012 permission denied.")
    cast.ticket(subject="Something else", body="Nothing here.")
    api = cast.api(cast.agent)

    def found(text: str, kind: str = "ticket") -> list[dict[str, Any]]:
        rows = api.get("search", {"q": text}).json()["results"]
        return [row for row in rows if row["type"] == kind]

    for text in (
        "permission",
        '"permission denied"',
        "HLY-4012",
        "snowflake exports",
        str(ticket.pk),
        f"#{ticket.pk}",
    ):
        assert [row["number"] for row in found(text)] == [ticket.pk], text
    assert found("permission -denied") == []
    assert found("helen", "contact")[0]["title"] == "Helen Marsh"
    assert found("kestr", "company")[0]["title"] == "Kestrel Freight"


def test_search_pages_by_newest_match(cast: Cast) -> None:
    made = [cast.ticket(subject=f"Common {i}").pk for i in range(5)]
    api = cast.api(cast.agent)
    first = api.get("search", {"q": "common", "limit": 2, "type": "ticket"}).json()
    second = api.get("search", {"q": "common", "limit": 2, "type": "ticket", "cursor": first["next"]}).json()
    assert [row["number"] for row in first["results"] + second["results"]] == made[::-1][:4]


@pytest.mark.parametrize("text", ["'", "a & | ! b", "\\", "status:", '"', "%", "😀", "-", "a:*", "(" * 200])
def test_odd_text_is_searched_not_a_fault(cast: Cast, text: str) -> None:
    cast.ticket()
    api = cast.api(cast.agent)
    assert api.get("search", {"q": text}).status_code == 200
    assert api.get("tickets", {"q": text}).status_code == 200
    assert api.get("contacts", {"q": text}).status_code == 200
    assert api.get("companies", {"q": text}).status_code == 200


def test_reading_clears_the_unread_mark(cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/read").status_code == 204
    assert Ticket.objects.get(pk=ticket.pk).is_unread is False
