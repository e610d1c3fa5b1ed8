"""Whoever tries and fails uses up tries of their own, never those of somebody else."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from people.models import StaffSession, User
from people.services import codes
from people.services.accounts import WRONG_PASSWORDS
from tests.api.people.test_factors import begun, code_for, enrolled, step
from tests.api.people.test_passkeys import ALONE, added, asked
from tests.browsers import ACCOUNTS, LOGIN, Browser, signed_in, with_password
from tests.cast import PASSWORD, Cast
from tests.passkeys import Passkey

pytestmark = pytest.mark.usefixtures("cheap_hashes")
OFFICE = "203.0.113.77"
_NUMBERS = count()


def ask_for_passkeys(browser: Browser) -> int:
    return int(browser.get(ALONE).status_code)


def try_a_passkey(browser: Browser) -> int:
    return int(browser.post(ALONE, {"credential": {}}).status_code)


def try_passwords(browser: Browser) -> int:
    return browser.sign_in(f"nobody{next(_NUMBERS)}@staff.test", "wrong-wrong-wrong")


@pytest.mark.parametrize("flood", [ask_for_passkeys, try_a_passkey, try_passwords])
def test_a_flood_from_the_same_office_keeps_no_known_browser_out(
    cast: Cast, flood: Callable[[Browser], int]
) -> None:
    key = Passkey()
    mine = signed_in(cast.agent, OFFICE)
    added(mine, key)
    mine.delete(f"{ACCOUNTS}/auth/session")
    noisy = Browser(OFFICE)
    assert 429 in [flood(noisy) for _ in range(70)]
    assert mine.post(LOGIN, {"email": cast.agent.email, "password": PASSWORD}).status_code == 401
    credential = key.signed(asked(mine, ALONE))
    assert mine.post(ALONE, {"credential": credential}).status_code == 200
    assert Browser("192.0.2.4").sign_in(with_password(cast.owner).email) == 200


def test_a_mark_of_a_browser_is_bounded_too(cast: Cast) -> None:
    mine = signed_in(cast.agent, OFFICE)
    mine.delete(f"{ACCOUNTS}/auth/session")
    assert [ask_for_passkeys(mine) for _ in range(70)].count(429) > 0


def test_an_invented_mark_has_no_tries_of_its_own(cast: Cast) -> None:
    answers = []
    for number in range(70):
        browser = Browser(OFFICE)
        browser.client.cookies["candor_device"] = f"invented{number}"
        answers.append(ask_for_passkeys(browser))
    assert 429 in answers


def by_proof(browser: Browser, password: str) -> int:
    return int(browser.post("me/proof", {"password": password}).status_code)


def by_new_password(browser: Browser, password: str) -> int:
    body = {"current_password": password, "new_password": "quite-another-long-one"}
    return int(browser.post("me/password", body).status_code)


def by_new_address(browser: Browser, password: str) -> int:
    answer = browser.post("me/address", {"email": "other@staff.test", "current_password": password})
    # Without a mailbox the right password is told so.
    return 200 if answer.json().get("code") == "people.no_mailbox" else int(answer.status_code)


@pytest.mark.parametrize("way", [by_proof, by_new_password, by_new_address])
def test_wrong_passwords_in_one_browser_close_no_other(
    cast: Cast, way: Callable[[Browser, str], int]
) -> None:
    """Somebody at a browser that was left open does not keep its owner from acting elsewhere."""
    left_open, mine = signed_in(cast.agent), signed_in(cast.agent, "192.0.2.8")
    answers = [way(left_open, f"wrong-{number}") for number in range(WRONG_PASSWORDS + 1)]
    assert answers == [422] * WRONG_PASSWORDS + [429]
    assert way(left_open, PASSWORD) == 429
    assert way(mine, PASSWORD) == 200


def test_wrong_codes_in_one_session_close_no_other(cast: Cast) -> None:
    left_open, mine = signed_in(cast.agent), signed_in(cast.agent, "192.0.2.8")
    secret, _ = enrolled(cast.agent, mine)
    for _ in range(codes.SHORT_LIMIT + 1):
        last = left_open.post("me/proof", {"code": "000000"}).status_code
    assert last == 429
    assert mine.post("me/proof", {"code": code_for(secret)}).status_code == 200
    assert step(begun(cast.agent, "192.0.2.9"), code_for(secret, steps=1)) == 200


def test_wrong_codes_close_nobody_else(cast: Cast) -> None:
    """Two people behind one address."""
    enrolled(cast.agent)
    secret, _ = enrolled(with_password(cast.owner))
    thief = begun(cast.agent, OFFICE)
    for _ in range(codes.SHORT_LIMIT + 1):
        step(thief, "000000")
    assert step(begun(cast.owner, OFFICE), code_for(secret)) == 200


def test_codes_refused_at_one_address_are_good_at_another(cast: Cast) -> None:
    secret, spare = enrolled(cast.agent)
    thief = begun(cast.agent, OFFICE)
    for _ in range(codes.SHORT_LIMIT + 1):
        step(thief, "000000")
    assert step(begun(cast.agent, "192.0.2.4"), code_for(secret)) == 200
    assert step(begun(cast.agent, "192.0.2.5"), spare[0]) == 200


def test_passkeys_open_while_codes_are_refused(cast: Cast) -> None:
    mine, key = signed_in(cast.agent), Passkey()
    added(mine, key)
    enrolled(cast.agent, mine)
    thief = begun(cast.agent, OFFICE)
    for _ in range(codes.SHORT_LIMIT + 1):
        step(thief, "000000")
    new = Browser(OFFICE)
    assert new.post(ALONE, {"credential": key.signed(asked(new, ALONE))}).status_code == 200


def test_a_reset_gives_the_tries_back(cast: Cast) -> None:
    """What was tried against the old app says nothing of the new one."""
    enrolled(cast.agent)
    for number in range(codes.LONG_LIMIT):
        step(begun(cast.agent, f"203.0.113.{number}"), "000000")
    assert cast.api(cast.owner).delete(f"staff/{cast.agent.pk}/factors").status_code == 200
    secret, _ = enrolled(cast.agent)
    assert step(begun(cast.agent, "192.0.2.4"), code_for(secret)) == 200


def test_tokens_do_not_care_for_factors(cast: Cast) -> None:
    api: Any = cast.api(cast.agent)
    enrolled(cast.agent)
    thief = begun(cast.agent, OFFICE)
    for _ in range(codes.SHORT_LIMIT + 1):
        step(thief, "000000")
    assert api.get("me").status_code == 200
    assert cast.api(cast.owner).delete(f"staff/{cast.agent.pk}/factors").status_code == 200
    assert api.get("me").status_code == 200


def test_who_left_comes_in_by_no_factor_and_finds_them_again(cast: Cast) -> None:
    mine, key = signed_in(cast.agent), Passkey()
    secret, spare = enrolled(cast.agent, mine)
    added(mine, key)
    waiting = begun(cast.agent)
    api, owner = cast.api(cast.agent), cast.api(cast.owner)
    assert owner.patch(f"staff/{cast.agent.pk}", {"is_active": False}).status_code == 200
    assert step(waiting, code_for(secret)) == 401
    assert Browser().sign_in(cast.agent.email) == 400
    gone = Browser()
    assert gone.post(ALONE, {"credential": key.signed(asked(gone, ALONE))}).status_code == 400
    assert mine.get("me/factors").status_code == 401
    assert mine.post("me/proof", {"code": spare[0]}).status_code == 401
    assert api.get("me").status_code == 401
    assert not StaffSession.objects.filter(user=cast.agent).exists()
    assert owner.patch(f"staff/{cast.agent.pk}", {"is_active": True}).status_code == 200
    assert User.objects.get(pk=cast.agent.pk).is_active
    assert api.get("me").status_code == 401
    back = begun(cast.agent)
    assert back.get("me").status_code == 401
    assert step(back, spare[0]) == 200
