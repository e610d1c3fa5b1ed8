"""
An export as it lies there, read a second time without the readers: what its tickets say, to compare with.

Nothing is known here but the names that systems give to words, so that what a reader leaves out shows.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from integrations.importers.readers.streams import Element, Elements, Export, text_of
from integrations.importers.records import long_words

_BODIES = ("html_body", "body_html", "body", "plain_body", "body_text")
_DESCRIBED = ("description_html", "description", "description_text")
_HISTORY = ("comments", "notes", "conversations", "conversation_parts", "source")
_WRAPPED = ("helpdesk_ticket", "ticket")
_JSON = (".json", ".jsonl", ".ndjson")
DEPTH = 8


@dataclass
class Raw:
    """
    The ids of tickets and how many messages with words they have; of wanted tickets their bodies, by the id
    of the message.
    """

    tickets: set[str] = field(default_factory=set)
    messages: set[int] = field(default_factory=set)
    bodies: dict[str, dict[str, str]] = field(default_factory=dict)


def read(export: Export, wanted: Collection[str]) -> Raw:
    """Read all JSON of an export."""
    found = Raw(bodies={key: {} for key in wanted})
    for name in export.names:
        if not name.lower().endswith(_JSON) and len(export.names) > 1:
            continue
        with export.opened(name) as file, text_of(file) as text:
            for element in Elements(text, name):
                if isinstance(element, Element):
                    _take(element.value, found)
    return found


def _take(value: Any, found: Raw, depth: int = 0) -> None:
    if isinstance(value, list) and depth < DEPTH:
        for one in value:
            _take(one, found, depth + 1)
    if not isinstance(value, dict):
        return
    inner = next((value[name] for name in _WRAPPED if isinstance(value.get(name), dict)), value)
    key = _text(inner.get("display_id") or inner.get("id"))
    of_ticket = _text(inner.get("ticket_id"))
    if of_ticket and _body(inner, _BODIES):
        _keep(found, of_ticket, key, _body(inner, _BODIES))
    elif key and _is_ticket(inner):
        _ticket(inner, key, found)
    elif depth < DEPTH:
        for one in inner.values():
            if isinstance(one, list):
                _take(one, found, depth + 1)


def _is_ticket(value: dict[str, Any]) -> bool:
    if _body(value, _BODIES):
        return False
    has_history = any(isinstance(value.get(name), list | dict) for name in _HISTORY)
    return has_history or "requester_id" in value or ("subject" in value and "status" in value)


def _ticket(value: dict[str, Any], key: str, found: Raw) -> None:
    found.tickets.add(key)
    said = list(_said(value, 0))
    for number, (own, body) in enumerate(said):
        _keep(found, key, own or f"without id {number}", body)
    # Where comments are, the description only repeats the first of them; beside notes it is one more.
    described = _body(value, _DESCRIBED)
    if described and not (said and "comments" in value):
        _keep(found, key, "description", described)


def _said(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """All with a body inside, however deep."""
    if depth > DEPTH:
        return
    if isinstance(value, dict):
        body = _body(value, _BODIES) if depth else ""
        if body:
            yield _text(value.get("id")), body
            return
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _said(one, depth + 1)


def _keep(found: Raw, ticket: str, key: str, body: str) -> None:
    found.messages.add(hash((ticket, key)))
    if ticket in found.bodies:
        found.bodies[ticket][key] = body


def _body(value: dict[str, Any], names: tuple[str, ...]) -> str:
    texts = (value.get(name) for name in names)
    return next((long_words(text) for text in texts if isinstance(text, str) and text.strip()), "")


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
