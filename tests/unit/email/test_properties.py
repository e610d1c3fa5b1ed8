"""Whatever bytes arrive: they can be parsed, twice with the same result, and no word of the text is lost."""

import email.charset
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.email.mime.parsing import MailTooComplex, parse
from integrations.email.sandbox.transfer import packed, unpacked

SNIPPETS = st.sampled_from(
    [
        "Hello",
        "-- ",
        "--",
        "> quoted",
        ">> deeper",
        "",
        " ",
        "On 5 Jan 2021, at 15:04, Bob <b@example.com> wrote:",
        "From: Bob <bob@example.com>",
        "Sent: Monday, 5 January 2021 15:04",
        "To: Ann",
        "Subject: Re: Hi",
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "Regards,",
        "Ann Lee",
        "Sent from my iPhone",
        "________________________________",
        "begin 644 a.txt",
        "#0V%T",
        "`",
        "end",
        "wrote:",
        "a écrit :",
        "发件人: a@example.com",
    ]
)
MARKUP = st.sampled_from(
    [
        "Hello ",
        "<p>",
        "</p>",
        "<br>",
        "<div class=gmail_quote>",
        "</div>",
        "<blockquote type=cite>",
        "</blockquote>",
        "<hr>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<style>",
        "</style>",
        "<a href='x'>",
        "</a>",
        "&amp;",
        "<",
        '"',
        "<div id=divRplyFwdMsg>",
        "On 5 Jan 2021, at 15:04, Bob wrote:",
        "From: Bob",
        "<table><tr><td>",
        "</td></tr></table>",
    ]
)
CHARSETS = [*sorted(email.charset.CHARSETS), "", "utf-7", "gb2312", "big5", "koi8-r", "unknown-8bit", "hex"]


def read(raw: bytes) -> None:
    try:
        mail = parse(raw)
    except MailTooComplex:
        return
    assert mail == parse(raw)
    header, contents = packed(mail)
    assert unpacked(header, b"".join(contents)) == mail
    for text in (mail.subject, mail.text, mail.visible_text, mail.from_.name):
        text.encode()
        assert "\x00" not in text


@given(st.binary(max_size=2_000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_can_be_read(raw: bytes) -> None:
    read(raw)


@given(
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=b",
                b"Content-Type: multipart/alternative; boundary=c",
                b"--b",
                b"--c",
                b"--b--",
                b"--c--",
                b"",
                b"Content-Type: text/html",
                b"Content-Type: message/rfc822",
                b"Content-Transfer-Encoding: base64",
                b"Content-Transfer-Encoding: quoted-printable",
                b"Subject: =?utf-8?q?=e4?=",
                b"From: <",
                b"text =E4 text",
                b"VGV4dA==",
                b" folded",
                b"Content-Type: message/delivery-status",
                b"Final-Recipient: rfc822; a@example.com",
                b"Action: failed",
                b"Content-Type: text/calendar",
                b"BEGIN:VEVENT",
                b"DTSTART:99999999T999999Z",
                b"END:VEVENT",
                b"Content-Type: application/ms-tnef",
                b"\x78\x9f\x3e\x22\x01\x00",
                b"Date: Mon, 99 Foo 99999 99:99:99 +9999",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_structure_can_be_read(lines: list[bytes]) -> None:
    read(b"\n".join(lines))


@given(st.lists(SNIPPETS, max_size=30), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_line_of_a_text_is_lost(lines: list[str], is_forward: bool) -> None:
    subject = "FW: Hi" if is_forward else "Hi"
    mail = parse(
        f"From: Ann Lee <ann@example.com>\nSubject: {subject}\n\n".encode() + "\n".join(lines).encode()
    )
    parts = "\n".join([mail.visible_text, mail.quoted_text, mail.signature_text])
    assert Counter(parts.split()) == Counter(mail.text.split())
    assert mail.visible_text.strip() or not mail.text.strip()


@given(st.lists(MARKUP, max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_word_of_html_is_lost(pieces: list[str]) -> None:
    mail = parse(
        b"From: ann@example.com\nContent-Type: text/html; charset=utf-8\n\n" + "".join(pieces).encode()
    )
    parts = "\n".join([mail.visible_text, mail.quoted_text, mail.signature_text])
    assert Counter("".join(parts.split())) == Counter("".join(mail.text.split()))


@given(
    st.binary(max_size=300),
    st.sampled_from(CHARSETS),
    st.sampled_from(["7bit", "base64", "quoted-printable"]),
)
@settings(max_examples=300, deadline=None)
def test_any_charset_can_be_read(body: bytes, charset: str, encoding: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    read(head.encode() + body)
