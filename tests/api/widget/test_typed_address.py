"""An address that a visitor typed proves nothing: what its owner answers belongs to the owner alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.actors import ASSISTANT
from integrations.email import tokens
from integrations.email.models import Mailbox, OutgoingMail
from people.models import Contact
from tests.api.widget.desk import Browser, user_token
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Ticket, TicketLink, TimelineEntry
from tickets.services import post_reply

SECRET = "SECRET-OF-THE-OWNER"
Settle = Callable[[], None]


@pytest.fixture
def mailbox(cast: Cast, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand)


def visitor(cast: Cast, address: str) -> tuple[Browser, str]:
    browser = Browser(cast.brand)
    browser.begin()
    id_ = browser.writes("I need help.")["id"]
    assert browser.post(f"conversations/{id_}/email", {"email": address}).status_code == 200
    return browser, id_


def named_by_token(cast: Cast, address: str) -> tuple[Browser, str]:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, "u-1", email=address, email_verified=False))
    return browser, browser.writes("I need help.")["id"]


def answer(mailbox: Mailbox, ticket: Ticket, sender: str, text: str = SECRET, number: int = 1) -> Any:
    address = tokens.reply_address(mailbox.address, tokens.customer_token(ticket.public_id))
    return receive(mailbox, raw_mail(text, sender=sender, to=address, message_id=f"<{number}@a.test>"))


@pytest.mark.parametrize(
    ("begin", "address"),
    [(visitor, "sam@dunmore.test"), (visitor, "new@dunmore.test"), (named_by_token, "new@dunmore.test")],
)
def test_the_owners_answer_never_reaches_the_session(
    cast: Cast, mailbox: Mailbox, begin: Callable[..., tuple[Browser, str]], address: str
) -> None:
    assert cast.stranger.email == "sam@dunmore.test"
    browser, id_ = begin(cast, address.title())
    chat = Ticket.objects.get()
    cast.replies(chat, cast.agent, "What do you see?")
    mail = answer(mailbox, chat, address)
    ticket, entry = ticket_of(mail), entry_of(mail)
    assert ticket != chat
    assert (ticket.requester.email, ticket.channel, entry.visibility) == (address, "email", "public")
    assert ticket.requester != chat.requester
    # Staff answer there; the visitor hears nothing of that either.
    cast.replies(ticket, cast.agent, f"About {SECRET}")
    for path in (f"conversations/{id_}", "home", "unread"):
        assert SECRET not in browser.get(path).content.decode()
    assert browser.get(f"conversations/{ticket.public_id}").status_code == 404
    assert browser.get(f"conversations/{id_}").json()["goes_on_by_email"] is True
    assert "author" in browser.get(f"conversations/{id_}").json()["messages"][0]


def test_an_address_in_a_token_that_is_somebody_elses_is_not_even_written_to(
    cast: Cast, mailbox: Mailbox
) -> None:
    assert cast.stranger.email == "sam@dunmore.test"
    browser, id_ = named_by_token(cast, "sam@dunmore.test")
    chat = Ticket.objects.get()
    assert chat.requester.email == ""
    entry = entry_of(answer(mailbox, chat, "sam@dunmore.test"))
    assert (entry.kind, entry.visibility) == ("note", "internal")
    assert SECRET not in browser.get(f"conversations/{id_}").content.decode()


def test_who_typed_their_own_address_goes_on_by_mail_with_the_same_agent(
    cast: Cast, mailbox: Mailbox, settle: Settle
) -> None:
    browser, id_ = visitor(cast, "new@dunmore.test")
    chat = Ticket.objects.get()
    assert browser.get(f"conversations/{id_}").json()["goes_on_by_email"] is False
    cast.replies(chat, cast.agent, "What do you see?")
    first = ticket_of(answer(mailbox, chat, "new@dunmore.test", "HLY-1"))
    assert (first.assignee, first.subject) == (cast.agent, "Exports fail")
    link = TicketLink.objects.get()
    assert (link.source, link.target, link.kind) == (first, chat, "follow_up")
    step = TimelineEntry.objects.get(ticket=chat, payload__step="goes_on_by_email")
    assert f"#{first.pk}" in step.body_text
    assert step.visibility == "internal"
    # A second answer to the old mail goes to the same place.
    assert ticket_of(answer(mailbox, chat, "new@dunmore.test", "And HLY-2", number=2)) == first
    entry = cast.replies(first, cast.agent, "Thank you.")
    assert entry.payload["recipients"]["to"] == ["new@dunmore.test"]
    # Who signs in with that address proven reads it as their own.
    proven = Browser(cast.brand)
    proven.begin(user_token=user_token(cast.brand, "u-7", email="new@dunmore.test"))
    assert {row["id"] for row in proven.get("home").json()["conversations"]} == {str(first.public_id)}


def test_a_proven_customer_answers_a_chat_by_mail_as_before(cast: Cast, mailbox: Mailbox) -> None:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    id_ = browser.writes("I need help.")["id"]
    chat = Ticket.objects.get()
    assert answer(mailbox, chat, "helen@kestrel.test", "Yes!").ticket_id == chat.pk
    last = browser.get(f"conversations/{id_}").json()["messages"][-1]
    assert last["author"]["kind"] == "me"


@pytest.mark.parametrize("begin", [visitor, named_by_token])
def test_no_automatic_mail_goes_to_an_address_that_was_only_named(
    cast: Cast, mailbox: Mailbox, settle: Settle, begin: Callable[..., tuple[Browser, str]]
) -> None:
    begin(cast, "sam@dunmore.test")
    chat = Ticket.objects.get()
    post_reply(actor=ASSISTANT, ticket_id=chat.pk, body_text="An answer.", now=NOW)
    settle()
    assert not OutgoingMail.objects.exists()
    cast.replies(chat, cast.agent, "A person's answer.", now=NOW + timedelta(minutes=1))
    settle()
    [mail] = OutgoingMail.objects.filter(user=None)
    assert mail.to == ["sam@dunmore.test"]
    assert "An answer." not in mail.text


def test_a_blocked_visitor_blocks_nobody_elses_mail(cast: Cast, mailbox: Mailbox) -> None:
    visitor(cast, "sam@dunmore.test")
    Contact.objects.filter(is_visitor=True).update(is_blocked=True)
    assert receive(mailbox, raw_mail(sender="sam@dunmore.test")).ticket_id is not None
