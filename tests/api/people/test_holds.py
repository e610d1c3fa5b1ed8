"""What is under a legal hold is not deleted, erased, purged or redacted until the hold is lifted."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Q

from core.models import AuditEntry
from people.models import Contact, LegalHold, PersonRequest, RetentionRule
from people.services import person_request_run
from people.services.leasing import RETRY_AFTER
from people.services.retaining import retention_run
from people.services.visitors import visitors_forget
from tests.cast import NOW
from tickets.models import Ticket, TimelineEntry
from tickets.services import ticket_update
from widget.models import WidgetSession
from widget.services.forgetting import forget_due

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

LATER = NOW + timedelta(days=100)
KINDS = ("ticket", "contact", "company")


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    return cast.api(cast.admin)


@pytest.fixture
def ticket(cast: "Cast", settle: Any, freeze: Any) -> Ticket:
    freeze(NOW)
    made = cast.ticket(body="A word that matters.")
    ticket_update(actor=cast.actor(cast.agent), ticket_id=made.pk, changes={"status": "resolved"}, now=NOW)
    settle()
    return made


def hold(api: "ApiClient", kind: str, ticket: Ticket) -> int:
    target = {"ticket": ticket.pk, "contact": ticket.requester_id, "company": ticket.company_id}[kind]
    answer = api.post("privacy/holds", {"kind": kind, "target_id": target, "reason": "Kestrel v. us"})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def lift(api: "ApiClient", number: int) -> None:
    assert api.post(f"privacy/holds/{number}/lift").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_an_erasure_says_that_it_is_held(kind: str, api: "ApiClient", ticket: Ticket) -> None:
    number = hold(api, kind, ticket)
    path = f"contacts/{ticket.requester_id}/erasure"
    body = {"confirmation": ticket.requester.name, "reason": "Asked for"}
    for answer in (api.get(path), api.post(path, body)):
        assert answer.status_code == 409
        told = answer.json()
        assert told["code"] == "people.on_hold"
        assert told["detail"].startswith("Held: ")
        assert "(Kestrel v. us)" in told["detail"]
    assert not PersonRequest.objects.exists()
    lift(api, number)
    assert api.post(path, body).status_code == 202


@pytest.mark.parametrize("kind", KINDS)
def test_an_erasure_that_waits_stops_at_a_hold_and_goes_on(
    kind: str, api: "ApiClient", ticket: Ticket
) -> None:
    body = {"confirmation": ticket.requester.name, "reason": "Asked for"}
    assert api.post(f"contacts/{ticket.requester_id}/erasure", body).status_code == 202
    request, name = PersonRequest.objects.get(), ticket.requester.name
    number = hold(api, kind, ticket)
    assert not person_request_run(request_id=request.pk, now=NOW)
    assert Contact.objects.get(pk=ticket.requester_id).name == name
    lift(api, number)
    assert person_request_run(request_id=request.pk, now=NOW + RETRY_AFTER)
    assert Contact.objects.get(pk=ticket.requester_id).name != name


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_redacted(kind: str, api: "ApiClient", ticket: Ticket, cast: "Cast") -> None:
    number = hold(api, kind, ticket)
    entry = TimelineEntry.objects.get(ticket=ticket, body_text="A word that matters.")
    path = f"tickets/{ticket.pk}/entries/{entry.pk}/redaction"
    agents = cast.api(cast.agent)
    for answer in (
        agents.post(path, {"words": "matters", "reason": "x"}),
        agents.post(f"{path}/preview", {"words": "matters"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "people.on_hold")
    entry.refresh_from_db()
    assert entry.body_text == "A word that matters."
    lift(api, number)
    assert agents.post(path, {"words": "matters", "reason": "x"}).status_code == 200


@pytest.mark.parametrize("action", ["strip", "delete"])
@pytest.mark.parametrize("kind", KINDS)
def test_retention_passes_by(kind: str, action: str, api: "ApiClient", ticket: Ticket, cast: "Cast") -> None:
    for what, how in (("tickets", action), ("attachments", "delete"), ("originals", "delete")):
        RetentionRule.objects.create(brand=cast.brand, kind=what, days=1, action=how, changed_at=NOW)
    number = hold(api, kind, ticket)
    assert retention_run(now=LATER) == 0
    assert TimelineEntry.objects.filter(ticket=ticket, body_text="A word that matters.").exists()
    lift(api, number)
    assert retention_run(now=LATER) > 0
    assert not TimelineEntry.objects.filter(body_text="A word that matters.").exists()


def test_sessions_and_visitors_stay(api: "ApiClient", cast: "Cast") -> None:
    visitor = Contact.objects.create(is_visitor=True)
    session = WidgetSession.objects.create(
        token_digest="a", brand=cast.brand, contact=visitor, created_at=NOW, last_seen_at=NOW,
        expires_at=NOW, page_url="https://x.test", delete_context_at=NOW,
    )  # fmt: skip
    made = api.post("privacy/holds", {"kind": "contact", "target_id": visitor.pk, "reason": "x"}).json()
    forget_due(now=LATER)
    visitors_forget(contact_ids=[visitor.pk], unless=Q(pk__in=()))
    session.refresh_from_db()
    assert session.page_url
    lift(api, made["id"])
    forget_due(now=LATER)
    assert not WidgetSession.objects.exists()
    assert not Contact.objects.filter(pk=visitor.pk).exists()


def test_a_hold_follows_a_merge(api: "ApiClient", ticket: Ticket, cast: "Cast") -> None:
    hold(api, "contact", ticket)
    other = cast.colleague
    Contact.objects.filter(pk=ticket.requester_id).update(merged_into=other)
    answer = api.get(f"contacts/{other.pk}/erasure")
    assert answer.json()["code"] == "people.on_hold"


def test_holds_are_set_once_listed_and_audited(api: "ApiClient", ticket: Ticket) -> None:
    number = hold(api, "ticket", ticket)
    assert hold(api, "ticket", ticket) == number
    (listed,) = api.get("privacy/holds").json()["results"]
    assert (listed["reason"], listed["lifted_at"]) == ("Kestrel v. us", None)
    assert listed["by"]
    lift(api, number)
    lift(api, number)
    rows = AuditEntry.objects.filter(action__startswith="people.hold").order_by("pk")
    actions = list(rows.values_list("action", flat=True))
    assert actions == ["people.hold_set", "people.hold_lifted"]
    assert hold(api, "ticket", ticket) != number
    assert LegalHold.objects.filter(lifted_at=None).count() == 1


def test_odd_holds_are_refused(api: "ApiClient", cast: "Cast") -> None:
    for kind in KINDS:
        body = {"kind": kind, "target_id": 99_999, "reason": "x"}
        assert api.post("privacy/holds", body).status_code == 404
        assert api.post("privacy/holds", body | {"reason": " "}).status_code == 422
    assert api.post("privacy/holds", {"kind": "team", "target_id": 1, "reason": "x"}).status_code == 422
    assert api.post("privacy/holds/999/lift").status_code == 404


def test_strangers_may_not(cast: "Cast", api: "ApiClient", ticket: Ticket) -> None:
    number = hold(api, "ticket", ticket)
    for user in (cast.agent, cast.supervisor):
        other = cast.api(user)
        body = {"kind": "ticket", "target_id": ticket.pk, "reason": "x"}
        assert other.get("privacy/holds").status_code == 403
        assert other.post("privacy/holds", body).status_code == 403
        assert other.post(f"privacy/holds/{number}/lift").status_code == 403
    assert LegalHold.objects.get().lifted_at is None


def test_a_hold_names_whom_it_is_on(api: "ApiClient", cast: "Cast", ticket: Ticket) -> None:
    for kind, record, name in (
        ("contact", cast.customer, cast.customer.display_name),
        ("company", cast.company, cast.company.name),
        ("ticket", ticket, ""),
    ):
        made = api.post("privacy/holds", {"kind": kind, "target_id": record.pk, "reason": "Kestrel v. us"})
        assert made.json()["name"] == name
    listed = {one["kind"]: one["name"] for one in api.get("privacy/holds").json()["results"]}
    assert listed == {"contact": cast.customer.display_name, "company": cast.company.name, "ticket": ""}
