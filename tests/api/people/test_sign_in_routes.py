"""Only those routes of the sign-in library exist that the workspace uses."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.headless import urls as library
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browsers import ACCOUNTS, Browser, signed_in, with_password
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("cheap_hashes")
ALLOWED = {
    "_allauth/browser/v1/auth/login",
    "_allauth/browser/v1/auth/session",
    "_allauth/browser/v1/auth/2fa/authenticate",
    "_allauth/browser/v1/auth/webauthn/authenticate",
    "_allauth/browser/v1/auth/webauthn/login",
}
METHODS = ("get", "post", "put", "patch", "delete")


def patterns(entries: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in entries:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


def is_of_the_library(path: str, view: Any) -> bool:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    kind = getattr(view, "view_class", view)
    return path.startswith("_allauth") or str(kind.__module__).split(".")[0] == allauth.__name__


def test_the_library_has_no_route_beyond_the_list() -> None:
    found = {path for path, view in patterns(get_resolver().url_patterns) if is_of_the_library(path, view)}
    assert found == ALLOWED


OTHERS = (
    {f"_allauth/{path}" for path, _ in patterns(library.urlpatterns)}
    | {
        "_allauth/app/v1/auth/login",
        "_allauth/browser/v1/account/email",
        "_allauth/browser/v1/account/phone",
        "_allauth/browser/v1/account/password/change",
        "_allauth/browser/v1/account/authenticators/totp",
        "_allauth/browser/v1/auth/password/request",
        "_allauth/browser/v1/auth/password/reset",
        "_allauth/browser/v1/auth/signup",
        "_allauth/browser/v1/auth/email/verify",
        "_allauth/browser/v1/auth/code/request",
        "_allauth/browser/v1/auth/reauthenticate",
        "_allauth/browser/v1/config",
        "accounts/password/reset/",
        "accounts/email/",
    }
) - ALLOWED


def test_every_other_route_is_absent(cast: "Cast") -> None:
    browser = signed_in(cast.agent)
    assert len(OTHERS) > 20
    for path in sorted(OTHERS):
        for method in METHODS:
            assert browser.send(method, f"/{path}").status_code == 404, (method, path)


@pytest.mark.parametrize("role", ["agent", "read_only", "owner"])
@pytest.mark.parametrize("wanted", ["thief@evil.test", "olga.owner@staff.test"])
def test_a_stolen_session_does_not_become_the_account(cast: "Cast", role: str, wanted: str) -> None:
    """The road of the takeover: add an address, make it primary, reset the password by it."""
    assert cast.owner.pk
    victim = getattr(cast, role)
    own = victim.email
    thief = signed_in(victim)
    thief.post(f"{ACCOUNTS}/account/email", {"email": wanted})
    thief.patch(f"{ACCOUNTS}/account/email", {"email": wanted, "primary": True})
    thief.post(f"{ACCOUNTS}/auth/password/request", {"email": wanted})
    thief.patch("me", {"email": wanted})
    victim.refresh_from_db()
    assert victim.email == own
    assert not EmailAddress.objects.filter(user=victim).exclude(email=own).exists()
    assert Browser().sign_in(own) == 200


def test_an_address_in_the_table_of_the_library_signs_nobody_in(cast: "Cast") -> None:
    """`User.email` is the only address of an account."""
    agent, owner = with_password(cast.agent), with_password(cast.owner, "another-long-password")
    for address in (owner.email, "elsewhere@staff.test"):
        EmailAddress.objects.create(user=agent, email=address, verified=True, primary=address == owner.email)
        assert Browser().sign_in(address, PASSWORD) == 400
    assert Browser().sign_in(owner.email, "another-long-password") == 200
    assert Browser().sign_in(agent.email.upper()) == 200
