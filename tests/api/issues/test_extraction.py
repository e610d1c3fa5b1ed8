"""What a ticket says in the parts of its template, at an endpoint of its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assistant.services.extracting import Part, with_message
from tests.api.issues.workspace import reported
from tests.cast import Cast
from tickets.models import Ticket

MOST = 24
"""The statements that one answer may take."""


def test_each_part_names_the_message_that_says_it(cast: Cast) -> None:
    ticket = reported(cast)
    Ticket.objects.filter(pk=ticket.pk).update(type="bug")
    later = cast.says(ticket, "Environment: Snowflake on Azure, Firefox 140.")
    api = cast.api(cast.agent)
    with CaptureQueriesContext(connection) as asked:
        answer = api.get(f"tickets/{ticket.pk}/extraction")
    assert answer.status_code == 200
    assert len(asked) <= MOST
    told = answer.json()
    parts = {part["name"]: part for part in told["parts"]}
    assert (told["kind"], told["is_defect"], told["codes"]) == ("bug", True, ["HLY-4012"])
    assert parts["expected"]["value"] == "rows for the day"
    assert parts["expected"]["origin"] == "message"
    assert parts["expected"]["entry_id"] is not None
    assert parts["expected"]["entry_id"] < later.pk
    # What no message says names none.
    assert (parts["account_tier"]["origin"], parts["account_tier"]["entry_id"]) == ("account", None)
    assert [one["name"] for one in told["template"]][:3] == ["steps_to_reproduce", "expected", "actual"]
    assert not {part["name"] for part in told["parts"]} & set(told["missing"])


def test_it_takes_as_many_statements_for_a_long_ticket(cast: Cast) -> None:
    short, long = reported(cast), reported(cast)
    for number in range(8):
        cast.says(long, f"And one more thing, number {number}.")
    api, counts = cast.api(cast.agent), []
    for ticket in (short, short, long):
        with CaptureQueriesContext(connection) as asked:
            api.get(f"tickets/{ticket.pk}/extraction")
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_it_is_for_whoever_may_make_an_issue_of_it(cast: Cast) -> None:
    ticket = reported(cast)
    for person, status in ((cast.light_agent, 403), (cast.team_agent, 404), (cast.agent, 200)):
        assert cast.api(person).get(f"tickets/{ticket.pk}/extraction").status_code == status
    scopes = cast.api(cast.agent, ["tickets:read"])
    assert scopes.get(f"tickets/{ticket.pk}/extraction").status_code == 403
    assert cast.api(cast.agent).get("tickets/999999/extraction").status_code == 404


@pytest.mark.parametrize(
    ("value", "entry_id"),
    [
        ("an empty  Table", 2),
        ("table empty, export late", 2),
        ("nothing of this kind here", None),
        ("…", None),
    ],
)
def test_words_of_an_engine_s_own_lead_to_the_message_with_most_of_them(
    value: str, entry_id: int | None
) -> None:
    messages = [(1, "The export is late."), (2, "The table of the export: an empty table, and late.")]
    assert with_message(Part("actual", value, 0.9, "message"), messages).entry_id == entry_id
    assert with_message(Part("actual", value, 0.9, "session"), messages).entry_id is None
