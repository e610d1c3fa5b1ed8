"""Whose session it is: the id from the customer's backend decides, an address only if it is proven."""

from collections.abc import Callable
from typing import Any

import pytest

from core.models import AuditEntry
from people.models import Contact, Identity, IdentityConflict
from people.services import contact_for_address
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import EntryKind, TimelineEntry

HELEN = "helen@kestrel.test"
Settle = Callable[[], None]


def signed_in(cast: Cast, subject: str, **claims: Any) -> Browser:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, subject, **claims))
    return browser


def subjects(browser: Browser) -> set[str]:
    return {row["subject"] for row in browser.get("home").json()["conversations"]}


@pytest.mark.parametrize("verified", [True, False, None])
def test_a_known_id_never_becomes_somebody_else_by_an_address(
    cast: Cast, settle: Settle, verified: bool | None
) -> None:
    cast.ticket(by=cast.customer, subject="Of Helen")
    signed_in(cast, "u-1", email="own@kestrel.test").writes("Mine.")
    own = Contact.objects.get(email="own@kestrel.test")
    again = Browser(cast.brand)
    told = again.begin(user_token=user_token(cast.brand, "u-1", email=HELEN, email_verified=verified))
    assert subjects(again) == {"Mine."}
    assert told["person"]["email"] == "own@kestrel.test"
    conflict = IdentityConflict.objects.get()
    assert (conflict.contact, conflict.holder, conflict.value) == (own, cast.customer, HELEN)
    assert not Identity.objects.filter(contact=own, value=HELEN).exists()
    settle()
    step = TimelineEntry.objects.get(kind=EntryKind.INTEGRATION)
    assert "Helen Marsh" in step.body_text
    assert step.ticket.requester == own
    assert AuditEntry.objects.filter(action="people.identity_conflict_found").count() == 1


@pytest.mark.parametrize("verified", [True, False, None])
def test_a_new_id_gets_a_contact_of_its_own_beside_another_id(cast: Cast, verified: bool | None) -> None:
    first = signed_in(cast, "u-1", email=HELEN)
    first.writes("Of the first.")
    second = signed_in(cast, "u-2", email=HELEN, email_verified=verified)
    assert subjects(second) == set()
    assert IdentityConflict.objects.count() == 1
    assert subjects(signed_in(cast, "u-1", email=HELEN)) == {"Of the first."}


def test_a_new_id_with_a_proven_address_finds_who_wrote_by_mail(cast: Cast) -> None:
    known = cast.ticket(by=cast.customer)
    assert subjects(signed_in(cast, "u-1", email=HELEN)) == {known.subject}
    assert not IdentityConflict.objects.exists()


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_without_a_word_of_proof_proves_nothing(cast: Cast, verified: bool | None) -> None:
    cast.ticket(by=cast.customer)
    assert subjects(signed_in(cast, "u-1", email=HELEN, email_verified=verified)) == set()


def test_a_brand_may_trust_the_addresses_of_its_tokens(cast: Cast) -> None:
    settings_of(cast.brand, is_email_trusted=True)
    known = cast.ticket(by=cast.customer)
    assert subjects(signed_in(cast, "u-1", email=HELEN, email_verified=None)) == {known.subject}
    assert subjects(signed_in(cast, "u-2", email=HELEN, email_verified=False)) == set()
    assert subjects(signed_in(cast, "u-3", email=HELEN, email_verified=None)) == set()


def test_an_address_that_somebody_only_named_does_not_bring_them_its_mail(cast: Cast) -> None:
    browser = signed_in(cast, "u-1", email="owner@tern.test", email_verified=None)
    browser.writes("Mine.")
    mailbox = mailbox_for(cast.brand)
    for is_proven, number in ((False, 1), (True, 2)):
        mail = receive(
            mailbox,
            raw_mail(
                "SECRET",
                sender="owner@tern.test",
                message_id=f"<{number}@tern.test>",
                is_proven=is_proven,
                subject="Of the owner",
            ),
        )
        assert ticket_of(mail).requester != Contact.objects.get(identity_value(mail, "u-1"))
    assert subjects(browser) == {"Mine."}


def identity_value(mail: object, subject: str) -> Any:
    from django.db.models import Q

    holders = Identity.objects.filter(value__endswith=f":{subject}").values("contact")
    return Q(pk__in=holders)


def test_what_a_visitor_typed_gives_way_to_what_is_proven(cast: Cast) -> None:
    mailbox_for(cast.brand)
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("Hello.")["id"]
    assert browser.post(f"conversations/{id_}/email", {"email": HELEN}).status_code == 200
    told = browser.begin(user_token=user_token(cast.brand, "u-1", email="own@kestrel.test"))
    assert told["person"]["email"] == "own@kestrel.test"
    mail = contact_for_address(address=HELEN, is_proven=True, now=NOW)
    assert mail.email == HELEN
    assert subjects(browser) == {"Hello."}


def test_staff_see_the_conflict_until_they_merge(cast: Cast, settle: Settle) -> None:
    helen = cast.customer
    signed_in(cast, "u-1", email="own@kestrel.test")
    browser = signed_in(cast, "u-1", email=HELEN)
    own = Contact.objects.get(email="own@kestrel.test")
    api = cast.api(cast.admin)
    [conflict] = api.get(f"contacts/{own.pk}").json()["conflicts"]
    assert (conflict["value"], conflict["holder"]["id"]) == (HELEN, helen.pk)
    browser.writes("New one.")
    settle()
    assert TimelineEntry.objects.filter(payload__step="identity_conflict").count() == 1
    merged = api.post(f"contacts/{helen.pk}/merge", {"from_id": own.pk})
    assert merged.status_code in (200, 201), merged.content
    assert api.get(f"contacts/{helen.pk}").json()["conflicts"] == []
    assert subjects(signed_in(cast, "u-1", email=HELEN)) == {"New one."}
