"""The second reading of an export, which knows nothing of the first."""

import json
from pathlib import Path
from typing import Any

import pytest

from integrations.importers.readers import raw
from integrations.importers.readers.streams import Export
from tests.api.importers import exports

NOTE = {"id": 1, "body_text": "A"}
AT = "2024-03-01T09:00:00Z"


def read(tmp_path: Path, content: bytes, *wanted: str, name: str = "x.json") -> raw.Raw:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return raw.read(Export(path, name, limit=10**9), wanted)


def test_zendesk(tmp_path: Path) -> None:
    apart = exports.comment(9, exports.HELEN, "Apart", AT, ticket_id=1001)
    told = read(
        tmp_path,
        exports.zendesk(None, **{"comments.json": json.dumps({"comments": [apart]})}),
        "1001",
        name="x.zip",
    )
    assert told.tickets == {"1001", "1002", "1003", "1004", "1005", "1006"}
    assert len(told.messages) == 10
    assert set(told.bodies["1001"]) == {"1", "2", "3", "9"}
    assert "nightly export" in told.bodies["1001"]["1"]


@pytest.mark.parametrize(
    ("value", "bodies"),
    [
        (
            {"helpdesk_ticket": {"display_id": 5, "id": 99, "subject": "x", "status": 2, "description": "Hi",
                                 "notes": [{"helpdesk_note": {"id": 1, "body": "No", "private": True}}]}},
            {"description": "Hi", "1": "No"},
        ),
        (
            {"id": 5, "requester_id": 1, "description_text": "Hi", "conversations": [NOTE]},
            {"description": "Hi", "1": "A"},
        ),
        ({"id": 5, "subject": "x", "status": "new", "description": "Hi"}, {"description": "Hi"}),
        (
            {"id": "5", "source": {"id": "s", "body": "Hi"}, "conversation_parts": {"conversation_parts": [
                {"id": "p", "part_type": "odd", "body": "A"}, {"id": "q", "body": None}]}},
            {"s": "Hi", "p": "A"},
        ),
    ],
    ids=["freshdesk export", "freshdesk api", "description", "intercom"],
)  # fmt: skip
def test_every_shape(tmp_path: Path, value: dict[str, Any], bodies: dict[str, str]) -> None:
    people = {"id": 7, "name": "A", "notes": "", "email": "a@k.test"}
    told = read(tmp_path, json.dumps([value, people]).encode(), "5")
    assert (told.tickets, told.bodies["5"], len(told.messages)) == ({"5"}, bodies, len(bodies))
