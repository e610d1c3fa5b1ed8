import base64
from datetime import UTC, datetime

import pytest

from integrations.email.mime import parsing
from integrations.email.mime.parsing import Address, MailTooComplex, parse

HEAD = b"From: Ann Lee <ann@example.com>\nTo: help@example.org\nSubject: Hello\nMIME-Version: 1.0\n"


def mixed(*parts: bytes, kind: bytes = b"mixed") -> bytes:
    body = b"".join(b"--b\n" + part + b"\n" for part in parts)
    return HEAD + b"Content-Type: multipart/" + kind + b'; boundary="b"\n\n' + body + b"--b--\n"


TEXT = b"Content-Type: text/plain; charset=utf-8\n\nHello there"
PDF = (
    b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n"
    b"Content-Transfer-Encoding: base64\n\nUERG"
)


def test_reads_the_headers_of_an_ordinary_mail() -> None:
    mail = parse(
        b"Message-ID: <one@example.com>\nIn-Reply-To: <zero@example.com>\n"
        b"References: <a@example.com>\n <zero@example.com>\nDate: Tue, 5 Jan 2021 15:04:05 +0100\n"
        b'From: "Lee, Ann" <ann@Example.COM>\nReply-To: team@example.com\n'
        b"To: help@example.org, Bob <bob@example.org>\nCc: undisclosed-recipients:;\n"
        b"Delivered-To: in@example.org\nX-Original-To: help@example.org\nX-Candor-Loop: mark\n"
        b"Authentication-Results: mx.example.org; spf=pass\nSubject: Re: A\n b\n\nText\n"
    )
    assert mail.message_id == "one@example.com"
    assert mail.in_reply_to == ("zero@example.com",)
    assert mail.references == ("a@example.com", "zero@example.com")
    assert mail.from_ == Address("Lee, Ann", "ann@example.com")
    assert [one.address for one in mail.reply_to] == ["team@example.com"]
    assert [one.address for one in mail.to] == ["help@example.org", "bob@example.org"]
    assert mail.cc == ()
    assert mail.delivered_to == ("in@example.org", "help@example.org")
    assert mail.loop_marks == ("mark",)
    assert mail.authentication_results == ("mx.example.org; spf=pass",)
    assert mail.subject == "Re: A b"
    assert mail.sent_at == datetime(2021, 1, 5, 14, 4, 5, tzinfo=UTC)
    assert mail.is_reply_or_forward
    assert mail.text == "Text"


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        (b"ann@example.com", "", "ann@example.com"),
        (b"ann@example.com (Ann Lee)", "Ann Lee", "ann@example.com"),
        (b"Lee, Ann <ann@example.com>", "Lee, Ann", "ann@example.com"),
        (b'"Ann" <ann@example.com', "Ann", "ann@example.com"),
        (b"<@relay.example:ann@example.com>", "", "ann@example.com"),
        (b"=?utf-8?q?Lee=2C_Ann?= <ann@example.com>", "Lee, Ann", "ann@example.com"),
        (b"Ann <ann@exam ple.com>", "Ann", "ann@example.com"),
        (b'"ann@example.com" <ann@example.com>', "ann@example.com", "ann@example.com"),
        (b"Ann Lee", "Ann Lee", ""),
        (b"", "", ""),
    ],
)
def test_reads_senders_that_break_the_rules(value: bytes, name: str, address: str) -> None:
    assert parse(b"From: " + value + b"\n\nx").from_ == Address(name, address)


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        (b"=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"),
        (b"=?utf-8?B?R3LDvMOfZQ=?=", "Grüße"),
        (b"=?iso-8859-1?Q?Gr=FC=DFe?= =?iso-8859-1?Q?_an_alle?=", "Grüße an alle"),
        (b"=?utf-8?B?4pw=?= =?utf-8?B?hQ==?=", "\N{WHITE HEAVY CHECK MARK}"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?gb2312?B?xOO6ww==?=", "你好"),
        (b"=?koi8-r?B?8NLJ18XU?=", "Привет"),
        (b"=?unknown?Q?a=20b?=", "a b"),
        (b"=?utf-8?Q?a b?=", "a b"),
        (b"=?utf-8?X?ab?=", "=?utf-8?X?ab?="),
        (b"50% off = ?", "50% off = ?"),
    ],
)
def test_reads_subjects_in_any_encoding(value: bytes, subject: str) -> None:
    assert parse(b"Subject: " + value + b"\n\nx").subject == subject


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("utf-8", "utf-8", "Żółć ✓"),
        ("iso-8859-1", "cp1252", "„Preis“ 5 €"),
        ("us-ascii", "utf-8", "naïve"),
        ("windows-1251", "cp1251", "Здравствуйте, мой заказ"),
        ("koi8-r", "koi8-r", "Здравствуйте"),
        ("gb2312", "gb18030", "镕基 你好"),
        ("big5", "big5", "您好 訂單"),
        ("shift_jis", "cp932", "①注文について"),
        ("iso-2022-jp", "iso-2022-jp", "注文について"),
        ("euc-kr", "cp949", "안녕하세요 똠"),
        ("utf-7", "utf-7", "Grüße"),
        ("x-mac-roman", "mac_roman", "Éclair"),
        ("cp-850-wrong", "utf-8", "Ünïcödé"),
        ("utf-8", "cp1252", "Grüße aus Köln"),
    ],
)
def test_reads_text_in_any_charset(charset: str, codec: str, text: str) -> None:
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode() + text.encode(codec)
    assert parse(raw).text == text


def test_names_that_are_no_charset_of_text_are_not_used() -> None:
    for name in ("zlib", "rot13", "idna", "unicode_escape", "hex"):
        assert (
            parse(HEAD + f"Content-Type: text/plain; charset={name}\n\nab\\u0041".encode()).text
            == "ab\\u0041"
        )


def test_keeps_both_forms_of_an_alternative() -> None:
    mail = parse(mixed(TEXT, b"Content-Type: text/html\n\n<p>Hello <b>there</b></p>", kind=b"alternative"))
    assert mail.text == "Hello there"
    assert mail.html == "<p>Hello <b>there</b></p>"
    assert mail.files == ()


def test_makes_text_of_html_alone() -> None:
    mail = parse(
        HEAD + b"Content-Type: text/html\n\n<style>p{}</style><p>Hello<br>there</p><ul><li>a<li>b</ul>"
    )
    assert mail.text == "Hello\nthere\n\n- a\n- b"


def test_attaches_files_and_keeps_inline_images_apart() -> None:
    head = b"Content-Type: image/png; name=logo.png\nContent-ID: <logo@x>\n"
    image = head + b"Content-Transfer-Encoding: base64\n\nUE5H"
    mail = parse(mixed(TEXT, image, PDF))
    assert [(file.name, file.content_type, file.content, file.is_inline) for file in mail.files] == [
        ("logo.png", "image/png", b"PNG", True),
        ("a.pdf", "application/pdf", b"PDF", False),
    ]
    assert mail.files[0].content_id == "logo@x"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt", "Grüße.txt"),
        (b"attachment; filename*0*=utf-8''Gr%C3%BC; filename*1=ss.txt", "Grüss.txt"),
        (b'attachment; filename="=?utf-8?B?R3LDvMOfZS50eHQ=?="', "Grüße.txt"),
        (b"attachment; filename=../../etc/passwd", "passwd"),
        (b'attachment; filename="C:\\\\files\\\\a.txt"', "a.txt"),
        (b"attachment; filename=two words.txt", "two words.txt"),
        (b"attachment", "file.txt"),
    ],
)
def test_reads_names_of_files(header: bytes, name: str) -> None:
    part = b"Content-Type: text/plain\nContent-Disposition: " + header + b"\n\nx"
    assert [file.name for file in parse(mixed(TEXT, part)).files] == [name]


def test_forwarded_mail_is_a_file_and_readable_when_there_is_nothing_else() -> None:
    inner = b"Content-Type: message/rfc822\n\nFrom: bob@example.com\nSubject: Broken\n\nIt is broken."
    mail = parse(mixed(b"Content-Type: text/plain\n\n", inner))
    assert [file.name for file in mail.files] == ["Broken.eml"]
    assert "It is broken." in mail.visible_text
    assert parse(mixed(TEXT, inner)).text == "Hello there"


def test_signatures_of_pgp_and_smime_are_files() -> None:
    signature = b"Content-Type: application/pgp-signature; name=signature.asc\n\nxx"
    mail = parse(mixed(TEXT, signature, kind=b"signed"))
    assert mail.visible_text == "Hello there"
    assert [file.name for file in mail.files] == ["signature.asc"]


def test_reads_invitations() -> None:
    calendar = (
        b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n"
        b"SUMMARY:Call about\n  invoices\\, again\nDTSTART;TZID=W. Europe Standard Time:20210105T150000\n"
        b"DURATION:PT45M\nORGANIZER;CN=Ann:mailto:ann@example.com\nLOCATION:Room 1\n"
        b"BEGIN:VALARM\nSUMMARY:no\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR"
    )
    (invitation,) = parse(mixed(TEXT, calendar, kind=b"alternative")).invitations
    assert invitation.method == "REQUEST"
    assert invitation.summary == "Call about invoices, again"
    assert invitation.organizer == "ann@example.com"
    assert invitation.starts_at == datetime(2021, 1, 5, 14, 0, tzinfo=UTC)
    assert invitation.ends_at == datetime(2021, 1, 5, 14, 45, tzinfo=UTC)


def test_joins_flowed_lines() -> None:
    mail = parse(
        HEAD
        + b"Content-Type: text/plain; format=flowed\n\nOne line \ngoes on.\n\n> Quoted \n> too.\n-- \nAnn\n"
    )
    assert mail.text == "One line goes on.\n\n> Quoted too.\n-- \nAnn\n".strip("\n")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n\n",
        b"no header at all",
        b"Content-Type: multipart/mixed\n\nHello",
        b"Content-Type: multipart/mixed; boundary=x\n\nHello",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHello",
        HEAD.replace(b"\n", b"\r") + b"\rHello\r",
        HEAD.replace(b"\n", b"\r\n") + b"\r\nHello\r\n",
        HEAD + b"Content-Transfer-Encoding: base64\n\nHello!!",
        HEAD + b"Content-Transfer-Encoding: whatever\n\nHello",
        b"From x Tue Jan  5\n" + HEAD + b"\nHello",
        HEAD + b"X-Broken line without colon\nContent-Type: text/plain\n\nHello",
    ],
)
def test_whatever_arrives_can_be_read(raw: bytes) -> None:
    mail = parse(raw)
    assert not raw.strip() or "Hello" in mail.text + mail.subject or mail.text


def test_a_charset_may_break_off_within_a_letter() -> None:
    assert parse(
        HEAD + b"Content-Type: text/plain; charset=utf-8\n\nGr\xc3\xbc\xc3\x9fe an alle \xe2\x82"
    ).text.startswith("Grüße an alle")


def test_files_within_the_text_are_attached_and_folded() -> None:
    mail = parse(HEAD + b"\nSee below.\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n")
    assert [(file.name, file.content) for file in mail.files] == [("cat.txt", b"Cat")]
    assert mail.visible_text == "See below."


def test_refuses_trees_that_nobody_writes() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(200))
    for raw in (deep, mixed(*[b"\n"] * 1_500), b"X-A: 1\n" * 5_000, b"X-A: " + b"a" * 2_000_000):
        with pytest.raises(MailTooComplex):
            parse(raw)


def test_hundred_flat_parts_are_no_trouble() -> None:
    assert len(parse(mixed(TEXT, *[PDF] * 200)).files) == 200


def test_long_texts_are_cut_and_attached_whole() -> None:
    mail = parse(HEAD + b"\n" + b"word " * 300_000)
    assert len(mail.text) <= 1_000_000
    assert len(mail.files[0].content) >= 1_499_999
    assert mail.problems


def test_base64_in_pieces_is_read_whole() -> None:
    body = base64.b64encode(b"first ") + b"\n" + base64.b64encode(b"second")
    assert parse(HEAD + b"Content-Transfer-Encoding: base64\n\n" + body).text == "first second"


def test_names_of_the_contract_are_in_one_place() -> None:
    assert {"parse", "ParsedMail", "MailFile", "Address", "Bounce", "Invitation", "MailTooComplex"} <= set(
        parsing.__all__
    )


def test_a_part_that_claims_two_types_loses_nothing() -> None:
    two = HEAD + b'Content-Type: multipart/alternative; boundary="b"\nContent-Type: text/plain\n\n'
    parts = b"--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--\n"
    assert parse(two + b"This is a multi-part message in MIME format.\n" + parts).html == "<p>rich</p>"
    assert "plain" in parse(two + b"plain\n" + parts).text
    assert "rich" in parse(two + b"plain\n" + parts).text
