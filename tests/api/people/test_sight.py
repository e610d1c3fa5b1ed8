"""A narrow ticket scope narrows the customers, mails and merges somebody sees, on every path."""

from typing import TYPE_CHECKING, Any

import pytest

from core.models import AuditEntry
from people import services as people_services
from people.models import Company, Contact, User
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Participant, Ticket
from tickets.services import contacts_merge_with_undo

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast


@pytest.fixture
def narrow(cast: "Cast") -> User:
    """A supervisor who sees what is assigned to them."""
    return cast.staff("Nora Narrow", "supervisor", ticket_scope="assigned")


@pytest.fixture
def api(cast: "Cast", narrow: User) -> "ApiClient":
    """Nora has one ticket of Helen's at Kestrel; Sam's at Dunmore is somebody else's."""
    cast.ticket(assignee=narrow)
    cast.ticket(by=cast.stranger, subject="Hidden")
    return cast.api(narrow)


def test_customers_are_those_of_visible_tickets(api: "ApiClient", cast: "Cast") -> None:
    assert cast.colleague.pk
    assert [row["id"] for row in api.get("contacts").json()["results"]] == [cast.customer.pk]
    assert [row["id"] for row in api.get("companies").json()["results"]] == [cast.company.pk]
    for path in (f"contacts/{cast.stranger.pk}", f"companies/{cast.other_company.pk}"):
        hidden, absent = api.get(path), api.get(f"{path.partition('/')[0]}/987654")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json()["detail"] == absent.json()["detail"]
    assert api.get(f"contacts/{cast.customer.pk}").status_code == 200
    assert api.get(f"contacts/{cast.stranger.pk}/tickets").status_code == 404
    assert api.get("search", {"q": "dunmore"}).json()["results"] == []
    assert api.get("search", {"q": "sam"}).json()["results"] == []


def test_who_takes_part_in_a_visible_ticket_is_seen(api: "ApiClient", cast: "Cast") -> None:
    ticket = Ticket.objects.get(requester=cast.customer)
    Participant.objects.create(
        ticket=ticket, contact=cast.colleague, address="dev@kestrel.test", added_by_ref="x", created_at=NOW
    )
    ids = {row["id"] for row in api.get("contacts").json()["results"]}
    assert ids == {cast.customer.pk, cast.colleague.pk}


def test_a_team_scope_counts_the_tickets_of_the_team(cast: "Cast") -> None:
    ticket = cast.ticket(team_id=cast.other_team.pk)
    api = cast.api(cast.team_agent)
    assert api.get(f"contacts/{cast.customer.pk}").status_code == 200
    Ticket.objects.filter(pk=ticket.pk).update(team=cast.team)
    assert api.get(f"contacts/{cast.customer.pk}").status_code == 404
    assert api.get(f"companies/{cast.company.pk}").status_code == 404


def test_what_is_out_of_sight_is_not_changed(api: "ApiClient", cast: "Cast") -> None:
    assert api.patch(f"companies/{cast.other_company.pk}", {"plan": "X"}).status_code == 404
    assert api.patch(f"companies/{cast.company.pk}", {"plan": "Growth"}).status_code == 200
    assert Company.objects.get(pk=cast.other_company.pk).plan != "X"


@pytest.mark.parametrize("email", ["sam@dunmore.test", "nobody@new.test"])
def test_no_conflict_tells_of_a_contact_out_of_sight(email: str, api: "ApiClient", cast: "Cast") -> None:
    refused = api.post("contacts", {"email": email, "name": "X", "company_id": cast.company.pk})
    assert refused.status_code == 403
    assert "sees all tickets" in refused.json()["detail"]
    assert Contact.objects.get(pk=cast.stranger.pk).company == cast.other_company


@pytest.mark.parametrize("external_id", ["crm-2", "crm-free"])
def test_no_conflict_tells_of_a_company_out_of_sight(
    external_id: str, api: "ApiClient", cast: "Cast"
) -> None:
    Company.objects.filter(pk=cast.other_company.pk).update(external_id="crm-2")
    told = [
        api.post("companies", {"name": "X", "external_id": external_id}).json(),
        api.patch(f"companies/{cast.company.pk}", {"external_id": external_id}).json(),
    ]
    assert [one["status"] for one in told] == [403, 403]
    assert all(external_id not in one["detail"] for one in told)


def test_merges_need_the_sight_of_all_tickets(api: "ApiClient", cast: "Cast", narrow: User) -> None:
    """Helen is in sight, but which of her tickets are not must not be told, nor moved."""
    cast.ticket(by=cast.colleague, assignee=narrow)
    both = {"from": cast.colleague.pk}
    preview = api.get(f"contacts/{cast.customer.pk}/merge-preview", both)
    done = api.post(f"contacts/{cast.customer.pk}/merge", {"from_id": cast.colleague.pk})
    assert (preview.status_code, done.status_code) == (403, 403)
    assert not set(preview.json()) & {"into", "from", "moves"}
    hidden = api.get(f"contacts/{cast.customer.pk}/merge-preview", {"from": cast.stranger.pk})
    assert hidden.status_code == 404
    assert Ticket.objects.filter(requester=cast.colleague).count() == 1


def test_the_undo_of_a_merge_needs_it_too(api: "ApiClient", cast: "Cast", narrow: User) -> None:
    User.objects.filter(pk=narrow.pk).update(ticket_scope="all")
    narrow.refresh_from_db()
    merge, token = contacts_merge_with_undo(
        actor=cast.actor(narrow), into_id=cast.customer.pk, from_id=cast.colleague.pk, now=NOW
    )
    User.objects.filter(pk=narrow.pk).update(ticket_scope="assigned")
    body = api.get(f"contacts/{cast.customer.pk}").json()
    assert body["merged"] == []
    undone = api.post("undo", {"token": token}).json()
    assert (undone["restored"], undone["failed"][0]["code"]) == ([], "forbidden")
    assert api.post(f"contacts/merges/{merge.pk}/undo").status_code == 403
    Ticket.objects.all().update(assignee=None)
    assert api.post(f"contacts/merges/{merge.pk}/undo").status_code == 404
    people_services.contacts_unmerge(actor=cast.actor(cast.owner), merge_id=merge.pk, now=NOW)
    assert Contact.objects.get(pk=cast.colleague.pk).merged_into is None


def test_the_mail_log_holds_mails_of_visible_tickets_only(
    api: "ApiClient", cast: "Cast", narrow: User, freeze: Any
) -> None:
    freeze(NOW)
    mailbox = mailbox_for(cast.brand)
    hidden = receive(mailbox, raw_mail("Secret.", sender="Sam <sam@dunmore.test>", message_id="<1@x.test>"))
    seen = receive(mailbox, raw_mail("Mine.", message_id="<2@x.test>"))
    Ticket.objects.filter(pk=ticket_of(seen).pk).update(assignee=narrow)
    lost = receive(mailbox, raw_mail("News.", message_id="<3@x.test>", headers={"List-Id": "<x.test>"}))
    assert [row["id"] for row in api.get("mail/log").json()["results"]] == [seen.pk]
    assert api.get(f"mail/log/{seen.pk}/raw").status_code == 200
    assert api.get("mail/log/counts").json()["stored"] == 1
    for mail in (hidden, lost):
        assert api.get(f"mail/log/{mail.pk}").status_code == 404
        assert api.get(f"mail/log/{mail.pk}/raw").status_code == 404
        assert api.post(f"mail/log/{mail.pk}/retry").status_code == 404
        for action in ("recover", "delete"):
            answer = api.post(f"mail/suspended/{action}", {"ids": [mail.pk]}).json()
            assert answer["changed"] == []
            assert answer["failed"][0]["detail"] == "There is no such mail."
    assert len(cast.api(cast.supervisor).get("mail/log").json()["results"]) == 3


def test_changes_of_customers_are_in_the_audit_log(cast: "Cast") -> None:
    api = cast.api(cast.agent)
    made = api.post("companies", {"name": "New"}).json()
    api.patch(f"companies/{made['id']}", {"plan": "Growth"})
    api.patch(f"companies/{made['id']}", {"plan": "Growth"})
    contact = api.post("contacts", {"email": "new@kestrel.test", "name": "New"}).json()
    api.post("contacts", {"email": "new@kestrel.test", "name": "New"})
    api.post("contacts", {"email": "new@kestrel.test", "company_id": made["id"]})
    lines = list(AuditEntry.objects.filter(action__startswith="people.co").order_by("id"))
    assert [(line.action, line.target) for line in lines] == [
        ("people.company_created", f"company:{made['id']}"),
        ("people.company_changed", f"company:{made['id']}"),
        ("people.contact_created", f"contact:{contact['id']}"),
        ("people.contact_changed", f"contact:{contact['id']}"),
    ]
    assert lines[1].data == {"changes": {"plan": ["", "Growth"]}}
    assert lines[3].data == {"changes": {"company_id": [None, made["id"]]}}


@pytest.mark.parametrize("kind", ["note", "public", "request"])
@pytest.mark.parametrize("email", ["stranger@elsewhere.test", "known"])
def test_opening_a_ticket_opens_no_customer(
    api: "ApiClient", cast: "Cast", narrow: User, kind: str, email: str
) -> None:
    hidden = cast.colleague
    address = hidden.email if email == "known" else email
    before = Contact.objects.count()
    values = {"subject": "A word", "body": "Hello", "kind": kind, "requester": {"email": address}}
    refused = api.post("tickets", values | ({"assignee": narrow.pk} if kind != "request" else {}))
    assert refused.status_code == 403, refused.json()
    assert hidden.name not in refused.content.decode()
    assert Contact.objects.count() == before
    assert api.get(f"contacts/{hidden.pk}").status_code == 404

    # Their own customers they can write to.
    seen = values | {"requester": {"email": cast.customer.email}, "assignee": narrow.pk}
    if kind != "request":
        assert api.post("tickets", seen).status_code == 201
