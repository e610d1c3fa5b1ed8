"""Examples of the main operations; tests check them against the API description."""

from drf_spectacular.utils import OpenApiExample

_ROW = {
    "number": 1042,
    "public_id": "7b0c1f0e-3f6b-4f0e-9a55-3f7f3c1f2a10",
    "subject": "Nightly export fails",
    "status": "open",
    "priority": "P2",
    "priority_is_pinned": False,
    "tier": "T2",
    "type": "bug",
    "channel": "api",
    "reply_by": "email",
    "brand": {"id": 1, "name": "Acme", "slug": "acme"},
    "requester": {"id": 7, "name": "Jo Doe", "email": "jo@customer.example"},
    "company": {"id": 3, "name": "Customer Ltd", "segment": "mid_market"},
    "team": {"id": 2, "name": "Technical"},
    "assignee": None,
    "tags": ["export"],
    "product_area": "",
    "handler": "person",
    "reason": "",
    "reason_message": None,
    "preview": "Since yesterday the nightly export ends with a timeout.",
    "is_unread": True,
    "last_message_by": "contact",
    "waiting_since": "2026-03-02T09:00:00Z",
    "sla": {
        "kind": "first_reply",
        "due_at": "2026-03-02T11:00:00Z",
        "state": "running",
        "started_at": "2026-03-02T09:00:00Z",
    },
    "created_at": "2026-03-02T09:00:00Z",
    "last_activity_at": "2026-03-02T09:00:00Z",
    "last_message_at": "2026-03-02T09:00:00Z",
    "resolved_at": None,
    "snoozed_until": None,
    "snoozed_for": "",
    "snoozed_item": None,
    "is_spam": False,
    "is_deleted": False,
    "trash": None,
    "version": 1,
}
CREATE = [
    OpenApiExample(
        "What a customer asked",
        request_only=True,
        value={
            "subject": "Nightly export fails",
            "body": "Since yesterday the nightly export ends with a timeout.",
            "requester": {"email": "jo@customer.example", "name": "Jo Doe"},
            "priority": "P2",
            "tags": ["export"],
        },
    ),
    OpenApiExample("The new ticket", response_only=True, status_codes=["201"], value=_ROW),
]
LIST = [OpenApiExample("One page", response_only=True, value={"results": [_ROW], "next": None})]
REPLY = [
    OpenApiExample(
        "A reply that also resolves",
        request_only=True,
        value={"body": "The export runs again.", "status": "resolved", "seen_entry_id": 311},
    ),
    OpenApiExample(
        "The new entry",
        response_only=True,
        value={
            "id": 312,
            "kind": "message",
            "visibility": "public",
            "author": {"kind": "staff", "id": 5, "name": "Sam Support"},
            "body_html": "<p>The export runs again.</p>",
            "body_text": "The export runs again.",
            "channel": "api",
            "created_at": "2026-03-02T09:30:00Z",
            "delivery": {"state": "queued", "detail": ""},
            "attachments": [],
            "payload": {"recipients": {"to": ["jo@customer.example"], "cc": []}},
            "is_redacted": False,
            "redactions": [],
        },
    ),
]
