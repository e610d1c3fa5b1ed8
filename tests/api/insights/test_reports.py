"""The baseline, the files, who may ask, what is refused, and how many statements it takes."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from assistant.models import Conversation
from insights import services
from insights.api.definitions import GERMAN
from insights.measures import NAMES
from insights.models import Progress
from insights.selectors.history import known_of as known_of_ticket
from insights.services.baselining import baseline_period
from insights.tasks import fill, settle
from sla.models import Calendar, SlaVersion
from tests.api.insights.desk import Desk, Freeze
from tests.cast import NOW, ApiClient
from tickets.models import Ticket

DeskOf = Callable[[int], Desk]
PERIOD = {"since": "2026-03-01", "until": "2026-03-31"}
PATHS = ("figures", "figures.csv", "figures.pdf", "groups?by=team", "series", "tickets?measure=created")


@pytest.mark.parametrize("path", PATHS)
def test_only_who_may_see_insights_gets_any(path: str, desk_of: DeskOf) -> None:
    desk = desk_of(1)
    assert desk.cast.api(desk.cast.agent).get(f"insights/{path}").status_code == 403
    assert desk.cast.api(desk.lead()).get(f"insights/{path}").status_code == 200


def test_the_baseline_is_taken_once_and_never_moves(desk_of: DeskOf, freeze: Freeze) -> None:
    desk = desk_of(2)
    desk.tickets = [desk.cast.ticket(now=NOW + timedelta(days=day)) for day in (0, 3, 5)]
    assert fill() == 3
    assert settle() == 3
    freeze(NOW + timedelta(days=28))
    fill()
    assert Progress.objects.get().baseline_at is None
    freeze(NOW + timedelta(days=29))
    settle()
    fill()
    lead = desk.lead()
    api = desk.cast.api(lead)
    found = api.get("insights/figures", PERIOD).json()["baseline"]
    assert (found["since"], found["until"]) == ("2026-03-03", "2026-03-30")
    assert {row["measure"]: row["value"] for row in found["figures"]}["created"] == 2
    Ticket.objects.filter(pk=desk.tickets[1].pk).delete()
    freeze(NOW + timedelta(days=60))
    fill()
    assert api.get("insights/figures", PERIOD).json()["baseline"] == found
    assert api.get("insights/figures", PERIOD | {"channel": "email"}).json()["baseline"] is None
    narrow = desk.cast.api(desk.lead("Nora Narrow", ticket_scope="teams"))
    assert narrow.get("insights/figures", PERIOD).json()["baseline"] is None


def test_with_a_history_before_the_assistant_the_baseline_is_its_end(desk_of: DeskOf) -> None:
    desk = desk_of(3)
    desk.tickets = [desk.cast.ticket(now=NOW), desk.cast.ticket(now=NOW + timedelta(days=90))]
    desk.work_out(NOW + timedelta(days=91))
    Conversation.objects.create(
        ticket=desk.tickets[1], is_ours=True, began_at=NOW + timedelta(days=90), state="open"
    )
    period = baseline_period(now=NOW + timedelta(days=91))
    assert period is not None
    assert (period.since.isoformat(), period.until.isoformat()) == ("2026-05-03", "2026-05-30")


def test_days_are_those_of_the_default_calendar(desk_of: DeskOf) -> None:
    desk = desk_of(4)
    Calendar.objects.filter(is_default=True).update(timezone="Pacific/Auckland")
    SlaVersion.objects.create(
        version=1 + max(SlaVersion.objects.values_list("version", flat=True), default=0),
        content={},
        by_ref="system",
        by_name="",
        created_at=NOW,
    )
    # 20:00 of the 2nd in London is the 3rd in Auckland.
    desk.tickets = [desk.cast.ticket(now=datetime(2026, 3, 2, 20, tzinfo=UTC))]
    desk.work_out(NOW + timedelta(days=2))
    api = desk.cast.api(desk.lead())
    days = {
        day: api.get("insights/figures", {"since": day, "until": day}).json()["figures"][0]["value"]
        for day in ("2026-03-02", "2026-03-03")
    }
    assert days == {"2026-03-02": 0, "2026-03-03": 1}
    series = api.get("insights/series", PERIOD).json()
    created = next(row for row in series["series"] if row["measure"] == "created")
    assert [series["days"][at] for at, count in enumerate(created["wholes"]) if count] == ["2026-03-03"]


def test_the_file_has_a_line_for_each_measure_with_its_definition(desk_of: DeskOf) -> None:
    desk = desk_of(5)
    desk.tickets = [desk.cast.ticket() for _ in range(2)]
    desk.work_out(NOW)
    answer = desk.cast.api(desk.lead()).get("insights/figures.csv", PERIOD)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["measure"] for row in rows] == list(NAMES)
    assert (rows[0]["value"], rows[0]["value_before"], rows[0]["unit"]) == ("2", "0", "tickets")
    assert all(row["formula"] and row["excludes"] and row["origin"] for row in rows)


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("New tickets", "at most 15 min")), ("de", ("Neue Tickets", "höchstens"))]
)
def test_the_document_tells_the_same_in_words(language: str, words: tuple[str, ...], desk_of: DeskOf) -> None:
    desk = desk_of(6)
    answer = desk.cast.api(desk.lead()).get("insights/figures.pdf", PERIOD | {"language": language})
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert all(word in " ".join(text.split()) for word in words)


def test_a_reader_gets_definitions_in_their_language_and_a_program_in_english(desk_of: DeskOf) -> None:
    desk = desk_of(6)
    lead = desk.lead()

    def formulas(get: Callable[..., Any]) -> dict[str, str]:
        rows = [
            row for path in ("insights/figures", "insights/ask") for row in get(path).json()["definitions"]
        ]
        return {row["measure"]: row["formula"] for row in rows}

    browser = ApiClient()
    browser.client.force_login(lead)
    seen = [formulas(browser.get)]
    lead.locale = "de"
    lead.save(update_fields=["locale"])
    seen.append(formulas(browser.get))
    assert seen[0] == formulas(desk.cast.api(lead).get)
    assert seen[1]["created"] == "im Zeitraum eröffnete Tickets"
    assert seen[0].keys() == seen[1].keys() == GERMAN.keys()
    assert not set(seen[0].values()) & set(seen[1].values())


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"since": "2020-01-01", "until": "2026-03-01"},
        {"since": "never"},
        {"days": "0"},
        {"segment": "whales"},
        {"channel": "pigeon"},
        {"team_id": "-1"},
        {"since": "0001-01-01", "until": "0001-01-02"},
        {"until": "9999-12-31"},
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(query: dict[str, str], desk_of: DeskOf) -> None:
    desk = desk_of(7)
    answer = desk.cast.api(desk.lead()).get("insights/figures", query)
    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["errors"]


def test_a_dashboard_takes_as_many_statements_for_any_number_of_tickets(desk_of: DeskOf) -> None:
    desk = desk_of(8)
    api = desk.cast.api(desk.lead())

    def statements() -> list[int]:
        counts = []
        for path in ("figures", "groups?by=category", "series"):
            api.get(f"insights/{path}", {})
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert api.get(f"insights/{path}", {}).status_code == 200
            counts.append(len(queries))
        return counts

    desk.tickets = [desk.cast.ticket()]
    desk.work_out(NOW)
    one = statements()
    desk.fill(6, days=1)
    desk.work_out(NOW + timedelta(days=1))
    assert statements() == one


def test_one_that_fails_holds_up_no_other(desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(9)
    desk.tickets = [desk.cast.ticket(), desk.cast.ticket()]
    broken = desk.tickets[0].pk
    whole = known_of_ticket

    def known_of(ticket_id: int) -> Any:
        if ticket_id == broken:
            raise RuntimeError("broken")
        return whole(ticket_id)

    monkeypatch.setattr("insights.services.following.known_of", known_of)
    desk.work_out(NOW)
    api = desk.cast.api(desk.lead())
    today = {"since": "2026-03-02", "until": "2026-03-02"}
    assert api.get("insights/figures", today).json()["figures"][0]["value"] == 1
    monkeypatch.undo()
    services.facts_settle(now=NOW + timedelta(minutes=11))
    assert api.get("insights/figures", today).json()["figures"][0]["value"] == 2
