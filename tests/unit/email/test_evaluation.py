import json
from pathlib import Path

import pytest

from core.errors import Invalid
from integrations.email import evaluation

CASES = [
    {
        "id": "a",
        "kind": "plain",
        "input": "Yes\n\nOn 5 Jan 2021, at 15:04, Bob wrote:\n> old",
        "expect_reply": "Yes",
    },
    {
        "id": "b",
        "kind": "html",
        "input": "<p>Yes</p>",
        "expect_html_nospace": "<p>Yes</p>",
        "expect_all_kept": False,
    },
    {
        "id": "c",
        "kind": "signature",
        "input": "Yes\n\n-- \nAnn",
        "sender": "Ann",
        "expect_signature": "-- \nAnn",
    },
    {
        "id": "d",
        "kind": "eml",
        "input": "Subject: x\n\nYes",
        "expect_contains": ["No"],
        "expect_not_contains": ["Z"],
    },
]


def test_counts_the_replies_that_are_exactly_right(tmp_path: Path) -> None:
    cases, failures = tmp_path / "cases.jsonl", tmp_path / "failures.jsonl"
    cases.write_text("".join(json.dumps(case) + "\n" for case in CASES))
    found = evaluation.replies({"cases": cases, "failures": failures})
    assert (found["cases"], found["right"], found["crashes"]) == (4, 3, 0)
    assert found["right_eml"] == "0 of 1"
    assert json.loads(failures.read_text())["missed"] == ["expect_contains"]


def test_compares_mails_with_what_another_parser_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes("From: Ann <a@example.com>\nSubject: Grüße\n\nOne two".encode())
    (tmp_path / "b.eml").write_bytes(b"Subject: other\n\nx")
    (tmp_path / "c.eml").write_bytes(b"")
    known = {
        "from": [["Ann", "a@example.com"]],
        "subject": "Gr\ufffd\ufffde",
        "text_parts": ["One\ntwo"],
        "attachments": [],
    }
    rows = [
        {"file": "a.eml", "expected": known},
        {"file": "b.eml", "expected": known},
        {"file": "c.eml", "expected": None},
    ]
    (tmp_path / "expected.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = evaluation.mime({"folder": tmp_path})
    assert (found["mails"], found["crashes"], found["compared"], found["right"]) == (3, 0, 2, 1)


def test_nothing_to_measure_is_told(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    with pytest.raises(Invalid):
        evaluation.replies({"cases": tmp_path / "none.jsonl"})
