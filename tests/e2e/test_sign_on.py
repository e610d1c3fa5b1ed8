"""Single sign-on by screens: an owner adds a provider, tests it and switches it on; somebody uses it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from oidc_provider_mock import User as ProviderUser
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OWNER, PHONE, Open

pytestmark = pytest.mark.e2e
DOMAIN = OWNER.partition("@")[2]


@pytest.fixture
def issuer() -> Iterator[str]:
    people = [
        ProviderUser(sub="the-owner", claims={"email": OWNER, "email_verified": True, "groups": ["Desk"]}),
    ]
    with run_server_in_thread(require_nonce=True, user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


def agree(page: Page, subject: str) -> None:
    """What the provider's own page asks."""
    page.get_by_role("textbox", name=re.compile("sub", re.IGNORECASE)).fill(subject)
    page.get_by_role("button", name=re.compile("authorize|sign in", re.IGNORECASE)).first.click()


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def test_the_whole_road(
    open_page: Open, signed_in: Any, issuer: str, no_barriers: Callable[[Page], None]
) -> None:
    page = open_page("/app/settings/security", state=signed_in)
    page.get_by_role("button", name="Add OpenID Connect").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Harbor ID")
    page.get_by_label("Issuer").fill(issuer)
    page.get_by_label("Client ID").fill("candor")
    page.get_by_label("Client secret").fill("a-secret-of-the-client")
    page.get_by_label("Domains").fill(DOMAIN)
    page.get_by_label("Groups claim or attribute").fill("groups")
    no_barriers(page)
    page.keyboard.press("Enter")
    card = page.get_by_role("article", name="Harbor ID")
    expect(card.get_by_text("Not tested")).to_be_visible()
    expect(card.get_by_text(f"{issuer}/oauth2/authorize")).to_be_visible()
    expect(card.get_by_role("button", name="Switch on")).to_have_attribute("aria-disabled", "true")

    with page.context.expect_page() as opening:
        card.get_by_role("button", name="Test", exact=True).click()
    window = opening.value
    agree(window, "the-owner")
    expect(window.get_by_role("heading", name="Test of the sign-in")).to_be_focused()
    expect(window.get_by_text("the-owner", exact=True)).to_be_visible()
    expect(window.get_by_text("Desk")).to_be_visible()
    no_barriers(window)
    window.close()

    expect(card.get_by_text("The test passed")).to_be_visible()
    card.get_by_role("button", name="Switch on").click()
    expect(card.get_by_text("On", exact=True)).to_be_visible()
    no_barriers(page)
    page.set_viewport_size(PHONE)
    fits(page)
    no_barriers(page)

    try:
        fresh = open_page("/app/settings/security", theme="dark")
        fresh.get_by_role("button", name="Sign in with Harbor ID").wait_for()
        no_barriers(fresh)
        fresh.get_by_role("button", name="Sign in with Harbor ID").click()
        agree(fresh, "the-owner")
        expect(fresh.get_by_role("heading", name="Sign-in and security")).to_be_visible()
        expect(fresh.get_by_text("1 person has signed in with it")).to_be_visible()
        no_barriers(fresh)

        stranger = open_page("/app/sign-in", viewport=PHONE)
        stranger.get_by_role("button", name="Sign in with Harbor ID").click()
        agree(stranger, "nobody-known")
        expect(stranger.get_by_role("alert").first).to_contain_text("identity provider")
        fits(stranger)
        no_barriers(stranger)
    finally:
        page.get_by_role("article", name="Harbor ID").get_by_role("button", name="Switch off").click()
        expect(card.get_by_text("Off", exact=True)).to_be_visible()
        card.get_by_role("button", name="Remove").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_role("article", name="Harbor ID")).to_have_count(0)
