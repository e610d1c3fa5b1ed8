"""Whatever a mail carries ends as visible text, as a file, or in a note that names it."""

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.html import clean_html
from integrations.email.mime.parsing import ParsedMail, parse

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
HEAD = "From: Ann <ann@example.com>\nSubject: Hi\nMIME-Version: 1.0\n"


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def html_mail(source: str) -> ParsedMail:
    return parse(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{source}".encode())


def part(headers: str, content: bytes | str, *, is_encoded: bool = True) -> str:
    body = content if isinstance(content, str) else encoded(content)
    code = "Content-Transfer-Encoding: base64\n" if is_encoded and isinstance(content, bytes) else ""
    return f"{headers}\n{code}\n{body}"


def mail(*parts: str, kind: str = "mixed") -> ParsedMail:
    joined = "".join(f"--b\n{one}\n" for one in parts)
    return parse(f'{HEAD}Content-Type: multipart/{kind}; boundary="b"\n\n{joined}--b--\n'.encode())


@pytest.mark.parametrize(
    "tag",
    [
        f'<img src="data:image/png;base64,{encoded(PNG)}" alt="shot">',
        f"<img alt=x src='data:image/png;base64,{encoded(PNG)}'>",
        f"<img src=data:image/png;base64,{encoded(PNG)} alt=x>",
        f'<IMG SRC = "DATA:image/PNG;charset=utf-8;base64,{encoded(PNG)}">',
        f'<img src="data:image/jpeg;base64,{encoded(PNG)}">',
        f'<img src="data:;base64,{encoded(PNG)}">',
        f'<img src="data:image/png;base64,{encoded(PNG)[:40]}\n {encoded(PNG)[40:]}">',
        f'<img src="data:image/png;base64,{encoded(PNG).replace("=", "%3D").replace("/", "%2F")}">',
        f'<img src="data:image/png;base64,{encoded(PNG).replace("+", "&#43;")}">',
        f'<div style="background-image:url(data:image/png;base64,{encoded(PNG)})">x</div>',
        f"<table background='data:image/png;base64,{encoded(PNG)}'></table>",
        f'<img src="data:image/png;base64,{encoded(PNG)}',
    ],
)
def test_pictures_within_the_html_become_files(tag: str) -> None:
    read = html_mail(f"<p>Look: {tag}</p>")
    (file,) = read.files
    assert (file.content, file.content_type, file.is_inline) == (PNG, "image/png", True)
    assert file.name.endswith(".png")
    assert "data:" not in read.html
    assert f"cid:{file.content_id}" in read.html


def test_a_picture_longer_than_the_longest_text_is_a_file_and_cuts_nothing() -> None:
    read = html_mail(
        f'<p>Before</p><img src="data:image/png;base64,{encoded(PNG + bytes(1_500_000))}"><p>After</p>'
    )
    assert len(read.files) == 1
    assert read.visible_text.split() == ["Before", "After"]
    assert read.problems == ()


@pytest.mark.parametrize("tag", ['<img src="data:image/png;base64,">', '<img src="data:nonsense">'])
def test_a_picture_that_cannot_be_read_is_noted(tag: str) -> None:
    assert "could not be read" in html_mail(f"<p>x {tag}</p>").problems[0]


def test_a_file_within_a_link_becomes_a_file() -> None:
    read = html_mail(f'<a href="data:application/pdf;base64,{encoded(b"%PDF-1.4 x")}">the invoice</a>')
    assert [(file.name, file.content) for file in read.files] == [("file-1.pdf", b"%PDF-1.4 x")]


@pytest.mark.parametrize(
    ("reference", "header"),
    [
        ('src="cid:logo@x"', "Content-ID: <logo@x>"),
        ('src="CID:LOGO@X"', "Content-ID: <logo@x>"),
        ('src="cid:<logo@x>"', "Content-ID: <logo@x>"),
        ('src="cid:logo%40x"', "Content-ID: <logo@x>"),
        ('src=" cid: logo@x "', "Content-ID: logo@x"),
        ("src='cid:logo@x'", "Content-ID: < logo@x >"),
        ("src=cid:logo@x", "Content-ID: <logo@x>"),
        ('src="cid:my logo@x"', "Content-ID: <my logo@x>"),
        ('src="cid:my%20logo@x"', "Content-ID: <my logo@x>"),
        ('src="cid:logo"', "Content-ID: <logo@x>"),
        ('src="cid:a&amp;b"', "Content-ID: <a&b>"),
        ('src="cid:logo.png"', "Content-Type: image/png; name=logo.png"),
        ('src="http://a.example/logo.png"', "Content-Location: http://a.example/logo.png"),
        ('src="logo.png"', "Content-Location: logo.png"),
    ],
)
def test_references_are_understood_however_they_are_spelt(reference: str, header: str) -> None:
    kind = "" if header.startswith("Content-Type") else "Content-Type: image/png\n"
    read = mail(
        f"Content-Type: text/html\n\n<p>x <img {reference} alt=y></p>",
        part(f"{kind}{header}\nContent-Disposition: inline", PNG),
        kind="related",
    )
    (file,) = read.files
    assert f"cid:{file.content_id}" in read.html
    assert f'src="cid:{file.content_id}"' in clean_html(read.visible_html)
    assert read.problems == ()


def test_one_picture_may_be_shown_twice_and_in_a_style() -> None:
    read = mail(
        'Content-Type: text/html\n\n<p style="background:url(cid:A@x)">'
        '<img src="cid:a@x"><img src="cid:a@x"></p>',
        part("Content-Type: image/png\nContent-ID: <a@x>", PNG),
        kind="related",
    )
    assert len(read.files) == 1
    assert read.html.count("cid:a@x") == 3


def test_a_picture_that_did_not_come_along_is_noted() -> None:
    read = html_mail('<p>x <img src="cid:chart%20one@x"></p>')
    assert read.problems == ("A picture that the text shows did not come with the mail: chart one@x.",)


def test_two_pictures_of_one_id_are_two_files() -> None:
    read = mail(
        'Content-Type: text/html\n\n<img src="cid:a@x">',
        part("Content-Type: image/png\nContent-ID: <a@x>", PNG),
        part("Content-Type: image/gif\nContent-ID: <A@x>", GIF),
        kind="related",
    )
    assert [file.content for file in read.files] == [PNG, GIF]
    assert len({file.content_id for file in read.files}) == 2


@pytest.mark.parametrize("start", ["", '; start="<t@x>"', '; start="T@x"'])
def test_the_text_is_found_behind_its_pictures(start: str) -> None:
    raw = (
        f'{HEAD}Content-Type: multipart/related; boundary="b"{start}\n\n--b\n'
        + part("Content-Type: image/png\nContent-ID: <p@x>", PNG)
        + '\n--b\nContent-Type: text/html\nContent-ID: <t@x>\n\n<p>Hello <img src="cid:p@x"></p>\n--b--\n'
    )
    read = parse(raw.encode())
    assert read.visible_text == "Hello"
    assert len(read.files) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a" * 300 + ".pdf", "a" * 195 + "….pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u2066b\u2069\u200f.txt", "ab_.txt"),
        ("../../etc/passwd", "passwd"),
        ("a\x07b.txt", "ab.txt"),
        ("  spaces   within .txt", "spaces within .txt"),
        ("दस्तावेज़.pdf", "दस्तावेज़.pdf"),
        ("เอกสาร.pdf", "เอกสาร.pdf"),
    ],
)
def test_names_are_safe_and_keep_their_ending(name: str, shown: str) -> None:
    coded = "".join(f"%{byte:02X}" for byte in name.encode())
    disposition = f"Content-Disposition: attachment; filename*=utf-8''{coded}"
    read = mail("Content-Type: text/plain\n\nx", part(f"Content-Type: application/pdf\n{disposition}", b"x"))
    assert [file.name for file in read.files] == [shown]


def test_files_of_one_name_or_of_none_are_all_kept() -> None:
    named = part('Content-Type: application/pdf\nContent-Disposition: attachment; filename="a.pdf"', b"1")
    read = mail("Content-Type: text/plain\n\nx", named, named, part("Content-Type: application/pdf", b"2"))
    assert [file.name for file in read.files] == ["a.pdf", "a.pdf", "file.pdf"]


@pytest.mark.parametrize(
    ("body", "text", "is_noted"),
    [
        ("SGVsbG8gdGhlcmU=", "Hello there", False),
        ("SGVsbG8gdGhlcmU", "Hello there", False),
        ("SGVsbG8*gdGhlcmU=", "Hello there", True),
        ("SGVsbG8gdGhlcmV", "Hello there"[:-1] + "e", False),
        (
            "Hello there, this was never encoded.\nRegards\nAnn",
            "Hello there, this was never encoded.\nRegards\nAnn",
            True,
        ),
        (
            "SGVsbG8gdGhlcmU=\n_______________________\nTo leave this list, write to us.",
            "Hello there\n_______________________\nTo leave this list, write to us.",
            True,
        ),
    ],
)
def test_broken_base64_is_read_as_far_as_it_can_be(body: str, text: str, is_noted: bool) -> None:
    raw = f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n"
    read = parse(raw.encode())
    assert read.text == text
    assert any("damaged" in problem for problem in read.problems) == is_noted


def test_damage_of_a_file_is_noted_by_its_name() -> None:
    broken = 'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\nUERG!!!\nU'
    read = mail("Content-Type: text/plain\n\nx", broken)
    assert read.files[0].content.startswith(b"PDF")
    assert "(a.pdf)" in read.problems[0]


def test_another_form_of_the_text_is_named() -> None:
    read = mail(
        "Content-Type: text/plain\n\nHello",
        "Content-Type: text/x-amp-html\n\n<html amp4email>Hello</html>",
        "Content-Type: application/x-unknown\n\nodd",
        kind="alternative",
    )
    assert read.visible_text == "Hello"
    assert "text/x-amp-html" in read.problems[0]
    assert [file.content for file in read.files] == [b"odd"]


PARTS = st.sampled_from(
    [
        ("Content-Type: text/plain", "WORD"),
        ("Content-Type: text/html", "<p>WORD</p>"),
        ('Content-Type: text/plain; name="n.txt"', "WORD"),
        ("Content-Type: text/plain\nContent-Disposition: attachment", "WORD"),
        ("Content-Type: image/png\nContent-ID: <c@x>", "WORD"),
        ("Content-Type: image/png\nContent-Disposition: inline; filename=a.png", "WORD"),
        ("Content-Type: application/pdf\nContent-Disposition: inline", "WORD"),
        ("Content-Type: application/octet-stream", "WORD"),
        ("Content-Type: message/rfc822", "Subject: s\n\nWORD"),
        ("Content-Type: text/calendar", "BEGIN:VCALENDAR\nX-A:WORD\nEND:VCALENDAR"),
        ("Content-Type: application/pkcs7-mime; name=smime.p7m", "WORD"),
        ("Content-Type: application/pgp-encrypted", "WORD"),
        ("Content-Type: text/csv", "WORD"),
        ("Content-Type: text/x-unknown", "WORD"),
        ("Content-Type: x/y", "WORD"),
        ("Content-Type: nonsense", "WORD"),
        ("Content-Type: message/delivery-status", "WORD: x"),
        ("Content-Type: message/external-body; access-type=url", "WORD"),
    ]
)
TREES = st.recursive(
    PARTS,
    lambda inner: st.tuples(
        st.sampled_from(
            ["mixed", "related", "alternative", "signed", "encrypted", "report", "digest", "x-odd"]
        ),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=8,
)


def written(tree: Any, counter: list[int]) -> str:
    if isinstance(tree[1], str):
        counter[0] += 1
        word = f"word{counter[0]}q"
        return f"{tree[0].replace('WORD', word)}\n\n{tree[1].replace('WORD', word)}"
    counter[1] += 1
    boundary = f"b{counter[1]}b"
    parts = "".join(f"--{boundary}\n{written(one, counter)}\n" for one in tree[1])
    return f'Content-Type: multipart/{tree[0]}; boundary="{boundary}"\n\n{parts}--{boundary}--\n'


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_each_part_is_seen_kept_or_named(tree: Any) -> None:
    counter = [0, 0]
    read = parse(f"{HEAD}{written(tree, counter)}".encode())
    seen = "\n".join([read.text, read.html, *(file.name for file in read.files), *read.problems])
    kept = b"\n".join(file.content for file in read.files).decode("utf-8", "replace")
    for number in range(1, counter[0] + 1):
        assert f"word{number}q" in seen or f"word{number}q" in kept, number
