"""The public mails beside this repository: all can be read, and as well as the documentation says."""

from pathlib import Path

import pytest

from integrations.email import evaluation
from integrations.email.sandbox.pool import parse_safely

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not (SHARED / "email_mime").is_dir(), reason="the mails lie in ../shared")


def test_replies_are_taken_apart_as_documented() -> None:
    found = evaluation.replies({"cases": SHARED / "email_replies" / "cases_dev.jsonl"})
    assert found["crashes"] == 0
    assert found["right"] >= 73


def test_mails_of_every_shape_are_read_as_documented() -> None:
    found = evaluation.mime({"folder": SHARED / "email_mime"})
    assert found["crashes"] == 0
    assert found["share"] == 1.0


def test_the_sandbox_reads_them_all() -> None:
    for path in sorted((SHARED / "email_mime").rglob("*.eml")):
        parse_safely(path.read_bytes())
