"""Intercom: conversations with their parts, contacts, companies, admins and teams, as its API (2.14) has."""

from collections.abc import Iterator
from typing import Any

from integrations.importers.readers.streams import LISTS, Element, Elements, Export, text_of
from integrations.importers.records import (
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
    words,
)

_OURS = ("admin", "team", "bot")
_CUSTOMERS = ("user", "contact", "lead")
_PUBLIC = ("comment", "assignment", "open", "close", "quick_reply")
_NOTES = ("note", "note_and_reopen")
_WRITTEN = ("comment", "note")
"""What somebody wrote even if nothing is left of it; other parts may be mere events."""


def read(export: Export) -> Iterator[Record]:
    """The records of an export, in the order of its files."""
    for name in export.names:
        if not name.lower().endswith((".json", ".jsonl", ".ndjson")) and len(export.names) > 1:
            continue
        with export.opened(name) as file, text_of(file) as text:
            for found in Elements(text, name):
                if isinstance(found, Fault):
                    yield found
                else:
                    yield from _records(found.value, found, name)


def _records(value: dict[str, Any], found: Element, file: str) -> Iterator[Record]:
    if "list" in words(value.get("type")):
        for name in LISTS & set(value):
            for one in value[name] if isinstance(value[name], list) else ():
                if isinstance(one, dict):
                    yield from _records(one, found, file)
        return
    key = words(value.get("id"))
    kind = words(value.get("type"), 40)
    if not key:
        yield Fault("no_id", file, found.line)
    elif kind == "conversation":
        yield from _conversation(value, key, file, found.line)
    elif kind in _CUSTOMERS:
        companies = _rows(value.get("companies"), "data") or _rows(value.get("companies"), "companies")
        yield Contact(
            key=key,
            name=words(value.get("name")),
            email=words(value.get("email"), 254),
            phone=words(value.get("phone"), 60),
            company=words(companies[0].get("id")) if companies else "",
            locale=words(value.get("browser_language"), 12),
        )
    elif kind == "company":
        yield Company(key, words(value.get("name"), 200), words(value.get("website"), 200))
    elif kind == "admin":
        yield Contact(f"admin:{key}", words(value.get("name")), words(value.get("email"), 254), is_agent=True)
    elif kind == "team":
        yield Named("group", key, words(value.get("name")))
    else:
        yield Fault("unknown_record", file, found.line, kind or ", ".join(sorted(map(str, value)))[:200])


def _rows(value: object, name: str) -> list[dict[str, Any]]:
    rows = value.get(name) if isinstance(value, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _conversation(value: dict[str, Any], key: str, file: str, line: int) -> Iterator[Record]:
    created, _ = moment(value.get("created_at"))
    source: dict[str, Any] = value["source"] if isinstance(value.get("source"), dict) else {}
    contacts = _rows(value.get("contacts"), "contacts")
    requester = words(contacts[0].get("id")) if contacts else _asker(source)
    state = words(value.get("state"), 40) or ("open" if value.get("open") else "closed")
    attributes = value.get("custom_attributes")
    assignee = words(value.get("admin_assignee_id"))
    parts = _rows(value.get("conversation_parts"), "conversation_parts")
    authors = [part["author"] for part in (source, *parts) if isinstance(part.get("author"), dict)]
    for author in authors:
        yield from _author(author)
    title = words(value.get("title"), 300) or words(source.get("subject"), 300)
    yield Ticket(
        key=key,
        number=key,
        subject=title,
        requester=requester,
        status=state,
        created_at=created,
        priority=words(value.get("priority"), 40),
        group=words(value.get("team_assignee_id")),
        assignee=f"admin:{assignee}" if assignee else "",
        channel="email" if source.get("type") == "email" else "widget",
        tags=[words(tag.get("name"), 60) for tag in _rows(value.get("tags"), "tags")][:100],
        fields={words(name, 60): words(one) for name, one in attributes.items() if words(one)}
        if isinstance(attributes, dict)
        else {},
        solved_at=moment(value.get("updated_at"))[0] if state == "closed" else "",
    )
    if source:
        yield _message(source, key, created, f"source:{words(source.get('id')) or key}", is_public=True)
    yield from _parts(value, parts, key, file, line)


def _parts(
    value: dict[str, Any], parts: list[dict[str, Any]], key: str, file: str, line: int
) -> Iterator[Record]:
    for part in parts:
        kind, number = words(part.get("part_type"), 60), words(part.get("id"))
        if not (part.get("body") or part.get("attachments") or kind in _WRITTEN):
            continue
        if not number:
            yield Fault("no_id", file, line, kind="message", key=key)
            continue
        doubt = "" if kind in (*_PUBLIC, *_NOTES) else "sight_unclear"
        at = moment(part.get("created_at"))[0]
        yield _message(part, key, at, f"{key}:{number}", is_public=kind in _PUBLIC, doubt=doubt)
    about = value.get("conversation_parts")
    total = about.get("total_count") if isinstance(about, dict) else None
    if isinstance(total, int) and total > len(parts):
        yield Fault("parts_missing", file, line, f"{len(parts)} / {total}", "ticket", key)


def _asker(source: dict[str, Any]) -> str:
    """Who wrote first, if that was no one of ours."""
    author: dict[str, Any] = source["author"] if isinstance(source.get("author"), dict) else {}
    return words(author.get("id")) if author.get("type") in _CUSTOMERS else ""


def _author(author: dict[str, Any]) -> Iterator[Record]:
    key, kind = words(author.get("id")), author.get("type")
    if key and kind == "admin":
        yield Contact(
            f"admin:{key}", words(author.get("name")), words(author.get("email"), 254), is_agent=True
        )
    elif key and kind in _CUSTOMERS and (author.get("email") or author.get("name")):
        yield Contact(key, words(author.get("name")), words(author.get("email"), 254))


def _message(
    part: dict[str, Any], ticket: str, at: str, key: str, *, is_public: bool, doubt: str = ""
) -> Message:
    author: dict[str, Any] = part["author"] if isinstance(part.get("author"), dict) else {}
    kind, number = words(author.get("type"), 40), words(author.get("id"))
    return Message(
        key=key,
        ticket=ticket,
        at=at,
        author=f"admin:{number}" if kind == "admin" else number if kind not in _OURS else "",
        name=words(author.get("name")),
        is_public=is_public,
        doubt=doubt,
        by="assistant" if kind == "bot" else "",
        html=long_words(part.get("body")),
        files=[File(words(one.get("name"), 255)) for one in part.get("attachments") or []
               if isinstance(one, dict)],
    )  # fmt: skip
