"""What somebody writes under their replies is text, whatever it looks like."""

import email
import email.policy
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from tests.cast import NOW, ApiClient, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tests.mailservers import SmtpSink

Settle = Callable[[], None]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


class Elements(HTMLParser):
    """The elements of a page, with the names and values of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def sign(cast: Cast, text: str) -> int:
    browser = ApiClient()
    browser.client.force_login(cast.agent)
    return int(browser.patch("me", {"signature": text}).status_code)


def sent(sink: SmtpSink) -> EmailMessage:
    mails = [email.message_from_bytes(mail.content, policy=email.policy.default) for mail in sink.mails]
    [mail] = [one for one in mails if "Auto-Submitted" not in one]
    assert isinstance(mail, EmailMessage)
    return mail


def bodies(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content().replace("\r\n", "\n"), html.get_content()


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">Call me</a>',
    "javascript:alert(1)",
    "</div></body></html><h1>Pay here</h1>",
    "<style>body{display:none}</style>",
    "<!-- <b>hidden</b> -->",
    'https://halyard.test/?q="><script>alert(1)</script>',
    "Ines\r\nBcc: everybody@victim.test\r\n\r\nX",
    "{{ 7 * 7 }} %(name)s {link}",
    "&lt;script&gt; & co",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_signature_is_text(
    cast: Cast, sink: SmtpSink, settle: Settle, freeze: Callable[..., object], text: str
) -> None:
    freeze(NOW)
    ticket = ticket_of(receive(mailbox_for(cast.brand, smtp_port=sink.port), raw_mail()))
    assert sign(cast, text) == 200
    cast.replies(ticket, cast.agent, "Please try again.")
    settle()
    mail = sent(sink)
    plain, html = bodies(mail)
    assert mail["Bcc"] is None
    assert mail["To"] == "helen@kestrel.test"
    for line in text.replace("\r\n", "\n").split("\n"):
        assert line in plain
    page = Elements()
    page.feed(html)
    assert {tag for tag, _ in page.found} <= {"html", "head", "meta", "body", "div", "p", "br", "a", "hr"}
    for _, attributes in page.found:
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "https://").startswith(("https://", "mailto:"))


def test_the_assistant_and_others_do_not_sign_with_it(
    cast: Cast, sink: SmtpSink, settle: Settle, freeze: Callable[..., object]
) -> None:
    freeze(NOW)
    ticket = ticket_of(receive(mailbox_for(cast.brand, smtp_port=sink.port), raw_mail()))
    assert sign(cast, "Ines, Halyard") == 200
    cast.replies(ticket, cast.owner, "From the owner.")
    settle()
    assert "Ines, Halyard" not in bodies(sent(sink))[0]


@pytest.mark.parametrize(("text", "status"), [("x" * 2000, 200), ("x" * 2001, 422), ("a\0b", 400)])
def test_a_signature_is_bounded(cast: Cast, text: str, status: int) -> None:
    assert sign(cast, text) == status
