import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import html, links

CASES = json.loads(Path(__file__).with_name("link_cases.json").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        "https://",
        "www.",
        "a.example",
        "/x",
        "(",
        ")",
        "[",
        "]",
        "。",
        "手順",
        "ä",
        "@",
        "'",
        ",",
        ".",
        " ",
        "%",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_finds_the_links_of_the_table(case: dict[str, Any]) -> None:
    """The frontend reads the same table (`frontend/src/shared/lib/links.test.ts`)."""
    found = [[case["text"][link.start : link.end], link.href] for link in links.find(case["text"])]
    assert found == case["links"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_text_is_linked_that_way(case: dict[str, Any]) -> None:
    shown = html.text_to_html(case["text"])
    assert re.findall('href="([^"]*)"', shown) == [href.replace("&", "&amp;") for _, href in case["links"]]
    assert html.clean_html(shown) == shown


@given(st.lists(PIECES, max_size=20))
def test_links_are_in_order_and_safe(pieces: list[str]) -> None:
    text = "".join(pieces)
    end = 0
    for link in links.find(text):
        assert end <= link.start < link.end <= len(text)
        end = link.end
        assert link.href.isascii()
        assert html.is_safe_link(link.href)
    shown = html.text_to_html(text)
    assert html.clean_html(shown) == shown


@pytest.mark.parametrize(
    "unit",
    [
        "https://",
        "www.",
        "a",
        "a@",
        "a.",
        "@a.b",
        "手",
        "/手",
        "(",
        "https://a.example/(",
        "'a",
        "ä",
        "xn--",
        "%",
    ],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    started = time.process_time()
    list(links.find("https://a.example/" + unit * 100_000))
    list(links.find(unit * 100_000))
    assert time.process_time() - started < 2
