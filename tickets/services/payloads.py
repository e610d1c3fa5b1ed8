"""
Taking words out of what entries store besides their text, and out of copies of that.

Whatever a payload holds is searched, but for the members named here: a new one is searched until somebody
says why not.
"""

from typing import Any

from core.redacting import Needles, is_code

STAYS = (
    "is_answer", "is_acknowledgement", "is_opening", "is_imported", "is_automatic", "automatic", "decision",
    "client_id", "via", "run_id", "draft_run_id", "engine", "step", "slack_channel", "recipients",
    "ticket", "entry_id", "is_new", "merge_id", "change", "system",
)  # fmt: skip
"""What is left of a message that is taken out: how it came, and what it belongs to."""
ADDRESSING = frozenset({"recipients", "from", "to", "cc", "reply_to"})
"""Who wrote to whom: that stays where words go, and goes where the person is erased."""
OURS = {
    "automatic": "the kind of automatic mail, a code",
    "boundary": "the name of a boundary, a code",
    "client_id": "by which a widget knows its own message",
    "confidence_word": "one of three words",
    "decision": "a code of the assistant",
    "engine": "the name of a model",
    "inline": "ids of pictures, and of our files",
    "mentions": "colleagues; one may have a customer's name",
    "mentions_unseen": "the same",
    "names": "colleagues and teams, by the names that they had",
    "product_area": "chosen from a list",
    "slack_channel": "the id of a channel",
    "tags": "chosen from a list",
    "via": "the name of a channel",
}
"""Members that no words are taken from, each with its reason, besides `core.redacting.CODES`."""
_QUOTE = "quote"


def payload_without(
    needles: Needles, payload: dict[str, Any], *, stays: frozenset[str] = ADDRESSING
) -> tuple[dict[str, Any], int]:
    """A payload without the words in what people and programs wrote; its codes, ids and names stay."""
    return _object(needles, payload, frozenset(OURS) | stays)


def _object(needles: Needles, value: dict[str, Any], kept: frozenset[str]) -> tuple[dict[str, Any], int]:
    parts = {name: _member(needles, name, one, kept) for name, one in value.items()}
    return {name: part for name, (part, _) in parts.items()}, sum(count for _, count in parts.values())


def _member(needles: Needles, name: str, value: Any, kept: frozenset[str]) -> tuple[Any, int]:
    if name in kept or is_code(name, value):
        return value, 0
    if name == "citations" and isinstance(value, list):
        # Of an article, which is ours, but for what was quoted.
        parts = [_citation(needles, one) for one in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    if isinstance(value, dict) and name not in ("page", "custom"):
        return _object(needles, value, kept)
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        parts = [_object(needles, one, kept) for one in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    left, count = needles.in_json({name: value})
    return left[name], count


def _citation(needles: Needles, stored: Any) -> tuple[Any, int]:
    if not isinstance(stored, dict) or _QUOTE not in stored:
        return stored, 0
    left, count = needles.in_json({_QUOTE: stored[_QUOTE]})
    return stored | left, count
