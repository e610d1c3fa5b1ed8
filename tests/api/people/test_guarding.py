"""Guessing passwords is costly, and nobody can lock somebody else out (L5)."""

from typing import Any

import pytest

from people.guarding import ACCOUNT_LIMIT, CLIENT_LIMIT, DEVICE_COOKIE, client_of
from tests.browsers import Browser, signed_in, with_password
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("cheap_hashes")
WRONG = "wrong-wrong-wrong"


def guess(email: str, address: str, times: int = 1, **more: Any) -> list[int]:
    browser = Browser(address, **more)
    return [browser.sign_in(email, WRONG) for _ in range(times)]


def test_one_client_guesses_eight_times(cast: Cast) -> None:
    with_password(cast.agent)
    assert guess(cast.agent.email, "203.0.113.1", 10) == [400] * 7 + [429] * 3
    assert Browser("203.0.113.1").sign_in(cast.agent.email) == 429
    assert Browser("203.0.113.2").sign_in(cast.agent.email) == 200


@pytest.mark.parametrize("email", ["ines.agent@staff.test", "nobody@staff.test"])
def test_the_refusal_does_not_tell_whether_somebody_exists(cast: Cast, email: str) -> None:
    with_password(cast.agent)
    browser = Browser("203.0.113.1")
    for _ in range(8):
        browser.sign_in(email, WRONG)
    refused = browser.post("/_allauth/browser/v1/auth/login", {"email": email, "password": WRONG})
    assert refused.status_code == 429
    assert email not in refused.content.decode()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("ines.agent@staff.test", "INES.AGENT@staff.test"),
        ("INES.Agent@Staff.test", "ines.agent@staff.test"),
    ],
)
def test_spelling_gives_no_further_guesses(cast: Cast, wrong: str, right: str) -> None:
    with_password(cast.agent)
    guess(wrong, "203.0.113.1", 8)
    assert Browser("203.0.113.1").sign_in(right) == 429


def test_another_browser_name_gives_no_further_guesses(cast: Cast) -> None:
    with_password(cast.agent)
    for number in range(8):
        guess(cast.agent.email, "203.0.113.1", agent=f"device:{number}")
    assert Browser("203.0.113.1").sign_in(cast.agent.email) == 429


@pytest.mark.parametrize("wrong", [1, 5, 8])
def test_nobody_locks_an_account_from_elsewhere(cast: Cast, wrong: int) -> None:
    """However many failures from however many addresses: a clean one may still bring the right password."""
    with_password(cast.agent)
    for number in range(12):
        guess(cast.agent.email, f"203.0.113.{number}", wrong)
    assert Browser("192.0.2.1").sign_in(cast.agent.email) == 200


def test_many_clients_share_their_guesses(cast: Cast) -> None:
    """After ACCOUNT_LIMIT failures each address has one guess instead of eight."""
    with_password(cast.agent)
    for number in range(ACCOUNT_LIMIT // 5):
        guess(cast.agent.email, f"203.0.113.{number}", 5)
    assert guess(cast.agent.email, "198.51.100.200", 3) == [429] * 3
    assert Browser("198.51.100.200").sign_in(cast.agent.email) == 429
    assert Browser("198.51.100.201").sign_in(cast.agent.email) == 200


def test_a_known_browser_comes_in_from_behind_the_attackers_address(cast: Cast) -> None:
    mine = signed_in(cast.agent, "203.0.113.1")
    mine.delete("/_allauth/browser/v1/auth/session")
    assert guess(cast.agent.email, "203.0.113.1", 9)[-1] == 429
    assert Browser("203.0.113.1").sign_in(cast.agent.email) == 429
    assert mine.sign_in(cast.agent.email) == 200


def test_a_known_browser_has_eight_guesses_of_its_own(cast: Cast) -> None:
    """After them it counts like any other at its address."""
    mine = signed_in(cast.agent, "203.0.113.1")
    mine.delete("/_allauth/browser/v1/auth/session")
    assert [mine.sign_in(cast.agent.email, WRONG) for _ in range(17)] == [400] * 15 + [429] * 2
    assert mine.sign_in(cast.agent.email) == 429


def test_the_mark_of_a_browser_is_for_its_own_account(cast: Cast) -> None:
    """Whoever has an account must not gain guesses at another's."""
    with_password(cast.owner)
    mine = signed_in(cast.agent, "203.0.113.1")
    mine.delete("/_allauth/browser/v1/auth/session")
    guess(cast.owner.email, "203.0.113.1", 8)
    assert mine.sign_in(cast.owner.email) == 429


@pytest.mark.parametrize("value", ["", "x", "W10:1abc:def", "a" * 5000])
def test_an_invented_mark_is_none(cast: Cast, value: str) -> None:
    with_password(cast.agent)
    guess(cast.agent.email, "203.0.113.1", 8)
    browser = Browser("203.0.113.1")
    browser.client.cookies[DEVICE_COOKIE] = value
    assert browser.sign_in(cast.agent.email) == 429


def test_the_mark_is_kept_from_scripts(cast: Cast) -> None:
    cookie = signed_in(cast.agent).client.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/_allauth/"


def test_one_client_does_not_spray_over_accounts(cast: Cast) -> None:
    with_password(cast.agent)
    browser = Browser("203.0.113.1")
    for number in range(CLIENT_LIMIT):
        browser.sign_in(f"somebody{number}@staff.test", WRONG)
    assert browser.sign_in(cast.agent.email) == 429
    assert Browser("203.0.113.2").sign_in(cast.agent.email) == 200


def test_success_elsewhere_does_not_wipe_the_count(cast: Cast) -> None:
    with_password(cast.agent)
    with_password(cast.owner)
    guess(cast.owner.email, "203.0.113.1", 7)
    assert Browser("203.0.113.1").sign_in(cast.agent.email) == 200
    assert guess(cast.owner.email, "203.0.113.1") == [429]


def test_refused_tries_do_not_keep_the_door_shut(cast: Cast) -> None:
    from axes.models import AccessAttempt

    with_password(cast.agent)
    guess(cast.agent.email, "203.0.113.1", 8)
    before = list(AccessAttempt.objects.values_list("failures_since_start", "attempt_time"))
    guess(cast.agent.email, "203.0.113.1", 5)
    assert list(AccessAttempt.objects.values_list("failures_since_start", "attempt_time")) == before


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("", None),
        ("unix:", None),
    ],
)
def test_a_client_is_an_address_or_a_network(rf: Any, given: str, counted: str | None) -> None:
    assert client_of(rf.get("/", REMOTE_ADDR=given)) == counted


def test_nothing_of_a_password_is_kept(cast: Cast) -> None:
    from axes.models import AccessAttempt

    guess(cast.agent.email, "203.0.113.1")
    stored = str(list(AccessAttempt.objects.values()))
    assert WRONG not in stored
    assert PASSWORD not in stored
