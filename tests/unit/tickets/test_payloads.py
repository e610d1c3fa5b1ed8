"""Every kind of payload that entries store loses words, wherever in it they stand."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from core.redacting import CODES, MARK, Needles
from tickets import entries, side_entries
from tickets.payload import KEY, Payload
from tickets.services.payloads import ADDRESSING, OURS, payload_without

WORD = "Zebra-9-Gnu"
SAID = {"code": "asks_help_note", "params": {"note": WORD}}
SHAPES: dict[str, Any] = {
    # What is stored as JSON of any form, as the product writes it.
    "reasons": [{"label": WORD, "detail": WORD, "message": SAID}],
    "message": {"code": "x", "params": {"name": WORD, "items": [SAID]}},
    "changes": {
        "subject": [WORD, None], "custom": [{"reason": WORD, "url": WORD}, {}], "status": ["new", "open"],
    },
    "citations": [{"article_id": 1, "title": "Ours", "quote": WORD}],
    "invitations": [{"summary": WORD, "place": {"name": WORD}}],
    "page": {"url": f"https://x.test/?q={WORD}", "title": WORD},
    "cc": [{"name": WORD, "address": WORD}],
    "names": {"assignee": [WORD, None]},
    "inline": {"cid": WORD},
}  # fmt: skip


def kinds() -> Iterator[type[Payload]]:
    for module in (entries, side_entries):
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, Payload) and "__dataclass_fields__" in vars(one):
                yield one


def filled(hint: Any, name: str) -> Any:
    """A value of this type with the word in each of its texts."""
    if name in SHAPES and hint is not str:
        return SHAPES[name]
    parts = [one for one in get_args(hint) if one is not type(None)]
    base = get_origin(hint) or hint
    if base not in (list, dict) and len(parts) == 1:
        return filled(parts[0], name)
    if base is str:
        return WORD
    if base is list:
        return [filled(parts[0], name)]
    if isinstance(base, type) and issubclass(base, Payload):
        return whole(base)
    assert base in (bool, int, float), f"{name}: say in SHAPES what it holds"
    return base(1)


def whole(kind: type[Payload]) -> Payload:
    hints = get_type_hints(kind)
    return kind(**{one.name: filled(hints[one.name], one.name) for one in fields(kind)})  # type: ignore[arg-type]  # every payload is a dataclass


def members_with(word: str, value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, str) and word in value:
        yield name
    elif isinstance(value, dict):
        for member, one in value.items():
            yield from members_with(word, one, member if name not in OURS else name)
    elif isinstance(value, list):
        for one in value:
            yield from members_with(word, one, name)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_no_text_of_a_payload_keeps_words(kind: type[Payload]) -> None:
    stored = whole(kind).to_json()
    for needles in (Needles([WORD]), Needles((), said=[WORD]).everywhere):
        left, _ = payload_without(needles, stored, stays=frozenset())
        assert set(members_with(WORD, left)) <= OURS.keys() | CODES
        assert kind.of(left).to_json().keys() == stored.keys(), "it can still be read"
    kept = set(members_with(WORD, payload_without(Needles([WORD]), stored)[0]))
    assert kept <= OURS.keys() | CODES | ADDRESSING | {"name", "address"}


def test_codes_stay_and_sentences_under_their_names_go() -> None:
    needles = Needles(["answered"])
    stored = {"step": "handoff", "reason": "not_answered", "changes": {"status": ["answered", "open"]}}
    assert payload_without(needles, stored) == (stored, 0)
    left, count = payload_without(
        needles, {"reason": "Anna answered", "changes": {"reason": ["It answered", None]}}
    )
    assert count == 2
    assert left == {"reason": f"Anna {MARK}", "changes": {"reason": [f"It {MARK}", None]}}


def test_every_reason_is_about_a_member_there_is() -> None:
    names = {one.metadata.get(KEY, one.name) for kind in kinds() for one in fields(kind)}  # type: ignore[arg-type]  # every payload is a dataclass
    # Of a change of fields.
    assert set(OURS) - names == {"tags", "product_area"}
