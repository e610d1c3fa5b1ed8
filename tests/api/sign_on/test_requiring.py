"""A workspace that requires its identity provider, and the owners who may come in without it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import RequestFactory

from core.models import AuditEntry
from integrations.sign_on.models import BreakGlass
from people.models import AccountLink, Role, StaffSession, User
from people.models.sessions import secret_digest
from people.services import people_invite
from people.services.accounts import link_send
from people.sessions import session_user
from tests.api.sign_on.oidc import me
from tests.browsers import Browser, signed_in, with_password
from tests.cast import NOW, PASSWORD

if TYPE_CHECKING:
    from tests.api.sign_on.oidc import Walker
    from tests.cast import Cast


def require(browser: Browser, *owners: User, is_required: bool = True) -> Any:
    body = {"is_required": is_required, "break_glass": [user.pk for user in owners]}
    return browser.send("put", "sign-on/rule", body)


def test_passwords_end_for_all_but_the_named_owners(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]]
) -> None:
    one, ines = provider.on(cast), with_password(cast.agent)
    before, by_provider, owner = signed_in(ines), Browser(), signed_in(cast.owner)
    assert cast.teammate.is_active
    provider.sign_in(by_provider, one, "maya")

    answer = require(owner, cast.owner)
    assert answer.status_code == 200, answer.content
    assert me(before) == "", "sessions that a password opened end"
    assert me(by_provider) == cast.teammate.email, "those of the provider stay"
    assert me(owner) == cast.owner.email
    assert Browser().get("sign-on").json()["is_required"] is True

    told = {letter["to"] for letter in letters}
    assert ines.email in told
    assert cast.owner.email not in told
    assert Browser().sign_in(ines.email) == 400
    assert Browser().sign_in(cast.owner.email) == 200

    assert require(owner, is_required=False).status_code == 200
    assert Browser().sign_in(ines.email) == 200


def test_nothing_tells_a_right_password_from_a_wrong_one(cast: "Cast", provider: "Walker") -> None:
    provider.on(cast)
    with_password(cast.agent)
    assert require(signed_in(cast.owner), cast.owner).status_code == 200
    tries = [
        Browser().post("/_allauth/browser/v1/auth/login", {"email": cast.agent.email, "password": word})
        for word in (PASSWORD, "wrong-horse-battery")
    ]
    assert tries[0].status_code == tries[1].status_code
    assert tries[0].json() == tries[1].json()


def test_every_way_of_the_library_ends(cast: "Cast", provider: "Walker") -> None:
    """A passkey comes to the same place as whatever the library may learn."""
    provider.on(cast)
    assert require(signed_in(cast.owner), cast.owner).status_code == 200
    for user, is_in in ((cast.agent, False), (cast.owner, True)):
        request = RequestFactory().post("/")
        SessionMiddleware(lambda _: None).process_request(request)  # type: ignore[arg-type]  # it is never called
        request.user = user
        refused = get_adapter().pre_login(
            request, user, email_verification="none", signal_kwargs=None, email=None, signup=False,
            redirect_url=None,
        )  # fmt: skip
        assert (refused is None) is is_in


def test_a_forgotten_password_is_of_no_use(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]], settle: Callable[[], None]
) -> None:
    provider.on(cast)
    ines = with_password(cast.agent)
    link_send(user=ines, kind="password", address=ines.email, now=NOW)
    token = letters[-1]["secret"].rpartition("#")[2]
    assert AccountLink.objects.filter(digest=secret_digest(token)).exists()
    AccountLink.objects.update(expires_at="2100-01-01T00:00:00Z")
    assert require(signed_in(cast.owner), cast.owner).status_code == 200
    reset = Browser().post("password/reset", {"token": token, "password": "another-horse-9"})
    assert reset.status_code == 410
    before = len(letters)
    assert Browser().post("password/forgot", {"email": ines.email}).status_code == 202
    settle()
    assert len(letters) == before


def test_who_came_by_the_provider_sets_no_password(cast: "Cast", provider: "Walker") -> None:
    one, _ = provider.on(cast), with_password(cast.agent)
    assert require(signed_in(cast.owner), cast.owner).status_code == 200
    browser = Browser()
    provider.sign_in(browser, one, "ines")
    body = {"current_password": PASSWORD, "new_password": "another-horse-9"}
    assert browser.post("me/password", body).json()["code"] == "people.signs_in_elsewhere"


def test_an_invitation_opens_by_the_provider_only(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]]
) -> None:
    one, _ = provider.on(cast), cast.brand
    assert require(signed_in(cast.owner), cast.owner).status_code == 200
    people_invite(actor=cast.actor(cast.owner), addresses=["nora.new@staff.test"], role=Role.AGENT, now=NOW)
    AccountLink.objects.update(expires_at="2100-01-01T00:00:00Z")
    token = letters[-1]["secret"].rpartition("#")[2]
    look = Browser().post("invitation/look", {"token": token}).json()
    assert look["signs_in_elsewhere"] is True
    body = {"token": token, "name": "Nora", "password": "another-horse-9"}
    assert Browser().post("invitation/accept", body).json()["code"] == "people.signs_in_elsewhere"
    browser = Browser()
    provider.sign_in(browser, one, "nora")
    assert me(browser) == "nora.new@staff.test"


def test_break_glass_is_noted_and_told(
    cast: "Cast", provider: "Walker", letters: list[dict[str, Any]]
) -> None:
    one = provider.on(cast)
    assert require(signed_in(cast.owner), cast.owner).status_code == 200
    letters.clear()
    provider.sign_in(Browser(), one, "olga")
    assert not AuditEntry.objects.filter(action="sign_on.break_glass_used").exists()
    signed_in(cast.owner)
    assert AuditEntry.objects.get(action="sign_on.break_glass_used").data["address"] == "198.51.100.1"
    assert "without the identity provider" in letters[-1]["letter"]("en")[0]
    assert "ohne den Identitätsanbieter" in letters[-1]["letter"]("de")[0]


def test_somebody_can_always_come_in(cast: "Cast", provider: "Walker") -> None:
    owner = signed_in(cast.owner)
    assert require(owner, cast.owner).json()["code"] == "sign_on.nothing_to_require"
    one = provider.on(cast)
    second = cast.staff("Second Owner", Role.OWNER)
    for named in ((), (cast.agent,), (second,)):
        assert require(owner, *named).status_code == 422, "at least one owner with a password"
    with_password(second)
    assert require(owner, second).json()["code"] == "sign_on.nothing_to_require", "would lock themselves out"
    assert require(owner, cast.owner).status_code == 200

    switch = owner.post(f"sign-on/providers/{one}/switch", {"is_on": False})
    assert switch.json()["code"] == "sign_on.provider_in_use"
    demoted = cast.api(second).patch(f"staff/{cast.owner.pk}", {"role": "admin"})
    assert demoted.json()["code"] == "people.owner_needed"
    assert require(owner, cast.owner, second).status_code == 200
    assert cast.api(second).patch(f"staff/{cast.owner.pk}", {"role": "admin"}).status_code == 200


def test_a_former_owner_has_no_key_to_the_glass(cast: "Cast", provider: "Walker") -> None:
    provider.on(cast)
    second = with_password(cast.staff("Second Owner", Role.OWNER))
    assert require(signed_in(cast.owner), cast.owner, second).status_code == 200
    User.objects.filter(pk=second.pk).update(role=Role.ADMIN)
    assert Browser().sign_in(second.email) == 400


def test_tokens_go_on_and_are_counted(cast: "Cast", provider: "Walker") -> None:
    provider.on(cast)
    api, owner = cast.api(cast.agent), signed_in(cast.owner)
    assert owner.get("sign-on/rule").json()["tokens"] == 1
    assert require(owner, cast.owner).status_code == 200
    assert api.get("me").status_code == 200


def test_only_owners_require(cast: "Cast", provider: "Walker") -> None:
    provider.on(cast)
    assert require(signed_in(cast.admin), cast.owner).status_code == 403
    without = signed_in(cast.admin).get("sign-on/rule").json()["without"]
    assert {row["name"] for row in without} >= {"Ada Admin"}


def test_the_last_usable_key_to_the_glass_stays(cast: "Cast", provider: "Walker") -> None:
    """A named owner without a password is nobody who could come in."""
    provider.on(cast)
    owner, second = signed_in(cast.owner), cast.staff("Second Owner", Role.OWNER)
    assert require(owner, cast.owner, second).status_code == 200
    for change in ({"role": "admin"}, {"is_active": False}):
        answer = cast.api(second).patch(f"staff/{cast.owner.pk}", change)
        assert answer.json().get("code") == "people.owner_needed", change
    assert cast.api(cast.owner).patch(f"staff/{second.pk}", {"role": "admin"}).status_code == 200


def test_the_session_of_a_demoted_owner_ends(cast: "Cast", provider: "Walker") -> None:
    """Both that of a named owner and the one that was kept because it required the provider."""
    one, second = provider.on(cast), with_password(cast.staff("Second Owner", Role.OWNER))
    owner = signed_in(cast.owner)
    provider.sign_in(owner, one, "olga")
    local = signed_in(cast.owner)
    assert require(local, second).status_code == 200
    assert me(local) == cast.owner.email
    demoted = signed_in(second)
    third = with_password(cast.staff("Third Owner", Role.OWNER))
    for user in (second, cast.owner):
        BreakGlass.objects.get_or_create(user=third)
        assert cast.api(third).patch(f"staff/{user.pk}", {"role": "admin"}).status_code == 200
    assert (me(demoted), me(local)) == ("", "")
    assert me(owner) == cast.owner.email, "the provider's stays"


def test_a_password_session_stored_after_the_provider_was_required(cast: "Cast", provider: "Walker") -> None:
    """Somebody signs in at that very moment: what counts is the rule at each request."""
    provider.on(cast)
    late, owner = signed_in(cast.agent), signed_in(cast.owner)
    rows = list(StaffSession.objects.filter(user=cast.agent))
    assert require(owner, cast.owner).status_code == 200
    StaffSession.objects.bulk_create(rows)
    assert session_user(late.session_key) is None
    assert me(late) == ""
    assert me(owner) == cast.owner.email
