"""Companies for success and sales."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insights.api.report_letter import report_letter
from insights.models import CompanyHealth, HealthDay, ReportSchedule, Signal
from insights.selectors.reporting import board
from people.actors import staff_actor
from people.models import Company
from tests.api.insights.desk import Desk
from tests.cast import NOW, Cast

DeskOf = Callable[[int], Desk]
TODAY = NOW.date()


def company(name: str, *, score: int | None, before: int | None = None, **fields: Any) -> Company:
    row = Company.objects.create(name=name, **fields)
    told = [{"reason": "bugs", "points": -20, "tickets": []}]
    CompanyHealth.objects.create(company=row, score=score, told=told, worked_out_at=NOW)
    if before is not None:
        HealthDay.objects.create(company=row, on=TODAY - timedelta(days=30), score=before)
    return row


@pytest.fixture
def desk(desk_of: DeskOf) -> Desk:
    found = desk_of(3)
    soon = TODAY + timedelta(days=30)
    company("Low", score=40, arr=Decimal(50_000), renewal_on=soon)
    company("Fallen", score=80, before=95, arr=Decimal(90_000))
    company("Steady", score=90, before=95, arr=Decimal(10_000), renewal_on=TODAY + timedelta(days=91))
    company("Unknown", score=None, renewal_on=soon)
    bare = Company.objects.create(name="Bare", renewal_on=TODAY, arr=Decimal(1_000))
    Signal.objects.create(
        kind="expansion", rule="wishes", cause="e", company=bare, strength=1, raised_at=NOW, seen_at=NOW
    )
    return found


def names(part: dict[str, Any]) -> list[str]:
    return [one["company"]["name"] for one in part["results"]]


def test_each_part_has_its_companies_the_largest_first(desk: Desk) -> None:
    found = desk.cast.api(desk.lead()).get("insights/accounts").json()
    assert names(found["at_risk"]) == ["Fallen", "Low"]
    assert found["at_risk"]["arr"] == "140000.00"
    assert names(found["renewing"]) == ["Low", "Unknown", "Bare"]
    assert names(found["renewing_at_risk"]) == ["Low"]
    assert names(found["growing"]) == ["Bare"]
    assert found["scored"] == 3
    [low] = found["renewing_at_risk"]["results"]
    assert (low["score"], low["before"], low["reason"]) == (40, None, "bugs")


def test_only_who_sees_all_tickets_and_figures_gets_any(desk: Desk) -> None:
    cast = desk.cast
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    for user in (cast.agent, narrow):
        for path in ("insights/accounts", "insights/accounts.csv"):
            assert cast.api(user).get(path).status_code == 403


def test_the_file_has_a_line_for_each(desk: Desk) -> None:
    content = desk.cast.api(desk.lead()).get("insights/accounts.csv").content.decode()
    lines = content.splitlines()
    assert lines[0].startswith("part,company,arr")
    assert sum(line.startswith("at_risk,") for line in lines) == 2
    assert "renewing,Low,50000.00,40," in content


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_it_can_be_mailed(desk: Desk, kind: str) -> None:
    lead = desk.lead()
    row = ReportSchedule(
        name="Accounts", owner=lead, report="accounts", every="week", on_day=0, hour=8, timezone="UTC",
        days=7, format=kind, due_at=NOW,
    )  # fmt: skip
    letter = report_letter(board(actor=staff_actor(lead), schedule=row, language="de"), False)
    assert "innerhalb von 90 Tagen und gefährdet: 1, 50\u202f000 im Jahr" in letter.text
    assert letter.file_name == f"accounts-2026-03-01.{kind}"
    assert letter.content


def test_how_many_statements_it_takes_does_not_grow(desk: Desk, cast: Cast) -> None:
    api = cast.api(desk.lead())
    api.get("insights/accounts")
    with CaptureQueriesContext(
        connection,
    ) as few:
        api.get("insights/accounts")
    for number in range(20):
        company(f"More {number}", score=30, before=60, renewal_on=TODAY)
    with CaptureQueriesContext(connection) as many:
        api.get("insights/accounts")
    assert len(many) == len(few)
