"""What kind of answer a question wants, and what kind an article section gives."""

import re

from assistant.reading.sentences import codes_in, content_words, is_step, sentences_of
from assistant.reading.topics import plain_text

HOW, WHY, WHAT, AMOUNT, WHEN, WHO, WHICH, YES_NO, PROBLEM, CODE = (
    "how", "why", "what", "amount", "when", "who", "which", "yes_no", "problem", "code",
)  # fmt: skip

_FIX = re.compile(
    r"\b(?:fix|solve|resolve|repair|get rid of|work ?around|solution|remedy)\b"
    r"|\bwhat (?:can|should|must|do|to|could) (?:(?:i|we|you) )?(?:do|try)\b|\bwhat now\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\bhow (?:do|can|could|should|would|to|does|must|is|are|might)\b|\bsteps?\b", re.IGNORECASE
)
_WHY = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat caused\b"
    r"|\bwhat(?:'s| is| are)? (?:the |other |possible )*(?:reasons?|causes?)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\bhow (?:many|much|long|far|often|fast|large|big|high|quickly)\b"
    r"|\b(?:price|cost|costs|limit|maximum)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(r"\bwhat(?:'s| is| are| does| do)?\b|\bmeans?\b|\bmeaning\b", re.IGNORECASE)
_WHO, _WHEN, _WHICH = (re.compile(rf"\b{word}\b", re.IGNORECASE) for word in ("who", "when", "which"))
_YES_NO = re.compile(r"^(?:can|could|may|do|does|is|are|am|will|would|should|has|have|did)\b", re.IGNORECASE)
_TROUBLE = re.compile(
    r"\b(?:fail\w*|error\w*|broke\w*|stop(?:s|ped)?|refused|rejected|wrong|missing|gone|empty|stuck|not|cannot"
    r"|can't|doesn't|didn't|won't|isn't|never|again)\b",
    re.IGNORECASE,
)
# "The grant above", not "above 2 million rows".
_REFERS = re.compile(
    r"\b(?:the|this|these|that|those|as|see|listed|described|shown|mentioned|named)\s(?:[\w-]{1,30}\s){0,4}?"
    r"(?:above|below)\b(?!\s+(?:\d|the|an?|that|this|your|it|average|zero)\b)"
    r"|\b(?:previous|earlier) (?:section|command|grant|query|table|list)s?\b",
    re.IGNORECASE,
)
_BACKWARD = re.compile(r"\babove\b|\bprevious\b|\bearlier\b", re.IGNORECASE)
_ACTS = re.compile(
    r"^(?:\d{1,2}[.)]\s|[-*•]\s)?(?:then |now |there |first )?(?:filter|choose|press|click|open|select|pick"
    r"|enter|turn (?:on|off)|switch (?:on|off)|add|set|tick|drag|type|search|sort|upload|paste|change)\b",
    re.IGNORECASE,
)
# "Settings / Members", "Settings > Members", an API path or an address.
_PLACE = re.compile(
    r"\b[A-Z][\w&-]{0,30}(?: [\w&-]{1,30}){0,3} (?:/|>|\u203a|\u2192) [A-Z]|\bhttps?://"
    r"|\b(?:GET|POST|PUT|PATCH|DELETE) /"
)
_CLAUSE = re.compile(
    r"[?!.;\n]+|,\s+|\s{1,20}(?:and|but|also)\s{1,20}(?=(?:can|how|why|what|who|when|which|do|does|is|are)\b)"
)


def kind_of(question: str) -> str:
    """The kind of answer that is wanted; empty if the question does not say."""
    plain = plain_text(question).strip(" .!?")
    words = content_words(plain)
    codes = codes_in(plain)
    if codes and len(words) <= 2 * len(codes) + 1 and not _FIX.search(plain) and not _WHY.search(plain):
        return WHAT if _WHAT.search(plain) else CODE
    for kind, pattern in (
        (HOW, _FIX), (WHY, _WHY), (AMOUNT, _AMOUNT), (HOW, _HOW), (WHO, _WHO), (WHAT, _WHAT),
        (WHICH, _WHICH), (WHEN, _WHEN), (YES_NO, _YES_NO), (PROBLEM, _TROUBLE),
    ):  # fmt: skip
        if pattern.search(plain):
            return kind
    return ""


def role_of(heading: str, text: str, code: frozenset[str] = frozenset()) -> frozenset[str]:
    """The kinds of answer a section gives, judged by its heading and its contents."""
    last = plain_text(heading.rsplit("\u203a", 1)[-1]).strip()
    roles: set[str] = set()
    if _WHY.search(last):
        roles.add(WHY)
    elif _AMOUNT.search(last):
        roles.add(AMOUNT)
    elif _FIX.search(last) or _HOW.search(last):
        roles.add(HOW)
    elif _WHO.search(last):
        roles.add(WHO)
    elif _WHICH.search(last):
        roles.add(WHICH)
    elif _WHEN.match(last):
        roles.add(WHEN)
    elif _WHAT.search(last):
        roles.add(WHAT)
    elif _YES_NO.match(last):
        roles.add(YES_NO)
    lines = [line.strip() for line in text.split("\n")]
    is_instructive = sum(map(is_step, lines)) >= 2 or any(line in code for line in lines if line)
    if is_instructive and WHY not in roles:
        roles.add(HOW)
    return frozenset(roles)


def refers(text: str) -> int:
    """Whether a text refers to something elsewhere: -1 before it, 1 after it, 0 not at all."""
    match = _REFERS.search(text)
    if match is None:
        return 0
    return -1 if _BACKWARD.search(match.group(0)) else 1


def acts(text: str) -> bool:
    """Whether a text begins by saying what to press or choose."""
    return bool(_ACTS.match(text.strip()))


def place_in(text: str) -> str:
    """The first sentence that says where in the product something is; empty if none does."""
    return next((sentence for sentence in sentences_of(text) if _PLACE.search(sentence)), "")


def clauses_of(question: str) -> list[str]:
    """The parts of a question that each ask something, when it has several."""
    parts = [part.strip() for part in _CLAUSE.split(question) if part and len(content_words(part)) >= 2]
    return parts if len(parts) > 1 else []
