"""The examples in docs/search.md work as written."""

import re
from pathlib import Path

import pytest

from tests.cast import Cast

PAGE = Path(__file__).parents[3].joinpath("docs", "search.md").read_text()
EXAMPLES = sorted(
    {
        example
        for line in PAGE.splitlines()
        if line.startswith("|")
        for example in re.findall(r"`([^`]+)`", line.split("|")[1])
        if not example.endswith(":")
    }
)
TEXT = (
    "Export fails: permission denied. Refund at the café, 申请退款. HLY-4012 in v2.14.3."
    " Write to helen.marsh@kestrel.example or +49 (30) 1234-567."
    " See https://app.example.com/reports?team=blue. Refund for Müller."
)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood(cast: Cast, example: str) -> None:
    ticket = cast.ticket(subject="Examples", body=TEXT)
    query = example.replace("1042", str(ticket.pk))
    body = cast.api(cast.agent).get("tickets", {"q": query}).json()
    assert "hints" not in body, body
    if ":" not in example.replace("https://", "").replace("Re: ", "") and not example.startswith("-"):
        assert [row["number"] for row in body["results"]] == [ticket.pk]
