"""What is changed there of messages that came before, and how a message reads here."""

import hashlib
from collections.abc import Sequence
from typing import Any

from core import html
from integrations.importers.models import Trace
from tickets.services.withdrawing import entries_said, text_said


def edited_there(messages: Sequence[dict[str, Any]], trace: Trace) -> dict[str, int]:
    """
    Which messages read otherwise there now, or may be read by others, and the entries they are here.

    What somebody took words out of here stays so.
    """
    marks: dict[str, list[Any]] = trace.marks or {}
    other = {
        one["key"]: (int(marks[one["key"]][0]), one)
        for one in messages
        if one["key"] in marks and marks[one["key"]][1] != digest_of(one)
    }
    if not other:
        return {}
    here = entries_said([entry_id for entry_id, _ in other.values()])
    found = {}
    for key, (entry_id, message) in other.items():
        said = here.get(entry_id)
        if said is None or said.is_redacted:
            continue
        told = worded(message, message["files"])
        is_same = text_said(told["html"], told["text"]).split() == said.text.split()
        if not is_same or said.is_public != message["is_public"]:
            found[key] = entry_id
    return found


def take_for_description(data: dict[str, Any], trace: Trace, messages: Sequence[dict[str, Any]]) -> None:
    """
    Take the first comment of a ticket for its description, where that came before there were comments.

    It is kept with what else comes of the ticket.
    """
    told = f"{data['key']}:description"
    first = messages[0]["key"] if messages else ""
    if told not in trace.parts or any(one["key"] == told for one in messages) or first in ("", *trace.parts):
        return
    trace.parts = [*trace.parts, first]
    marks = trace.marks or {}
    if told in marks:
        trace.marks = marks | {first: marks[told]}


def digest_of(message: dict[str, Any]) -> str:
    """What differs when a message is changed there."""
    text = f"{message['is_public']}|{message['html']}|{message['text']}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


def worded(message: dict[str, Any], files: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A message with what only its head or its missing files say of it."""
    body, text = message["html"], message["text"]
    if message["doubt"] == "internal_mail" and message["route"]:
        body = html.text_to_html(message["route"]) + body if body.strip() else ""
        text = f"{message['route']}\n\n{text}"
    if not (body.strip() or text.strip()) and message["files"]:
        names = ", ".join(file["name"] for file in message["files"] if not file["place"])
        text = f"Not in the export: {names}"[:2_000] if names and not files else ""
    return message | {"html": body, "text": text}
