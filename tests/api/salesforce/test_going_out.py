"""Outcomes of tickets and the health of companies reach Salesforce once, and come back as no change."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.errors import Invalid
from core.models import AuditEntry
from integrations.connections.models import Delivery
from integrations.connections.services import calling
from integrations.crm import services
from integrations.crm.models import Outcome
from integrations.crm.services import outcomes
from tests.api.salesforce.org import Org
from tests.cast import NOW, Cast
from tests.standins.salesforce.server import done_without_answer

Freeze = Callable[[datetime | str], datetime]
Settle = Callable[[], None]


@pytest.fixture
def known(org: Org, cast: Cast, freeze: Freeze) -> str:
    """The cast's company there."""
    freeze(NOW)
    one = org.server.put("Account", Name=cast.company.name, Website=cast.company.domain)
    org.sync()
    return one


def _tasks(org: Org) -> list[dict[str, Any]]:
    return list(org.server.state.table("Task").values())


def test_a_resolved_ticket_becomes_one_task_of_its_account(
    org: Org, cast: Cast, known: str, settle: Settle
) -> None:
    ticket = cast.ticket(subject="It's a question " + "x" * 250)
    assert cast.api(cast.agent).patch(f"tickets/{ticket.pk}", {"status": "resolved"}).status_code == 200
    settle()
    settle()
    (task,) = _tasks(org)
    assert (task["WhatId"], task["Status"]) == (known, "Completed")
    assert task["Subject"].startswith(f"Ticket #{ticket.pk} resolved: It's a question")
    assert f"/app/tickets/{ticket.pk}" in task["Description"]
    row = Outcome.objects.get()
    assert (row.note_id, row.done_at is not None) == (task["Id"], True)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lost_answer_is_looked_up_and_never_doubled(
    org: Org, cast: Cast, known: str, settle: Settle, freeze: Freeze, arrived: bool
) -> None:
    ticket = cast.ticket()
    org.server.put("Task", Subject=f"Ticket #{ticket.pk} resolved: by hand", Description="No word of ours")
    org.server.state.next = [done_without_answer if arrived else lambda handler: None]
    services.outcome_queue(ticket_id=ticket.pk, key="outcome:1", at=NOW)
    settle()
    assert Delivery.objects.get(key="outcome:1").state == "in_doubt"
    freeze(NOW + timedelta(minutes=11))
    assert services.doubts_settle(now=NOW + timedelta(minutes=11)) == 1
    settle()
    _, task = _tasks(org)
    assert Delivery.objects.get(key="outcome:1").state == "done"
    assert Outcome.objects.get().note_id == task["Id"]


def test_notes_that_only_wait_keep_no_lost_answer_from_its_look(
    org: Org, cast: Cast, known: str, settle: Settle, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "LOOKED_UP_AT_ONCE", 1)
    ticket = cast.ticket()
    for number in range(3):
        services.outcome_queue(ticket_id=ticket.pk, key=f"outcome:{number}", at=NOW)
    states = {"outcome:0": "queued", "outcome:1": "in_doubt", "outcome:2": "in_doubt"}
    for key, state in states.items():
        Delivery.objects.filter(key=key).update(state=state)
    later = freeze(NOW + timedelta(minutes=11))
    # The first that is looked for finds the CRM away, and the next one has its turn all the same.
    org.server.state.next = [(500, {}, b"[]")] * calling.READ_TRIES
    assert services.doubts_settle(now=later) == 0
    assert services.doubts_settle(now=later) == 1
    assert Delivery.objects.get(key="outcome:1").state == "in_doubt"
    assert Delivery.objects.get(key="outcome:2").state == "queued"


def test_an_error_of_its_own_may_have_been_done_and_is_looked_up(
    org: Org, cast: Cast, known: str, settle: Settle, freeze: Freeze
) -> None:
    org.server.state.next = [(500, {}, b"[]")]
    services.outcome_queue(ticket_id=cast.ticket().pk, key="outcome:1", at=NOW)
    settle()
    assert Delivery.objects.get(key="outcome:1").state == "in_doubt"
    freeze(NOW + timedelta(minutes=11))
    services.doubts_settle(now=NOW + timedelta(minutes=11))
    settle()
    assert len(_tasks(org)) == 1


def test_health_goes_to_its_field_and_comes_back_as_no_change(
    org: Org, cast: Cast, known: str, settle: Settle, freeze: Freeze
) -> None:
    org.server.field("Account", "Candor_Health__c", "double")
    org.choose(cast.actor(cast.admin), health="Candor_Health__c")
    assert services.health_queue(company_id=cast.company.pk, score=73, at=NOW) == 1
    settle()
    assert org.server.state.table("Account")[known]["Candor_Health__c"] == 73
    before = AuditEntry.objects.count()
    freeze(NOW + timedelta(minutes=10))
    assert org.sync()
    settle()
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["Plan__c", "Locked__c", "Nowhere__c", "name", "Not a field"])
def test_health_needs_a_number_of_its_own_that_we_may_change(org: Org, cast: Cast, name: str) -> None:
    org.server.field("Account", "Plan__c")
    org.server.field("Account", "Locked__c", "double", writable=False)
    with pytest.raises(Invalid):
        org.choose(cast.actor(cast.admin), health=name)
