import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command


def test_prints_one_object_a_file(tmp_path: Path) -> None:
    good, complex_ = tmp_path / "good.eml", tmp_path / "complex.eml"
    good.write_bytes(
        b"From: Ann <ann@example.com>\nTo: help@example.org\nMessage-ID: <one@example.com>\nSubject: Hi\n\n"
        b"Yes\n\n-- \nAnn\n\nOn 5 Jan 2021, at 15:04, Bob wrote:\n> old"
    )
    complex_.write_bytes(b"A: b\n" * 5_000)
    out = StringIO()
    call_command("parse_email", str(good), str(tmp_path / "absent.eml"), str(complex_), "--json", stdout=out)
    first, second, third = json.loads(out.getvalue())
    assert first["from"] == {"name": "Ann", "address": "ann@example.com"}
    assert first["to"] == [{"name": "", "address": "help@example.org"}]
    assert first["cc"] == first["references"] == first["attachments"] == []
    assert (first["message_id"], first["subject"], first["visible_text"]) == ("one@example.com", "Hi", "Yes")
    assert "old" in first["quoted_text"]
    assert "Ann" in first["quoted_text"]
    assert (first["automatic"], first["reason"], first["bounce"]) == ("", "", None)
    assert "error" in second
    assert "headers" in third["error"]
