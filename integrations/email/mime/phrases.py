"""What a letter's wording reveals: whether a person writes, a program answers, or a service wants proof."""

import re
import tomllib
from pathlib import Path

_BY_LANGUAGE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8")
)
_WRITES_WITHOUT_SPACES = frozenset({"ja", "zh", "ko"})
MOST = 4_000
"""The number of characters that are examined."""
NOTE_LENGTH = 1_200
"""The maximum length of a program's answer in characters."""
PROOF_LENGTH = 2_500
_LINK = re.compile(r"https?://[^\s<>\"']{4,2000}", re.IGNORECASE)
_CODE = re.compile(
    r"(?<![\w.,/:#-])(?:\d{3}[ -]\d{3,4}|\d{4,8}"
    r"|(?=[A-Z0-9-]{0,8}\d)[A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8})?)(?![\w/:-])"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,200}@\S{1,200}")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE = re.compile(r"[.!?\u3002\uff01\uff1f\n]+")
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e")


def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for language in _BY_LANGUAGE.values() for word in language.get(kind, ())))


def _whole_words(language: str, kind: str) -> re.Pattern[str]:
    found = sorted(_BY_LANGUAGE[language].get(kind, ()), key=len, reverse=True)
    edge = ("", "") if language in _WRITES_WITHOUT_SPACES else (r"(?<![\w.@/-])", r"(?![\w@/-]|\.\w)")
    return re.compile(f"{edge[0]}(?:{'|'.join(map(re.escape, found))}){edge[1]}" if found else r"(?!)")


_LANGUAGES = tuple(language for language in _BY_LANGUAGE if language not in _WRITES_WITHOUT_SPACES)
_COMMON = {language: frozenset(_BY_LANGUAGE[language]["common"]) for language in _LANGUAGES}
_FIRST = {language: _whole_words(language, "first") for language in _BY_LANGUAGE}
_ASK = {language: _whole_words(language, "ask") for language in _BY_LANGUAGE}
_ABSENCE, _ANSWERING, _BULK = _phrases("absence"), _phrases("answering"), _phrases("bulk")
_PROOF = _phrases("proof")
_ACTS_AND_THINGS = tuple(
    (tuple(language.get("act", ())), tuple(language.get("thing", ()))) for language in _BY_LANGUAGE.values()
)


def _languages(lowered: str) -> list[str]:
    """The possible languages of a text: "mit" is German for with and Danish for my."""
    words = _WORD.findall(lowered)
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    most = max(counts.values())
    likely = [language for language in _LANGUAGES if counts[language] == most]
    return [*likely, *(sorted(_WRITES_WITHOUT_SPACES) if _NO_SPACES.search(lowered) else ())]


def _has(patterns: dict[str, re.Pattern[str]], text: str) -> bool:
    lowered = _ADDRESS.sub(" ", text[:MOST].lower())
    return any(patterns[language].search(lowered) for language in _languages(lowered))


def asks(text: str) -> bool:
    """Whether a text asks something, with a question mark or a question word."""
    return any(mark in text[:MOST] for mark in _QUESTION_MARKS) or _has(_ASK, text)


def speaks_of_oneself(text: str) -> bool:
    """Whether somebody says "I" or "my", which programs hardly ever do."""
    # The label of a button at the bottom of many automatic mails.
    return _has(_FIRST, text[:MOST].lower().replace("my account", ""))


def is_newsletter(text: str) -> bool:
    """Whether a text offers to unsubscribe, or says why it is sent."""
    lowered = text[:100_000].lower()
    return any(phrase in lowered for phrase in _BULK)


def is_personal(text: str) -> bool:
    """Whether a text reads like a person's letter: it asks or uses "I", and is no newsletter."""
    return not is_newsletter(text) and (
        speaks_of_oneself(text) or any(mark in text[:MOST] for mark in _QUESTION_MARKS)
    )


def is_note_of_a_program(text: str) -> bool:
    """Whether a text reads like an absence note or an automatic answer: short, typical words, no question."""
    lowered = text[: MOST + 1].lower().strip()
    return (
        0 < len(lowered) <= NOTE_LENGTH
        and not any(mark in lowered for mark in _QUESTION_MARKS)
        and any(phrase in lowered for phrase in (*_ABSENCE, *_ANSWERING))
    )


def names_a_proof(line: str) -> bool:
    """Whether a line is about proving an address or account: a code, a sign-in, a new password."""
    lowered = line[:MOST].lower()
    return any(phrase in lowered for phrase in _PROOF) or any(
        any(act in lowered for act in acts) and any(thing in lowered for thing in things)
        for acts, things in _ACTS_AND_THINGS
    )


def brings_link_or_code(text: str) -> bool:
    """Whether a short text has a link or a code such as 123456 or AB1-2CD."""
    return len(text) <= PROOF_LENGTH and bool(_LINK.search(text) or _CODE.search(text))


def brings_a_proof(text: str) -> bool:
    """Whether a short text has a link or a code, and a sentence about proving something with it."""
    return brings_link_or_code(text) and any(
        names_a_proof(sentence) for sentence in _SENTENCE.split(_LINK.sub(" ", text))
    )
