"""
Freshdesk: the JSON export of an account (`helpdesk_ticket` with its `notes`), the lists of its API with their
`conversations`, and the CSV of its list of tickets, which has no messages.
"""

import csv
from collections.abc import Iterator
from typing import IO, Any

from integrations.importers.readers.streams import Elements, Export, text_of
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
    sight,
    words,
)

STATUSES = {"2": "open", "3": "pending", "4": "resolved", "5": "closed"}
PRIORITIES = {"1": "low", "2": "medium", "3": "high", "4": "urgent"}
_CHANNELS = {"1": "email", "2": "web", "7": "widget"}
_WRAPPERS = ("helpdesk_ticket", "user", "company", "customer", "group", "agent", "ticket", "contact")
_FINISHED = ("resolved", "closed")
_FORWARDED = "8"
"""The source of what was sent on to somebody else."""


def read(export: Export) -> Iterator[Record]:
    """The records of an export, in the order of its files."""
    for name in export.names:
        lowered = name.lower()
        if lowered.endswith(".csv"):
            with export.opened(name) as file, text_of(file) as text:
                yield from _table(text, name)
        elif lowered.endswith((".json", ".jsonl", ".ndjson")) or len(export.names) == 1:
            with export.opened(name) as file, text_of(file) as text:
                for found in Elements(text, name):
                    if isinstance(found, Fault):
                        yield found
                    else:
                        yield from _record(found.value, name, found.line)


def _record(value: dict[str, Any], file: str, line: int) -> Iterator[Record]:
    kind = next((name for name in _WRAPPERS if isinstance(value.get(name), dict)), "")
    inner: dict[str, Any] = value[kind] if kind else value
    key = words(inner.get("display_id") or inner.get("id"))
    if not key:
        yield Fault("no_id", file, line)
    elif kind in ("company", "customer") or "domains" in inner:
        domains = inner.get("domains")
        first = domains[0] if isinstance(domains, list) and domains else domains
        yield Company(words(inner.get("id")), words(inner.get("name"), 200), words(first, 200).split(",")[0])
    elif kind == "group":
        yield Named("group", key, words(inner.get("name")))
    elif "requester_id" in inner:
        yield from _ticket(inner, key, file, line)
    elif "email" in inner or isinstance(inner.get("contact"), dict) or kind in ("user", "agent", "contact"):
        contact: dict[str, Any] = inner["contact"] if isinstance(inner.get("contact"), dict) else inner
        is_agent = kind == "agent" or contact is not inner or bool(inner.get("helpdesk_agent"))
        yield _person(contact, words(inner.get("id")), is_agent=is_agent)
    else:
        yield Fault("unknown_record", file, line, ", ".join(sorted(map(str, inner)))[:200])


def _person(value: dict[str, Any], key: str, *, is_agent: bool = False) -> Contact:
    return Contact(
        key=key,
        name=words(value.get("name")),
        email=words(value.get("email"), 254),
        phone=words(value.get("phone") or value.get("mobile"), 60),
        company=words(value.get("company_id") or value.get("customer_id")),
        locale=words(value.get("language"), 12),
        is_agent=is_agent,
    )


def _ticket(value: dict[str, Any], key: str, file: str, line: int) -> Iterator[Record]:
    created, has_zone = moment(value.get("created_at"))
    if not has_zone:
        yield Fault("no_zone", file, line, words(value.get("created_at"), 40), "ticket", key)
    status = words(value.get("status"), 40)
    status = STATUSES.get(status, status).lower()
    fields = value.get("custom_fields") or value.get("custom_field")
    left = "spam" if value.get("spam") else "deleted" if value.get("deleted") else ""
    requester = words(value.get("requester_id"))
    beside = value.get("requester")
    if isinstance(beside, dict) and (requester := requester or words(beside.get("id"))):
        yield _person(beside, requester)
    yield Ticket(
        key=key,
        number=key,
        subject=words(value.get("subject"), 300),
        requester=requester,
        status=status,
        created_at=created,
        priority=PRIORITIES.get(words(value.get("priority")), words(value.get("priority"), 40)).lower(),
        type=words(value.get("type") or value.get("ticket_type"), 40).lower(),
        group=words(value.get("group_id")),
        assignee=words(value.get("responder_id")),
        company=words(value.get("company_id")),
        channel=_CHANNELS.get(words(value.get("source")), ""),
        tags=[words(tag if isinstance(tag, str) else tag.get("name"), 60) for tag in value.get("tags") or []
              if isinstance(tag, str | dict)][:100],
        fields={words(name, 60): words(one) for name, one in fields.items() if words(one)}
        if isinstance(fields, dict)
        else {},
        solved_at=moment(value.get("updated_at"))[0] if status in _FINISHED else "",
        left=left,
    )  # fmt: skip
    yield Message(
        key=f"{key}:description",
        ticket=key,
        at=created,
        author=requester,
        html=long_words(value.get("description_html") or value.get("description")),
        text=long_words(value.get("description_text")),
        files=_files(value),
    )
    yield from _notes(value, key, file, line)


def _notes(value: dict[str, Any], key: str, file: str, line: int) -> Iterator[Record]:
    for note in [*(value.get("notes") or []), *(value.get("conversations") or [])]:
        inner = note.get("helpdesk_note", note) if isinstance(note, dict) else None
        if not isinstance(inner, dict) or not words(inner.get("id")):
            yield Fault("no_id", file, line, kind="message", key=key)
            continue
        is_public, doubt = sight(inner.get("private"), public=False)
        if is_public and words(inner.get("source")) == _FORWARDED:
            is_public, doubt = False, "internal_mail"
        yield Message(
            key=words(inner["id"]),
            ticket=key,
            at=moment(inner.get("created_at"))[0],
            author=words(inner.get("user_id")),
            is_public=is_public,
            doubt=doubt,
            by="" if inner.get("incoming") or inner.get("incoming") is None else "staff",
            html=long_words(inner.get("body_html") or inner.get("body")),
            text=long_words(inner.get("body_text")),
            files=_files(inner),
        )


def _files(value: dict[str, Any]) -> list[File]:
    rows = value.get("attachments")
    return [
        File(words(one.get("name") or one.get("content_file_name"), 255), words(one.get("id")))
        for one in (rows if isinstance(rows, list) else [])
        if isinstance(one, dict)
    ]


def _table(text: IO[str], file: str) -> Iterator[Record]:
    """The CSV of a list of tickets: who asked what when, without what was written."""
    rows = csv.DictReader(text)
    try:
        for row in rows:
            yield from _row({str(name).strip().lower(): value for name, value in row.items()}, file,
                            rows.line_num)  # fmt: skip
    except csv.Error as error:
        yield Fault("broken_csv", file, rows.line_num, str(error)[:200])


def _row(row: dict[str, Any], file: str, line: int) -> Iterator[Record]:
    key = words(row.get("ticket id") or row.get("id"))
    if not key:
        yield Fault("no_id", file, line, kind="ticket")
        return
    email = words(row.get("email") or row.get("requester email"), 254)
    name = words(row.get("full name") or row.get("requester name"))
    requester = words(row.get("contact id")) or (f"email:{key}" if email else "")
    if requester:
        yield Contact(requester, name, email)
    created, has_zone = moment(row.get("created time") or row.get("created at"))
    if not has_zone:
        yield Fault("no_zone", file, line, words(row.get("created time"), 40), "ticket", key)
    group, agent = words(row.get("group")), words(row.get("agent"))
    if group:
        yield Named("group", group, group)
    if agent:
        yield Contact(f"agent:{agent}", agent, is_agent=True)
    yield Ticket(
        key=key,
        number=key,
        subject=words(row.get("subject"), 300),
        requester=requester,
        status=words(row.get("status"), 40).lower(),
        created_at=created,
        priority=words(row.get("priority"), 40).lower(),
        type=words(row.get("type"), 40).lower(),
        group=group,
        assignee=f"agent:{agent}" if agent else "",
        tags=[tag.strip()[:60] for tag in words(row.get("tags")).split(",") if tag.strip()],
        solved_at=moment(row.get("resolved time"))[0],
    )
