"""
Finding the lines with which mail programs introduce a quote, in about twenty languages.

A line is examined on its own and with the few lines around it, at most a few hundred characters of each: time
grows only with the number of lines, whatever they contain.
"""

import re
from dataclasses import dataclass

from core.letters import WORD, is_of_word
from integrations.email.mime.words import LABELS, composed, words

WROTE, BLOCK, ORIGINAL, FORWARDED, ABOVE = "wrote", "block", "original", "forwarded", "above"
"""
"On …, … wrote:"; a block of From, Sent, To and Subject; "-----Original Message-----"; the same for forwarded
mail; "please write above this line".
"""
MAX_LINE = 400
_MAX_WROTE = 700
_LOOK_BACK = 4
_MAX_BLOCK = 16

_VERBS = tuple(sorted(words("wrote"), key=len, reverse=True))
_VERB_WORDS = frozenset(verb.split()[-1] for verb in _VERBS if len(verb.split()[-1]) > 3)
_STARTS = tuple(
    sorted((word for word in words("start") if word.isascii() or len(word) > 1), key=len, reverse=True)
)
_WEAK_VERBS = (" sent",)
_FIELDS = words("field")
_ORIGINAL, _FORWARDED, _ABOVE = words("original"), words("forwarded"), tuple(words("above"))
_SPACELESS = tuple(verb for verb in _VERBS if not verb[0].isascii() and not verb[0].islower())

_RULE = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2500\u2501_=*~#+\u2022 \t\xa0"
_AROUND = " \t\xa0*_>|"
_INVISIBLE = dict.fromkeys(
    [0x200B, *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
_COLONS = ":\uff1a"
_ENDING = _COLONS + " \t*_>"
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(rf"([^{_COLONS}\n]{{1,30}}?)[ \t*_]{{0,6}}[{_COLONS}][ \t*_]{{0,6}}")
_INNER_LABEL = re.compile(
    rf"(?<=[\s>\])])\*{{0,2}}([^\W\d][^{_COLONS}\n<>@\d]{{1,20}}?)[ \t*]{{0,4}}[{_COLONS}]"
)
_MAIL = re.compile(r"[^\s<>()\[\],;:\"]{1,100}@[^\s<>()\[\],;:\"@]{1,100}")
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)"  # a year
    r"|(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}(?!\d)"
    r"|(?<!\d)\d{1,2}\s?[월月]"
    r"|(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)"
)
_PROGRAM_TIME = re.compile(r"\d:\d{2}:\d{2}(?!\d)|[+-]\d{4}\b")
_BRACKETED = re.compile(r"[<(]\s?[^\s<>()@]{1,100}@[^\s<>()@]{1,100}\s?[>)]")
_ORGANIZED = re.compile(rf"\w[{WORD} .'-]{{0,60}}/[{WORD} ./-]{{1,60}}\s\w")
_QUOTING = (
    "quoting ",
    "zitat von ",
    "citando ",
    "citation de ",
    "citazione di ",
    "citát ",
    "citeren ",
    "cytowanie ",
)
_TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.h\u6642\u65f6\uc2dc\uff1a]\s?\d{2}(?!\d)|\d\s?[ap]\.?m\b")
_LEADING_DATE = re.compile(
    r"\d{1,4}[./\-\u5e74\ub144 ]"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.)?\s"
    rf"|[{WORD}]{{2,12}}[.,]{{1,2}}\s{{0,3}}[{WORD}]{{0,4}}\.?\s?\d"
    rf"|[{WORD}]{{2,4}}\s\d{{1,2}}[ ,]"
    r"|\d{1,2}:\d\d"
)


@dataclass(frozen=True, slots=True)
class Header:
    """An introduction on the lines from `first` up to but excluding `end`."""

    kind: str
    first: int
    end: int
    needs_marks: bool = False
    """Too weak alone: it counts only if a marked quote follows."""


def find(lines: list[str], *, is_candidate: list[bool], is_reply: bool = False) -> dict[int, Header]:
    """
    All introductions by their first line. Only candidate lines can begin or end one.

    `is_reply`: the mail answers another one, so a smaller part of a header block is enough.
    """
    found: dict[int, Header] = {}
    taken = -1
    bare = [_bare(line) for line in lines]
    for at, text in enumerate(bare):
        if at < taken or not text:
            continue
        header = _at(bare, lines, at, taken, is_candidate[at], is_reply)
        if header is not None and is_candidate[header.first]:
            found.setdefault(header.first, header)
            taken = header.end
    return found


def _bare(line: str) -> str:
    if len(line) > 4 * MAX_LINE:
        return ""
    text = line[: 2 * MAX_LINE] if line.isascii() else composed(line[: 2 * MAX_LINE].translate(_INVISIBLE))
    return text.strip(_AROUND).lower()


def _at(
    bare: list[str], lines: list[str], at: int, taken: int, is_candidate: bool, is_reply: bool
) -> Header | None:
    text = bare[at]
    if is_candidate:
        header = _ruled(text, at) or _labelled(bare, at, is_reply)
        if header is not None:
            return header
    if _ends_like_wrote(text) and len(lines[at]) <= _MAX_WROTE:
        return _wrote(bare, at, max(taken, 0), is_candidate)
    return None


def is_forwarded(line: str) -> bool:
    """Whether a line says that a forwarded message follows."""
    text = _bare(line)
    header = _ruled(text, 0) if text else None
    return header is not None and header.kind == FORWARDED


def _ruled(text: str, at: int) -> Header | None:
    """A phrase between dashes, or a line above which the answer is to be written."""
    if len(text) > 160:
        return None
    inner = text.strip(_RULE)
    if (
        text.startswith(_ABOVE)
        or inner.startswith(_ABOVE)
        or (_ABOVE and any(word in text for word in _ABOVE))
    ):
        return Header(ABOVE, at, at + 1)
    phrase = inner.rstrip(_COLONS + " ")
    is_ruled = text[:2] != inner[:2] and text[:1] in _RULE
    if phrase in _FORWARDED and (is_ruled or inner[-1:] in _COLONS or " " in phrase):
        return Header(FORWARDED, at, at + 1)
    if phrase in _ORIGINAL and (is_ruled or inner[-1:] in _COLONS):
        return Header(ORIGINAL, at, at + 1)
    if is_ruled and phrase.startswith(
        ("forwarded by ", "weitergeleitet von ", "transféré par ", "reenviado por ")
    ):
        return Header(FORWARDED, at, at + 1)
    return None


def label_of(text: str) -> tuple[str, str]:
    """The header given by a line such as "Sent: Monday", and its value; "" and "" if it is none."""
    match = _LABEL.match(text)
    if match is None:
        return "", ""
    kind = LABELS.get(match[1].strip(" \t*_\xa0").replace("\u3000", ""))
    return (kind, text[match.end() :].strip(_AROUND)) if kind else ("", "")


def _labelled(bare: list[str], at: int, is_reply: bool) -> Header | None:
    """From, Sent, To and Subject on consecutive lines, with values that only a mail has."""
    kind, value = label_of(bare[at])
    if kind not in ("from", "date", "to", "subject"):
        return None
    kinds = {kind}
    values = {kind: value}
    end = at + 1
    _inner_labels(value, kinds)
    gap = 0
    for place in range(at + 1, min(len(bare), at + _MAX_BLOCK)):
        if not bare[place]:
            gap += 1
            if gap > 2:
                break
            continue
        kind, value = label_of(bare[place])
        if kind:
            kinds.add(kind)
            values.setdefault(kind, value)
            _inner_labels(value, kinds)
            end, gap = place + 1, 0
        elif gap or place - end >= 6:
            break
    if _is_mail_block(kinds, values):
        is_whole = True
    elif is_reply and _is_part_of_mail_block(kinds, values):
        is_whole = False
    else:
        return None
    # Forms on web sites send such labels, too.
    if (not is_reply or not is_whole) and _is_form(bare, at, end):
        return None
    return Header(BLOCK, at, end)


def _is_form(bare: list[str], at: int, end: int) -> bool:
    """Whether the lines around a block are form fields: a name, a telephone number, the message."""
    return any(_field_of(bare[place]) in _FIELDS for place in range(max(0, at - 4), min(len(bare), end + 4)))


def _field_of(text: str) -> str:
    match = _LABEL.match(text[:40])
    return match[1].strip(" \t*_\xa0-").replace("\u3000", "") if match else ""


def _inner_labels(value: str, kinds: set[str]) -> None:
    """Labels within one line, if a program dropped the line breaks."""
    for match in _INNER_LABEL.finditer(value[:MAX_LINE]):
        kind = LABELS.get(match[1].strip())
        if kind is not None and kind != "other":
            kinds.add(kind)


def _is_mail_block(kinds: set[str], values: dict[str, str]) -> bool:
    """From, a date and one more; a meeting or an order has some of these, but hardly all."""
    date = values.get("date", "")
    if "date" not in kinds or ("date" in values and not _DIGIT.search(date)):
        return False
    has_mail = any("@" in value for value in values.values())
    # Only programs write seconds or an offset.
    if has_mail and kinds & {"from", "to"} and any(map(_PROGRAM_TIME.search, values.values())):
        return True
    if "from" not in kinds:
        return False
    has_moment = bool(_TIME.search(date) and _DATE.search(date))
    return "subject" in kinds or ("to" in kinds and (has_mail or has_moment))


def _is_part_of_mail_block(kinds: set[str], values: dict[str, str]) -> bool:
    if len(kinds & {"from", "date", "to", "cc", "subject"}) < 2:
        return False
    has_mail = any("@" in value for value in values.values())
    date = values.get("date", "")
    has_moment = bool(_TIME.search(date) and _DATE.search(date))
    if "from" in kinds:
        return has_mail or {"to", "subject"} <= kinds or (has_moment and "to" in kinds)
    return {"date", "to", "subject"} <= kinds and (has_mail or has_moment)


def _ends_like_wrote(text: str) -> bool:
    """A quick test: most lines do not end like that."""
    last = text[-1]
    if last == "-":
        return text.startswith("---") and text.rstrip(_RULE + _ENDING).endswith(_VERBS)
    if last in _COLONS:
        return (
            "@" in text
            or ">" in text
            or _DIGIT.search(text) is not None
            or text.rstrip(_ENDING).endswith(_VERBS)
        )
    return text.endswith(_VERBS) or _ends_with_mail(text)


def _ends_with_mail(text: str) -> bool:
    """The date and an address, as Gmail used to write."""
    return text[:1].isdigit() and "@" in text[-100:].rpartition(" ")[2]


def _wrote(bare: list[str], at: int, taken: int, is_candidate: bool) -> Header | None:
    """A line ending like "wrote:", with up to four preceding lines that belong to it."""
    weak: Header | None = None
    joined = ""
    blanks = 0
    has_fact = False
    for first in range(at, max(taken, at - _LOOK_BACK - 2) - 1, -1):
        piece = bare[first]
        if not piece:
            blanks += 1
            # Only a header that was broken at an address contains blank lines.
            if blanks > 2 or not joined.startswith(("<", "mailto:", "wrote")):
                break
            continue
        joined = f"{piece} {joined}" if joined else piece
        if len(joined) > _MAX_WROTE:
            break
        has_fact = has_fact or "@" in piece or _DIGIT.search(piece) is not None
        if first != at and not has_fact:
            continue
        strength = _strength(joined)
        if strength == 2:
            return Header(WROTE, first, at + 1)
        if strength == 1 and weak is None and first == at and is_candidate:
            weak = Header(WROTE, first, at + 1)
        if strength == -1 and first == at and is_candidate:
            weak = Header(WROTE, first, at + 1, needs_marks=True)
    return weak


def _strength(text: str) -> int:
    """2: definitely an introduction; 1: definitely its end, perhaps all of it; -1: perhaps one; 0: none."""
    inner = text.strip(_RULE)
    has_colon = inner[-1:] in (":", "\uff1a")
    ends_with_verb = _ends_with_verb(inner.rstrip(_ENDING))
    if not (has_colon or ends_with_verb):
        return -1 if _ends_with_mail(inner) and _DATE.match(inner) else 0
    if ends_with_verb and text.startswith("---") and len(inner) < 200:
        return 2
    has_mail = "@" in text and _MAIL.search(text) is not None
    has_verb = ends_with_verb or _has_verb(text) or (has_mail and inner.rstrip(_ENDING).endswith(_WEAK_VERBS))
    if not has_verb and not has_mail:
        return 0
    has_date = _DATE.search(text) is not None
    has_moment = has_date and _TIME.search(text) is not None
    if has_verb and has_date and (has_mail or has_moment or len(text) < 120) and _starts(inner):
        return 2
    if has_mail and has_colon and has_moment and _starts(inner):
        return 2
    if has_moment and has_verb and (_BRACKETED.search(text) or (_ORGANIZED.match(inner) and len(text) < 160)):
        return 2
    if has_colon and has_mail and inner.startswith(_QUOTING):
        return 2
    if ends_with_verb and has_mail:
        return 1
    if has_verb and has_moment and has_colon:
        return -1
    return -1 if ends_with_verb and len(text) < 100 and has_colon else 0


def _starts(text: str) -> bool:
    if _LEADING_DATE.match(text):
        return True
    if text.startswith(_STARTS):
        word = next(word for word in _STARTS if text.startswith(word))
        after = text[len(word) : len(word) + 1]
        if not (after and is_of_word(after)):
            return _DIGIT.search(text[:80]) is not None
    return text[:1] in "\u5728\u65bc\u4e8e" or text.startswith(("tarihinde", "le ", '"'))


def _ends_with_verb(text: str) -> bool:
    if not text.endswith(_VERBS):
        return False
    verb = next(verb for verb in _VERBS if text.endswith(verb))
    before = text[-len(verb) - 1 : -len(verb)]
    return not (before and is_of_word(before)) or not verb[0].isascii()


def _has_verb(text: str) -> bool:
    if not _VERB_WORDS.isdisjoint(text.replace(":", " ").split()):
        return True
    return not text.isascii() and any(verb in text for verb in _SPACELESS)
