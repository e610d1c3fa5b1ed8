"""
Where a text quotes another: lines with a mark, what stands below "… wrote:", words in quotation marks.

Lenient: below such a line, only words that stand in what is quoted are ever taken. How a mail is divided for
reading is another question (`integrations.email.mime.quoting`).
"""

import re
from collections.abc import Iterator
from itertools import groupby

OPENING = "\"'\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a"
CLOSING = "\"'\u00ab\u00bb\u2018\u2019\u201b\u201c\u201d\u201f\u2039\u203a"
MARKS = re.compile(r"^[>\s]+")
_LONGEST = 400
_WROTE = re.compile(
    r"(?:wrote|writes|schrieb|schreibt|geschrieben|[aà] [eé]crit|escribi[oó]|ha scritto|scrisse|escreveu"
    r"|schreef|skrev|napisa[lł]\(?a?\)?|kirjoitti|yazd\u0131|\u043d\u0430\u043f\u0438\u0441\u0430\u043b\w?)"
    r"[\s*]{0,9}[:\uff1a]$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^[-_=\s]{2,40}(?:(?:original|forwarded) message|urspr[uü]ngliche nachricht|weitergeleitete nachricht"
    r"|message d.origine|message transf[eé]r[eé]|mensaje original|messaggio originale|mensagem original"
    r"|oorspronkelijk bericht)",
    re.IGNORECASE,
)
_FROM = re.compile(r"^[*_\s]{0,4}(?:from|von|de|da|van|fra|från|od)[*_\s]{0,4}:", re.IGNORECASE)
_FIELD = re.compile(
    r"^[*_\s]{0,4}(?:sent|date|to|subject|gesendet|datum|an|betreff|envoy[eé]|objet|enviado|para|asunto|inviato"
    r"|verzonden|aan|sendt|skickat|wys[lł]ano)[*_\s]{0,4}:",
    re.IGNORECASE,
)


def is_marked(line: str) -> bool:
    """Whether a line has the mark of a quote."""
    return line.lstrip()[:1] in (">", "\uff1e")


def quotes_in(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each quote in a text: of lines with marks, and of all below a line that introduces."""
    lines = text.split("\n")
    begins, at = [], 0
    for line in lines:
        begins.append(at)
        at += len(line) + 1
    for marked, group in groupby(range(len(lines)), key=lambda number: is_marked(lines[number])):
        numbers = list(group)
        if marked:
            yield begins[numbers[0]], begins[numbers[-1]] + len(lines[numbers[-1]])
    if (first := _introduced(lines)) is not None:
        yield begins[first], len(text)


def _introduced(lines: list[str]) -> int | None:
    """The first line of a history without marks; one with marks ends where its marks do."""
    for number, line in enumerate(lines[:-1]):
        if len(line) > _LONGEST or not line.strip() or not _introduces(line, lines[number + 1]):
            continue
        after = next((at for at in range(number + 1, len(lines)) if lines[at].strip()), None)
        if after is not None and not is_marked(lines[after]):
            return number + 1
    return None


def _introduces(line: str, after: str) -> bool:
    if _WROTE.search(line.rstrip()[-80:]) or _ORIGINAL.match(line):
        return True
    return bool(_FROM.match(line)) and ("@" in line or bool(_FIELD.match(after[:80])))
