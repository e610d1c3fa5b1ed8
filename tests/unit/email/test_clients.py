"""Answers as mail programs send them in HTML: what the sender wrote is "Yes", the rest is quoted."""

import json
from pathlib import Path

import pytest

from integrations.email.mime import html_lines
from integrations.email.mime.parsing import parse

ROWS = [
    json.loads(line) for line in Path(__file__).with_name("clients.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=[row["program"] for row in ROWS])
def test_shows_what_the_sender_wrote(row: dict[str, str]) -> None:
    head = "From: bob@example.com\nSubject: Re: Hi\nContent-Type: text/html; charset=utf-8\n\n"
    mail = parse((head + row["html"]).encode())
    assert mail.visible_text == "Yes"
    assert html_lines.text_of(html_lines.lines(mail.visible_html)).strip() == "Yes"
    assert "old" in mail.quoted_text
