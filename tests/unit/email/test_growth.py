"""Time must grow only with the length of a mail, whatever it contains: interpreter steps are counted."""

import sys
import time
from types import FrameType
from typing import Any

import pytest

from integrations.email.mime.parsing import parse

HOSTILE = {
    "on a a": ("plain", "On " + "a " * 50),
    "on dates": ("plain", "On Tue, 5 Jan 2021 at 15:04, x <a@b.c>\nwrote\n"),
    "colons": ("plain", "a@b.c 1:\n"),
    "verbs": ("plain", "lorem ipsum wrote\n"),
    "labels": ("plain", "From: a@b.c x\n"),
    "fields": ("plain", "Message: a\n"),
    "dates": ("plain", "Date: 1:00:00 a@b.c\nTo: x\n"),
    "vowel signs": ("plain", "\u0e01\u0e34\u0e01\u0e34 5, " * 4 + "wrote:\n"),
    "names below dashes": ("plain", "-- \nAnn\n"),
    "quotes": ("plain", "> a\nb\n"),
    "deep quotes": ("plain", ">" * 60 + "\n"),
    "rules": ("plain", "----- x -----\n"),
    "delimiters": ("plain", "--\n"),
    "regards": ("plain", "regards\n"),
    "phones": ("plain", "\nSent from my iPhone, a\n"),
    "files": ("plain", "begin 644 a\n"),
    "tags": ("html", "<div>"),
    "open tags": ("html", "<a "),
    "open quotes": ("html", '<a b="c> '),
    "comments": ("html", "<!-- "),
    "scripts": ("html", "<script>"),
    "blockquotes": ("html", "<blockquote>a"),
    "wrong ends": ("html", "<blockquote>a</div></blockquote>"),
    "ends": ("html", "</div>"),
    "angles": ("html", "<"),
    "hidden": ("html", "<p style='display:none'>"),
    "entities": ("html", "&#"),
    "data": ("html", "<img src='data:image/png;base64,AAAA"),
    "references": ("html", "<img src=cid:a@b>"),
    "open references": ("html", '<img src="cid:'),
    "breaks": ("html", "a<br>"),
}


def mail(kind: str, unit: str, size: int, head: str = "") -> bytes:
    body = unit * (size // len(unit))
    return f"From: ann@example.com\n{head}Content-Type: text/{kind}; charset=utf-8\n\n{body}".encode()


def steps(raw: bytes) -> int:
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        parse(raw)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_mail_takes_about_twice_the_steps(name: str) -> None:
    kind, unit = HOSTILE[name]
    small, big = steps(mail(kind, unit, 15_000)), steps(mail(kind, unit, 30_000))
    assert big <= 2.6 * small + 200


@pytest.mark.parametrize("head", ["Message-ID: <a@b.c>\n", "Subject: Re: a\n"])
@pytest.mark.parametrize("name", [name for name in HOSTILE if HOSTILE[name][0] == "plain"])
def test_first_letters_and_answers_do_so_too(name: str, head: str) -> None:
    kind, unit = HOSTILE[name]
    small, big = (steps(mail(kind, unit, size, head)) for size in (10_000, 20_000))
    assert big <= 2.6 * small + 200


@pytest.mark.parametrize("name", HOSTILE)
def test_no_single_step_hides_a_search_through_all(name: str) -> None:
    kind, unit = HOSTILE[name]
    started = time.process_time()
    parse(mail(kind, unit, 200_000))
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    "line", ["On " + "a " * 5_000, "On " + "a " * 500_000 + "wrote:", "a" * 1_000_000, "-" * 1_000_000]
)
def test_one_long_line_is_read_at_once(line: str) -> None:
    started = time.process_time()
    parse(f"From: ann@example.com\n\n{line}".encode())
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "header",
    [
        'From: "' + '\\"' * 20_000,
        "From: " + "<" * 100_000,
        "From: " + "(" * 100_000,
        "Subject: " + "=?x?q?" * 50_000,
        "Subject: " + "=?utf-8?b?" + "?" * 100_000,
        "References: " + "<" * 100_000,
        "Content-Type: multipart/mixed" + "; a" * 50_000,
        "Content-Type: text/plain" + ";a*0*=x" * 20_000,
    ],
)
def test_headers_made_to_be_slow_are_not(header: str) -> None:
    started = time.process_time()
    parse(f"{header}\n\nx".encode())
    assert time.process_time() - started < 3
