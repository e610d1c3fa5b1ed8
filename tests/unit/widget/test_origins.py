"""Only the brand's own pages may talk to the widget's API."""

import pytest

from widget.origins import allows, explain, normalize

ALLOWED = ["https://app.example.com", "https://*.customer.example", "http://localhost:3000/"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.com",
        "https://APP.example.com:443",
        "https://a.b.customer.example",
        "http://localhost:3000",
    ],
)
def test_an_allowed_origin_passes(origin: str) -> None:
    assert allows(ALLOWED, origin)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://app.example.com",
        "https://app.example.com.evil.example",
        "https://evilapp.example.com",
        "https://customer.example",
        "https://evilcustomer.example",
        "https://app.example.com:8443",
        "http://localhost:3001",
        "file://",
        "https://*.customer.example@evil.example",
    ],
)
def test_any_other_origin_does_not(origin: str) -> None:
    assert not allows(ALLOWED, origin)


@pytest.mark.parametrize(
    "entry", ["*", "https://*", "https://a.*.example", "https://user@a.example", "ftp://a.example"]
)
def test_a_rule_for_everybody_is_no_rule(entry: str) -> None:
    assert normalize(entry) == ""


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("app.test", "https://"), ("https://a.test/x", "path"), ("https://u@a.test", "@"),
        ("https://a.*.test", "star"), ("https://*.com", "everybody"), ("https://a.test:99999", "port"),
        ("https://a b.test", "characters"), ("https://\u2603..test", "IDNA"), ("", "characters"),
    ],
)  # fmt: skip
def test_a_refused_entry_says_why(entry: str, word: str) -> None:
    assert normalize(entry) == ""
    assert word in explain(entry)


def test_other_scripts_become_what_browsers_send() -> None:
    assert normalize("https://B\u00fccher.test") == "https://xn--bcher-kva.test"
