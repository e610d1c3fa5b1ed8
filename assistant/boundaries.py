"""The built-in boundaries, and whether one applies to a message or to an answer."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.reading.phrases import Words
from assistant.reading.topics import MAX_HELD, PATTERNS, plain_text, topics_of


@dataclass(frozen=True, slots=True)
class Rule:
    """
    A subject that the assistant never handles.

    `key` names a built-in topic (`security`), whose own recognizer runs, or anything else for a topic an
    admin made. A boundary applies when its topic is recognized, one of its keywords is in the message, or the
    ticket has one of its issue types; and if segments or account states are named, only to those. One that
    names nothing but whom it is for applies to all that they write.
    """

    key: str
    label: str
    keywords: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    issue_types: tuple[str, ...] = ()
    account_states: tuple[str, ...] = ()


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
    account_states: Collection[str] = (),
    topics: Collection[str] | None = None,
) -> list[Held]:
    """
    The boundaries that apply to a message, in the order of `rules`.

    `segment` is the sender's, empty if unknown: then a segment that the message names counts. `topics` limits
    which recognizers run (all by default).
    """
    plain = plain_text(text, MAX_HELD)
    found = topics_of(plain)
    words = Words(plain)
    result: list[Held] = []
    for rule in rules:
        if not _concerns(rule, segment, account_states, plain):
            continue
        evidence = found.get(rule.key, "") if topics is None or rule.key in topics else ""
        evidence = evidence or words.first_of(rule.keywords)
        if not evidence and issue_type and issue_type in rule.issue_types:
            evidence = issue_type
        if not evidence and _is_for_everything(rule):
            known = [state for state in rule.account_states if state in account_states]
            evidence = segment if segment in rule.segments else next(iter(known), "")
        if evidence:
            result.append(Held(rule.key, rule.label, evidence[:200]))
    return result


def held_in_answer(
    rules: Iterable[Rule], *, text: str, segment: str = "", account_states: Collection[str] = ()
) -> list[Held]:
    """
    The boundaries whose words stand in what the assistant is about to say, in the order of `rules`.

    Only words that an admin wrote count: an article may well name what its reader must not ask for, so the
    recognizers of demands say nothing about it.
    """
    words = Words(plain_text(text, MAX_HELD))
    return [
        Held(rule.key, rule.label, evidence[:200])
        for rule in rules
        if rule.keywords
        and _concerns(rule, segment, account_states, "")
        and (evidence := words.first_of(rule.keywords))
    ]


def _concerns(rule: Rule, segment: str, account_states: Collection[str], text: str) -> bool:
    if rule.segments and not _is_of(rule.segments, segment, text):
        return False
    return not rule.account_states or any(state in rule.account_states for state in account_states)


def _is_for_everything(rule: Rule) -> bool:
    """Whether a boundary names nothing but whom it is for."""
    has_subject = rule.keywords or rule.issue_types or rule.key in PATTERNS
    return bool(rule.segments or rule.account_states) and not has_subject


def _is_of(segments: Sequence[str], segment: str, text: str) -> bool:
    if segment:
        return segment in segments
    return any(word.search(text) for name, word in _SEGMENT_WORDS.items() if name in segments)
