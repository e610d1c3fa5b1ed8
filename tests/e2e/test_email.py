"""
A conversation by email, end to end: real IMAP and SMTP servers, the real worker, an agent in a browser.
"""

import email
import email.policy
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.e2e.people import Agent
from tests.mails import raw_mail
from tests.mailservers import HOST, Pymap, SmtpSink
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
HELEN = "Helen Marsh <helen.marsh@kestrelfreight.example>"


@dataclass
class Post:
    """The servers behind one mailbox of the demo, as its customers see them."""

    address: str
    imap: Pymap
    smtp: SmtpSink

    def write(self, text: str, *, subject: str, to: str = "", **headers: str) -> str:
        """A mail of Helen's reaches the mailbox; returns its Message-ID."""
        message_id = f"<{uuid.uuid4().hex}@kestrelfreight.example>"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = raw_mail(
            text, sender=HELEN, to=to or self.address, subject=subject, message_id=message_id, headers=named
        )
        self.imap.append(raw)
        return message_id

    def mails(self, text: str) -> list[EmailMessage]:
        """What the server was given with this text in it."""
        return [mail for mail in self._all() if text in _words(mail)]

    def acknowledged(self, mark: str) -> bool:
        """Whether the first answer of the product itself, about what bears this mark, has left."""
        return any(mark in mail["Subject"] and "Auto-Submitted" in mail for mail in self._all())

    def _all(self) -> Iterator[EmailMessage]:
        for taken in list(self.smtp.mails):
            mail = email.message_from_bytes(taken.content, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            yield mail


def _words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return "" if body is None else str(body.get_content())


@pytest.fixture(scope="module")
def post(world: Stack) -> Iterator[Post]:
    """A mailbox that the product fetches from and sends by."""
    with Pymap() as imap, SmtpSink() as smtp, world.client() as api:
        address = f"mail-{uuid.uuid4().hex[:6]}@halyard.example"
        made = api.post(
            "mailboxes",
            json={
                "brand_id": next(
                    b["id"] for b in api.get("brands").json()["results"] if b["slug"] == "halyard"
                ),
                "address": address,
                "imap_host": HOST,
                "imap_port": imap.port,
                "imap_security": "none",
                "username": imap.username,
                "password": imap.password,
                "smtp_host": HOST,
                "smtp_port": smtp.port,
                "smtp_security": "none",
                "trusted_authserv": "mx.halyard.test",
            },
        )
        assert made.status_code == 201, made.text
        path = f"mailboxes/{made.json()['id']}"
        wait_until(lambda: api.get(path).json()["health"]["state"] == "ok", "the first look into the mailbox")
        yield Post(address, imap, smtp)
        api.patch(path, json={"is_active": False})


@pytest.fixture
def agent(open_page: Open, signed_in: Any) -> Agent:
    return Agent(open_page("/app/tickets", state=signed_in))


def test_a_mail_is_answered_and_answered_again(
    post: Post, agent: Agent, no_barriers: Callable[[Page], None]
) -> None:
    mark = uuid.uuid4().hex[:6]
    first = post.write(
        f"We were charged twice for invoice {mark} and want 900 USD back.",
        subject=f"Invoice {mark}",
        Cc="Tom <tom@kestrelfreight.example>",
    )

    agent.open_ticket(mark)
    expect(agent.page.get_by_text("Handed over by the assistant").first).to_be_visible(timeout=PATIENCE)
    line = agent.page.get_by_role("group", name="Recipients")
    expect(line).to_contain_text("Helen Marsh")
    expect(line).to_contain_text("Tom")
    no_barriers(agent.page)

    agent.start_reply()
    agent.page.keyboard.type(f"Please try again, {mark}.")
    agent.page.keyboard.press("Control+Enter")
    wait_until(lambda: bool(post.mails(f"Please try again, {mark}.")), "the reply left")
    [reply] = post.mails(f"Please try again, {mark}.")
    assert reply["To"] == "helen.marsh@kestrelfreight.example"
    assert reply["Cc"] == "tom@kestrelfreight.example"
    assert reply["In-Reply-To"] == first
    expect(agent.page.get_by_label(re.compile("^Sent", re.IGNORECASE)).last).to_be_visible()

    post.write(
        f"It works now, thank you. {mark}\n\nOn Monday Halyard wrote:\n> Please try again, {mark}.",
        subject=f"Re: Invoice {mark}",
        to=reply["Reply-To"].addresses[0].addr_spec,
        In_Reply_To=reply["Message-ID"],
    )
    expect(agent.page.get_by_text("It works now, thank you.").first).to_be_visible(timeout=PATIENCE)
    expect(agent.page.get_by_role("button", name=re.compile("quoted", re.IGNORECASE)).last).to_be_visible()


def test_what_the_server_refuses_is_told_and_can_be_sent_again(post: Post, agent: Agent) -> None:
    mark = uuid.uuid4().hex[:6]
    post.write(f"Please refund invoice {mark} today.", subject=f"Refund {mark}")
    agent.open_ticket(mark)
    # The server must refuse the agent's words, not ours.
    wait_until(lambda: post.acknowledged(mark), "the acknowledgement left")
    post.smtp.behavior.content_answer = "550 5.7.1 Not today"
    try:
        agent.start_reply()
        agent.page.keyboard.type(f"You get it back, {mark}.")
        agent.page.keyboard.press("Control+Enter")
        again = agent.page.get_by_role("button", name=re.compile("Send again"))
        # Of the message itself: a notice to staff may be refused before it, and is told elsewhere.
        refused = agent.page.get_by_role("group").filter(has_text="Not today").filter(has=again).first
        expect(refused).to_be_visible(timeout=PATIENCE)
    finally:
        post.smtp.behavior.content_answer = ""
    refused.get_by_role("button", name=re.compile("Send again")).first.click()
    wait_until(lambda: bool(post.mails(f"You get it back, {mark}.")), "the second attempt")


@pytest.mark.parametrize("path", ["", "/log", "/suspended"])
def test_the_settings_of_email_have_no_barriers(
    open_page: Open, signed_in: Any, no_barriers: Callable[[Page], None], path: str
) -> None:
    for viewport in ({"width": 1440, "height": 900}, PHONE):
        page = open_page(f"/app/settings/email{path}", state=signed_in, viewport=viewport)
        expect(page.get_by_role("heading", name="Email").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        no_barriers(page)
        page.context.close()
