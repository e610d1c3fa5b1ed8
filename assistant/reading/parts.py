"""Splitting a message with several questions into its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.reading.asking import CODE, kind_of
from assistant.reading.intents import intents_of, is_vague
from assistant.reading.sentences import codes_in, content_words, plain_words
from assistant.reading.topics import plain_text

MAX_PARTS = 6
"""Parts that are looked up for themselves; what comes after them stays open, but is named."""
MAX_NAMED = 12
MAX_LETTERS = 300
_ASK = r"how|what(?:'s)?|why|when|where|who|which|can(?!'t\b)|could|do|does|did|is|are|will|would|should|may"
_ASK += r"|must|am|has|have|can't(?= (?:i|we|you|it|they)\b)"
# "And whether it can be" goes on with the same subject.
_ASK += r"|whether(?! (?:it|they|this|that|these|those|he|she)\b)"
_FRAGE = r"wie|wieso|warum|weshalb|wann|wo|wer|wem|wen|welche[mnrs]?"
_LEAD_WORDS = (
    r"and|but|also|so|then|plus|or|please|hi|hello|hey|additionally|furthermore|finally|lastly|first"
)
_LEAD_WORDS += r"|second(?:ly)?|third(?:ly)?|und|oder|aber|au\u00dferdem|sowie|dann|bitte|noch|auch|hallo"
_LEAD = rf"(?:(?:{_LEAD_WORDS})[,\s]{{1,9}}){{0,3}}"
_WANTS = r"(?:i|we)(?:'d| would)? (?:also |still )?(?:need|want|like)|(?:my|our|the) [\w-]{1,30} also needs?"
_WANTS += r"|(?:ich|wir) (?:brauch|ben\u00f6tig|m\u00f6cht)\w{0,4}"
_WANTS += r"|(?:brauch|ben\u00f6tig|m\u00f6cht)\w{0,4} (?:ich|wir)"
_BREAK = re.compile(
    rf"(?P<end>[?!;\n]+|\.(?=\s|$))|(?P<comma>,\s{{1,9}})|(?P<colon>:\s{{1,9}}(?=(?:{_ASK}|{_FRAGE}|please|kindly|bitte)\b))"
    rf"|(?P<joint>\s{{1,9}}(?:and|but|also|plus|und|sowie)\s{{1,9}}"
    rf"(?=(?:also |then |please |auch |noch )?(?:{_ASK}|{_FRAGE})\b|(?:also )?(?:please|kindly|bitte)\b"
    r"|(?:i|we) also (?:need|want)\b))",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"^{_LEAD}(?:{_ASK})\b", re.IGNORECASE)
# A German clause after a comma begins with such words without asking: "das Feld, wo".
_FRAGT = re.compile(
    rf"^{_LEAD}(?:{_FRAGE}|was|kann|k\u00f6nn\w{{1,4}}|darf|d\u00fcrfen|gibt|ist|sind)\b", re.IGNORECASE
)
_FRAGT_WITH_LEAD = re.compile(
    rf"^(?:und|oder|aber|au\u00dferdem|sowie)\s{_LEAD}(?:{_FRAGE}|was)\b", re.IGNORECASE
)
_WANTS_TO_KNOW = re.compile(
    rf"^{_LEAD}(?:tell|show|explain|let|teach) (?:(?:to )?(?:me|us)\b ?)?(?:know )?(?:{_ASK}|if)\b"
    rf"|^{_LEAD}(?:{_WANTS}) to (?:know|learn|understand|see|find out) (?:{_ASK}|if)\b",
    re.IGNORECASE,
)
# "We'd love a sandbox", "my manager would also like to know".
_WISHES = re.compile(
    rf"^{_LEAD}(?:{_WANTS}|(?:someone|somebody) (?:should|could))\b"
    rf"|^{_LEAD}(?:[\w-]{{1,30}} ){{0,3}}?(?:[\w-]{{1,30}}'d|would) (?:also |really )?"
    r"(?:like|love|prefer|rather|appreciate|be (?:glad|grateful|great|nice|happy|good))\b",
    re.IGNORECASE,
)
_DO = (
    r"add|approve|arrange|book|cancel|change|close|correct|create|credit|deactivate|delete|disable|downgrade"
)
_DO += r"|enable|ensure|extend|forward|grant|increase|invite|issue|merge|migrate|move|pause|raise"
_DO += (
    r"|reactivate|refund|remind|remove|rename|resend|reset|restore|revoke|schedule|send|set|share|stop|switch"
)
_DO += r"|take|transfer|turn|unlock|update|upgrade|whitelist"
_DOES = re.compile(rf"^{_LEAD}(?:give|make|provide|sort|{_DO})\b", re.IGNORECASE)
_ASKS_TO_DO = re.compile(
    rf"^{_LEAD}(?:(?P<can>can)|could|would|will) you (?:please |kindly |also ){{0,2}}(?:{_DO})\b",
    re.IGNORECASE,
)
# "Please note" asks for nothing; "please explain it" wants the answer itself.
_NOTHING_TO_DO = re.compile(
    rf"^{_LEAD}(?:(?:please|kindly|bitte),? )*(?:note|see|find|bear|keep|ignore|excuse|forgive|reply|respond"
    r"|answer|be|read|refer|feel|correct me|advise|help|assist|explain|tell|let|show|clarify|confirm|guide"
    r"|walk|describe|sagen|erkl\u00e4r\w{0,3}|zeigen|nennen|helfen|beachten|antworten)\b",
    re.IGNORECASE,
)
_KINDLY_FIRST = re.compile(
    rf"^(?:(?:{_LEAD_WORDS})[,\s]{{1,9}}){{0,3}}?(?:please|kindly|bitte)\b"
    rf"|^{_LEAD}\w{{2,20}}n sie\b.{{0,200}}\bbitte\b",
    re.IGNORECASE,
)
_KINDLY = re.compile(r"\b(?:please|kindly|bitte)\b", re.IGNORECASE)
_OURS = re.compile(r"\b(?:our|my|us|me)\b", re.IGNORECASE)
# "Please send me the steps" wants the answer itself.
_WANTS_ANSWER = re.compile(
    rf"^{_LEAD}(?:(?:can|could|would|will) you )?(?:please |kindly )?(?:send|share|give|provide|update)\b"
    r"(?: (?:me|us|it|the|a|an|any|some|link|article|guide|docs?|documentation|steps|instructions"
    r"|info|information|details|answer|advice|to|for|on|this|that|here|please|asap)){1,9}\W*$",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:i|we|it|they|you|he|she|this|that|these|those|is|are|was|were|am|be|been|have|has|had|get|gets|got"
    r"|don't|doesn't|didn't|can't|cannot|won't|not|says?|since|because|after|before)\b",
    re.IGNORECASE,
)
# "Can you help?" adds nothing to the questions next to it.
_FILLER = re.compile(
    rf"^{_LEAD}(?:(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody)|do you|does anyone)"
    r"(?: please| kindly)? (?:help|explain|tell|advise|assist|check|look|know|say|clarify|confirm)"
    r"(?: (?:me|us|it|this|that|please|how|why|more|into)){0,4}\W*$"
    r"|^what (?:should|can|could|do|must) (?:i|we) do\W*$"
    rf"|^{_LEAD}(?:tell|explain to|let) (?:me|us)(?: know)?(?: (?:how|why|what|when|more|please)){{0,2}}\W*$"
    rf"|^{_LEAD}(?:i|we) (?:really |urgently )?need (?:some |your )?help\b[\w ]{{0,40}}$",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:it|its|them|they|their|this|that|these|those|he|she|him|her|one|es|ihn|ihm|ihnen|dies\w{0,2}|dabei"
    r"|daf\u00fcr|davon|damit)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Divided:
    """
    A message of several wishes: all `parts`, those that people see to, and the text of the `rest`.

    `for_account` are those of `for_people` that need a look into the account.
    """

    parts: tuple[str, ...] = ()
    for_people: tuple[str, ...] = ()
    for_account: tuple[str, ...] = ()
    rest: str = ""


def parts_of(question: str) -> list[str]:
    """
    The questions and requests in a message, in order, if it has more than one; otherwise nothing.

    Plain statements ("since Monday it is red") are no parts, nor is "can you help?".
    """
    return [piece.text for piece in _part_pieces(question)]


def divided(question: str) -> Divided:
    """
    A message with what no article can settle taken out of it, if anything of it remains to be looked up.

    That is what people are asked to do, what needs a look into the account, and what leans on either.
    """
    pieces = _part_pieces(question)
    for_account = [piece for piece in pieces if intents_of(piece.text).is_account_specific]
    taken: list[_Piece] = []
    for piece in pieces:
        if piece in for_account or is_request(piece.text) or (taken and leans(piece.text)):
            taken.append(piece)
    whole = Divided(tuple(piece.text for piece in pieces), rest=question)
    left = [piece for piece in pieces if piece not in taken]
    if not taken or all(leans(piece.text) for piece in left):
        return whole
    rest, start = "", 0
    for piece in taken:
        rest += question[start : piece.start]
        start = piece.end
    rest = f"{rest}{question[start:]}"
    if is_vague(rest) or intents_of(rest).is_account_specific:
        return whole
    return Divided(
        whole.parts, tuple(one.text for one in taken), tuple(one.text for one in for_account), rest
    )


def is_request(piece: str) -> bool:
    """Whether a piece of a message asks people to do something, and not how to do it."""
    asks = _ASKS_TO_DO.match(piece)
    if _WANTS_ANSWER.match(piece):
        return False
    if asks is not None:
        # "Can you delete a mark?" may ask whether anybody can.
        return asks.group("can") is None or bool(_KINDLY.search(piece) or _OURS.search(piece))
    if _asks(piece) or _NOTHING_TO_DO.match(piece):
        return False
    does = bool(_DOES.match(piece))
    return bool(_KINDLY_FIRST.match(piece)) or (does and bool(_KINDLY.search(piece) or _OURS.search(piece)))


def leans(part: str) -> bool:
    """Whether a part can only be understood with the others: "do I lose them?"."""
    return bool(_LEANS.search(part)) or len(content_words(part)) < 2


def in_full(part: str, parts: Sequence[str]) -> str:
    """A part, with the words of the others if it needs them."""
    if not leans(part):
        return part
    words = dict.fromkeys(
        word for other in parts if other != part for word in plain_words(other) if not codes_in(word)
    )
    return f"{part} {' '.join(words)}".strip()


def _asks(piece: str, *, follows_comma: bool = False) -> bool:
    german = _FRAGT_WITH_LEAD if follows_comma else _FRAGT
    return any(one.match(piece) for one in (_ASKS, _WANTS_TO_KNOW, german))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece between two breaks; `is_set_off` says that a question or a joint ends it."""

    text: str
    start: int
    end: int
    is_set_off: bool
    follows_comma: bool


def _part_pieces(question: str) -> list[_Piece]:
    pieces = _pieces(question)
    asks = [_asks(piece.text, follows_comma=piece.follows_comma) for piece in pieces]
    if not any(asks) or len(pieces) < 2:
        return []
    asked = [set(content_words(piece.text)) for piece, does in zip(pieces, asks, strict=True) if does]
    found = [
        piece
        for place, piece in enumerate(pieces)
        if asks[place]
        or _WISHES.match(piece.text)
        or (is_request(piece.text) and not _is_said(piece.text, asked))
        or (place == 0 and asks[1] and piece.is_set_off and _is_named_only(piece.text))
    ]
    if len(found) > MAX_NAMED:
        last = found[MAX_NAMED - 1 :]
        text = "; ".join(piece.text for piece in last)
        found[MAX_NAMED - 1 :] = [replace(last[0], text=text[:MAX_LETTERS], end=last[-1].end)]
    return found if len(found) > 1 else []


def _is_said(piece: str, asked: Sequence[set[str]]) -> bool:
    # "Reset my password" above "How do I reset my password?" is its subject.
    words = set(content_words(piece))
    return any(words <= others for others in asked)


def _pieces(question: str) -> list[_Piece]:
    text = question.replace("\u2019", "'")
    found: list[_Piece] = []
    start, follows_comma = 0, False
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        # A line of its own is a subject or a greeting; a comma continues the sentence.
        is_set_off = match is not None and (bool(match.group("joint")) or "?" in match.group())
        piece = plain_text(text[start:end]).strip(" .,:-")
        if piece and says_something(piece):
            found.append(_Piece(piece, start, end, is_set_off, follows_comma))
        if match is not None:
            start, follows_comma = match.end(), bool(match.group("comma"))
    return found


def says_something(piece: str) -> bool:
    """Whether a piece is neither courtesy nor filler, such as "can you help?"."""
    if _FILLER.match(piece) or not content_words(piece) or is_vague(piece):
        return False
    intents = intents_of(piece)
    return not (intents.is_closing or intents.is_greeting or intents.is_small_talk)


def _is_named_only(piece: str) -> bool:
    # "nonprofit discount" next to a question asks about it; a code or a sentence says what happened.
    words = content_words(piece)
    return 2 <= len(words) <= 5 and not _SPOKEN.search(piece) and kind_of(piece) != CODE
