"""What `expand` adds is what its reader may open; `fields` shows nothing that the whole record does not."""

from typing import TYPE_CHECKING, Any

import pytest

from core.api.choosing import Choice
from kb.api.views import ARTICLE
from people.api.expanding import COMPANY, CONTACT
from people.models import Role
from tests.cast import ApiClient
from tickets.api.views import TICKET
from tickets.models import Ticket

if TYPE_CHECKING:
    from tests.cast import Cast

KINDS = {"tickets": TICKET, "contacts": CONTACT, "companies": COMPANY, "articles": ARTICLE}
OPENED_AT = {"requester": "contacts/{}", "company": "companies/{}"}
"""Where what is expanded is opened by itself; staff are in the directory that everybody reads."""
READERS = {
    "owner": (Role.OWNER, "all"),
    "agent of all": (Role.AGENT, "all"),
    "agent of teams": (Role.AGENT, "teams"),
    "agent of their own": (Role.AGENT, "assigned"),
    "light agent of their own": (Role.LIGHT_AGENT, "assigned"),
    "reader of teams": (Role.READ_ONLY, "teams"),
}


@pytest.fixture
def reader(request: pytest.FixtureRequest, cast: "Cast") -> ApiClient:
    """
    Somebody with narrow rights, in a world where records that they see name others that they do not: a
    customer whom they help has moved to a company that nobody there writes to them from.
    """
    role, scope = READERS[request.param]
    person = cast.staff("Rae Reader", role, team=cast.other_team, ticket_scope=scope)
    mine = cast.ticket(by=cast.customer, subject="Mine")
    Ticket.objects.filter(pk=mine.pk).update(assignee=person, team=cast.other_team)
    cast.ticket(by=cast.stranger, subject="Another's")
    for company in (cast.company, cast.other_company):
        company.csm = cast.agent
        company.save()
    cast.customer.company = cast.other_company
    cast.customer.save()
    return cast.api(person)


def rows(client: ApiClient, name: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(name, {"limit": 100, **query})
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def opened(client: ApiClient, expansion: str, id_: int) -> dict[str, Any] | None:
    if expansion not in OPENED_AT:
        return {row["id"]: row for row in client.get("users").json()["results"]}.get(id_)
    answer = client.get(OPENED_AT[expansion].format(id_))
    assert answer.status_code in (200, 404)
    found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
    return found


@pytest.mark.parametrize("reader", READERS, indirect=True)
@pytest.mark.parametrize("name", KINDS)
def test_what_is_expanded_can_be_opened(reader: ApiClient, name: str) -> None:
    choice: Choice = KINDS[name]
    for row in rows(reader, name, expand=",".join(choice.expansions)):
        for expansion, added in row["expanded"].items():
            named = row[expansion]
            alone = opened(reader, expansion, named["id"]) if named else None
            assert (added is None) is (alone is None), (expansion, named)
            # A single read may say more than a row, but nothing else.
            assert added is None or added.items() <= (alone or {}).items(), expansion


@pytest.mark.parametrize("reader", READERS, indirect=True)
@pytest.mark.parametrize("name", KINDS)
def test_fields_show_what_the_whole_record_does(reader: ApiClient, name: str) -> None:
    key = "number" if name == "tickets" else "id"
    whole = {row[key]: row for row in rows(reader, name)}
    for member in map(str, KINDS[name].row().fields):
        for row in rows(reader, name, fields=f"{key},{member}"):
            assert row == {part: whole[row[key]][part] for part in (key, member)}


@pytest.mark.parametrize("reader", ["agent of their own"], indirect=True)
def test_the_narrow_reader_of_these_tests_is_narrow(cast: "Cast", reader: ApiClient) -> None:
    """Otherwise nothing above would be hidden from anybody."""
    assert [row["subject"] for row in rows(reader, "tickets")] == ["Mine"]
    assert len(rows(cast.api(cast.owner), "tickets")) == 2


@pytest.mark.parametrize("name", KINDS)
def test_a_refusal_lists_the_names_that_there_are(cast: "Cast", name: str) -> None:
    choice, api = KINDS[name], cast.api(cast.owner)
    for parameter, known in (("fields", choice.row().fields), ("expand", choice.expansions)):
        answer = api.get(name, {parameter: "shoe"})
        assert answer.status_code == 422
        assert answer.json()["detail"] == f"{parameter} takes these names: {', '.join(known)}."
