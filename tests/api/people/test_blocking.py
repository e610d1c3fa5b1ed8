"""Blocked senders: what comes from them goes nowhere, who may block whom, and the way back."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from integrations.email.models import Mailbox
from people import services
from people.models import Contact, Identity
from people.selectors.internal import is_address_blocked
from tests.cast import NOW, Cast
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def _now(freeze: Any) -> None:
    freeze(NOW)


def block(cast: Cast, ticket: Ticket, *, by: Any = None, **values: Any) -> Any:
    return cast.api(by or cast.agent).post(f"tickets/{ticket.pk}/sender/block", values)


def test_it_says_what_it_does_and_does_it(cast: Cast) -> None:
    ticket, other = cast.ticket(), cast.ticket()
    Identity.objects.create(
        contact=cast.customer, kind=Identity.Kind.EMAIL, value="h.marsh@kestrel.test", verified_at=NOW
    )
    shown = cast.api(cast.agent).get(f"tickets/{ticket.pk}/sender").json()
    assert shown["addresses"] == ["h.marsh@kestrel.test", "helen@kestrel.test"]
    assert (shown["is_blocked"], shown["refusal"], shown["others"]) == (False, None, 1)
    done = block(cast, ticket, marks_spam=True).json()
    assert done["is_blocked"] is True
    assert (done["contact"]["blocked_at"], done["contact"]["blocked_by"]["name"]) == (
        "2026-03-02T09:00:00Z", cast.agent.name,
    )  # fmt: skip
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.is_spam, other.is_spam) == (True, False)
    assert is_address_blocked("helen@kestrel.test")
    assert is_address_blocked("h.marsh@kestrel.test")
    assert not is_address_blocked("dev@kestrel.test")


def test_twice_is_once(cast: Cast) -> None:
    ticket = cast.ticket()
    block(cast, ticket)
    assert block(cast, ticket, by=cast.supervisor).json()["contact"]["blocked_by"]["name"] == cast.agent.name
    assert AuditEntry.objects.filter(action="people.contact_blocked").count() == 1


def test_who_is_blocked_writes_no_more(cast: Cast) -> None:
    ticket = cast.ticket(channel="widget")
    block(cast, ticket)
    before = Ticket.objects.count()
    with pytest.raises(Exception, match="blocked"):
        cast.ticket(channel="widget")
    with pytest.raises(Exception, match="blocked"):
        cast.says(ticket, "Let me in")
    assert Ticket.objects.count() == before


@pytest.mark.parametrize("address", ["ines.agent@staff.test", "Ines.Agent@Staff.Test"])
def test_nobody_blocks_a_colleague(cast: Cast, address: str) -> None:
    assert cast.agent.pk
    contact = cast.contact("Ines at home", address, None)
    ticket = cast.ticket(by=contact)
    shown = cast.api(cast.agent).get(f"tickets/{ticket.pk}/sender").json()
    assert shown["refusal"]["reason"] == "colleague"
    refused = block(cast, ticket, marks_spam=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "people.block_refused")
    ticket.refresh_from_db()
    assert not ticket.is_spam


def _mailbox(cast: Cast, address: str) -> Mailbox:
    return Mailbox.objects.create(brand=cast.brand, address=address)


def test_nobody_blocks_our_own_mail_domain(cast: Cast) -> None:
    _mailbox(cast, "support@kestrel.test")
    assert block(cast, cast.ticket()).json()["reason"] == "own_domain"
    assert block(cast, cast.ticket(by=cast.stranger)).status_code == 200


def test_a_mailbox_at_a_public_provider_protects_only_itself(cast: Cast) -> None:
    _mailbox(cast, "halyard@gmail.com")
    ours = cast.ticket(by=cast.contact("We", "halyard@gmail.com", None))
    theirs = cast.ticket(by=cast.contact("They", "spam@gmail.com", None))
    assert block(cast, ours).status_code == 409
    assert block(cast, theirs).status_code == 200


def test_the_blocked_are_listed_and_let_in_again(cast: Cast) -> None:
    block(cast, cast.ticket())
    Contact.objects.filter(pk=cast.stranger.pk).update(is_blocked=True)
    rows = cast.api(cast.agent).get("contacts/blocked").json()["results"]
    assert [(row["name"], row["blocked_by"] and row["blocked_by"]["name"]) for row in rows] == [
        (cast.customer.name, cast.agent.name), (cast.stranger.name, None),
    ]  # fmt: skip
    api = cast.api(cast.agent)
    assert api.delete(f"contacts/{cast.customer.pk}/block").status_code == 204
    assert api.delete(f"contacts/{cast.customer.pk}/block").status_code == 204
    assert not is_address_blocked("helen@kestrel.test")
    assert AuditEntry.objects.filter(action="people.contact_unblocked").count() == 1
    assert api.put(f"contacts/{cast.customer.pk}/block").json()["blocked_by"]["id"] == cast.agent.pk


def test_strangers_and_weaker_roles(cast: Cast) -> None:
    ticket = cast.ticket(team=cast.team)
    for path in (f"tickets/{ticket.pk}/sender", "contacts/blocked"):
        found = cast.api(cast.team_agent).get(path)
        assert found.status_code == 404 or found.json()["results"] == []
    assert block(cast, ticket, by=cast.team_agent).status_code == 404
    assert cast.api(cast.team_agent).put(f"contacts/{cast.customer.pk}/block").status_code == 404
    for weak in (cast.light_agent, cast.read_only):
        assert block(cast, ticket, by=weak).status_code == 403
        assert cast.api(weak).put(f"contacts/{cast.customer.pk}/block").status_code == 403
        assert cast.api(weak).delete(f"contacts/{cast.customer.pk}/block").status_code == 403
    token = cast.api(cast.agent, ["tickets:write"])
    assert token.post(f"tickets/{ticket.pk}/sender/block", {}).status_code == 403
    assert not Contact.objects.get(pk=cast.customer.pk).is_blocked
    assert block(cast, ticket, colour="red").json()["code"] == "unknown_field"


def test_a_merge_keeps_who_blocked(cast: Cast) -> None:
    block(cast, cast.ticket())
    services.contacts_merge(
        actor=cast.actor(cast.supervisor), into_id=cast.colleague.pk, from_id=cast.customer.pk, now=NOW
    )
    kept = Contact.objects.get(pk=cast.colleague.pk)
    assert (kept.is_blocked, kept.blocked_by_id, kept.blocked_at) == (True, cast.agent.pk, NOW)


def test_no_survey_goes_to_the_blocked(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.brand.asks_rating = True
    cast.brand.save(update_fields=["asks_rating"])
    block(cast, ticket)
    cast.api(cast.agent).patch(f"tickets/{ticket.pk}", {"status": "resolved"})
    from tickets.models import Rating

    assert not Rating.objects.exists()


def test_the_list_costs_the_same_for_many(cast: Cast) -> None:
    api = cast.api(cast.agent)
    block(cast, cast.ticket())

    def cost() -> int:
        api.get("contacts/blocked")
        with CaptureQueriesContext(connection) as sent:
            assert api.get("contacts/blocked").status_code == 200
        return len(sent)

    few = cost()
    for number in range(3):
        contact = cast.contact(f"C {number}", f"c{number}@x.test", None)
        services.contact_block(actor=cast.actor(cast.agent), contact_id=contact.pk, now=NOW)
    assert cost() == few
