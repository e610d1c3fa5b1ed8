"""The contact form: answers first, then a ticket that is what any other ticket is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from integrations.email.models import OutgoingMail
from kb.models import SearchLog
from people.models import Brand, Contact, Identity
from portal.services import form_create, form_update
from tests.api.kb.test_articles import create
from tests.api.portal.visits import Visitor, link_for, signed_in, text_of
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tickets.models import CustomField, Ticket, TimelineEntry

Freeze = Callable[..., Any]
Settle = Callable[[], None]
ASKED = {
    "email": "New@Kestrel.test",
    "name": "Nora New",
    "subject": "Rotate the key",
    "text": "How do I rotate it?",
}
ROTATE = {"title": "Rotate the key", "slug": "rotate", "brand": "halyard", "body": "Rotate the key here."}


@pytest.fixture
def brand(cast: Cast, freeze: Freeze) -> Brand:
    freeze(NOW)
    configured(answers={"is_on": False, "channels": []})
    mailbox_for(cast.brand)
    return cast.brand


def look(visitor: Visitor, **values: str) -> Any:
    return visitor.sends(visitor.get("contact/"), "contact/", **{**ASKED, "step": "look", **values})


def send(visitor: Visitor, page: Any, freeze: Freeze, **values: Any) -> Any:
    freeze(clock.now() + timedelta(seconds=30))
    return visitor.sends(page, "contact/", step="send", **values)


def test_the_way_from_a_question_to_ones_requests(
    cast: Cast, brand: Brand, freeze: Freeze, settle: Settle
) -> None:
    create(cast.api(cast.admin), **ROTATE)
    create(cast.api(cast.admin), title="Rotate the key for staff", audience="staff", body="Rotate the key.")
    create(cast.api(cast.admin), title="The key, customers", audience="customers", body="Rotate the key.")
    visitor = Visitor(brand, csrf=True)
    page = look(visitor)
    assert 'href="/help/halyard/rotate?from=' in text_of(page)
    for hidden in ("for staff", "The key, customers"):
        assert hidden not in text_of(page)
    assert not Ticket.objects.exists()
    log = SimpleUploadedFile("log.txt", b"line 1")
    sent = send(visitor, page, freeze, files=log)
    assert "We answer to New@Kestrel.test" in text_of(sent)
    send(visitor, page, freeze)
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.subject, ticket.brand_id) == ("web", "Rotate the key", brand.pk)
    assert (ticket.requester.email, ticket.requester.name) == ("new@kestrel.test", "Nora New")
    assert TimelineEntry.objects.get(ticket=ticket).has_attachments
    assert not Identity.objects.filter(contact=ticket.requester, verified_at__isnull=False).exists()
    search = SearchLog.objects.get()
    assert (search.channel, search.ticket_id, search.solved_at) == ("form", ticket.pk, None)
    settle()
    [mail] = OutgoingMail.objects.filter(kind="ack")
    assert mail.to == ["new@kestrel.test"]
    assert "rotate it" not in mail.text
    link = link_for(visitor := Visitor(brand), "new@kestrel.test", settle)
    visitor.post(link)
    assert "Rotate the key" in text_of(visitor.get("requests/"))
    assert Identity.objects.get(value="new@kestrel.test", kind="email").verified_at == clock.now()
    at = f"requests/{ticket.public_id}/"
    visitor.sends(visitor.get(at), f"{at}reply/", text="Found it.")
    visitor.sends(visitor.get(at), f"{at}solved/")
    ticket.refresh_from_db()
    assert (ticket.preview, ticket.status) == ("Found it.", "resolved")


def test_that_solves_it_counts_and_sends_nothing(cast: Cast, brand: Brand, settle: Settle) -> None:
    create(cast.api(cast.admin), **ROTATE)
    settle()
    page = look(Visitor(brand))
    assert "Good to hear" in text_of(Visitor(brand).sends(page, "contact/", step="solved"))
    assert not Ticket.objects.exists()
    report = cast.api(cast.admin).get("kb/searches", {"channel": "form"}).json()
    assert (report["before_writing"], report["solved"], report["failed"]) == (1, 1, 0)
    Visitor(brand).sends(page, "contact/", step="solved", search="forged")
    assert SearchLog.objects.filter(solved_at__isnull=False).count() == 1


def test_somebody_elses_address_tells_nothing(
    cast: Cast, brand: Brand, freeze: Freeze, settle: Settle
) -> None:
    cast.ticket(subject="A secret of Helen")
    visitor = Visitor(brand)
    answers = []
    for address in ("helen@kestrel.test", "nobody@nowhere.test"):
        page = look(visitor, email=address)
        answers.append(text_of(send(visitor, page, freeze)).replace(address, "ADDRESS"))
        freeze(NOW)
    assert answers[0] == answers[1]
    for hidden in ("Helen", "secret", "/requests/5"):
        assert hidden not in answers[0]
    assert visitor.get("requests/").status_code == 303
    assert "candor_customer" not in visitor.client.cookies
    # As with mail without proof: answers leave for the address alone.
    assert Ticket.objects.filter(requester=cast.customer, channel="web").count() == 1


def test_programs_and_floods_are_kept_out(cast: Cast, brand: Brand, freeze: Freeze) -> None:
    visitor = Visitor(brand)
    assert "We have your request" in text_of(send(visitor, look(visitor), freeze, website="http://spam.test"))
    freeze(NOW)
    too_fast = visitor.sends(look(visitor), "contact/", step="send")
    assert "We have your request" in text_of(too_fast)
    Contact.objects.filter(pk=cast.customer.pk).update(is_blocked=True)
    blocked = look(visitor, email="helen@kestrel.test")
    assert "We have your request" in text_of(send(visitor, blocked, freeze))
    assert not Ticket.objects.exists()
    freeze(NOW)
    page = look(visitor)
    freeze(NOW + timedelta(days=2))
    old = visitor.sends(page, "contact/", step="send")
    assert (old.status_code, "open for too long" in text_of(old)) == (422, True)
    # What was written stands there still, in a form that can be sent.
    again = visitor.sends(old, "contact/", step="look")
    assert (again.status_code, "Before you send" in text_of(again)) == (200, True)
    freeze(NOW)
    statuses = [send(visitor, look(visitor, subject=f"No. {n}"), freeze).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]
    assert Ticket.objects.count() == 5


def test_a_form_that_came_again_is_as_old_as_the_first(cast: Cast, brand: Brand, freeze: Freeze) -> None:
    """Whoever corrects a field and sends at once is no program."""
    visitor = Visitor(brand)
    page = visitor.get("contact/")
    freeze(NOW + timedelta(seconds=20))
    page = visitor.sends(page, "contact/", **{**ASKED, "subject": "", "step": "look"})
    assert page.status_code == 422
    page = visitor.sends(page, "contact/", subject="Rotate the key", step="look")
    visitor.sends(page, "contact/", step="send")
    assert Ticket.objects.count() == 1


def test_who_has_signed_in_is_counted_alone(cast: Cast, brand: Brand, freeze: Freeze) -> None:
    """They give no address in the form, and colleagues share a network."""
    people = [signed_in(brand, cast.customer, now=NOW), signed_in(brand, cast.colleague, now=NOW)]
    statuses: list[list[int]] = [[], []]
    for number in range(6):
        for visitor, found in zip(people, statuses, strict=True):
            page = look(visitor, subject=f"No. {number}")
            found.append(send(visitor, page, freeze).status_code)
    assert statuses == [[303] * 5 + [429]] * 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"email": "no address"}, "This is not an email address."),
        ({"subject": " "}, "This is needed."),
        ({"text": ""}, "This is needed."),
        ({"text": "x" * 20_001}, "This is too long."),
        ({"subject": "x" * 301}, "This is too long."),
    ],
)
def test_what_is_wrong_is_said_at_its_place(brand: Brand, values: dict[str, str], words: str) -> None:
    page = look(Visitor(brand), **values)
    assert page.status_code == 422
    assert words in text_of(page)
    assert 'aria-invalid="true"' in text_of(page)
    assert not SearchLog.objects.exists()


def test_unknown_fields_are_refused(cast: Cast, brand: Brand) -> None:
    for name in ("priority", "f.priority", "f.custom.plan", "assignee"):
        assert look(Visitor(brand), **{name: "P1"}).status_code == 422, name
    assert Visitor(brand).get("contact/", form="5b0f3a55-7c1c-4a27-9d51-0d2f5e1f7a11").status_code == 404
    assert Visitor(brand).get("contact/", form="x").status_code == 404


def test_a_forms_fields_reach_the_ticket(cast: Cast, brand: Brand, freeze: Freeze) -> None:
    CustomField.objects.create(key="plan", label="Plan", kind="choice", choices=["Free", "Scale"])
    CustomField.objects.create(key="seats", label="Seats", kind="number")
    CustomField.objects.create(key="tern", label="Of Tern", kind="text", brand=cast.other_brand)
    fields = [
        {"key": "custom.plan", "is_required": True, "help": "Under Settings / Billing."},
        {"key": "custom.seats", "is_required": True, "when": {"field": "custom.plan", "value": "Scale"}},
    ]
    actor = cast.actor(cast.admin)
    form = form_create(
        actor=actor,
        brand="halyard",
        values={"name": "Billing", "type": "billing", "fields": fields},
        now=NOW,
    )
    hidden = form_create(actor=actor, brand="halyard", values={"name": "Old", "is_active": False}, now=NOW)
    visitor = Visitor(brand)
    shown = text_of(visitor.get("contact/"))
    assert "Under Settings / Billing." in shown
    for absent in ("Seats", "Of Tern", "Old"):
        assert absent not in shown
    assert visitor.get("contact/", form=str(hidden.public_id)).status_code == 404
    assert "This is needed." in text_of(look(visitor))
    more = look(visitor, **{"f.custom.plan": "Scale"})
    assert (more.status_code, "A few more details" in text_of(more)) == (200, True)
    # A choice stands in a select, which the browser of these tests does not read.
    chosen = {"f.custom.plan": "Scale", "f.custom.seats": "12"}
    page = visitor.sends(more, "contact/", step="look", **chosen)
    send(visitor, page, freeze)
    ticket = Ticket.objects.get()
    assert (ticket.type, ticket.custom) == ("billing", {"plan": "Scale", "seats": 12})
    freeze(NOW)
    page = look(visitor, **{"f.custom.plan": "Free", "f.custom.seats": "99"})
    send(visitor, page, freeze)
    assert Ticket.objects.latest("pk").custom == {"plan": "Free"}
    form_update(actor=actor, form_id=form.pk, changes={"fields": []}, now=NOW)
    assert look(visitor, **{"f.custom.plan": "Free"}).status_code == 422


def test_who_is_signed_in_asks_as_themselves(cast: Cast, brand: Brand, freeze: Freeze) -> None:
    visitor = signed_in(brand, cast.customer, now=NOW)
    page = visitor.get("contact/")
    assert 'name="email"' not in text_of(page)
    looked = visitor.sends(
        page, "contact/", step="look", subject="Seats", text="Ten more", email=cast.stranger.email
    )
    sent = send(visitor, looked, freeze)
    ticket = Ticket.objects.get()
    assert ticket.requester_id == cast.customer.pk
    assert sent["Location"] == f"/help/halyard/requests/{ticket.public_id}/?said=asked"
