"""A passkey whose counter does not go up has been copied, and opens nothing (WebAuthn Level 2, 6.1.1)."""

import copy
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from core.models import AuditEntry
from integrations.email.models import OutgoingKind, OutgoingMail
from people.models import StaffSession, User
from tests.api.people.test_passkeys import ALONE, SECOND, added, asked
from tests.browsers import LOGIN, Browser, signed_in
from tests.cast import PASSWORD, Cast
from tests.mails import mailbox_for
from tests.passkeys import Passkey

pytestmark = pytest.mark.usefixtures("cheap_hashes", "undelivered")


def alone(user: User, key: Passkey) -> bool:
    browser = Browser()
    browser.post(ALONE, {"credential": key.signed(asked(browser, ALONE))})
    return bool(browser.get("me").status_code == 200)


def second(user: User, key: Passkey) -> bool:
    browser = Browser()
    browser.post(LOGIN, {"email": user.email, "password": PASSWORD})
    browser.post(SECOND, {"credential": key.signed(asked(browser, SECOND))})
    return bool(browser.get("me").status_code == 200)


def proof(user: User, key: Passkey) -> bool:
    browser = Browser()
    browser.client.force_login(user, backend="people.sign_in.AddressBackend")
    StaffSession.objects.update(proved_at=None)
    options = browser.post("me/proof/passkey").json()["options"]
    answer = browser.post("me/proof", {"credential": key.signed(options)})
    return bool(answer.status_code == 200)


WAYS = [alone, second, proof]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("lead", [1, 5])
def test_the_one_that_lags_behind_opens_nothing(cast: Cast, way: Any, lead: int) -> None:
    mailbox_for(cast.brand)
    original = Passkey()
    added(signed_in(cast.agent), original)
    stolen = copy.copy(original)
    stolen.counter += lead
    assert way(cast.agent, stolen)
    assert not way(cast.agent, original)
    assert AuditEntry.objects.get(action="people.passkey_copied").data == {"name": "Laptop"}
    mail = OutgoingMail.objects.filter(kind=OutgoingKind.ACCOUNT).latest("id")
    assert mail.to == [cast.agent.email]
    assert "Laptop" in mail.text


@pytest.mark.parametrize("way", WAYS)
def test_one_that_starts_to_count_from_none_opens_nothing(cast: Cast, way: Any) -> None:
    key = Passkey(counter=7)
    added(signed_in(cast.agent), key)
    key.counter = 0
    assert not way(cast.agent, key)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("first", [0, 1, 41])
def test_an_honest_one_opens_every_time(cast: Cast, way: Any, first: int) -> None:
    """Passkeys that several devices share never count."""
    key = Passkey(counter=first)
    added(signed_in(cast.agent), key)
    assert [way(cast.agent, key) for _ in range(3)] == [True] * 3
    assert not AuditEntry.objects.filter(action="people.passkey_copied").exists()


def test_a_new_name_keeps_the_count(cast: Cast) -> None:
    browser, key = signed_in(cast.agent), Passkey()
    made = added(browser, key).json()["passkey"]
    assert alone(cast.agent, key)
    late = copy.copy(key)
    assert alone(cast.agent, key)
    assert browser.patch(f"me/factors/passkeys/{made['id']}", {"name": "Desk"}).status_code == 200
    assert not alone(cast.agent, late)
    assert Authenticator.objects.get(type="webauthn").data["counter"] == key.counter
