"""Passkeys: added after a proof, good alone and as a second step, and only on pages of ours."""

import copy
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from core.models import AuditEntry
from people import factors
from people.models import StaffSession, User
from tests.browsers import ACCOUNTS, LOGIN, Browser, signed_in
from tests.cast import PASSWORD, Cast
from tests.passkeys import Passkey

pytestmark = pytest.mark.usefixtures("cheap_hashes")
ALONE, SECOND = f"{ACCOUNTS}/auth/webauthn/login", f"{ACCOUNTS}/auth/webauthn/authenticate"
PASSKEYS = "me/factors/passkeys"


def added(browser: Browser, key: Passkey, name: str = "Laptop") -> Any:
    assert browser.post("me/proof", {"password": PASSWORD}).status_code == 200
    options = browser.post(f"{PASSKEYS}/options").json()["options"]
    return browser.post(PASSKEYS, {"name": name, "credential": key.made(options)})


def asked(browser: Browser, path: str) -> Any:
    return browser.get(path).json()["data"]["request_options"]["publicKey"]


def alone(browser: Browser, key: Passkey) -> int:
    return int(browser.post(ALONE, {"credential": key.signed(asked(browser, ALONE))}).status_code)


def second(browser: Browser, user: User, key: Passkey) -> int:
    answer = browser.post(LOGIN, {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 401
    return int(browser.post(SECOND, {"credential": key.signed(asked(browser, SECOND))}).status_code)


def test_a_passkey_is_added_listed_renamed_and_removed(cast: Cast) -> None:
    browser, key = signed_in(cast.agent), Passkey()
    answer = added(browser, key)
    assert answer.status_code == 201
    assert len(answer.json()["codes"]) == 10
    passkey = answer.json()["passkey"]
    assert (passkey["name"], passkey["signs_in_alone"], passkey["last_used_at"]) == ("Laptop", True, None)
    assert added(browser, Passkey(), "Phone").json()["codes"] == []
    renamed = browser.patch(f"{PASSKEYS}/{passkey['id']}", {"name": "Work laptop"})
    assert renamed.json()["name"] == "Work laptop"
    assert alone(Browser(), key) == 200
    rows = browser.get("me/factors").json()["passkeys"]
    assert [row["name"] for row in rows] == ["Work laptop", "Phone"]
    assert rows[0]["last_used_at"] is not None
    assert browser.delete(f"{PASSKEYS}/{passkey['id']}").status_code == 204
    assert alone(Browser(), key) == 400
    kinds = [row.data.get("is_last") for row in AuditEntry.objects.filter(action="people.factor_removed")]
    assert kinds == [False]


def test_a_passkey_signs_in_alone_and_is_not_asked_for_more(cast: Cast) -> None:
    key = Passkey()
    added(signed_in(cast.agent), key)
    browser = Browser("203.0.113.9")
    assert alone(browser, key) == 200
    assert browser.get("me").json()["email"] == cast.agent.email
    assert AuditEntry.objects.filter(action="people.signed_in").latest("id").data["by"] == ["webauthn"]


def test_a_passkey_is_a_second_step(cast: Cast) -> None:
    key = Passkey(is_verifying=False)
    added(signed_in(cast.agent), key)
    browser = Browser()
    assert second(browser, cast.agent, key) == 200
    assert browser.get("me").status_code == 200
    # Without its owner's PIN or finger it is a second step and no more.
    assert alone(Browser(), key) == 400


def test_a_passkey_is_a_proof(cast: Cast) -> None:
    browser, key = signed_in(cast.agent), Passkey()
    added(browser, key)
    StaffSession.objects.update(proved_at=None)
    options = browser.post("me/proof/passkey").json()["options"]
    credential = key.signed(options)
    assert browser.post("me/proof", {"credential": credential}).status_code == 200
    assert browser.post("me/proof", {"credential": credential}).status_code == 422
    browser.post("me/proof/passkey")
    assert browser.post("me/proof", {"credential": credential}).status_code == 422
    assert browser.post("me/proof", {"credential": {}}).status_code == 422


def test_what_was_signed_once_signs_nobody_in_again(cast: Cast) -> None:
    key = Passkey()
    added(signed_in(cast.agent), key)
    browser, thief = Browser(), Browser("203.0.113.5")
    credential = key.signed(asked(browser, ALONE))
    asked(thief, ALONE)
    assert thief.post(ALONE, {"credential": credential}).status_code == 400
    assert browser.post(ALONE, {"credential": credential}).status_code == 200
    assert thief.post(ALONE, {"credential": credential}).status_code == 400
    asked(thief, ALONE)
    assert thief.post(ALONE, {"credential": credential}).status_code == 400


ELSEWHERE = ["https://evil.test", "http://localhost.evil.test", "https://candor.localhost", "null", ""]


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_a_passkey_used_on_another_page_opens_nothing(cast: Cast, origin: str) -> None:
    key = Passkey()
    browser = signed_in(cast.agent)
    added(browser, key)
    key.origin = origin
    assert alone(Browser(), key) == 400
    assert second(Browser(), cast.agent, key) == 400
    options = browser.post("me/proof/passkey").json()["options"]
    assert browser.post("me/proof", {"credential": key.signed(options)}).status_code == 422
    assert added(browser, Passkey(origin=origin)).status_code == 422


@pytest.mark.parametrize(
    ("public", "origin", "is_ours"),
    [
        ("https://help.acme.test", "https://help.acme.test", True),
        ("https://help.acme.test", "https://HELP.acme.test/", True),
        ("https://help.acme.test", "http://help.acme.test", False),
        ("https://help.acme.test", "https://blog.help.acme.test", False),
        ("https://help.acme.test", "https://help.acme.test:8443", False),
        ("https://help.acme.test", "https://acme.test", False),
        ("http://127.0.0.1:8000", "http://localhost:8000", True),
    ],
)
def test_only_our_own_pages_are_ours(settings: Any, public: str, origin: str, is_ours: bool) -> None:
    settings.PUBLIC_URL = public
    assert factors.is_our_origin(origin) is is_ours


@pytest.mark.parametrize("spoil", ["signature", "another key", "another's account", "unknown", "inactive"])
def test_a_passkey_that_does_not_fit_opens_nothing(cast: Cast, spoil: str) -> None:
    key = Passkey()
    added(signed_in(cast.agent), key)
    other = Passkey()
    added(signed_in(cast.owner), other)
    used = copy.copy(key)
    if spoil == "signature":
        used.key = Passkey().key
    elif spoil == "another key":
        used.id = Passkey().id
    elif spoil == "another's account":
        used.user = other.user
    elif spoil == "unknown":
        used.user = "OTk5OTk5"
    else:
        User.objects.filter(pk=cast.agent.pk).update(is_active=False)
    browser = Browser()
    answer = browser.post(ALONE, {"credential": used.signed(asked(browser, ALONE))})
    assert answer.status_code == 400
    # Every reason reads the same.
    assert [error["code"] for error in answer.json()["errors"]] == ["incorrect_code"]
    assert browser.get("me").status_code == 401


@pytest.mark.parametrize(
    "credential",
    [
        None, "", "x", 1, [], {}, {"response": None}, {"response": {}}, {"response": {"userHandle": 1}},
        {"id": "x", "rawId": "x", "response": {"clientDataJSON": "e30"}},
        {"response": {"clientDataJSON": "eyJvcmlnaW4iOiJodHRwOi8vbG9jYWxob3N0OjgwMDAifQ"}},
    ],
)  # fmt: skip
def test_malformed_passkeys_are_refused(cast: Cast, credential: Any) -> None:
    added(here := signed_in(cast.agent), Passkey())
    browser = Browser()
    asked(browser, ALONE)
    assert browser.post(ALONE, {"credential": credential}).status_code == 400
    browser.post(LOGIN, {"email": cast.agent.email, "password": PASSWORD})
    asked(browser, SECOND)
    assert browser.post(SECOND, {"credential": credential}).status_code == 400
    here.post(f"{PASSKEYS}/options")
    assert here.post(PASSKEYS, {"name": "x", "credential": credential}).status_code == 422
    here.post("me/proof/passkey")
    assert here.post("me/proof", {"credential": credential}).status_code == 422
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_one_passkey_belongs_to_one_account(cast: Cast) -> None:
    key = Passkey()
    added(signed_in(cast.agent), key)
    answer = added(signed_in(cast.owner), key)
    assert (answer.status_code, answer.json()["code"]) == (409, "people.factor_exists")


def test_strangers_reach_no_passkey(cast: Cast) -> None:
    made = added(signed_in(cast.agent), Passkey()).json()["passkey"]
    other = signed_in(cast.owner)
    other.post("me/proof", {"password": PASSWORD})
    assert other.patch(f"{PASSKEYS}/{made['id']}", {"name": "Mine"}).status_code == 404
    assert other.delete(f"{PASSKEYS}/{made['id']}").status_code == 404
    assert other.get("me/factors").json()["passkeys"] == []


def test_the_options_of_a_sign_in_name_no_account(cast: Cast) -> None:
    added(signed_in(cast.agent), Passkey())
    assert asked(Browser(), ALONE)["allowCredentials"] == []
