"""A passkey from the settings signs in, with the authenticator that Chromium can pretend to have."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PASSWORD, Open, sign_in
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e


def test_a_passkey_is_added_and_signs_in(world: Stack, open_page: Open) -> None:
    at = f"http://localhost:{world.port}/app"
    page = open_page(f"{at}/sign-in")
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, "owner@demo.candor.test")
    page.goto(f"{at}/settings/account")
    page.get_by_role("button", name="Add a passkey").click()
    proof = page.get_by_role("dialog", name="Prove that it is you")
    proof.get_by_label("Current password").fill(PASSWORD)
    page.keyboard.press("Enter")
    adding = page.get_by_role("dialog", name="Add a passkey")
    adding.get_by_label("Name").fill("Laptop")
    page.keyboard.press("Enter")
    codes = page.get_by_role("dialog", name="Your recovery codes")
    expect(codes.get_by_role("listitem")).to_have_count(10)
    codes.get_by_label("I have kept these codes").check()
    codes.get_by_role("button", name="Done").click()
    expect(page.get_by_role("list", name="Second step")).to_contain_text("Laptop")
    page.context.clear_cookies()
    page.goto(f"{at}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/app/inbox**")
    page.goto(f"{at}/settings/account")
    page.get_by_role("button", name="Remove the passkey Laptop").click()
    proof.get_by_label("Current password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("list", name="Second step")).not_to_contain_text("Laptop")
