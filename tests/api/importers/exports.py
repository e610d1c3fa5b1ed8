"""Exports as the systems publish them, in small; what stands in them is counted by hand in the tests."""

import io
import json
import zipfile
from typing import Any

AGENT, HELEN, SAM, NAMELESS = 901, 501, 502, 503
CARD = "4242 4242 4242 4242"


def person(key: int, name: str, email: str | None, role: str = "end-user", **more: Any) -> dict[str, Any]:
    return {"id": key, "name": name, "email": email, "role": role, "organization_id": None} | more


def ticket(key: int, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "subject": f"Exports fail {key}",
        "description": "Our nightly export fails.",
        "status": "open",
        "priority": "high",
        "type": "problem",
        "requester_id": HELEN,
        "assignee_id": AGENT,
        "organization_id": 71,
        "group_id": 31,
        "brand_id": None,
        "via": {"channel": "email"},
        "tags": ["export", "nightly"],
        "custom_fields": [{"id": 41, "value": "pipelines"}],
        "created_at": "2024-03-01T09:00:00Z",
        "updated_at": "2024-03-02T09:00:00Z",
    } | more


def comment(key: int, author: int, text: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "type": "Comment",
        "author_id": author,
        "public": True,
        "html_body": f"<div><p>{text}</p></div>",
        "plain_body": text,
        "attachments": [],
        "created_at": at,
    } | more


PEOPLE = [
    person(AGENT, "Ines Agent", "ines.agent@staff.test", "agent"),
    person(HELEN, "Helen Marsh", "helen@kestrel.test", organization_id=71),
    person(SAM, "Sam Stranger", "sam@dunmore.test"),
    person(NAMELESS, "", None),
]
COMPANIES = [{"id": 71, "name": "Kestrel Freight", "domain_names": ["kestrel.test"]}]
GROUPS = [{"id": 31, "name": "Front line"}, {"id": 32, "name": "Gone team"}]
FIELDS = [{"id": 41, "title": "Area", "type": "text"}]
ARTICLES = [
    {
        "id": 61,
        "title": "Rotate a key",
        "html_url": "https://k.zendesk.com/hc/en-us/articles/61-rotate-a-key",
    },
    {"id": 62, "title": "A draft", "html_url": "https://k.zendesk.com/hc/en-us/articles/62", "draft": True},
]


def tickets() -> list[dict[str, Any]]:
    """Six tickets with nine comments between them, of which four tickets and seven comments can come."""
    return [
        ticket(
            1001,
            comments=[
                comment(1, HELEN, "Our nightly export fails.", "2024-03-01T09:00:00Z"),
                comment(2, AGENT, "Which file is it?", "2024-03-01T10:00:00Z"),
                comment(3, AGENT, "Seems to be the parser.", "2024-03-01T10:05:00Z", public=False),
            ],
        ),
        ticket(
            1002,
            status="solved",
            priority="urgent",
            comments=[
                comment(4, HELEN, f"My card is {CARD} <script>alert(1)</script>", "2023-05-01T08:00:00Z"),
                comment(
                    5, AGENT, "Never send that.", "2023-05-01T09:00:00Z",
                    attachments=[
                        {"id": 81, "file_name": "../../how to.txt"}, {"id": 82, "file_name": "lost.png"},
                    ],
                ),
            ],
            created_at="2023-05-01T08:00:00Z",
        ),
        ticket(
            1003, requester_id=SAM, organization_id=None, status="hold", group_id=32,
            comments=[comment(6, SAM, "Naïve café: übergroß 💡", "2024-04-01T09:00:00")],
            created_at="2024-04-01T09:00:00",
        ),
        ticket(1004, status="deleted", comments=[comment(7, HELEN, "Spam", "2024-05-01T09:00:00Z")]),
        ticket(1005, requester_id=NAMELESS, comments=[comment(8, NAMELESS, "Hi", "2024-05-02T09:00:00Z")]),
        ticket(1006, requester_id=AGENT, comments=[comment(9, AGENT, "I ask", "2024-05-03T09:00:00Z")]),
    ]  # fmt: skip


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def zipped(**files: str | bytes) -> bytes:
    """A ZIP; two underscores in a name are a folder, one dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def zendesk(rows: list[dict[str, Any]] | None = None, **more: str | bytes) -> bytes:
    """The export of an account: lists of the API and, for tickets, one object a line."""
    files: dict[str, str | bytes] = {
        "organizations.json": json.dumps({"organizations": COMPANIES, "next_page": None}),
        "users.json": json.dumps({"users": PEOPLE}),
        "groups.json": json.dumps({"groups": GROUPS}),
        "ticket_fields.json": json.dumps({"ticket_fields": FIELDS}),
        "articles.json": json.dumps({"articles": ARTICLES}),
        "tickets.json": lines(tickets() if rows is None else rows),
        "attachments/81/how to.txt": "Like this.",
    }
    return zipped(**files | more)
