"""Old addresses as they are written down."""

import pytest

from kb.old_paths import forms_of, is_worth_noting, path_of, scrubbed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://help.example.com/hc/en-us/articles/7-Rotate?x=1#y", "/hc/en-us/articles/7-Rotate"),
        ("/docs//old/", "/docs/old"),
        ("/gr%C3%B6%C3%9Fe", "/größe"),
        ("docs/old", ""),
        ("/", ""),
        ("/%ff", ""),
        ("/a%00b", ""),
        ("/" + "x" * 600, ""),
        ("https://[broken", ""),
    ],
)
def test_path_of(text: str, path: str) -> None:
    assert path_of(text) == path


def test_zendesk_knows_an_article_by_its_number() -> None:
    assert forms_of("/hc/en-us/articles/7-Old-title") == [
        "/hc/en-us/articles/7-Old-title",
        "/hc/en-us/articles/7",
    ]
    assert forms_of("/hc/articles/7") == ["/hc/articles/7"]
    assert forms_of("/docs/7-title") == ["/docs/7-title"]


@pytest.mark.parametrize("path", ["/wp-login.php", "/.env", "/.git/config", "/favicon.ico", "/x/y.sql"])
def test_probes_are_not_noted(path: str) -> None:
    assert not is_worth_noting(path)


def test_what_may_name_or_open_something_is_cut() -> None:
    assert scrubbed("/invite/ada@example.com/join") == "/invite/…/join"
    assert scrubbed("/reset/4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c") == "/reset/…"
    assert scrubbed("/hc/en-us/articles/360012345678-How-to-rotate-the-keys") == (
        "/hc/en-us/articles/360012345678-How-to-rotate-the-keys"
    )
