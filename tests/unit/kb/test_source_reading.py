"""Addresses, schedules, settings and the removal of personal data: what sources know without a database."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Invalid
from kb.reading.addresses import group_of, is_wanted, matches, normal
from kb.reading.redaction import Names, redacted
from kb.reading.robots import Robots
from kb.reading.schedules import next_run
from kb.reading.settings import WebSettings, checked_web

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "one"),
    [
        ("HTTPS://Docs.Example.com:443/a?utm_source=x&b=1#top", "https://docs.example.com/a?b=1"),
        ("http://docs.example.com", "http://docs.example.com/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("ftp://docs.example.com/", ""),
        ("https://user:secret@docs.example.com/", ""),
        ("javascript:alert(1)", ""),
        ("https://docs.example.com:99999/", ""),
        ("https://docs.example.com/" + "a" * 3000, ""),
    ],
)
def test_an_address_has_one_form(given: str, one: str) -> None:
    assert normal(given) == one


def test_patterns_let_paths_in_and_leave_them_out() -> None:
    assert matches("/docs/a", "/docs/")
    assert matches("/en/docs/a", "*/docs/")
    assert not matches("/documents", "/docs/")
    assert matches("/a/b/c", "/a/*/c")
    url = "https://x.example/docs/old/1"
    assert is_wanted(url, include=(), exclude=())
    assert not is_wanted(url, include=("/docs/",), exclude=("/docs/old/",))
    assert not is_wanted(url, include=("/blog/",), exclude=())
    assert group_of("https://x.example/docs/a?x=1/2") == "/docs/*"
    assert group_of("https://x.example/about") == "/about"


def test_hostile_patterns_take_no_time() -> None:
    started = time.process_time()
    assert not matches("/" + "a" * 2_000, "*a" * 149 + "b")
    assert time.process_time() - started < 1


def test_a_night_is_the_owners() -> None:
    at = next_run("nightly", timezone="Europe/Berlin", number=5, now=NOW)
    assert at == datetime(2026, 3, 3, 1, 5, tzinfo=UTC)
    assert next_run("hourly", timezone="UTC", number=5, now=NOW) == NOW + timedelta(hours=1)
    assert next_run("by_hand", timezone="UTC", number=5, now=NOW) is None
    week = next_run("weekly", timezone="UTC", number=0, now=NOW)
    assert week == datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
    # Over the beginning of summer time the clock on the wall stays.
    spring = next_run(
        "nightly", timezone="Europe/Berlin", number=60, now=datetime(2026, 3, 28, 12, tzinfo=UTC)
    )
    assert spring is not None
    assert spring > datetime(2026, 3, 28, 12, tzinfo=UTC)


def test_settings_say_what_is_wrong() -> None:
    assert checked_web({"address": "docs.example.com"}).address == "https://docs.example.com/"
    before = WebSettings("https://x.example/", exclude=("/a",))
    assert checked_web({"max_pages": 7}, before) == WebSettings(
        "https://x.example/", exclude=("/a",), max_pages=7
    )
    for wrong, field in (
        ({}, "address"),
        ({"address": "x y"}, "address"),
        ({"address": "https://x.example", "include": ["docs"]}, "include"),
        ({"address": "https://x.example", "max_pages": 6000}, "max_pages"),
    ):
        with pytest.raises(Invalid) as caught:
            checked_web(wrong)
        assert field in caught.value.data["errors"]


def test_robots_are_asked_by_our_name() -> None:
    robots = Robots("User-agent: *\nAllow: /\nUser-agent: Candor\nDisallow: /no\nCrawl-delay: 90\n")
    assert robots.allows("https://x.example/yes")
    assert not robots.allows("https://x.example/no/a")
    assert robots.delay == 30
    assert Robots("").allows("https://x.example/")


NAMES = Names(["Helen Marsh", "Ines de la Cruz", "Bo"], ["Kestrel Freight Inc"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Helen says that MARSH left Kestrel.", "[name] says that [name] left [company]."),
        ("Write to helen@kestrel.test now", "Write to [address] now"),
        ("Call +49 (30) 123 45 67 today", "Call [number] today"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [number] please"),
        ("Card 4111 1111 1111 1111.", "Card [number]."),
        ("password: hunter2!", "password: [key]"),
        ("use sk_live_51Habc123XYZ789defg here", "use [key] here"),
        ("from 10.2.3.4 it fails", "from [address] it fails"),
        ("see https://x.example/a?token=abc#b ok", "see https://x.example/a ok"),
        ("HLY-4012 on 2026-03-02 after 45 minutes", "HLY-4012 on 2026-03-02 after 45 minutes"),
        ("Hi Ines,\nit fails.\nBest regards,\nHelen Marsh\nCEO", "it fails."),
        ("Sehr geehrte Frau Cruz,\nes geht.\nMit freundlichen Grüßen\nBo", "es geht."),
    ],
)
def test_personal_data_and_keys_are_removed(text: str, kept: str) -> None:
    assert redacted(text, NAMES) == kept


@pytest.mark.parametrize(
    "piece", ["a@", "1 ", "Helen ", "key: ", "DE89 ", "1.1.", "http://", "a" * 30 + " ", "\n"]
)
def test_removing_takes_time_by_length_alone(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.process_time()
    redacted(text, NAMES)
    assert time.process_time() - started < 10
