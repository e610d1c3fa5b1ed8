"""The health of companies reaches a property of HubSpot where one is named, and nothing else changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.errors import Invalid
from core.models import AuditEntry
from integrations.crm import services
from integrations.hubspot.spec import CRM
from tests.api.hubspot.portal import Portal
from tests.cast import NOW, Cast

Freeze = Callable[[datetime | str], datetime]
Settle = Callable[[], None]


@pytest.fixture
def known(portal: Portal, cast: Cast, freeze: Freeze) -> str:
    """The cast's company there."""
    freeze(NOW)
    one = portal.server.put("companies", name=cast.company.name, domain=cast.company.domain, plan="Scale")
    portal.sync()
    return one


def _choose(portal: Portal, cast: Cast, name: str) -> None:
    services.mapping_save(
        actor=cast.actor(cast.admin),
        connection_id=portal.id,
        fields=[],
        sends_outcomes=False,
        health_property=name,
        version=services.chosen(CRM, portal.id).version,
        now=NOW,
    )


def _properties(portal: Portal, remote_id: str) -> dict[str, Any]:
    found: dict[str, Any] = portal.server.state.objects["companies"][remote_id]["properties"]
    return found


def test_the_score_goes_to_its_property_and_comes_back_as_no_change(
    portal: Portal, cast: Cast, known: str, settle: Settle, freeze: Freeze
) -> None:
    _choose(portal, cast, "candor_health")
    before = _properties(portal, known).copy()
    assert services.health_queue(company_id=cast.company.pk, score=58, at=NOW) == 1
    assert services.health_queue(company_id=cast.company.pk, score=58, at=NOW) == 1
    settle()
    assert _properties(portal, known) == before | {"candor_health": "58"}
    entries = AuditEntry.objects.count()
    freeze(NOW + timedelta(minutes=10))
    portal.sync()
    settle()
    assert AuditEntry.objects.count() == entries


def test_nothing_is_sent_without_a_property_or_a_link(
    portal: Portal, cast: Cast, known: str, settle: Settle
) -> None:
    assert services.health_queue(company_id=cast.company.pk, score=58, at=NOW) == 0
    _choose(portal, cast, "candor_health")
    assert services.health_queue(company_id=999_999, score=58, at=NOW) == 0
    settle()
    assert "candor_health" not in _properties(portal, known)


@pytest.mark.parametrize("name", ["plan", "name", "hubspot_owner_id", "Not a property", "9x"])
def test_a_property_that_is_read_or_none_is_refused(name: str, portal: Portal, cast: Cast) -> None:
    with pytest.raises(Invalid):
        _choose(portal, cast, name)
    assert services.chosen(CRM, portal.id).health_property == ""
