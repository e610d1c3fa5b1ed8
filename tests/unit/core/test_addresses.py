# ruff: noqa: E501, RUF001 - tables, in many scripts
"""The one form of a mail address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addresses import NotAnAddress, ascii_domain, canonical, comparable, domain_of, on_the_wire
from integrations.email.mime.headers import addresses

SPELLINGS = [
    ("Helen@Kestrel.TEST", "helen@kestrel.test", "helen@kestrel.test"),
    (" helen@kestrel.test ", "helen@kestrel.test", "helen@kestrel.test"),
    ("helen@kestrel.test.", "helen@kestrel.test", "helen@kestrel.test"),
    ("info@straße-nord.example", "info@straße-nord.example", "info@xn--strae-nord-83a.example"),
    ("info@xn--strae-nord-83a.example", "info@straße-nord.example", "info@xn--strae-nord-83a.example"),
    ("info@STRAẞE-NORD.example", "info@straße-nord.example", "info@xn--strae-nord-83a.example"),
    ("a@ΛΌΓΟΣ.example", "a@λόγοσ.example", "a@xn--oxapnq6b.example"),
    ("a@λόγος.example", "a@λόγος.example", "a@xn--oxapnm1c.example"),
    ("a@نامه\u200cای.example", "a@نامه\u200cای.example", "a@xn--mgba3gch31f060k.example"),
    ("a@क्\u200dष.example", "a@क्\u200dष.example", "a@xn--11b2ezcw70k.example"),
    ("a@mu\u0308ller.example", "a@müller.example", "a@xn--mller-kva.example"),
    ("a@ＥＸＡＭＰＬＥ。org", "a@example.org", "a@example.org"),
    ("a@xn--i-7iq.example", "a@xn--i-7iq.example", "a@xn--i-7iq.example"),
    ("a@my_host.example", "a@my_host.example", "a@my_host.example"),
    ("a@intranet", "a@intranet", "a@intranet"),
    ("taro..yama.@docomo.example", "taro..yama.@docomo.example", "taro..yama.@docomo.example"),
    (".taro@docomo.example", ".taro@docomo.example", ".taro@docomo.example"),
    ("jörg@mueller.example", "jörg@mueller.example", "jörg@mueller.example"),
    ("JO\u0308RG@mueller.example", "jörg@mueller.example", "jörg@mueller.example"),
    ("ΟΔΟΣ@kim.example", "οδοσ@kim.example", "οδοσ@kim.example"),
    ('"Jo Doe"@kim.example', '"jo doe"@kim.example', '"jo doe"@kim.example'),
    ('"jo"@kim.example', "jo@kim.example", "jo@kim.example"),
    (r'"a\"b\c"@kim.example', r'"a\"bc"@kim.example', r'"a\"bc"@kim.example'),
    ('"a@b"@kim.example', '"a@b"@kim.example', '"a@b"@kim.example'),
    ("o'hara+tag/x=y@kim.example", "o'hara+tag/x=y@kim.example", "o'hara+tag/x=y@kim.example"),
    ("a@[192.0.2.1]", "a@[192.0.2.1]", "a@[192.0.2.1]"),
    ("a@[IPv6:2001:DB8::1]", "a@[IPv6:2001:db8::1]", "a@[IPv6:2001:db8::1]"),
    (f"{'x' * 200}@kim.example", f"{'x' * 200}@kim.example", f"{'x' * 200}@kim.example"),
]


@pytest.mark.parametrize(("given_", "form", "wire"), SPELLINGS)
def test_every_spelling_has_one_form(given_: str, form: str, wire: str) -> None:
    assert canonical(given_) == form
    assert canonical(form) == canonical(wire) == form
    assert on_the_wire(given_) == wire
    assert comparable(given_) == form


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "a@", "@kim.example", "kim", "a b@kim.example", "a@kim..example", "a@-kim.example", "a@kim-.example",
        "a@kim.example\r\nBcc: eve@evil.example", "a\r\n@kim.example", "a\0@kim.example", "a\u2028b@kim.example",
        '"a\nb"@kim.example', "<a@kim.example>", "a,b@kim.example", "a@kim.example, b@kim.example", "a@b@kim.example",
        "a@k\u200dim.example", "a@ki\u200cm.example", "a@[300.1.1.1]", "a@[kim]", f"{'x' * 250}@kim.example",
        f"a@{'x' * 64}.example", "a@kim example",
    ],
)  # fmt: skip
def test_what_no_server_delivers_to_is_none(text: str) -> None:
    with pytest.raises(NotAnAddress):
        canonical(text)


def test_no_letter_of_a_domain_becomes_another() -> None:
    names = ["strasse.example", "straße.example", "λόγος.example", "λόγοσ.example", "نامهای.example",
             "نامه\u200cای.example"]  # fmt: skip
    assert len({ascii_domain(name) for name in names}) == len(names)


def test_a_rule_for_a_domain_has_its_form_too() -> None:
    assert comparable("@XN--STRAE-NORD-83A.example") == "@straße-nord.example"


LOCAL = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
DOMAIN = st.text(st.sampled_from("abcxyz019-_.ßςσΣüéАя中文ñİı\u200c\u200d\u0308"), min_size=1, max_size=20)


@given(LOCAL, DOMAIN)
def test_the_form_of_a_form_is_itself(local: str, domain: str) -> None:
    try:
        form = canonical(f"{local}@{domain}")
    except NotAnAddress:
        return
    assert canonical(form) == form
    assert "\n" not in form and "\r" not in form  # noqa: PT018 (one thought)
    wire = on_the_wire(form)
    assert canonical(wire) == form
    assert domain_of(wire).isascii()


@given(st.sampled_from([form for _, form, _ in SPELLINGS]), st.sampled_from(["", "Ann", "Doe, Ann"]))
def test_what_a_header_names_is_written_to(form: str, name: str) -> None:
    header = f'"{name}" <{form}>' if name else form
    [found] = addresses(header)
    assert found.canonical == form
    assert domain_of(on_the_wire(found.canonical)) == domain_of(on_the_wire(form))


@given(DOMAIN)
def test_mail_goes_to_exactly_the_domain_received(domain: str) -> None:
    found = addresses(f"Ann <ann@{domain}>")
    if not found or not found[0].canonical:
        return
    try:
        expected = ascii_domain(domain.rstrip("."))
    except NotAnAddress:
        return
    assert domain_of(on_the_wire(found[0].canonical)) == expected
