"""Rows older than the one form of addresses."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from core.addresses import on_the_wire
from integrations.email.models import AddressHealth, InboundMail, SenderRule
from people.models import Company, Contact, Identity
from tests.cast import NOW, Cast
from tickets.models import Participant

UNICODE = "info@straße.example"
WIRE = on_the_wire(UNICODE)


def run(app: str) -> None:
    name = {"people": "0007", "tickets": "0006", "email": "0004"}[app]
    package = "integrations.email" if app == "email" else app
    module: Any = import_module(f"{package}.migrations.{name}_one_form_of_addresses")
    module.normalize(apps, None)


def identity(contact: Contact, value: str, days: int | None) -> Identity:
    at = None if days is None else NOW - timedelta(days=days)
    return Identity.objects.create(contact=contact, kind="email", value=value, verified_at=at)


@pytest.mark.django_db
def test_one_contact_keeps_one_identity_with_its_proof() -> None:
    contact = Contact.objects.create(email=WIRE)
    identity(contact, UNICODE, None)
    identity(contact, WIRE, 3)
    run("people")
    contact.refresh_from_db()
    assert contact.email == UNICODE
    [one] = Identity.objects.filter(contact=contact)
    assert (one.value, one.verified_at) == (UNICODE, NOW - timedelta(days=3))


@pytest.mark.django_db
@pytest.mark.parametrize("older", [0, 1])
def test_of_two_contacts_the_earlier_proof_stays(older: int) -> None:
    one, two = Contact.objects.create(email=WIRE), Contact.objects.create(email=UNICODE)
    identity(one, WIRE, 9 if older == 0 else 1)
    identity(two, UNICODE, 5)
    run("people")
    proven = Identity.objects.get(value=UNICODE, verified_at__isnull=False)
    assert proven.contact_id == (one, two)[older].pk
    assert Identity.objects.filter(value=UNICODE).count() == 2


@pytest.mark.django_db
def test_companies_participants_rules_and_the_log_follow(cast: Cast) -> None:
    company = Company.objects.create(name="Nord", domain=WIRE.partition("@")[2])
    ticket = cast.ticket()
    for address, is_approved in ((UNICODE, False), (WIRE, True)):
        Participant.objects.create(
            ticket=ticket, address=address, is_approved=is_approved, added_by_ref="test", created_at=NOW
        )
    SenderRule.objects.create(
        pattern=WIRE, kind="allow", added_by_ref="x", created_at=NOW - timedelta(days=1)
    )
    SenderRule.objects.create(pattern=UNICODE, kind="block", added_by_ref="x", created_at=NOW)
    AddressHealth.objects.create(address=WIRE, changed_at=NOW)
    for app in ("people", "tickets", "email"):
        run(app)
        run(app)
    company.refresh_from_db()
    assert company.domain == "straße.example"
    [participant] = Participant.objects.filter(ticket=ticket)
    assert (participant.address, participant.is_approved) == (UNICODE, True)
    assert [(rule.pattern, rule.kind) for rule in SenderRule.objects.all()] == [(UNICODE, "block")]
    assert [row.address for row in AddressHealth.objects.all()] == [UNICODE]
    assert not InboundMail.objects.exists()
