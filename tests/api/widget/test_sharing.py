"""Consent, page context and trail: what is stored, for whom, and for how long."""

from datetime import timedelta
from typing import Any

import pytest

from assistant.models import Handoff
from assistant.services import handoff_request
from core import ports
from core.models import AuditEntry
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from tickets.models import Ticket
from widget import services
from widget.models import TrailStep, WidgetSession


def context(**more: Any) -> dict[str, Any]:
    page = {
        "url": "https://app.halyard.test/settings/destinations/snowflake?token=abc&tab=runs",
        "title": "Snowflake",
        "element": "Test connection",
    }
    steps = [
        {"id": "s1", "at": 0, "kind": "click", "label": "Test connection", "detail": ""},
        {"id": "s2", "at": 0, "kind": "request", "label": "POST /api/test?key=secret", "detail": "502"},
    ]
    return {"page": page, "steps": steps, "attributes": {"plan": "Scale", "password": "hunter2"}} | more


def asked(cast: Cast, **session: Any) -> tuple[Browser, Ticket]:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"), **session)
    browser.writes("My export is empty.")
    return browser, Ticket.objects.get()


def test_nothing_is_stored_before_consent(cast: Cast) -> None:
    browser, ticket = asked(cast)
    response = browser.post("context", context())
    assert response.status_code == 403
    assert response.json()["code"] == "widget.not_shared"
    assert TrailStep.objects.count() == 0
    assert WidgetSession.objects.get().page_url == ""
    shared = cast.api(cast.agent).get(f"tickets/{ticket.pk}/session").json()
    assert shared["consent"] is False
    assert shared["trail"] == []


def test_shared_page_is_seen_by_the_agent_without_secrets(cast: Cast) -> None:
    settings_of(cast.brand, area_rules=[{"pattern": "/settings/destinations*", "area": "exports"}])
    browser, ticket = asked(cast)
    browser.post("consent", {"granted": True})
    assert browser.post("context", context()).status_code == 204
    shared = cast.api(cast.agent).get(f"tickets/{ticket.pk}/session").json()
    assert shared["consent"] is True
    assert shared["page"] == {
        "url": "https://app.halyard.test/settings/destinations/snowflake?tab=runs",
        "title": "Snowflake",
        "area": "exports",
        "element": "Test connection",
    }
    assert [step["label"] for step in shared["trail"]] == ["Test connection", "POST /api/test"]
    assert shared["attributes"] == {"plan": "Scale"}
    assert "hunter2" not in str(shared)
    assert shared["expires_on"]
    assert ports.session_context(ticket.pk) == shared


def test_every_look_is_audited(cast: Cast) -> None:
    browser, ticket = asked(cast, consent="granted")
    browser.post("context", context())
    cast.api(cast.agent).get(f"tickets/{ticket.pk}/session")
    cast.api(cast.read_only).get(f"tickets/{ticket.pk}/session")
    looks = AuditEntry.objects.filter(action="widget.session_read", target=f"ticket:{ticket.pk}")
    assert sorted(looks.values_list("actor_name", flat=True)) == ["Ines Agent", "Rea Reader"]


def test_stopping_deletes_at_once(cast: Cast) -> None:
    browser, ticket = asked(cast, consent="granted")
    browser.post("context", context())
    browser.post("consent", {"granted": False})
    assert TrailStep.objects.count() == 0
    session = WidgetSession.objects.get()
    assert (session.page_url, session.attributes) == ("", {})
    shared = ports.session_context(ticket.pk)
    assert shared is not None
    assert shared["consent"] is False
    assert browser.post("context", context()).status_code == 403


def test_brand_that_asks_nobody_still_respects_a_no(cast: Cast) -> None:
    settings_of(cast.brand, is_consent_required=False)
    browser, _ = asked(cast)
    assert browser.post("context", context()).status_code == 204
    browser.post("consent", {"granted": False})
    assert browser.post("context", context()).status_code == 403


def test_signed_attributes_win_over_those_of_the_page(cast: Cast) -> None:
    browser = Browser(cast.brand)
    token = user_token(cast.brand, email="helen@kestrel.test", attributes={"plan": "Enterprise"})
    browser.begin(user_token=token, consent="granted")
    browser.writes("My export is empty.")
    browser.post("context", context(attributes={"plan": "Free", "seats": 4}))
    shared = ports.session_context(Ticket.objects.get().pk)
    assert shared is not None
    assert shared["attributes"] == {"plan": "Enterprise", "seats": 4}


def test_trail_keeps_the_newest_twenty_and_each_once(cast: Cast) -> None:
    browser, _ = asked(cast, consent="granted")
    now = int(NOW.timestamp() * 1000)
    steps = [
        {"id": f"s{n}", "at": now + n, "kind": "click", "label": f"Button {n}", "detail": ""}
        for n in range(30)
    ]
    browser.post("context", context(steps=steps[:15]))
    browser.post("context", context(steps=steps[5:]))
    browser.post("context", context(steps=steps[5:]))
    assert TrailStep.objects.count() == 20


def test_context_is_forgotten_after_the_brands_days(cast: Cast, freeze: Any) -> None:
    freeze(NOW)
    settings_of(cast.brand, retention_days=2)
    browser, _ = asked(cast, consent="granted")
    browser.post("context", context())
    assert services.forget_due(now=NOW + timedelta(days=1)) == 0
    assert services.forget_due(now=NOW + timedelta(days=2, minutes=1)) == 1
    assert TrailStep.objects.count() == 0


def test_dead_visitors_who_never_wrote_are_forgotten(cast: Cast, freeze: Any) -> None:
    from people.models import Contact

    freeze(NOW)
    silent, spoke = Browser(cast.brand), Browser(cast.brand)
    silent.begin()
    spoke.begin()
    spoke.writes("Hello there.")
    services.forget_due(now=NOW + timedelta(days=90))
    assert WidgetSession.objects.count() == 0
    assert Contact.objects.filter(is_visitor=True).count() == 1


@pytest.mark.parametrize("who", ["team_agent"])
def test_agent_of_another_team_gets_404(cast: Cast, who: str) -> None:
    browser, ticket = asked(cast, consent="granted")
    browser.post("context", context())
    response = cast.api(getattr(cast, who)).get(f"tickets/{ticket.pk}/session")
    assert response.status_code == 404
    assert AuditEntry.objects.filter(action="widget.session_read").count() == 0


def test_ticket_of_another_channel_has_no_session(cast: Cast) -> None:
    response = cast.api(cast.agent).get(f"tickets/{cast.ticket().pk}/session")
    assert response.status_code == 404


def test_a_handoff_tells_what_is_shared_now_and_keeps_no_copy(cast: Cast) -> None:
    browser, ticket = asked(cast)
    browser.post("consent", {"granted": True})
    browser.post("context", context())
    handoff_request(actor=cast.actor(cast.customer), ticket_id=ticket.pk, now=NOW)
    api = cast.api(cast.agent)

    assert api.get(f"tickets/{ticket.pk}/handoff").json()["session"]["page"]["title"] == "Snowflake"
    assert AuditEntry.objects.filter(action="widget.session_read").count() == 1
    browser.post("consent", {"granted": False})
    assert api.get(f"tickets/{ticket.pk}/handoff").json()["session"]["page"] is None
    assert AuditEntry.objects.filter(action="widget.session_read").count() == 1
    assert "Snowflake" not in str(Handoff.objects.values().get())
