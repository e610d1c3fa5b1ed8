"""Merging two contacts: preview, what moves, what a claim never grants, and undo (C7)."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from core import clock
from core.errors import Conflict
from core.models import AuditEntry, Delivery, OutboxEvent
from people import services
from people.models import Company, Contact, ContactMerge, ContactMergeUndo, Identity
from people.services import Claim
from tests.api.widget.desk import Browser, user_token
from tests.cast import NOW, ApiClient, Cast
from tests.mails import mailbox_for, raw_mail, receive
from tickets.models import Participant, Ticket, TimelineEntry
from widget.models import WidgetSession

Settle = Callable[[], None]


@pytest.fixture
def sue(cast: Cast) -> ApiClient:
    """A supervisor's client."""
    return cast.api(cast.supervisor)


def second(cast: Cast, email: str = "helen@home.test", company: Company | None = None) -> Contact:
    """Helen's other address, proven as well."""
    return cast.contact("", email, company)


def unproven(email: str = "helen@home.test", name: str = "") -> Contact:
    """Somebody who wrote a mail that nobody vouched for."""
    return services.contact_for_address(address=email, name=name, is_proven=False, now=NOW)


def merge(client: ApiClient, source: Contact, target: Contact) -> dict[str, Any]:
    response = client.post(f"contacts/{target.pk}/merge", {"from_id": source.pk})
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def preview(client: ApiClient, source: Contact, target: Contact) -> dict[str, Any]:
    response = client.get(f"contacts/{target.pk}/merge-preview", {"from": source.pk})
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def codes(told: dict[str, Any]) -> dict[str, bool]:
    return {warning["code"]: warning["is_conflict"] for warning in told["warnings"]}


def everything() -> dict[str, Any]:
    """All that a merge can touch, as rows."""
    volatile = {"version"}
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in volatile}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in (Contact, Identity, Ticket, Participant, WidgetSession)
    }


# What moves


def test_identities_tickets_and_empty_fields_go_to_the_survivor(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast)
    Contact.objects.filter(pk=other.pk).update(phone="+49 30 1", title="")
    ticket, own = cast.ticket(by=other), cast.ticket(by=helen)
    done = merge(sue, other, helen)
    assert done["contact"]["phone"] == "+49 30 1"
    assert done["contact"]["email"] == "helen@kestrel.test"
    assert set(Ticket.objects.values_list("requester", flat=True)) == {helen.pk}
    assert Ticket.objects.get(pk=ticket.pk).version > ticket.version
    assert Ticket.objects.get(pk=own.pk).version == own.version
    shown = sue.get(f"contacts/{helen.pk}").json()
    assert {(one["value"], one["is_verified"]) for one in shown["identities"]} == {
        ("helen@kestrel.test", True),
        ("helen@home.test", True),
    }
    assert [one["contact"]["id"] for one in shown["merged"]] == [other.pk]
    assert shown["merged"][0] | {"can_undo": True, "reason": None, "tickets": 1} == shown["merged"][0]
    assert shown["merged"][0]["by"]["id"] == cast.supervisor.pk


def test_the_merged_away_stay_as_a_tombstone_out_of_lists_and_search(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, cast.contact("Helen Private", "helen@home.test", None)
    merge(sue, other, helen)
    assert [row["id"] for row in sue.get("contacts", {"q": "helen"}).json()["results"]] == [helen.pk]
    found = sue.get("search", {"q": "helen", "type": "contact"}).json()["results"]
    assert [row["id"] for row in found] == [helen.pk]
    tombstone = sue.get(f"contacts/{other.pk}").json()
    assert tombstone["merged_into"] == helen.pk
    assert tombstone["identities"] == []


def test_tickets_are_found_by_the_address_of_the_merged(cast: Cast, sue: ApiClient) -> None:
    other = second(cast)
    ticket = cast.ticket(by=other)
    merge(sue, other, cast.customer)
    found = sue.get("tickets", {"q": "requester:helen@home.test"}).json()["results"]
    assert [row["number"] for row in found] == [ticket.pk]
    assert found[0]["requester"]["name"] == "Helen Marsh"


def test_tickets_keep_their_company_and_get_one_where_they_have_none(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast, company=cast.other_company)
    with_company, without = cast.ticket(by=other), cast.ticket(by=other, company_id=None)
    done = merge(sue, other, helen)
    assert Ticket.objects.get(pk=with_company.pk).company == cast.other_company
    assert Ticket.objects.get(pk=without.pk).company == cast.company
    sue.post(f"contacts/merges/{done['merge_id']}/undo")
    assert Ticket.objects.get(pk=without.pk).company is None


def test_the_same_identity_on_both_sides_keeps_its_proof_once(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast)
    services.contact_resolve(
        claims=[Claim(kind="email", value="helen@home.test")], current_contact_id=helen.pk, now=NOW
    )
    before = everything()
    done = merge(sue, other, helen)
    proven = Identity.objects.get(kind="email", value="helen@home.test", verified_at__isnull=False)
    assert proven.contact == helen
    sue.post(f"contacts/merges/{done['merge_id']}/undo")
    assert everything() == before


def test_a_merge_is_told_and_audited(cast: Cast, sue: ApiClient, settle: Settle) -> None:
    helen, other = cast.customer, second(cast)
    ticket = cast.ticket(by=other)
    settle()
    done = merge(sue, other, helen)
    settle()
    told = OutboxEvent.objects.get(name="people.contacts_merged")
    assert told.payload == {
        "from_contact_id": other.pk,
        "into_contact_id": helen.pk,
        "merge_id": done["merge_id"],
    }
    live = OutboxEvent.objects.get(name="tickets.tickets_moved").live
    assert {message["topic"] for message in live} == {"queue", f"ticket:{ticket.pk}"}
    assert live[0]["data"]["ticket"]["requester"]["id"] == helen.pk
    sue.post("undo", {"token": done["undo"]})
    settle()
    assert OutboxEvent.objects.filter(name="people.contacts_unmerged").count() == 1
    lines = AuditEntry.objects.filter(target=f"contact:{helen.pk}").order_by("id")
    assert [(line.action, line.data) for line in lines] == [
        ("people.contacts_merged", {"from_id": other.pk, "merge_id": done["merge_id"]}),
        ("people.contacts_unmerged", {"from_id": other.pk, "merge_id": done["merge_id"]}),
    ]


# The preview


def test_the_preview_shows_what_would_move_and_changes_nothing(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast)
    Contact.objects.filter(pk=other.pk).update(phone="+49 30 1")
    cast.ticket(by=other, status="resolved", resolved_at=NOW)
    cast.ticket(by=other)
    before = everything()
    told = preview(sue, other, helen)
    assert everything() == before
    assert told["can_merge"] is True
    assert told["moves"]["tickets"] == 2
    assert [one["value"] for one in told["moves"]["identities"]] == ["helen@home.test"]
    assert told["moves"]["fields"] == [{"field": "phone", "label": "", "value": "+49 30 1"}]
    assert (told["from"]["tickets"], told["from"]["open_tickets"], told["into"]["tickets"]) == (2, 1, 0)
    assert told["into"]["name"] == "Helen Marsh"


def test_the_preview_names_conflicts_in_words(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast, company=cast.other_company)
    Contact.objects.filter(pk=other.pk).update(is_blocked=True, name="Helen M.")
    cast.ticket(by=helen)
    told = preview(sue, other, helen)
    assert codes(told) == {
        "both_proven": True,
        "companies_differ": True,
        "blocked": True,
        "gains_access": False,
    }
    words = " ".join(warning["detail"] for warning in told["warnings"])
    assert "Dunmore Retail" in words
    assert "helen@home.test" in words
    assert merge(sue, other, helen)["contact"]["is_blocked"] is True


def test_what_opens_something_comes_with_proof_only(cast: Cast, sue: ApiClient) -> None:
    """An unproven mail in a company's name must not let a proven account read for that company."""
    assert cast.company.pk
    account = services.contact_resolve(
        claims=[Claim(kind="external", value="halyard:u-1", is_verified=True)], name="Ann", now=NOW
    )
    forged = unproven("ceo@kestrel.test")
    assert forged.company_id == cast.company.pk
    told = preview(sue, forged, account)
    held = {warning["data"]["field"] for warning in told["warnings"] if warning["code"] == "held_back"}
    assert held == {"email", "company"}
    contact = merge(sue, forged, account)["contact"]
    assert (contact["email"], contact["company"]) == ("", None)


def test_who_is_proven_is_not_merged_into_who_is_not(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, unproven()
    told = preview(sue, helen, other)
    assert told["can_merge"] is False
    assert told["reason"]["code"] == "proof_stays"
    assert "Merge helen@home.test into Helen Marsh instead" in told["reason"]["detail"]
    refused = sue.post(f"contacts/{other.pk}/merge", {"from_id": helen.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "people.merge_direction")
    visitor = Contact.objects.create(is_visitor=True)
    assert sue.post(f"contacts/{visitor.pk}/merge", {"from_id": other.pk}).status_code == 409


# Who may


def test_agents_may_not_and_strangers_get_404(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast)
    agent = cast.api(cast.agent)
    assert agent.get(f"contacts/{helen.pk}/merge-preview", {"from": other.pk}).status_code == 403
    assert agent.post(f"contacts/{helen.pk}/merge", {"from_id": other.pk}).status_code == 403
    assert sue.get(f"contacts/{helen.pk}/merge-preview", {"from": 987654}).status_code == 404
    assert sue.post("contacts/987654/merge", {"from_id": other.pk}).status_code == 404
    assert sue.post("contacts/merges/987654/undo").status_code == 404
    done = merge(sue, other, helen)
    assert agent.post(f"contacts/merges/{done['merge_id']}/undo").status_code == 403
    assert agent.post("undo", {"token": done["undo"]}).status_code == 404
    assert ContactMergeUndo.objects.count() == 0
    assert ApiClient().post(f"contacts/{helen.pk}/merge", {"from_id": other.pk}).status_code == 401


def test_nobody_is_merged_with_themselves_or_twice_away(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast)
    path = f"contacts/{helen.pk}/merge"
    assert sue.post(path, {"from_id": helen.pk}).status_code == 422
    for odd in ("x", 0, 10**30, None, [1]):
        assert sue.post(path, {"from_id": odd}).status_code in {400, 422}
        assert sue.get(f"{path}-preview", {"from": str(odd)}).status_code in {400, 404, 422}
    assert sue.get(f"{path}-preview").status_code == 422
    first = merge(sue, other, helen)
    assert merge(sue, other, helen)["merge_id"] == first["merge_id"]
    assert ContactMerge.objects.count() == 1
    refused = sue.post(f"contacts/{cast.stranger.pk}/merge", {"from_id": other.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "people.already_merged")
    assert preview(sue, other, cast.stranger)["can_merge"] is False


# What a claim never opens


def test_a_visitor_of_the_merged_away_cannot_read_the_survivors_history(cast: Cast, sue: ApiClient) -> None:
    earlier = cast.ticket(by=cast.customer, subject="Salary export", channel="widget")
    browser = Browser(cast.brand)
    browser.begin()
    chat = browser.writes("I am Helen, believe me.")
    session = WidgetSession.objects.get()
    visitor = session.contact
    assert visitor is not None
    assert codes(preview(sue, visitor, cast.customer))["chats_end"] is False
    merge(sue, visitor, cast.customer)
    assert Ticket.objects.get(public_id=chat["id"]).requester == cast.customer
    # The old token opens nothing, neither their own nor the other's.
    assert browser.get("home").status_code == 401
    for ticket_id in (earlier.public_id, chat["id"]):
        assert browser.get(f"conversations/{ticket_id}").status_code == 401
    # The same browser begins anew as nobody.
    assert browser.begin()["is_verified"] is False
    assert browser.get("home").json()["conversations"] == []
    for ticket_id in (earlier.public_id, chat["id"]):
        assert browser.get(f"conversations/{ticket_id}").status_code == 404
    assert not WidgetSession.objects.filter(contact=cast.customer).exists()


def test_a_visitor_who_stays_does_not_hear_what_comes_to_them(cast: Cast, sue: ApiClient) -> None:
    """Also the survivor's session proves nothing: the other visitor may be somebody else."""
    browsers = [Browser(cast.brand), Browser(cast.brand)]
    for browser in browsers:
        browser.begin()
        browser.writes("Private to this browser.")
    visitors = [ticket.requester for ticket in Ticket.objects.order_by("pk").select_related("requester")]
    done = merge(sue, visitors[0], visitors[1])
    assert [browser.get("home").status_code for browser in browsers] == [401, 401]
    sue.post("undo", {"token": done["undo"]})
    assert [len(browser.get("home").json()["conversations"]) for browser in browsers] == [1, 1]


def test_an_address_typed_in_a_chat_does_not_take_mail_along(cast: Cast, sue: ApiClient) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    chat = browser.writes("Please answer by mail.")
    browser.post(f"conversations/{chat['id']}/email", {"email": "victim@else.test"})
    visitor = WidgetSession.objects.get().contact
    assert visitor is not None
    assert "typed_address" in codes(preview(sue, visitor, cast.customer))
    merge(sue, visitor, cast.customer)
    assert services.contact_for_address(address="victim@else.test", is_proven=False, now=NOW).pk not in {
        visitor.pk,
        cast.customer.pk,
    }
    copy = Participant.objects.get(address="victim@else.test")
    assert copy.is_approved is False


def test_a_signed_in_session_of_a_proven_contact_follows(cast: Cast, sue: ApiClient, freeze: Any) -> None:
    freeze(NOW)
    known = cast.ticket(by=cast.customer, channel="widget")
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="helen@home.test"))
    browser.writes("From my private account.")
    other = WidgetSession.objects.get().contact
    assert other is not None
    assert "gains_access" in codes(preview(sue, other, cast.customer))
    done = merge(sue, other, cast.customer)
    assert {row["id"] for row in browser.get("home").json()["conversations"]} >= {str(known.public_id)}
    sue.post("undo", {"token": done["undo"]})
    # What was proven may be the other's again: everybody proves themselves anew.
    assert browser.get("home").status_code == 401
    browser.begin(user_token=user_token(cast.brand, email="helen@home.test"))
    assert [row["subject"] for row in browser.get("home").json()["conversations"]] == [
        "From my private account."
    ]


def test_what_they_wrote_before_stays_theirs(cast: Cast, sue: ApiClient, freeze: Any) -> None:
    freeze(NOW)
    box = mailbox_for(cast.brand)
    sender = "Helen <helen@home.test>"
    mail = receive(box, raw_mail("By mail.", sender=sender, to=f"{box.address}, cc@else.test"))
    ticket = Ticket.objects.get(pk=mail.ticket_id or 0)
    receive(
        box,
        raw_mail(
            "Me too.",
            sender="C <cc@else.test>",
            message_id="<2@else.test>",
            headers={"References": "<first@kestrel.test>"},
        ),
    )
    third = second(cast, "h@third.test")
    merge(sue, ticket.requester, third)
    merge(sue, third, cast.customer)
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    messages = browser.get(f"conversations/{ticket.public_id}").json()["messages"]
    assert [message["author"] for message in messages] == [
        {"kind": "me", "name": ""},
        {"kind": "person", "name": "C"},
    ]


def test_nothing_unverified_becomes_verified(cast: Cast, sue: ApiClient) -> None:
    merge(sue, unproven(), cast.customer)
    claim = Identity.objects.get(value="helen@home.test")
    assert (claim.contact, claim.verified_at) == (cast.customer, None)
    guest = services.contact_resolve(
        claims=[Claim(kind="email", value="helen@home.test")], is_visitor=True, now=NOW
    )
    assert guest.pk != cast.customer.pk


def test_a_message_that_was_on_its_way_reaches_the_survivor(
    cast: Cast, sue: ApiClient, settle: Settle
) -> None:
    other = second(cast)
    merge(sue, other, cast.customer)
    assert cast.ticket(by=other).requester == cast.customer
    # One that was written into the tombstone at the same moment is collected by the event.
    stray = cast.ticket()
    Ticket.objects.filter(pk=stray.pk).update(requester=other)
    settle()
    assert Ticket.objects.get(pk=stray.pk).requester == cast.customer


# Mail


@pytest.mark.parametrize("is_proven", [True, False])
def test_later_mail_from_the_old_address_finds_the_survivor(
    cast: Cast, sue: ApiClient, freeze: Any, is_proven: bool
) -> None:
    freeze(NOW)
    box = mailbox_for(cast.brand)
    sender = "Helen <helen@home.test>"
    first = receive(box, raw_mail(sender=sender, message_id="<1@home.test>", is_proven=is_proven))
    ticket = Ticket.objects.get(pk=first.ticket_id or 0)
    other = ticket.requester
    merge(sue, other, cast.customer)
    again = receive(
        box, raw_mail("Something else.", sender=sender, message_id="<2@home.test>", is_proven=is_proven)
    )
    assert Ticket.objects.get(pk=again.ticket_id or 0).requester == cast.customer
    # An answer to the old conversation is a message in it, not a note, and it stays in copy there alone.
    reply = receive(
        box,
        raw_mail(
            "Any news?",
            sender=sender,
            message_id="<3@home.test>",
            is_proven=is_proven,
            headers={"References": "<1@home.test>"},
        ),
    )
    entry = TimelineEntry.objects.get(pk=reply.entry_id or 0)
    assert (entry.ticket_id, entry.kind, entry.author_id) == (ticket.pk, "message", cast.customer.pk)
    copies = Participant.objects.filter(address="helen@home.test", is_approved=True)
    assert list(copies.values_list("ticket", flat=True)) == [ticket.pk]


def test_a_requester_who_was_in_copy_is_written_to_once(cast: Cast, sue: ApiClient) -> None:
    other = second(cast)
    ticket = cast.ticket(by=other)
    Participant.objects.create(
        ticket=ticket, address="helen@kestrel.test", is_approved=True, added_by_ref="x", created_at=NOW
    )
    merge(sue, other, cast.customer)
    entry = cast.replies(Ticket.objects.get(pk=ticket.pk), cast.agent, "Fixed.")
    assert entry.payload["recipients"] == {"to": ["helen@kestrel.test"], "cc": ["helen@home.test"]}


# The way back


def test_undo_restores_everything(cast: Cast, sue: ApiClient, settle: Settle) -> None:
    helen, other = cast.customer, unproven(name="H. M.")
    Contact.objects.filter(pk=other.pk).update(phone="+49 30 1", locale="de", is_blocked=True)
    ticket = cast.ticket(by=helen)
    mine = Ticket.objects.create(
        subject="Mine", brand=cast.brand, requester=other, channel="email",
        last_activity_at=NOW, last_message_at=NOW, created_at=NOW,
    )  # fmt: skip
    Participant.objects.create(
        ticket=ticket, contact=other, address="helen@home.test", added_by_ref="x", created_at=NOW
    )
    browser = Browser(cast.brand)
    browser.begin()
    WidgetSession.objects.update(contact=other)
    settle()
    before = everything()
    done = merge(sue, other, helen)
    settle()
    assert Ticket.objects.get(pk=mine.pk).requester == helen
    undone = sue.post("undo", {"token": done["undo"]})
    assert undone.json() == {"restored": [mine.pk], "failed": []}
    assert everything() == before
    # Events that arrive late, or again, change nothing any more.
    Delivery.objects.filter(event__name="people.contacts_merged").delete()
    OutboxEvent.objects.filter(name="people.contacts_merged").update(completed_at=None)
    settle()
    assert everything() == before


def test_undo_later_from_the_record(cast: Cast, sue: ApiClient, freeze: Any) -> None:
    freeze(NOW)
    helen, other = cast.customer, second(cast)
    done = merge(sue, other, helen)
    freeze(NOW + timedelta(days=40))
    path = f"contacts/merges/{done['merge_id']}/undo"
    answer = cast.api(cast.owner).post(path).json()
    assert (answer["contact"]["id"], answer["restored"]["id"]) == (helen.pk, other.pk)
    assert sue.get(f"contacts/{helen.pk}").json()["merged"] == []
    # Twice is once.
    assert sue.post(path).status_code == 200
    assert ContactMergeUndo.objects.count() == 1
    assert merge(sue, other, helen)["merge_id"] != done["merge_id"]


def test_undo_after_new_mail_gives_each_their_own(cast: Cast, sue: ApiClient, freeze: Any) -> None:
    freeze(NOW)
    box = mailbox_for(cast.brand)
    helen, other = cast.customer, second(cast)
    old = cast.ticket(by=other)
    done = merge(sue, other, helen)
    freeze(NOW + timedelta(hours=1))
    theirs = receive(box, raw_mail(sender="H <helen@home.test>", message_id="<1@home.test>"))
    hers = receive(box, raw_mail("Another.", message_id="<2@kestrel.test>"))
    assert {theirs.ticket.requester_id, hers.ticket.requester_id} == {helen.pk}  # type: ignore[union-attr]  # both mails have opened tickets
    assert sue.post(f"contacts/merges/{done['merge_id']}/undo").status_code == 200
    owners = dict(Ticket.objects.values_list("pk", "requester"))
    assert owners == {old.pk: other.pk, theirs.ticket_id: other.pk, hers.ticket_id: helen.pk}
    later = receive(box, raw_mail("More.", sender="H <helen@home.test>", message_id="<3@home.test>"))
    assert Ticket.objects.get(pk=later.ticket_id or 0).requester == other


def test_undo_keeps_what_somebody_changed_since(cast: Cast, sue: ApiClient) -> None:
    helen, other = cast.customer, second(cast)
    Contact.objects.filter(pk=other.pk).update(phone="+49 30 1", title="Buyer")
    done = merge(sue, other, helen)
    Contact.objects.filter(pk=helen.pk).update(phone="+44 20 2")
    sue.post(f"contacts/merges/{done['merge_id']}/undo")
    helen.refresh_from_db()
    assert (helen.phone, helen.title) == ("+44 20 2", "")


def test_a_proof_that_came_since_goes_back_with_its_address(cast: Cast, sue: ApiClient) -> None:
    other = unproven()
    done = merge(sue, other, cast.customer)
    services.contact_for_address(address="helen@home.test", is_proven=True, now=NOW)
    sue.post(f"contacts/merges/{done['merge_id']}/undo")
    proven = Identity.objects.get(value="helen@home.test", verified_at__isnull=False)
    assert proven.contact == other


def test_a_merge_under_another_one_says_why_it_stands(cast: Cast, sue: ApiClient) -> None:
    helen, other, third = cast.customer, second(cast), second(cast, "h@third.test")
    first = merge(sue, other, helen)
    outer = merge(sue, helen, third)
    refused = sue.post(f"contacts/merges/{first['merge_id']}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "people.merge_stands")
    assert "Undo that merge first" in refused.json()["detail"]
    by_token = sue.post("undo", {"token": first["undo"]}).json()
    assert by_token["failed"][0]["code"] == "people.merge_stands"
    shown = sue.get(f"contacts/{helen.pk}").json()["merged"]
    assert [(one["can_undo"], one["reason"]["code"]) for one in shown] == [(False, "merged_since")]
    # Mail finds the end of the chain, and in the right order both come back.
    assert services.contact_for_address(address="helen@home.test", is_proven=True, now=NOW).pk == third.pk
    assert sue.post(f"contacts/merges/{outer['merge_id']}/undo").status_code == 200
    assert sue.post(f"contacts/merges/{first['merge_id']}/undo").status_code == 200
    assert not Contact.objects.exclude(merged_into=None).exists()


def test_visitors_of_a_merge_are_not_forgotten(cast: Cast, sue: ApiClient, freeze: Any) -> None:
    from widget.services import forget_due

    freeze(NOW)
    browser = Browser(cast.brand)
    browser.begin()
    visitor = WidgetSession.objects.get().contact
    assert visitor is not None
    done = merge(sue, visitor, cast.customer)
    later = NOW + timedelta(days=90)
    forget_due(now=later)
    assert Contact.objects.filter(pk=visitor.pk).exists()
    freeze(later)
    sue.post(f"contacts/merges/{done['merge_id']}/undo")
    WidgetSession.objects.create(
        token_digest="x", brand=cast.brand, contact=visitor, created_at=NOW, last_seen_at=NOW, expires_at=NOW
    )
    forget_due(now=later)
    assert not Contact.objects.filter(pk=visitor.pk).exists()
    assert sue.get(f"contacts/{cast.customer.pk}").json()["merged"] == []


# At once


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            with clock.frozen(NOW):
                gate.wait(30)
                return job()
        except Conflict as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [each.result(30) for each in [pool.submit(run, job) for job in jobs]]


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_do_it_once(cast: Cast) -> None:
    actor, helen, other = cast.actor(cast.supervisor), cast.customer, second(cast)

    def into(target: Contact, source: Contact) -> Callable[[], Any]:
        return lambda: services.contacts_merge(actor=actor, into_id=target.pk, from_id=source.pk, now=NOW).pk

    ids = at_once(into(helen, other), into(helen, other))
    assert len(set(ids)) == 1
    crossing = at_once(into(cast.stranger, cast.colleague), into(cast.colleague, cast.stranger))
    assert crossing.count("people.already_merged") == 1
    assert ContactMerge.objects.count() == 2
    undone = at_once(
        *[lambda: services.contacts_unmerge(actor=actor, merge_id=ids[0], now=NOW).pk for _ in range(2)]
    )
    assert set(undone) == set(ids)
    assert ContactMergeUndo.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_opens_meanwhile_is_taken_along(cast: Cast) -> None:
    actor, helen, other = cast.actor(cast.supervisor), cast.customer, second(cast)
    assert cast.brand.pk
    written, release = threading.Event(), threading.Event()

    def writer() -> int:
        try:
            with transaction.atomic():
                ticket = cast.ticket(by=other)
                written.set()
                release.wait(30)
            return ticket.pk
        finally:
            connection.close()

    def merger() -> int:
        try:
            return services.contacts_merge(actor=actor, into_id=helen.pk, from_id=other.pk, now=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(writer)
        assert written.wait(30)
        merging = pool.submit(merger)
        time.sleep(0.3)
        assert not merging.done()
        release.set()
        number = writing.result(30)
        merge_id = merging.result(30)
    assert Ticket.objects.get(pk=number).requester == helen
    assert ContactMerge.objects.get(pk=merge_id).steps["held"]["tickets"]["tickets"] == [number]
