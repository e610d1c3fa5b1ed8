"""A renewal that changes in HubSpot moves priority and service level of an open ticket, which says why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from integrations.connections.models import HookSecret
from routing.models import Decision
from sla.models import Clock
from tests.api.hubspot.portal import Portal
from tests.cast import NOW, Cast
from tests.standins.hubspot.server import CLIENT_SECRET


def test_a_renewal_in_hubspot_reaches_the_ticket(
    portal: Portal,
    cast: Cast,
    freeze: Callable[[datetime | str], datetime],
    settle: Callable[[], None],
) -> None:
    freeze(NOW)
    HookSecret.objects.create(connection=portal.connection, secret=CLIENT_SECRET, hint="cret", created_at=NOW)
    one = portal.server.put("companies", name=cast.company.name, domain=cast.company.domain, arr_usd="184000")
    portal.sync()
    ticket = cast.ticket(
        subject="Rename a report", body="How can I rename a report? There is no hurry at all."
    )
    settle()
    ticket.refresh_from_db()
    before, due = ticket.priority, _due(ticket.pk)
    assert _score(ticket.pk)["total"] < 20, _score(ticket.pk)
    at = freeze(NOW + timedelta(minutes=1))
    renewal = (NOW + timedelta(days=20)).date().isoformat()
    portal.server.put("companies", id=one, renewal_date=renewal)
    event = {
        "subscriptionType": "company.propertyChange",
        "objectId": int(one),
        "propertyName": "renewal_date",
    }
    assert portal.posts(event, at=at).status_code == 200
    settle()
    ticket.refresh_from_db()
    assert ticket.priority < before, (before, ticket.priority, _score(ticket.pk))
    assert _due(ticket.pk) < due
    told = cast.api(cast.agent).get(f"tickets/{ticket.pk}/routing").content.decode()
    assert "renews in 20 days" in told


def _due(ticket_id: int) -> datetime:
    due = Clock.objects.get(ticket=ticket_id, measure="first_reply").due_at
    assert due is not None
    return due


def _score(ticket_id: int) -> Any:
    return Decision.objects.filter(ticket=ticket_id, step=Decision.Step.ROUTED).latest("pk").score
