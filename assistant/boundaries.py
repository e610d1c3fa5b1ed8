"""The built-in boundaries, and whether one applies to a message."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.reading.topics import MAX_HELD, PATTERNS, plain_text, topics_of


@dataclass(frozen=True, slots=True)
class Rule:
    """One boundary as the admin set it; see `assistant.models.Boundary`."""

    key: str
    label: str
    keywords: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    issue_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A boundary that applies, with the words that triggered it."""

    key: str
    label: str
    evidence: str


DEFAULTS: Sequence[Rule] = (
    Rule("distress", "Distress or danger"),
    Rule("security", "Security incidents and reports"),
    Rule("legal", "Legal matters"),
    Rule("accessibility", "Accessibility complaints"),
    Rule("billing_dispute", "Refunds, credits and billing disputes"),
    Rule("contracts", "Contracts, promises and prices"),
    Rule("cancellation", "Cancellation by enterprise accounts", segments=("enterprise",)),
    Rule("account_changes", "Changes to an account or its owner"),
    Rule("other_customers", "Data of other customers"),
)
_SEGMENT_WORDS: Mapping[str, re.Pattern[str]] = {
    "enterprise": re.compile(r"\benterprise\b", re.IGNORECASE),
    "mid_market": re.compile(r"\bmid[- ]?market\b", re.IGNORECASE),
}


def held(
    rules: Iterable[Rule],
    *,
    text: str,
    segment: str = "",
    issue_type: str = "",
    topics: Collection[str] | None = None,
) -> list[Held]:
    """
    The boundaries that apply to a message, in the order of `rules`.

    `segment` is the sender's, empty if unknown: then a segment that the message names counts. `topics` limits
    which recognizers run (all by default).
    """
    plain = plain_text(text, MAX_HELD)
    found = topics_of(plain)
    result: list[Held] = []
    for rule in rules:
        if rule.segments and not _is_of(rule.segments, segment, plain):
            continue
        evidence = found.get(rule.key, "") if topics is None or rule.key in topics else ""
        evidence = evidence or _keyword(rule.keywords, plain)
        if not evidence and issue_type and issue_type in rule.issue_types:
            evidence = issue_type
        only_segment = (
            rule.segments and not rule.keywords and not rule.issue_types and rule.key not in PATTERNS
        )
        if evidence or (only_segment and segment in rule.segments):
            result.append(Held(rule.key, rule.label, (evidence or segment)[:200]))
    return result


def _is_of(segments: Sequence[str], segment: str, text: str) -> bool:
    if segment:
        return segment in segments
    return any(word.search(text) for name, word in _SEGMENT_WORDS.items() if name in segments)


def _keyword(keywords: Sequence[str], text: str) -> str:
    for keyword in keywords:
        if keyword.strip() and re.search(rf"(?<!\w){re.escape(keyword.strip())}(?!\w)", text, re.IGNORECASE):
            return keyword
    return ""
