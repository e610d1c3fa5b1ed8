"""Second factors: changes take a proof, a code works once, and strangers lock nobody out."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from core import clock
from core.models import AuditEntry
from integrations.email.models import Mailbox, OutgoingKind, OutgoingMail
from people import factors
from people.models import CodeFailure, Role, StaffSession, User
from people.services import codes
from tests.browsers import ACCOUNTS, LOGIN, Browser, signed_in, with_password
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("cheap_hashes", "undelivered")
STEP = f"{ACCOUNTS}/auth/2fa/authenticate"
TOTP, PASSKEYS, SPARE = "me/factors/totp", "me/factors/passkeys", "me/factors/recovery-codes"


def code_for(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now, or some steps from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // factors.PERIOD + steps)))


def prove(browser: Browser, password: str = PASSWORD) -> None:
    assert browser.post("me/proof", {"password": password}).status_code == 200


def enrolled(user: User, browser: Browser | None = None) -> tuple[str, list[str]]:
    """An app for somebody, by the API: its key, and the recovery codes."""
    here = browser or signed_in(user, "198.51.100.200")
    prove(here)
    secret = here.post(TOTP).json()["secret"]
    answer = here.send("put", TOTP, {"code": code_for(secret, steps=-1)})
    if answer.status_code == 422:
        # Half a minute was just over: this code was too old by then, and the next one is not.
        answer = here.send("put", TOTP, {"code": code_for(secret, steps=-1)})
    assert answer.status_code == 200, answer.json()
    return secret, answer.json()["codes"]


def begun(user: User, address: str = "198.51.100.1") -> Browser:
    """A browser that has given the right password and is asked for the second step."""
    browser = Browser(address)
    answer = browser.post(LOGIN, {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 401
    flows = {flow["id"]: flow for flow in answer.json()["data"]["flows"]}
    assert flows["mfa_authenticate"]["is_pending"]
    return browser


def step(browser: Browser, code: str) -> int:
    return int(browser.post(STEP, {"code": code}).status_code)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=OutgoingKind.ACCOUNT).order_by("id"))


def test_an_app_is_added_after_a_proof_and_asked_at_the_next_sign_in(cast: Cast, mailbox: Mailbox) -> None:
    here, there = signed_in(cast.agent), signed_in(cast.agent)
    prove(here)
    started = here.post(TOTP).json()
    assert started["uri"].startswith("otpauth://totp/")
    assert "<svg" in started["picture"]
    assert here.get("me/factors").json()["totp"] is None
    assert here.send("put", TOTP, {"code": "000000"}).status_code == 422
    spare = here.send("put", TOTP, {"code": code_for(started["secret"], steps=-1)}).json()["codes"]
    assert len(set(spare)) == 10
    found = here.get("me/factors").json()
    assert found["totp"] is not None
    assert found["recovery_codes"] == {"left": 10, "total": 10}
    # Other sessions stay.
    assert there.get("me").status_code == 200
    [mail] = letters()
    assert mail.to == [cast.agent.email]
    assert "people.factor_added" in actions()
    fresh = begun(cast.agent)
    assert fresh.get("me").status_code == 401
    assert step(fresh, code_for(started["secret"])) == 200
    assert fresh.get("me").status_code == 200
    entry = AuditEntry.objects.filter(action="people.signed_in").latest("id")
    assert entry.data["by"] == ["password", "totp"]


CHANGES: dict[str, Callable[[Browser], Any]] = {
    "begin app": lambda browser: browser.post(TOTP),
    "confirm app": lambda browser: browser.send("put", TOTP, {"code": "123456"}),
    "remove app": lambda browser: browser.delete(TOTP),
    "begin passkey": lambda browser: browser.post(f"{PASSKEYS}/options"),
    "add passkey": lambda browser: browser.post(PASSKEYS, {"name": "x", "credential": {}}),
    "remove passkey": lambda browser: browser.delete(f"{PASSKEYS}/1"),
    "new codes": lambda browser: browser.post(SPARE),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("proof", ["none", "old", "elsewhere"])
def test_nothing_changes_without_a_fresh_proof_of_this_browser(
    cast: Cast, change: Callable[[Browser], Any], proof: str
) -> None:
    enrolled(cast.agent)
    secret = Authenticator.objects.get(type="totp").data
    here = Browser()
    here.client.force_login(cast.agent, backend="people.sign_in.AddressBackend")
    if proof == "old":
        prove(here)
        StaffSession.objects.update(proved_at=clock.now() - timedelta(minutes=11))
    elif proof == "none":
        StaffSession.objects.update(proved_at=None)
    answer = change(here)
    assert (answer.status_code, answer.json()["code"]) == (403, "people.proof_needed")
    assert Authenticator.objects.get(type="totp").data == secret


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_token_changes_no_factor(cast: Cast, change: Callable[[Browser], Any]) -> None:
    api: Any = cast.api(cast.agent)
    api.send = lambda method, path, data=None: getattr(api, method)(path, data)
    assert change(api).status_code == 403
    assert api.get("me/factors").status_code == 403
    assert api.post("me/proof", {"password": PASSWORD}).status_code == 403


def test_a_proof_is_given_by_the_password_or_a_code(cast: Cast) -> None:
    browser = signed_in(cast.agent)
    assert browser.post("me/proof", {"password": "wrong"}).status_code == 422
    assert browser.post("me/proof", {"code": "123456"}).status_code == 422
    assert browser.post("me/proof", {}).status_code == 422
    secret, spare = enrolled(cast.agent, browser)
    for code in (code_for(secret), spare[0]):
        StaffSession.objects.update(proved_at=None)
        assert browser.post("me/proof", {"code": code}).status_code == 200
        assert browser.get("me/factors").json()["proved_until"] is not None
        # The same once more is a replay.
        assert browser.post("me/proof", {"code": code}).status_code == 422


def test_a_code_signs_in_once(cast: Cast) -> None:
    secret, spare = enrolled(cast.agent)
    for code in (code_for(secret), spare[3]):
        first, second = begun(cast.agent), begun(cast.agent, "198.51.100.9")
        assert step(first, code) == 200
        assert step(second, code) == 400
        assert second.get("me").status_code == 401
    # An earlier step than one that was used is a replay too.
    assert step(begun(cast.agent), code_for(secret, steps=-1)) == 400


@pytest.mark.parametrize(("steps", "status"), [(-3, 400), (-2, 400), (1, 200), (2, 400)])
def test_a_clock_may_differ_by_one_code(cast: Cast, steps: int, status: int) -> None:
    secret, _ = enrolled(cast.agent)
    # A minute border between the two readings of the clock must not decide.
    while time.time() % factors.PERIOD > factors.PERIOD - 2:
        time.sleep(0.2)
    assert step(begun(cast.agent), code_for(secret, steps=steps)) == status


@pytest.mark.parametrize(
    "code", ["", "0", "12345678901234567890", "१२३४५६", "abcdef", "123 45", "1" * 5000, "null"]
)
def test_no_odd_code_signs_in(cast: Cast, code: str) -> None:
    enrolled(cast.agent)
    browser = begun(cast.agent)
    assert step(browser, code) == 400
    assert browser.get("me").status_code == 401


def test_recovery_codes_are_counted_and_told(cast: Cast, mailbox: Mailbox) -> None:
    _, spare = enrolled(cast.agent)
    assert step(begun(cast.agent), f"{spare[0][:4]} {spare[0][4:]}") == 200
    here = signed_in_with(cast.agent, spare[1])
    assert here.get("me/factors").json()["recovery_codes"] == {"left": 8, "total": 10}
    assert "people.recovery_code_used" in actions()
    assert "9" in letters()[-2].text
    prove(here)
    fresh = here.post(SPARE).json()["codes"]
    assert not set(fresh) & set(spare)
    assert step(begun(cast.agent), spare[2]) == 400
    assert step(begun(cast.agent), fresh[0]) == 200


def signed_in_with(user: User, code: str, address: str = "198.51.100.1") -> Browser:
    browser = begun(user, address)
    assert step(browser, code) == 200
    return browser


def test_who_knows_the_password_does_not_guess_codes(cast: Cast, mailbox: Mailbox) -> None:
    secret, _ = enrolled(cast.agent)
    thief = begun(cast.agent, "203.0.113.5")
    answers = [step(thief, "000000") for _ in range(codes.SHORT_LIMIT + 2)]
    assert set(answers) == {400}
    assert CodeFailure.objects.count() == codes.SHORT_LIMIT
    # Even the right one is not looked at now.
    assert step(thief, code_for(secret)) == 400
    assert actions().count("people.code_failed") == codes.SHORT_LIMIT
    assert sum("password" in mail.subject for mail in letters()) == 1


def test_nobody_is_locked_out_by_guesses_elsewhere(cast: Cast) -> None:
    """A browser of the owner counts for itself; another address has a count of its own."""
    secret, _ = enrolled(cast.agent)
    mine = signed_in_with(cast.agent, code_for(secret), "198.51.100.7")
    thief = begun(cast.agent, "203.0.113.5")
    for _ in range(codes.SHORT_LIMIT):
        step(thief, "000000")
    assert mine.delete(f"{ACCOUNTS}/auth/session").status_code == 401
    # Not only from elsewhere: also behind the very address of the thief.
    mine.client.defaults["REMOTE_ADDR"] = "203.0.113.5"
    assert mine.post(LOGIN, {"email": cast.agent.email, "password": PASSWORD}).status_code == 401
    assert step(mine, code_for(secret, steps=1)) == 200


def test_many_addresses_together_have_few_guesses(cast: Cast) -> None:
    secret, _ = enrolled(cast.agent)
    mine = signed_in_with(cast.agent, code_for(secret), "198.51.100.7")
    for number in range(codes.LONG_LIMIT + 5):
        step(begun(cast.agent, f"203.0.113.{number}"), "000000")
    assert CodeFailure.objects.count() == codes.LONG_LIMIT
    assert step(begun(cast.agent, "203.0.113.99"), code_for(secret, steps=1)) == 400
    mine.delete(f"{ACCOUNTS}/auth/session")
    mine.post(LOGIN, {"email": cast.agent.email, "password": PASSWORD})
    assert step(mine, code_for(secret, steps=1)) == 200


def test_a_new_password_gives_the_tries_back(cast: Cast) -> None:
    secret, _ = enrolled(cast.agent)
    here = Browser("198.51.100.200")
    here.client.force_login(cast.agent, backend="people.sign_in.AddressBackend")
    thief = begun(cast.agent, "203.0.113.5")
    for _ in range(codes.SHORT_LIMIT):
        step(thief, "000000")
    new = "quite-another-long-one"
    assert here.post("me/password", {"current_password": PASSWORD, "new_password": new}).status_code == 200
    assert not CodeFailure.objects.exists()
    # The sign-in that had begun with the old one goes no further.
    assert step(thief, code_for(secret)) == 401
    assert thief.get("me").status_code == 401


def test_a_sign_in_that_waits_ends_with_the_account(cast: Cast) -> None:
    secret, _ = enrolled(cast.agent)
    waiting = begun(cast.agent)
    User.objects.filter(pk=cast.agent.pk).update(is_active=False)
    assert step(waiting, code_for(secret)) == 401


def test_a_code_without_the_password_opens_nothing(cast: Cast) -> None:
    secret, _ = enrolled(cast.agent)
    assert step(Browser(), code_for(secret)) == 401
    known = Browser().post(LOGIN, {"email": cast.agent.email, "password": "wrong-wrong"})
    unknown = Browser().post(LOGIN, {"email": "nobody@staff.test", "password": "wrong-wrong"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


def test_the_last_factor_takes_the_recovery_codes_along(cast: Cast, mailbox: Mailbox) -> None:
    browser = signed_in(cast.agent)
    enrolled(cast.agent, browser)
    assert browser.post(TOTP).status_code == 409
    assert browser.delete(TOTP).status_code == 204
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(action="people.factor_removed").data == {"kind": "totp", "is_last": True}
    assert len(letters()) == 2
    assert Browser().sign_in(cast.agent.email) == 200
    assert browser.post(SPARE).status_code == 409


def test_a_dump_of_the_database_holds_no_key(cast: Cast) -> None:
    from django.db import connection

    browser = signed_in(cast.agent)
    secret, spare = enrolled(cast.agent, browser)
    browser.delete(TOTP)
    waiting = browser.post(TOTP).json()["secret"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for word in (secret, spare[0], waiting):
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{word}%"])  # noqa: S608 (names of the database itself)
                assert cursor.fetchone() == (0,), table


def test_a_key_is_confirmed_where_it_was_begun_and_in_time(cast: Cast, freeze: Callable[..., object]) -> None:
    here, there = signed_in(cast.agent), signed_in(cast.agent)
    prove(here)
    prove(there)
    secret = here.post(TOTP).json()["secret"]
    assert there.send("put", TOTP, {"code": code_for(secret)}).status_code == 422
    freeze(clock.now() + timedelta(minutes=16))
    StaffSession.objects.update(proved_at=clock.now())
    assert here.send("put", TOTP, {"code": code_for(secret)}).status_code == 422
    assert not Authenticator.objects.exists()


def test_an_admin_takes_lost_factors_away(cast: Cast, mailbox: Mailbox) -> None:
    _, _ = enrolled(cast.agent)
    admin = with_password(cast.owner)
    User.objects.filter(pk=cast.supervisor.pk).update(role=Role.ADMIN)
    cast.supervisor.refresh_from_db()
    other = Browser("198.51.100.8")
    other.client.force_login(cast.agent, backend="people.sign_in.AddressBackend")
    answer = signed_in(cast.supervisor).delete(f"staff/{cast.agent.pk}/factors")
    assert (answer.status_code, answer.json()) == (200, {"removed": 1})
    assert not Authenticator.objects.exists()
    assert other.get("me").status_code == 401
    assert AuditEntry.objects.get(action="people.factors_reset").data == {"factors": ["totp"]}
    assert letters()[-1].to == [cast.agent.email]
    assert Browser().sign_in(cast.agent.email) == 200
    enrolled(admin)
    refused = signed_in(cast.supervisor, "198.51.100.3").delete(f"staff/{admin.pk}/factors")
    assert refused.status_code == 403
    assert Authenticator.objects.filter(user=admin, type="totp").exists()


def test_nobody_resets_their_own_factors_without_a_proof(cast: Cast) -> None:
    enrolled(with_password(cast.owner))
    here = Browser()
    here.client.force_login(cast.owner, backend="people.sign_in.AddressBackend")
    assert here.delete(f"staff/{cast.owner.pk}/factors").status_code == 422
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize("role", ["agent", "read_only", "supervisor"])
def test_who_does_not_manage_people_resets_nobody(cast: Cast, role: str) -> None:
    enrolled(cast.teammate)
    browser = signed_in(getattr(cast, role))
    assert browser.delete(f"staff/{cast.teammate.pk}/factors").status_code == 403
    assert Authenticator.objects.exists()
