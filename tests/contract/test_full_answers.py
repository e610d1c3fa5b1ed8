"""Answers at their fullest: rare members have a shape too, which the tests' client checks."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.models import Handoff, Head, Outcome, Run, RunState, Triage
from assistant.services.learning import triage_correct
from assistant.services.triaging import classify, triage_save
from core import clock
from integrations.email.models import AddressHealth, InboundMail, InboundState, Mailbox
from kb import services as kb_services
from routing.models import Decision
from tests.api.widget.desk import Browser, settings_of
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.clearance import NO_TICKET
from tickets.models import Participant, Ticket, TimelineEntry

LONG = """## Backfill

Open **Explore** and see [the list](article:other) or <kbd>F5</kbd>.

3. First
4. Second

| a | b |
|---|--:|
| 1 | 2 |

```
select 1
```
"""


def article(cast: Cast, **values: Any) -> Any:
    given = {"title": "Backfill a destination", "body": LONG, "audience": "public", "status": "published"}
    return kb_services.article_create(actor=cast.actor(cast.admin), values=given | values, now=NOW)


@pytest.mark.parametrize(
    "readers",
    [
        {"audience": "segments", "segments": ["enterprise", "self_serve"]},
        {"audience": "companies", "company_ids": [1, 2]},
        {"audience": "teams", "team_ids": [1]},
    ],
)
def test_articles_for_chosen_readers(cast: Cast, readers: dict[str, Any]) -> None:
    if "team_ids" in readers:
        readers = readers | {"team_ids": [cast.team.pk]}
    if "company_ids" in readers:
        readers = readers | {"company_ids": [cast.company.pk]}
    api = cast.api(cast.owner)
    made = api.post(
        "articles",
        {
            "title": "Seats",
            "body": "<p>Words</p>",
            "body_format": "html",
            "status": "published",
            "page_paths": ["/billing/*"],
            "product_area": "billing",
            "team_id": cast.team.pk,
            "brand": cast.brand.slug,
            "note": "First",
        }
        | readers,
    )
    assert made.status_code == 201, made.content
    path = f"articles/{made.json()['id']}"
    assert api.post(f"{path}/review").json()["reviewed_at"]
    assert api.get(f"{path}/versions/1").json()["note"] == "First"
    assert api.get("articles").json()["results"][0]["page_paths"] == ["/billing/*"]


def test_a_handoff_with_all_that_it_can_hold(cast: Cast) -> None:
    made = article(cast)
    ticket, other = cast.ticket(), cast.ticket(subject="Another")
    Handoff.objects.create(
        ticket=ticket,
        reason="boundary",
        boundary="security",
        summary="Helen writes.",
        wants="A backfill.",
        tried=[{"label": "Asked for details", "ok": False}],
        why="People handle this.",
        told_customer="A person will answer.",
        confidence=0.71,
        linked=[
            {"type": "article", "id": made.pk, "title": made.title, "url": "/help/halyard/backfill"},
            {
                "type": "ticket", "kind": "related", "direction": "to", "number": other.pk,
                "subject": other.subject, "status": "open",
            },
        ],
        expected_wait_seconds=600,
        created_at=NOW,
    )  # fmt: skip
    body = cast.api(cast.agent).get(f"tickets/{ticket.pk}/handoff").json()
    assert [row["type"] for row in body["linked"]] == ["article", "ticket"]
    assert (body["confidence_word"], body["tried"][0]["ok"]) == ("medium", False)


def test_what_the_engine_reads_in_a_message_and_a_person_puts_right(cast: Cast) -> None:
    ticket = cast.ticket(body="Everything is down since HLY-4012 came, this is a scandal!")
    for words in ("", "It works again, thank you so much!"):
        entry = cast.says(ticket, words) if words else TimelineEntry.objects.get(ticket=ticket)
        found = classify(ticket, entry, [], NO_TICKET)
        triage_save(ticket=ticket, entry=entry, found=found, takes_over=False, now=NOW)
    assert Triage.objects.count() == 2
    values = {"type": "billing", "sentiment": "negative", "urgency": "critical", "complexity": "T3"}
    triage_correct(actor=cast.actor(cast.agent), ticket_id=ticket.pk, values=values, now=NOW)
    body = cast.api(cast.agent).get(f"tickets/{ticket.pk}/triage").json()
    assert body["fields"]["urgency"]["corrected_by"] == "Ines Agent"
    assert body["trend"] in ("falling", "steady", "rising")


def test_the_assistants_status_and_boundaries_after_a_day_of_work(cast: Cast) -> None:
    ticket = cast.ticket()
    for number, outcome in enumerate(one for one in Outcome if one != Outcome.NONE):
        Run.objects.create(
            ticket=ticket, entry_id=number, key=f"run:{number}", state=RunState.DONE, outcome=outcome,
            queued_at=clock.now(), finished_at=clock.now(),
        )  # fmt: skip
    Head.objects.create(name="type", version="1", arrays=b"", rows=40, accuracy=0.9, trained_at=NOW)
    Head.objects.create(name="urgency", version="1", arrays=b"", rows=40, accuracy=None, trained_at=NOW)
    seats = {"key": "seats", "label": "Seats", "segments": ["smb"], "issue_types": ["billing"]}
    configured(boundaries=[seats | {"review_on": "2026-01-01"}])
    api = cast.api(cast.admin)
    assert len(api.get("assistant/status").json()["last_24_hours"]) == 6
    assert api.get("assistant/boundaries").json()["boundaries"][0]["is_review_due"] is True


def test_a_widget_with_notices_guides_and_a_handoff(cast: Cast, settle: Callable[[], None]) -> None:
    brand = cast.brand
    made = article(cast, page_paths=["/exports/*"])
    api = cast.api(cast.admin)
    changed = api.patch(
        f"widget-settings/{brand.slug}",
        {
            "area_rules": [{"pattern": "/exports/*", "area": "exports"}],
            "notices": [{"id": "n1", "pattern": "*", "text": "We are slow today.", "article": made.slug}],
            "guides": [
                {"article": made.slug, "steps": [{"selector": "#go", "title": "Go", "text": "Press it."}]}
            ],
            "color": "#0a5f6a",
            "greeting": "Hello",
            "wait_text": "Within a day",
        },
    )
    assert changed.status_code == 200, changed.content
    settings_of(brand, is_consent_required=False)
    browser = Browser(brand)
    browser.begin(locale="de", timezone="Europe/Berlin")
    home = browser.get("home", {"url": "https://app.halyard.test/exports/12"}).json()
    assert home["notices"]
    assert home["suggestions"]
    assert home["wait"]["promise"] == "set"
    shown = browser.get(f"articles/{made.slug}").json()
    assert shown["guide"]
    assert any(isinstance(node, dict) and node["t"] == "ol" for node in shown["body"])
    assert browser.get("search", {"q": "backfill a destination"}).json()["results"]
    talk = browser.writes("How do I backfill?", wants_person=True)
    ticket = Ticket.objects.get(public_id=talk["id"])
    settle()
    for number in range(32):
        cast.replies(ticket, cast.agent, f"Step {number}, see <https://a.test> now.")
    last = browser.get(f"conversations/{talk['id']}").json()
    assert last["previous"]
    assert last["handoff"]["why"] == "customer_asked"
    earlier = browser.get(f"conversations/{talk['id']}", {"before": last["previous"]})
    assert earlier.status_code == 200
    browser.post("context", {"page": {"url": "https://a.test/x", "title": "X"}, "attributes": {"seats": 3}})
    assert cast.api(cast.agent).get(f"tickets/{ticket.pk}/session").json()["page"]


def test_mail_that_failed_bounced_or_waits(cast: Cast) -> None:
    box = mailbox_for(cast.brand, quiet_after_hours=4, signature_html="<p>Us</p>")
    mail = receive(box, raw_mail())
    Participant.objects.create(ticket=ticket_of(mail), address="dev@kestrel.test", created_at=NOW)
    AddressHealth.objects.create(address="helen@kestrel.test", hard_bounced_at=NOW, changed_at=NOW)
    AddressHealth.objects.create(address="dev@kestrel.test", soft_bounces=1, detail="Full", changed_at=NOW)
    agent = cast.api(cast.agent)
    told = agent.get(f"tickets/{mail.ticket_id}/recipients").json()
    kinds = {row["bounce"]["kind"] for group in ("to", "cc", "pending") for row in told[group]}
    assert kinds == {"hard", "soft"}

    api = cast.api(cast.admin)
    InboundMail.objects.filter(pk=mail.pk).update(
        state=InboundState.FAILED, reason="unreadable", detail="No.", next_attempt_at=NOW
    )
    assert api.get(f"mail/log/{mail.pk}").json()["reason_label"]
    assert api.get(f"mail/log/{mail.pk}/raw").status_code == 200
    assert api.get(f"tickets/{mail.ticket_id}/entries/{mail.entry_id}/original.eml").status_code == 200
    assert api.post(f"mail/log/{mail.pk}/retry").json()["changed"] == [mail.pk]
    Mailbox.objects.update(
        state="failing", failing_since=NOW, checked_at=NOW, last_mail_at=NOW, state_detail="Away."
    )
    assert api.get(f"mailboxes/{box.pk}").json()["health"]["failing_since"]
    assert api.get("mailboxes/alerts").json()["results"]


def test_policies_that_ask_for_everything(cast: Cast) -> None:
    api = cast.api(cast.admin)
    body = api.get("sla/policies").json()
    everything = {
        "segments": ["enterprise"],
        "brands": [cast.brand.pk],
        "channels": ["email", "slack"],
        "priorities": ["P1"],
        "companies": [cast.company.pk],
        "types": ["bug"],
        "tags": ["vip"],
    }
    targets = [
        {"channel": "slack", "priority": "P1", "first_reply": 60, "next_reply": None, "resolution": None}
    ]
    steps = [{"fraction": 0.5, "actions": ["notify_assignee", "escalate_tier"]}]
    policy = {"name": "All", "conditions": everything, "targets": targets, "steps": steps}
    saved = api.put("sla/policies", {"results": [policy | {"pause_on": ["on_hold"]}, *body["results"]]})
    assert saved.status_code == 200, saved.content
    assert saved.json()["results"][0]["conditions"] == everything


def test_a_decision_of_every_kind(cast: Cast) -> None:
    ticket = cast.ticket()
    for step in Decision.Step.values:
        Decision.objects.create(
            ticket=ticket, step=step, tier="T2" if step == "routed" else "", priority="P1", rule="Security",
            team=cast.team, assignee=cast.agent, rules_version=1, created_at=NOW,
            reasons=[{"label": "Rule", "detail": "Security"}],
            score={"total": 70, "parts": [{"label": "Impact", "points": 70, "detail": "All"}]},
        )  # fmt: skip
    body = cast.api(cast.agent).get(f"tickets/{ticket.pk}/routing").json()
    assert {row["step"] for row in body["history"]} == set(Decision.Step.values)
    assert body["rule"] == "Security"
    assert body["score"]["total"] == 70
