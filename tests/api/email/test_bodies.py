"""The contents of a mail, as they appear on the ticket."""

import base64
from collections.abc import Callable

import pytest

from integrations.email.models import Mailbox
from tests.cast import NOW, Cast
from tests.mails import entry_of, mailbox_for, receive, ticket_of
from tickets.models import Attachment

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEAD = (
    "From: Helen Marsh <helen@kestrel.test>\r\nTo: support@halyard.test\r\nSubject: {subject}\r\n"
    "Date: Sat, 28 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{subject}@kestrel.test>\r\nMIME-Version: 1.0\r\n"
)


@pytest.fixture
def mailbox(cast: Cast, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand)


def raw(body: str, *, subject: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    return f"{HEAD.format(subject=subject)}Content-Type: {kind}\r\n\r\n{body}".encode()


def test_a_form_is_read_whole_by_people_and_programs(mailbox: Mailbox) -> None:
    body = "New request\n\nFrom: Anna <anna@berg.test>\nSubject: Export\n\nMessage:\nIt has been empty."
    mail = receive(mailbox, raw(body, subject="form"))
    entry = entry_of(mail)
    assert entry.body_text == body
    assert "It has been empty." in ticket_of(mail).preview
    assert entry.payload["mail"]["has_quote"] is False


def test_a_picture_within_the_html_is_seen(mailbox: Mailbox) -> None:
    source = f'<p>Look: <img src="data:image/png;base64,{base64.b64encode(PNG).decode()}" alt="shot"></p>'
    entry = entry_of(receive(mailbox, raw(source, subject="picture", kind="text/html")))
    file = Attachment.objects.get(entry=entry)
    assert (file.content_type, file.size) == ("image/png", len(PNG))
    assert f'<img src="/api/v1/attachments/{file.public_id}" alt="shot">' in entry.body_html


def test_columns_and_indentation_stay(mailbox: Mailbox) -> None:
    body = "  Region      Runs\n  eu-central   120\n  us-east     1009"
    entry = entry_of(receive(mailbox, raw(body, subject="columns")))
    assert entry.body_text == body
    assert entry.body_html == f'<p data-plain="columns">{body.replace(chr(10), "<br>")}</p>'


def test_empty_and_missing_files_are_named(mailbox: Mailbox) -> None:
    parts = (
        '--b\r\nContent-Type: text/html\r\n\r\n<p>See <img src="cid:chart@x"></p>\r\n'
        "--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=rows.csv\r\n\r\n"
        "\r\n--b--\r\n"
    )
    entry = entry_of(receive(mailbox, raw(parts, subject="empty", kind='multipart/mixed; boundary="b"')))
    assert "rows.csv" in entry.body_text
    assert "rows.csv" in entry.body_html
    assert "chart@x" in entry.payload["mail"]["note"]


def test_words_beside_html_without_words_are_shown(mailbox: Mailbox) -> None:
    parts = (
        "--b\r\nContent-Type: text/plain\r\n\r\nPlease call me.\r\n"
        '--b\r\nContent-Type: text/html\r\n\r\n<img src="https://a.example/x.gif">\r\n--b--\r\n'
    )
    kind = 'multipart/alternative; boundary="b"'
    entry = entry_of(receive(mailbox, raw(parts, subject="bare", kind=kind)))
    assert "Please call me." in entry.body_text
    assert "Please call me." in entry.body_html


def test_words_of_blocks_stay_apart_in_the_preview(mailbox: Mailbox) -> None:
    source = "<center>one</center><center>two</center><dl><dt>three</dt><dd>four</dd></dl>"
    mail = receive(mailbox, raw(source, subject="blocks", kind="text/html"))
    assert ticket_of(mail).preview == "one two three four"
