"""
Zendesk: the JSON export of an account (one object a line), and the lists of its API (`{"tickets": […]}`).

A ticket of the account's export carries its comments and the people around it; the API's lists have them
apart, a comment with the `ticket_id` that whoever fetched it wrote beside it.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from integrations.importers.readers.streams import LISTS, Element, Elements, Export, stem_of, text_of
from integrations.importers.records import (
    Article,
    Company,
    Contact,
    Fault,
    File,
    Message,
    Named,
    Record,
    Ticket,
    long_words,
    moment,
    sight,
    words,
)

_STAFF = ("agent", "admin")
_LEFT = {"deleted": "deleted", "suspended": "spam"}
_CHANNELS = {"web": "web", "email": "email", "chat": "widget", "api": "api"}
_BY_FILE = {
    "user": "users", "organization": "organizations", "ticket": "tickets", "comment": "comments",
    "ticket_comment": "comments", "ticket_comments": "comments", "group": "groups", "article": "articles",
    "ticket_field": "ticket_fields", "brand": "brands",
}  # fmt: skip


def read(export: Export) -> Iterator[Record]:
    """The records of an export, in the order of its files."""
    places = _places(export)
    for name in export.names:
        if not name.lower().endswith((".json", ".jsonl", ".ndjson")) and len(export.names) > 1:
            continue
        stem = stem_of(name)
        hint = _BY_FILE.get(stem, stem if stem in LISTS else "")
        with export.opened(name) as file, text_of(file) as text:
            for found in Elements(text, name):
                if isinstance(found, Fault):
                    yield found
                else:
                    yield from _records(found, name, hint, places)


def _places(export: Export) -> dict[str, str]:
    """Where the files of comments lie: `attachments/498483/myfile.dat` or `attachments/498483-myfile.dat`."""
    found: dict[str, str] = {}
    for name in export.names:
        parts = name.replace("\\", "/").split("/")
        for part in parts[-2:]:
            key = re.match(r"(\d{1,20})(?:[-_.]|$)", part)
            if key is not None and "attachments" in parts[:-1]:
                found.setdefault(key[1], name)
    return found


def _records(found: Element, file: str, hint: str, places: dict[str, str]) -> Iterator[Record]:
    inner = [name for name in LISTS & set(found.value) if _is_list(found.value[name])]
    if not found.name and inner and "id" not in found.value:
        for name in sorted(inner):
            for value in found.value[name]:
                yield from _records(Element(name, found.line, value), file, hint, places)
        return
    value, kind = found.value, _kind(found.value, found.name or hint)
    if not words(value.get("id")):
        yield Fault("no_id", file, found.line, kind=_OURS.get(kind, ""))
        return
    if kind in _NAMED:
        yield Named(_NAMED[kind], words(value["id"]), words(value.get("name") or value.get("title")))
    elif kind == "users":
        yield _person(value)
    elif kind == "organizations":
        yield _company(value)
    elif kind == "tickets":
        yield from _ticket(value, file, found.line, places)
    elif kind == "comments":
        yield from _comment(value, words(value.get("ticket_id")), file, found.line, places)
    elif kind == "articles":
        yield from _article(value)
    else:
        yield Fault("unknown_record", file, found.line, ", ".join(sorted(map(str, value)))[:200])


_NAMED = {"groups": "group", "brands": "brand", "ticket_fields": "field"}
_OURS = {"users": "contact", "organizations": "company", "tickets": "ticket", "comments": "message",
         "articles": "article"}  # fmt: skip


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _kind(value: dict[str, Any], name: str) -> str:
    """What a record is: by its members, else by its list or file."""
    if name in ("users", "organizations", "tickets", "comments", "groups", "brands", "ticket_fields",
                "articles"):  # fmt: skip
        return name
    if "requester_id" in value or ("subject" in value and "status" in value):
        return "tickets"
    if "author_id" in value and ("public" in value or "html_body" in value):
        return "comments"
    if "domain_names" in value:
        return "organizations"
    return "users" if "role" in value or "email" in value else name


def _person(value: dict[str, Any]) -> Contact:
    return Contact(
        key=words(value["id"]),
        name=words(value.get("name")),
        email=words(value.get("email"), 254),
        phone=words(value.get("phone"), 60),
        company=words(value.get("organization_id")),
        locale=words(value.get("locale"), 12),
        timezone=words(value.get("iana_time_zone"), 60),
        is_agent=value.get("role") in _STAFF,
        is_blocked=value.get("suspended") is True,
    )


def _company(value: dict[str, Any]) -> Company:
    names = value.get("domain_names")
    return Company(
        key=words(value["id"]),
        name=words(value.get("name"), 200),
        domain=words(names[0], 200) if isinstance(names, list) and names else "",
    )


def _inner(value: dict[str, Any], name: str) -> tuple[str, list[Record]]:
    """Somebody or something beside a ticket: its id, and its record if the export has it there."""
    inside = value.get(name)
    if not isinstance(inside, dict) or not words(inside.get("id")):
        return words(value.get(f"{name}_id")), []
    if name == "group":
        return words(inside["id"]), [Named("group", words(inside["id"]), words(inside.get("name")))]
    if name == "organization":
        return words(inside["id"]), [_company(inside)]
    return words(inside["id"]), [_person(inside)]


def _ticket(value: dict[str, Any], file: str, line: int, places: dict[str, str]) -> Iterator[Record]:
    key = words(value["id"])
    seen: dict[str, str] = {}
    for name in ("requester", "assignee", "submitter", "organization", "group"):
        seen[name], beside = _inner(value, name)
        yield from beside
    created, has_zone = moment(value.get("created_at"))
    if not has_zone:
        yield Fault("no_zone", file, line, words(value.get("created_at"), 40), "ticket", key)
    status = words(value.get("status"), 40)
    via = value.get("via")
    channel = via.get("channel") if isinstance(via, dict) else value.get("via")
    metrics = value.get("metric_set")
    solved = metrics.get("solved_at") if isinstance(metrics, dict) else value.get("solved_at")
    if not solved and status in ("solved", "closed"):
        solved = value.get("updated_at")
    yield Ticket(
        key=key,
        number=key,
        subject=words(value.get("subject") or value.get("raw_subject"), 300),
        requester=seen["requester"],
        status=status,
        created_at=created,
        priority=words(value.get("priority"), 40),
        type=words(value.get("type") or value.get("ticket_type"), 40),
        group=seen["group"],
        assignee=seen["assignee"],
        company=seen["organization"],
        channel=_CHANNELS.get(words(channel, 40).lower(), ""),
        brand=words(value.get("brand_id")),
        tags=_tags(value.get("tags")),
        fields=_fields(value.get("custom_fields") or value.get("fields")),
        solved_at=moment(solved)[0],
        left=_LEFT.get(status, ""),
    )
    comments = value.get("comments")
    if isinstance(comments, list):
        for comment in comments:
            if isinstance(comment, dict) and words(comment.get("id")):
                yield from _comment(comment, key, file, line, places)
            else:
                yield Fault("no_id", file, line, kind="message", key=key)
    elif value.get("description") and "comment_count" not in value:
        # Without comments the description is all that is left of the first one; a comment replaces it.
        is_public, doubt = _described(value, seen)
        yield Message(
            key=f"{key}:description",
            ticket=key,
            at=created,
            author=seen["submitter"] or seen["requester"],
            is_public=is_public,
            doubt=doubt,
            text=long_words(value["description"]),
        )


def _described(value: dict[str, Any], seen: dict[str, str]) -> tuple[bool, str]:
    """Whether a description is public: what its requester wrote is, whatever else became of the ticket."""
    if seen["submitter"] in ("", seen["requester"]) and value.get("is_public") in (None, True):
        return True, ""
    return sight(value.get("is_public"), public=True)


def _tags(value: object) -> list[str]:
    tags = value if isinstance(value, list) else words(value, 10_000).split()
    return list(dict.fromkeys(words(tag, 60).strip() for tag in tags if words(tag).strip()))[:100]


def _fields(value: object) -> dict[str, str]:
    rows = value if isinstance(value, list) else []
    found = {}
    for row in rows[:200]:
        if isinstance(row, dict):
            given = row.get("value")
            text = ", ".join(words(one) for one in given) if isinstance(given, list) else words(given)
            if text:
                found[words(row.get("id"))] = text
    return found


def _comment(
    value: dict[str, Any], ticket: str, file: str, line: int, places: dict[str, str]
) -> Iterator[Record]:
    key = words(value["id"])
    if not ticket:
        yield Fault("no_ticket", file, line, kind="message", key=key)
        return
    at, has_zone = moment(value.get("created_at"))
    if not has_zone:
        yield Fault("no_zone", file, line, words(value.get("created_at"), 40), "message", key)
    author = value.get("author")
    files = value.get("attachments")
    is_public, doubt = sight(value.get("public"), public=True)
    yield Message(
        key=key,
        ticket=ticket,
        at=at,
        author=words(value.get("author_id") or (author.get("id") if isinstance(author, dict) else "")),
        name=words(author.get("name")) if isinstance(author, dict) else "",
        is_public=is_public,
        doubt=doubt,
        html=long_words(value.get("html_body")),
        text=long_words(value.get("plain_body") or value.get("body")),
        files=[
            File(words(one.get("file_name") or one.get("name"), 255), words(one.get("id")),
                 places.get(words(one.get("id")), ""))
            for one in (files if isinstance(files, list) else [])
            if isinstance(one, dict)
        ],
    )  # fmt: skip


def _article(value: dict[str, Any]) -> Iterator[Record]:
    try:
        path = urlsplit(words(value.get("html_url"), 1_000)).path[:500]
    except ValueError:
        path = ""
    if path:
        left = "draft" if value.get("draft") else ""
        yield Article(words(value["id"]), words(value.get("title") or value.get("name"), 300), path, left)
