# ruff: noqa: E501 - patterns read better whole
"""Summaries, shortening and extraction without a model: sentences are selected, never invented."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.engines.builtin.meaning import meanings
from assistant.engines.protocol import Label, Turn
from assistant.reading.entities import entities_of
from assistant.reading.sentences import content_words, sentences_of

MAX_WANTS = 320
_PLEASANTRY = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|thanks?|thank you|best|kind regards|regards|cheers)\b[^.!?]{0,40}[.!,?]*$",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\?|\b(?:how|what|why|where|when|which|who|can (?:you|we|i)|could (?:you|we)|please|need|want|would like|unable|cannot|"
    r"can'?t|doesn'?t|fails?|failing|failed|error|broken|missing|wrong)\b",
    re.IGNORECASE,
)
_LABELS: Mapping[str, re.Pattern[str]] = {
    "steps_to_reproduce": re.compile(r"(?:steps(?: to reproduce)?|repro\w{0,20})\s{0,20}[:\-]\s{0,20}(.+?)(?=\n\s*\n|\b(?:expected|actual)\b|$)", re.IGNORECASE | re.DOTALL),
    "expected": re.compile(r"(?:expected(?: (?:result|behaviou?r))?\s*[:\-]|should(?: have)?)\s*(.+?)(?=[.\n]|\bactual\b|$)", re.IGNORECASE | re.DOTALL),
    "actual": re.compile(r"(?:actual(?: (?:result|behaviou?r))?\s*[:\-]|instead,?)\s*(.+?)(?=\n|$)", re.IGNORECASE | re.DOTALL),
    "environment": re.compile(r"\b((?:chrome|firefox|safari|edge|ios|android|windows|macos|mac os|linux|sdk|node|python|version)\b[^.,;\n]{0,40})", re.IGNORECASE),
    "frequency": re.compile(r"\b(always|every (?:time|day|night|hour|morning|week)|sometimes|intermittent\w*|once|randomly|since (?:yesterday|monday|tuesday|wednesday|thursday|friday|last \w+|this morning))\b", re.IGNORECASE),
    "affected": re.compile(r"\b((?:all|some|\d+|several|most|every) (?:of )?(?:our |the )?(?:users?|customers?|reports?|dashboards?|exports?|events?|projects?|people))\b", re.IGNORECASE),
}  # fmt: skip


def wants_of(text: str, limit: int = MAX_WANTS) -> str:
    """The sentences in which a customer says what they want, within `limit` characters."""
    sentences = [part for part in sentences_of(text) if not _PLEASANTRY.match(part)]
    if not sentences:
        return " ".join(text.split())[:limit]
    asking = [part for part in sentences if _ASKING.search(part)] or sentences
    kept: list[str] = []
    for part in asking:
        if kept and sum(map(len, kept)) + len(part) > limit:
            break
        kept.append(part)
    return " ".join(kept)[:limit]


def summary_of(turns: Sequence[Turn], subject: str = "") -> str:
    """What the customer asked first and last, and the last thing we said."""
    said = [turn for turn in turns if turn.role == "customer" and turn.text.strip()]
    ours = [turn for turn in turns if turn.role != "customer" and turn.text.strip()]
    lines: list[str] = []
    if said:
        lines.append(f"The customer asks: {wants_of(said[0].text)}")
    elif subject:
        lines.append(f"About: {subject}")
    if len(said) > 1:
        lines.append(f"Most recently: {wants_of(said[-1].text, 240)}")
    if ours:
        lines.append(f"Last answer from us: {wants_of(ours[-1].text, 240)}")
    return "\n".join(lines)


def shortened(text: str) -> str:
    """The sentences that carry most of a text's meaning, in order; about half of it."""
    sentences = sentences_of(text)
    if len(sentences) <= 2:
        return text
    vectors = meanings(sentences)
    center = vectors.mean(axis=0)
    weight = vectors @ center + 0.02 * np.asarray([len(content_words(part)) for part in sentences])
    keep = sorted(np.argsort(-weight)[: max(2, (len(sentences) + 1) // 2)].tolist())
    return "\n".join(sentences[index] for index in keep)


def extracted(text: str, fields: Mapping[str, str]) -> dict[str, Label]:
    """Values that appear in a text under their usual names, and entities; nothing is guessed."""
    found: dict[str, Label] = {}
    entities = entities_of(text)
    for name in fields:
        pattern = _LABELS.get(name)
        match = pattern.search(text) if pattern is not None else None
        if match is not None and match.group(1).strip():
            has_label = ":" in text[match.start() : match.start(1)]
            found[name] = Label(" ".join(match.group(1).split())[:500], 0.85 if has_label else 0.55)
            continue
        values = [entity["value"] for entity in entities if entity["kind"] == name]
        if values:
            found[name] = Label(", ".join(values), 0.9)
    return found
