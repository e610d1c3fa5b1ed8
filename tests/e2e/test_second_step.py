"""The second step through a real browser: a passkey, an app's codes, recovery codes."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OWNER, PASSWORD, Open, sign_in
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e


def code_for(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now, or some steps from now (RFC 6238)."""
    moment = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def prove(page: Page) -> None:
    page.get_by_role("dialog", name="Prove that it is you").get_by_label("Current password").fill(PASSWORD)
    page.keyboard.press("Enter")


def keep_codes(page: Page) -> list[str]:
    """The recovery codes that are shown, which are said to be kept."""
    codes = page.get_by_role("dialog", name="Your recovery codes")
    expect(codes.get_by_role("listitem")).to_have_count(10)
    found = codes.get_by_role("listitem").all_inner_texts()
    page.keyboard.press("Escape")
    expect(codes).to_be_visible()
    codes.get_by_label("I have kept these codes").check()
    codes.get_by_role("button", name="Done").click()
    expect(page.get_by_role("list", name="Second step")).to_be_focused()
    return found


def ask_for_the_step(page: Page, at: str) -> None:
    """Sign out and give the password again."""
    page.context.clear_cookies()
    page.goto(f"{at}/sign-in")
    page.get_by_label("Email").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_a_passkey_is_added_and_signs_in(world: Stack, open_page: Open) -> None:
    """With the authenticator that Chromium can pretend to have, which counts its uses."""
    at = f"http://localhost:{world.port}/app"
    page = open_page(f"{at}/sign-in")
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, OWNER)
    page.goto(f"{at}/settings/account")
    page.get_by_role("button", name="Add a passkey").click()
    prove(page)
    adding = page.get_by_role("dialog", name="Add a passkey")
    adding.get_by_label("Name").fill("Laptop")
    page.keyboard.press("Enter")
    keep_codes(page)
    expect(page.get_by_role("list", name="Second step")).to_contain_text("Laptop")
    for _ in range(2):
        page.context.clear_cookies()
        page.goto(f"{at}/sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/app/inbox**")
    ask_for_the_step(page, at)
    expect(page.get_by_role("button", name="Use a passkey")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/app/inbox**")
    page.goto(f"{at}/settings/account")
    page.get_by_role("button", name="Remove the passkey Laptop").click()
    prove(page)
    page.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("list", name="Second step")).not_to_contain_text("Laptop")
    expect(page.get_by_role("list", name="Second step")).to_be_focused()


def test_an_app_and_a_recovery_code_sign_in(world: Stack, open_page: Open) -> None:
    at = f"http://localhost:{world.port}/app"
    page = open_page(f"{at}/sign-in")
    sign_in(page, OWNER)
    page.goto(f"{at}/settings/account")
    page.get_by_role("button", name="Set up an authenticator app").click()
    prove(page)
    app = page.get_by_role("dialog", name="Set up an authenticator app")
    expect(app.get_by_label("Code that the app shows")).to_be_focused()
    secret = "".join(app.locator(".fact-key").inner_text().split())
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(app.get_by_text("This is not the code that the app shows now")).to_be_visible()
    expect(app.get_by_label("Code that the app shows")).to_be_focused()
    page.keyboard.type(code_for(secret, steps=-1))
    page.keyboard.press("Enter")
    spare = keep_codes(page)

    ask_for_the_step(page, at)
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="This code does not match")).to_be_visible()
    page.keyboard.type(code_for(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/app/inbox**")

    ask_for_the_step(page, at)
    page.get_by_label("Code", exact=True).fill(spare[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/app/inbox**")
    ask_for_the_step(page, at)
    page.get_by_label("Code", exact=True).fill(spare[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="was used already")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(spare[1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/app/inbox**")

    page.goto(f"{at}/settings/account")
    factors = page.get_by_role("list", name="Second step")
    expect(factors).to_contain_text("8 of 10 left")
    page.get_by_role("button", name="Remove the authenticator app").click()
    prove(page)
    page.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).click()
    expect(factors).not_to_contain_text("left")
    expect(factors).to_be_focused()
