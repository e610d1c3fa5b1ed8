"""GET /api/v1/sla/compliance and /api/v1/sla/contract."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from sla import tasks
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.services import ticket_update

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
HOUR = timedelta(hours=1)
PERIOD = {"since": "2026-01-01", "until": "2026-12-31"}


@pytest.fixture
def late(cast: Cast, settle: Settle, freeze: Freeze) -> tuple[Ticket, Ticket]:
    """One ticket answered in time and one an hour late, then both left unresolved."""
    freeze(NOW)
    good, bad = cast.ticket(subject="In time"), cast.ticket(subject="=1+1 late")
    settle()
    cast.replies(good, cast.agent, "Here.", now=freeze(NOW + HOUR))
    settle()
    freeze(NOW + 2 * HOUR + timedelta(seconds=10))
    tasks.tick()
    cast.replies(bad, cast.agent, "Sorry.", now=freeze(NOW + 3 * HOUR))
    settle()
    return good, bad


def compliance(cast: Cast, by: str, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = cast.api(cast.admin).get("sla/compliance", PERIOD | {"by": by} | query).json()
    return found


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ("policy", "Enterprise"),
        ("team", ""),
        ("segment", "enterprise"),
        ("category", ""),
        ("measure", "first_reply"),
        ("month", "2026-03-01"),
    ],
)
def test_compliance_is_met_of_total(cast: Cast, late: tuple[Ticket, Ticket], by: str, name: str) -> None:
    told = compliance(cast, by)
    assert [(row["name"][:7], row["total"], row["met"], row["share"]) for row in told["results"]] == [
        (name[:7], 2, 1, 50.0)
    ]
    assert (told["total"], told["met"], told["share"]) == (2, 1, 50.0)


@pytest.mark.parametrize("by", ["policy", "team", "segment", "category", "measure", "month"])
def test_a_figure_opens_to_the_tickets_that_it_counts(
    cast: Cast, late: tuple[Ticket, Ticket], by: str
) -> None:
    (group,) = compliance(cast, by)["results"]
    told = misses(cast, by=by, key=group["key"]).json()
    assert [(row["number"], row["reason"]) for row in told["results"]] == [(late[1].pk, "replied_late")]
    assert told == misses(cast, by=by).json()
    assert told["is_partial"] is False


@pytest.mark.parametrize(
    ("by", "key"),
    [("policy", "0"), ("team", "0"), ("segment", "smb"), ("category", "bug"), ("month", "2026-02-01")],
)
def test_another_group_has_other_misses(cast: Cast, late: tuple[Ticket, Ticket], by: str, key: str) -> None:
    assert misses(cast, by=by, key=key).json()["results"] == []


@pytest.mark.parametrize(("by", "key"), [("policy", "x"), ("month", "March"), ("team", "1" * 41)])
def test_a_group_that_cannot_be_is_refused(cast: Cast, by: str, key: str) -> None:
    assert misses(cast, by=by, key=key).status_code in (400, 422)


def misses(cast: Cast, **query: str) -> Any:
    return cast.api(cast.admin).get("sla/compliance/misses", PERIOD | query)


def test_what_was_cancelled_or_thrown_away_never_counts(cast: Cast, late: tuple[Ticket, Ticket]) -> None:
    Ticket.objects.filter(pk=late[1].pk).update(is_spam=True)
    told = compliance(cast, "policy")
    assert (told["total"], told["met"]) == (1, 1)


def test_a_period_takes_what_was_decided_in_it(cast: Cast, late: tuple[Ticket, Ticket]) -> None:
    day = NOW.date()
    inside = compliance(cast, "policy", since=day.isoformat(), until=day.isoformat())
    before = compliance(cast, "policy", since="2026-01-01", until=(day - timedelta(days=1)).isoformat())
    assert (inside["total"], before["total"], before["share"]) == (2, 0, None)


def contract(cast: Cast, **query: Any) -> Any:
    return cast.api(cast.admin).get("sla/contract", PERIOD | {"company_id": cast.company.pk} | query)


def test_a_contract_report_lists_every_miss_and_its_reason(
    cast: Cast, late: tuple[Ticket, Ticket], freeze: Freeze
) -> None:
    told = contract(cast).json()
    assert told["company"]["name"] == cast.company.name
    assert [(row["key"], row["total"], row["met"]) for row in told["measures"]] == [("first_reply", 2, 1)]
    (miss,) = told["misses"]
    assert (miss["number"], miss["reason"], miss["late_seconds"]) == (late[1].pk, "replied_late", 3600)
    freeze(NOW + timedelta(days=2))
    tasks.tick()
    reasons = {(row["kind"], row["reason"]) for row in contract(cast).json()["misses"]}
    assert ("resolution", "unassigned") in reasons or ("resolution", "still_open") in reasons


def test_how_late_a_miss_was_stays_when_the_hours_change(
    cast: Cast, freeze: Freeze, request: pytest.FixtureRequest
) -> None:
    api = cast.api(cast.admin)
    freeze(NOW - HOUR)
    calendars = api.get("sla/calendars").json()["results"]
    assert api.put("sla/calendars", {"results": calendars}).status_code == 200
    request.getfixturevalue("late")
    (before,) = contract(cast).json()["misses"]
    freeze(NOW + timedelta(days=1))
    for calendar in calendars:
        calendar["intervals"] = [{"weekday": 6, "opens": "00:00", "closes": "24:00"}]
    assert api.put("sla/calendars", {"results": calendars}).status_code == 200
    (after,) = contract(cast).json()["misses"]
    assert after["late_seconds"] == before["late_seconds"] == 3600


def test_a_miss_that_a_changed_target_made_says_so(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = cast.ticket()
    settle()
    actor = cast.actor(cast.agent)
    at = freeze(NOW + timedelta(minutes=90))
    ticket_update(actor=actor, ticket_id=ticket.pk, changes={"priority": "P1"}, now=at)
    settle()
    freeze(at + timedelta(seconds=10))
    tasks.tick()
    cast.replies(ticket, cast.agent, "Here.", now=freeze(at + timedelta(minutes=5)))
    settle()
    assert [row["reason"] for row in contract(cast).json()["misses"]] == ["target_shortened"]


def test_the_file_says_the_same_and_holds_no_formula(cast: Cast, late: tuple[Ticket, Ticket]) -> None:
    query = PERIOD | {"company_id": cast.company.pk}
    response = cast.api(cast.admin).get("sla/contract.csv", query)
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert rows[1] == ["first_reply", "2", "1", "50.0"]
    assert rows[4][0] == str(late[1].pk)
    assert rows[4][1] == "'=1+1 late"
    assert rows[4][-1] == "replied_late"


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Service levels of Kestrel Freight", "First reply 2 1 50.0", "answered late", "1 h 00 min"]),
        ("de", ["Servicelevel von Kestrel Freight", "Erste Antwort 2 1 50.0", "spät beantwortet"]),
    ],
)
def test_the_document_says_the_same_in_words(
    cast: Cast, late: tuple[Ticket, Ticket], language: str, words: list[str]
) -> None:
    query = PERIOD | {"company_id": cast.company.pk, "language": language, "timezone": "Europe/Berlin"}
    response = cast.api(cast.admin).get("sla/contract.pdf", query)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    text = text_of(response.content)
    for word in (*words, f"#{late[1].pk}", "=1+1 late", "2026-03-02 12:00"):
        assert word in text, text


def test_what_strangers_wrote_is_text_in_the_document(cast: Cast, late: tuple[Ticket, Ticket]) -> None:
    subject = "\x00\x07<b>**x**</b> [click](http://evil.test) \u202egnp.exe " + "W" * 180
    Ticket.objects.filter(pk=late[1].pk).update(subject=subject.replace("\x00", "")[:250])
    type(cast.company).objects.filter(pk=cast.company.pk).update(name="مرحبا <i>日本</i> ) Tj (")
    response = cast.api(cast.admin).get("sla/contract.pdf", PERIOD | {"company_id": cast.company.pk})
    reader = PdfReader(io.BytesIO(response.content))
    assert all("/Annots" not in page for page in reader.pages)
    assert not {"/Names", "/AA", "/AcroForm"} & {str(name) for name in reader.root_object}
    text = text_of(response.content)
    assert "<b>**x**</b> [click](http://evil.test)" in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_a_document_without_a_miss_says_so(cast: Cast) -> None:
    query = PERIOD | {"company_id": cast.company.pk}
    assert "No target was missed." in text_of(cast.api(cast.admin).get("sla/contract.pdf", query).content)
    assert cast.api(cast.admin).get("sla/contract.pdf", query | {"language": "xx"}).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        {},
        PERIOD,
        PERIOD | {"by": "moon"},
        PERIOD | {"by": "policy", "until": "2025-01-01"},
        PERIOD | {"by": "policy", "timezone": "Mars/Olympus"},
        PERIOD | {"by": "policy", "since": "1990-01-01"},
        PERIOD | {"by": "policy", "colour": "red"},
        {"by": "policy", "since": "9999-12-01", "until": "9999-12-31"},
    ],
)
def test_a_strange_question_is_refused(cast: Cast, query: dict[str, str]) -> None:
    assert cast.api(cast.admin).get("sla/compliance", query).status_code in (400, 422)


def test_who_sees_some_tickets_counts_only_those(cast: Cast, late: tuple[Ticket, Ticket]) -> None:
    agent = cast.agent
    agent.ticket_scope = "assigned"
    agent.save(update_fields=["ticket_scope"])
    Ticket.objects.filter(pk=late[0].pk).update(assignee=agent)
    Ticket.objects.filter(pk=late[1].pk).update(assignee=None)
    told = cast.api(agent).get("sla/compliance", PERIOD | {"by": "policy"}).json()
    assert (told["total"], told["met"]) == (1, 1)
    found = cast.api(agent).get("sla/compliance/misses", PERIOD | {"by": "policy"}).json()
    assert found["results"] == []


def test_stranger_gets_nothing(cast: Cast, anonymous: Any) -> None:
    assert contract(cast, company_id=999_999).status_code == 404
    for path in (
        "sla/compliance",
        "sla/compliance/misses",
        "sla/contract",
        "sla/contract.csv",
        "sla/contract.pdf",
    ):
        assert anonymous.get(path, PERIOD).status_code == 401
        assert cast.api(cast.admin, ["sla:read"]).get(path, PERIOD).status_code == 403
