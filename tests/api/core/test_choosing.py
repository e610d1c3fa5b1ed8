"""`fields` and `expand` on tickets, contacts, companies and articles, in lists and single reads."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.api.choosing import SPARSE
from kb.api.views import ARTICLE
from kb.services import article_create
from people.api.expanding import COMPANY, CONTACT
from tests.cast import NOW
from tickets.api.views import TICKET

if TYPE_CHECKING:
    from tests.cast import Cast

Paths = Callable[[str], str]
KINDS = {"tickets": TICKET, "contacts": CONTACT, "companies": COMPANY, "articles": ARTICLE}
CASES = [(name, is_list) for name in KINDS for is_list in (True, False)]
EXPANSIONS = [(name, one) for name, choice in KINDS.items() for one in choice.expansions]


def article(cast: "Cast", title: str = "Exports") -> int:
    values = {"title": title, "body": "Wait.", "body_format": "markdown"}
    return int(article_create(actor=cast.actor(cast.agent), values=values, now=NOW).pk)


@pytest.fixture
def path(cast: "Cast") -> Paths:
    """The address of a record of each kind that names all that can be expanded."""
    company = cast.company
    company.csm = cast.agent
    company.save()
    ticket = cast.ticket(by=cast.customer)
    cast.api(cast.supervisor).patch(f"tickets/{ticket.pk}", {"assignee": cast.agent.pk})
    ids = {
        "tickets": ticket.pk,
        "contacts": cast.customer.pk,
        "companies": company.pk,
        "articles": article(cast),
    }
    return lambda name: f"{name}/{ids[name]}"


def rows_of(answer: Any) -> list[dict[str, Any]]:
    body = answer.json()
    return list(body["results"]) if "results" in body else [body]


@pytest.mark.parametrize(("name", "is_list"), CASES)
def test_every_member_can_be_asked_for_alone(name: str, is_list: bool, cast: "Cast", path: Paths) -> None:
    client, choice = cast.api(cast.owner), KINDS[name]
    shape = choice.row if is_list else choice.one
    for member in map(str, shape().fields):
        answer = client.get(name if is_list else path(name), {"fields": member})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == SPARSE
        assert [list(row) for row in rows_of(answer)] == [[member]] * len(rows_of(answer))
        assert rows_of(answer)


@pytest.mark.parametrize(("name", "is_list"), CASES)
def test_an_unknown_name_is_refused_by_name(name: str, is_list: bool, cast: "Cast", path: Paths) -> None:
    client = cast.api(cast.owner)
    where = name if is_list else path(name)
    for parameter in ("fields", "expand"):
        for text in ("shoe", "id,shoe", "", ",", "expanded", "__class__", "timeline.results"):
            answer = client.get(where, {parameter: text})
            assert answer.status_code == 422, (parameter, text)
            assert list(answer.json()["errors"]) == [parameter]
    assert "Unknown: shoe." in client.get(where, {"fields": "shoe"}).json()["errors"]["fields"]


@pytest.mark.parametrize("name", KINDS)
def test_names_come_with_commas_or_repeated(name: str, cast: "Cast", path: Paths) -> None:
    client, key = cast.api(cast.owner), "number" if name == "tickets" else "id"
    for fields in (f"{key},created_at", [key, "created_at"], f"created_at, {key}"):
        rows = rows_of(client.get(name, {"fields": fields}))
        assert {frozenset(row) for row in rows} == {frozenset((key, "created_at"))}


@pytest.mark.parametrize(("name", "expansion"), EXPANSIONS)
def test_a_record_is_expanded_in_lists_and_alone(
    name: str, expansion: str, cast: "Cast", path: Paths
) -> None:
    client = cast.api(cast.owner)
    for where in (name, path(name)):
        plain = {str(row.get("id", row.get("number"))): row for row in rows_of(client.get(where))}
        answer = client.get(where, {"expand": expansion})
        assert answer.headers["Content-Type"] == "application/json"
        found = 0
        for row in rows_of(answer):
            more = row.pop("expanded")
            assert row == plain[str(row.get("id", row.get("number")))]
            named = row[expansion]
            assert list(more) == [expansion]
            assert (more[expansion] or {}).get("id") == (named["id"] if named else None)
            found += more[expansion] is not None
        assert found


def test_members_and_expansions_go_together(cast: "Cast", path: Paths) -> None:
    query = {"fields": "subject", "expand": "company,requester"}
    answer = cast.api(cast.agent).get(path("tickets"), query)
    body = answer.json()
    assert sorted(body) == ["expanded", "subject"]
    assert body["expanded"]["company"]["name"] == cast.company.name
    assert body["expanded"]["requester"]["email"] == "helen@kestrel.test"
    assert answer.headers["ETag"].startswith('"v')


@pytest.mark.parametrize(("name", "expansion"), EXPANSIONS)
def test_a_token_needs_the_scope_of_what_is_expanded(
    name: str, expansion: str, cast: "Cast", path: Paths
) -> None:
    area = {"tickets": "tickets", "articles": "kb"}.get(name, "people")
    client = cast.api(cast.owner, scopes=[f"{area}:read"])
    assert client.get(path(name)).status_code == 200
    status = 200 if area == "people" else 403
    for where in (name, path(name)):
        answer = client.get(where, {"expand": expansion})
        assert answer.status_code == status
        assert status == 200 or answer.json()["detail"] == "This token lacks the scope people:read."
    wide = cast.api(cast.owner, scopes=[f"{area}:read", "people:read"])
    assert wide.get(path(name), {"expand": expansion}).status_code == 200


def test_a_stranger_expands_nothing_that_they_may_not_see(cast: "Cast", path: Paths) -> None:
    narrow = cast.staff("Nora Narrow", "agent", ticket_scope="assigned")
    client = cast.api(narrow)
    for name in ("tickets", "contacts", "companies"):
        assert client.get(path(name), {"expand": next(iter(KINDS[name].expansions))}).status_code == 404
        assert client.get(name, {"expand": next(iter(KINDS[name].expansions))}).json()["results"] == []


def test_a_record_that_is_not_there_is_null(cast: "Cast", path: Paths) -> None:
    company = cast.company
    company.csm = cast.staff("Gone", "agent", is_active=False)
    company.save()
    row = cast.api(cast.agent).get(path("companies"), {"expand": "csm"}).json()
    assert row["csm"]["name"] == "Gone"
    assert row["expanded"] == {"csm": None}


@pytest.mark.parametrize("name", KINDS)
def test_more_rows_need_no_more_statements(name: str, cast: "Cast", path: Paths) -> None:
    client, choice = cast.api(cast.owner), KINDS[name]
    query = {"expand": ",".join(choice.expansions), "limit": 50}

    def count(asked: dict[str, Any]) -> int:
        client.get(name, asked)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(name, asked).status_code == 200
        return len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]])

    few, plain = count(query), count({"limit": 50})
    for index in range(6):
        person = cast.contact(f"Person {index}", f"p{index}@alder.test", cast.other_company)
        cast.ticket(by=person, subject=f"Question {index}")
        article(cast, f"Article {index}")
        cast.api(cast.owner).post("companies", {"name": f"Company {index}"})
    assert count(query) == few
    assert few <= plain + 3 * len(choice.expansions)
    assert count({"limit": 50, "fields": "created_at"}) == plain
