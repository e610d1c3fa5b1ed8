"""Where the identity provider is required, none of our own ways opens anything, but for the owners named."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator

from core.models import AuditEntry
from people.models import AccountLink, Role, User
from people.models.sessions import secret_digest
from people.services import people_invite
from people.services.accounts import link_send
from tests.api.people.test_factors import begun, code_for, enrolled, step
from tests.api.people.test_passkeys import ALONE, SECOND, added, asked
from tests.api.sign_on.oidc import me
from tests.browsers import LOGIN, Browser, signed_in, with_password
from tests.cast import NOW, PASSWORD
from tests.passkeys import Passkey

if TYPE_CHECKING:
    from tests.api.sign_on.oidc import Walker
    from tests.cast import Cast

NEW = "another-horse-9"


@dataclass
class Ready:
    """What somebody has in their hands before the provider is required."""

    user: User
    remembered: Browser
    waiting: Browser
    secret: str
    spare: list[str]
    key: Passkey
    reset: str


def ready(user: User, letters: list[dict[str, Any]]) -> Ready:
    remembered, key = signed_in(with_password(user), "192.0.2.50"), Passkey()
    secret, spare = enrolled(user, remembered)
    assert added(remembered, key).status_code == 201
    link_send(user=user, kind="password", address=user.email, now=NOW)
    AccountLink.objects.update(expires_at="2100-01-01T00:00:00Z")
    token = letters[-1]["secret"].rpartition("#")[2]
    assert AccountLink.objects.filter(digest=secret_digest(token)).exists()
    waiting = begun(user)
    asked(waiting, SECOND)
    return Ready(user, remembered, waiting, secret, spare, key, token)


def remembered(held: Ready) -> Browser:
    return held.remembered


def password_and_code(held: Ready) -> Browser:
    browser = Browser()
    browser.post(LOGIN, {"email": held.user.email, "password": PASSWORD})
    step(browser, code_for(held.secret))
    return browser


def password_and_recovery_code(held: Ready) -> Browser:
    browser = Browser()
    browser.post(LOGIN, {"email": held.user.email, "password": PASSWORD})
    step(browser, held.spare[0])
    return browser


def password_and_passkey(held: Ready) -> Browser:
    browser = Browser()
    browser.post(LOGIN, {"email": held.user.email, "password": PASSWORD})
    answer = browser.get(SECOND)
    if answer.status_code == 200:
        options = answer.json()["data"]["request_options"]["publicKey"]
        browser.post(SECOND, {"credential": held.key.signed(options)})
    return browser


def passkey_alone(held: Ready) -> Browser:
    browser = Browser()
    browser.post(ALONE, {"credential": held.key.signed(asked(browser, ALONE))})
    return browser


def waiting_for_a_code(held: Ready) -> Browser:
    step(held.waiting, code_for(held.secret))
    return held.waiting


def waiting_for_a_passkey(held: Ready) -> Browser:
    answer = held.waiting.get(SECOND)
    if answer.status_code == 200:
        options = answer.json()["data"]["request_options"]["publicKey"]
        held.waiting.post(SECOND, {"credential": held.key.signed(options)})
    return held.waiting


def link_to_a_new_password(held: Ready) -> Browser:
    Browser().post("password/reset", {"token": held.reset, "password": NEW})
    browser = Browser()
    browser.post(LOGIN, {"email": held.user.email, "password": NEW})
    step(browser, code_for(held.secret))
    return browser


WAYS = [
    remembered, password_and_code, password_and_recovery_code, password_and_passkey, passkey_alone,
    waiting_for_a_code, waiting_for_a_passkey, link_to_a_new_password,
]  # fmt: skip


def require(browser: Browser, *owners: User) -> None:
    body = {"is_required": True, "break_glass": [user.pk for user in owners]}
    answer = browser.send("put", "sign-on/rule", body)
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["agent", "unnamed owner", "named owner"])
def test_a_way_of_our_own(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]], way: Callable[[Ready], Browser], who: str
) -> None:
    provider.on(cast)
    owner = signed_in(cast.owner, "192.0.2.60")
    user = cast.agent if who == "agent" else cast.staff("Second Owner", Role.OWNER)
    held = ready(user, letters)
    require(owner, cast.owner, *([user] if who == "named owner" else []))
    letters.clear()
    before = AuditEntry.objects.filter(action="people.signed_in").count()
    browser = way(held)
    is_in = who == "named owner"
    assert me(browser) == (user.email if is_in else "")
    has_come = AuditEntry.objects.filter(action="people.signed_in").count() - before
    assert has_come == int(is_in and way is not remembered)
    told = [one for one in letters if one["key"].startswith("break-glass:")]
    assert len(told) == has_come, "nobody is told of a sign-in that was none"


@pytest.mark.parametrize("way", [waiting_for_a_code, waiting_for_a_passkey, passkey_alone])
def test_a_refused_way_uses_up_nothing_and_tells_nothing(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]], way: Callable[[Ready], Browser]
) -> None:
    provider.on(cast)
    owner, held = signed_in(cast.owner, "192.0.2.60"), ready(cast.agent, letters)
    require(owner, cast.owner)
    before = list(Authenticator.objects.filter(user=cast.agent).order_by("pk").values("data", "last_used_at"))
    way(held)
    after = list(Authenticator.objects.filter(user=cast.agent).order_by("pk").values("data", "last_used_at"))
    assert after == before


def test_a_good_passkey_is_answered_like_a_bad_one(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]]
) -> None:
    provider.on(cast)
    owner, held = signed_in(cast.owner, "192.0.2.60"), ready(cast.agent, letters)
    require(owner, cast.owner)
    answers = []
    for key in (held.key, Passkey(user=held.key.user)):
        browser = Browser()
        answers.append(browser.post(ALONE, {"credential": key.signed(asked(browser, ALONE))}))
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()


def test_an_invitation_from_before_sets_no_password(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]]
) -> None:
    provider.on(cast)
    people_invite(actor=cast.actor(cast.owner), addresses=["nora.new@staff.test"], role=Role.AGENT, now=NOW)
    AccountLink.objects.update(expires_at="2100-01-01T00:00:00Z")
    token = letters[-1]["secret"].rpartition("#")[2]
    require(signed_in(cast.owner), cast.owner)
    body = {"token": token, "name": "Nora", "password": NEW}
    assert Browser().post("invitation/accept", body).json()["code"] == "people.signs_in_elsewhere"
    assert Browser().sign_in("nora.new@staff.test", NEW) == 400


def test_a_factor_added_meanwhile_opens_nothing(cast: "Cast", provider: "Walker") -> None:
    """Who has come by the provider may keep factors for the day when it is no longer required."""
    one = provider.on(cast)
    require(signed_in(cast.owner), cast.owner)
    with_password(cast.agent)
    browser, key = Browser(), Passkey()
    provider.sign_in(browser, one, "ines")
    assert added(browser, key).status_code == 201
    fresh = Browser()
    assert fresh.post(ALONE, {"credential": key.signed(asked(fresh, ALONE))}).status_code == 400
    assert me(fresh) == ""
    assert me(browser) == cast.agent.email
