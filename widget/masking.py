"""
What is a secret in a line of text: by its name, by its form, or by what precedes it.

Every pattern has bounded quantifiers, because whoever is using the widget chooses the text.
"""

import re
from itertools import pairwise

HIDDEN = "(hidden)"

_SECRET_NAME = re.compile(
    r"(pass(?:word|wd|code|phrase|key)|pwd|passwort|kennwort|secret|token|api[-_. ]?key|access[-_. ]?key"
    r"|private[-_. ]?key|client[-_. ]?key|auth(?!or(?!i[sz]))|bearer|cookie|credential|session[-_. ]?(?:id)?$"
    r"|signature|jwt|card[-_. ]?(?:no|num|number)|security[-_. ]?code)",
    re.IGNORECASE,
)
_SECRET_PIECES = frozenset(
    {
        "pass",
        "pw",
        "pin",
        "otp",
        "totp",
        "sig",
        "cvv",
        "cvc",
        "cvv2",
        "iban",
        "ssn",
        "sid",
        "pat",
        "2fa",
        "mfa",
    }
)
_PIECE = re.compile(r"[A-Z]?[a-z0-9]{1,40}|[A-Z]{1,40}")

_KNOWN_PREFIX = re.compile(
    r"(?:sk|pk|rk)_(?:live|test)_|gh[pousr]_|github_pat_|xox[abeoprs]-|A[KSBCR][ICO][AC]|AIza|AIDA|glpat-|eyJ|sk-"
    r"|shp(?:at|ss|ca|pa)_|SG\.|npm_|hf_|whsec_|ya29\.|dop_v1_"
)
_KNOWN_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{8,128}|AIza[\w-]{8,200}"
    r"|(?:sk|pk|rk|whsec|npm|hf|dop_v1|shpat|shpss|shpca|shppa|github_pat|gh[pousr])_[\w-]{8,200}"
    r"|(?:sk|glpat|xox[abeoprs])-[\w-]{8,200}|(?:SG|ya29)\.[\w.-]{8,200})"
)
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{5,4000}(?:\.[\w-]{0,4000}){1,2}")
_EMAIL = re.compile(r"[^\s@/<>\"'(),;:]{1,64}@[^\s@/<>\"'(),;:]{1,255}")
_LONG_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{16,4000}")
_DIGIT_GROUPS = re.compile(r"\d(?:[ -]?\d){11,60}")
_GAP = r"[\s.·_/-]{1,2}"
_CARD = re.compile(rf"(?<!\d)\d{{4}}{_GAP}(?:\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{1,7}}|\d{{6}}{_GAP}\d{{5}})(?!\d)")
_PEM = re.compile(r"-{2,5}[ \t]?BEGIN [A-Z0-9 ]{2,40}|\bBEGIN (?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY")
_PEM_END = re.compile(r"-{2,5}[ \t]?END [A-Z0-9 ]{2,40}-{0,5}")
_NAMED = re.compile(
    r"([\w-]{2,40})([\"']?\s{0,8}(?:=>|=|:|%3[dDaA])\s{0,8})(\"[^\"]{0,1000}\"?|'[^']{0,1000}'?|[^\s,;&\"']{1,1000})"
)
_AFTER_BEARER = ("token", "tokens", "auth", "authentication", "authorization")
_BEARER = re.compile(r"\b(bearer)\s{1,8}[^\s,;\"']{1,4000}", re.IGNORECASE)
_BASIC = re.compile(r"\b([Bb]asic|BASIC)\s{1,8}(?=[a-z]{0,40}[A-Z0-9+/=])[A-Za-z0-9+/]{6,4000}={0,2}")
_FLAG = re.compile(
    r"(--?[\w-]{0,30}(?:pass(?:word|wd)?|token|secret|key)[\w-]{0,10}\s{1,4})([^\s-]\S{0,400})", re.IGNORECASE
)
_NOUN = (
    r"pass ?words?|pass ?code|pass ?phrase|passwort|kennwort|mot de passe|contraseña|senha|pwd?"
    r"|pin(?: code)?|secrets?|(?:api|access|secret|private|license) keys?|tokens?|credentials?"
    r"|otp|one[- ]time code|security code"
)
_QUOTE = "\"'“”„«»`"
_IS = (
    r"\s{1,8}(?:is|was|are|equals|ist|lautet|war|est|es|é|è)\s{0,2}[:=]?\s{1,8}"
    r"(?:now |set to |called |just )?"
)
_SAID = re.compile(rf"\b({_NOUN})({_IS}[{_QUOTE}(]?)([^\s{_QUOTE}]{{1,400}})", re.IGNORECASE)
_SAID_LATER = re.compile(
    rf"\b({_NOUN})((?: [\w'-]{{1,20}}){{1,4}}?{_IS}[{_QUOTE}(]?)"
    rf"((?=[^\s\d]{{0,60}}\d)[^\s{_QUOTE}]{{1,400}})",
    re.IGNORECASE,
)
# Letters mixed with digits, or a number, right after the word.
_BESIDE = re.compile(
    rf"\b({_NOUN})(\s{{1,4}}[{_QUOTE}(]?)"
    rf"((?=[^\s\d]{{0,60}}\d)(?=\d{{0,60}}[^\s\d.,:;)!?%])[^\s{_QUOTE}]{{5,400}}|\d{{4,12}}\b)",
    re.IGNORECASE,
)
# What follows "the password is" without revealing it.
_ORDINARY = frozenset(
    {
        "a", "abgelaufen", "about", "accepted", "active", "again", "aktiv", "all", "allowed", "already",
        "also", "always", "an", "and", "as", "asked", "at", "auch", "available", "bad", "being",
        "bekannt", "blank", "blocked", "broken", "by", "cached", "changed", "checked", "correct",
        "correcto", "created", "da", "das", "deleted", "denied", "der", "die", "different", "disabled",
        "due", "easy", "ein", "eine", "empty", "enabled", "encrypted", "expired", "expiring", "expiré",
        "falsch", "fine", "for", "forgotten", "from", "gesperrt", "gone", "good", "gültig", "hashed",
        "hidden", "if", "ignored", "immer", "in", "inactive", "incorrect", "incorrecta", "incorrecte",
        "invalid", "invalide", "inválida", "inválido", "ist", "it", "kein", "keine", "known", "korrekt",
        "leaked", "leer", "limited", "locked", "long", "longer", "lost", "mal", "malformed", "managed",
        "mandatory", "missing", "my", "necessary", "needed", "never", "new", "nicht", "no", "noch",
        "not", "null", "ok", "old", "on", "one", "only", "optional", "or", "our", "out", "outdated",
        "over", "pas", "please", "present", "ready", "refused", "rejected", "required", "reset",
        "revoked", "richtig", "right", "rotated", "safe", "saved", "schon", "secret", "sehr", "sent",
        "set", "short", "shorter", "shown", "so", "still", "stored", "strong", "that", "the", "their",
        "there", "this", "to", "too", "trop", "unbekannt", "undefined", "under", "ungültig", "unknown",
        "unset", "used", "vacía", "valid", "valide", "vergessen", "verloren", "visible", "weak", "what",
        "when", "where", "which", "why", "with", "without", "working", "wrong", "your", "zu",
    }
)  # fmt: skip
_SEPARATORS = re.compile(r"[-_.~+=]+")
_HEX = re.compile(r"[0-9a-fA-F]+")


def names_secret(name: str) -> bool:
    """Whether a field or parameter of this name usually holds a secret."""
    cut = name[:200]
    if _SECRET_NAME.search(cut):
        return True
    return any(piece.lower() in _SECRET_PIECES for piece in _PIECE.findall(cut))


def looks_secret(part: str) -> bool:
    """
    Whether a path segment or word is an email, a token, a key, a long id or a card number.

    Hyphenated words, short ids and dates are not secrets. When in doubt it hides.
    """
    if "@" in part or (len(part) > 5 and _KNOWN_PREFIX.match(part)):
        return True
    compact = _SEPARATORS.sub("", part)
    if len(compact) < 12:
        return False
    if compact.isdigit():
        return True
    pieces = _SEPARATORS.split(part)
    if any(len(piece) >= 25 for piece in pieces):
        return True
    if len(compact) < 16:
        return False
    if _HEX.fullmatch(compact) and any(c.isdigit() for c in compact):
        return True
    return sum(_class_changes(piece) for piece in pieces) >= 4


def _class_changes(piece: str) -> int:
    """How often the class of character changes; random text changes constantly, words hardly ever."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in piece]
    changes = sum(left != right for left, right in pairwise(kinds))
    # A capital at the start of a word ("CamelCaseName") is normal, not noise.
    words = sum(left == "u" and right == "l" for left, right in pairwise(kinds))
    has_digit = "d" in kinds
    return changes if has_digit else max(0, changes - 2 * words)


def mask(line: str) -> str:
    """A line without addresses, tokens, keys, passwords, key blocks and long numbers."""
    line = _without_key_blocks(line)
    line = _BEARER.sub(_hide_bearer, line)
    line = _BASIC.sub(lambda m: f"{m.group(1)} {HIDDEN}", line)
    line = _JWT.sub(HIDDEN, line)
    line = _KNOWN_KEY.sub(HIDDEN, line)
    if "@" in line:
        line = _EMAIL.sub(HIDDEN, line)
    line = _NAMED.sub(_hide_named, line)
    line = _FLAG.sub(lambda m: f"{m.group(1)}{HIDDEN}", line)
    line = _SAID.sub(_hide_said, line)
    line = _SAID_LATER.sub(_hide_said, line)
    line = _BESIDE.sub(lambda m: f"{m.group(1)}{m.group(2)}{HIDDEN}", line)
    line = _CARD.sub(HIDDEN, line)
    line = _DIGIT_GROUPS.sub(HIDDEN, line)
    return _LONG_TOKEN.sub(_hide_token, line)


def _without_key_blocks(line: str) -> str:
    """Hide a PEM block from its header to its end, or everything after the header if there is no end."""
    kept: list[str] = []
    at = 0
    while (head := _PEM.search(line, at)) is not None:
        end = _PEM_END.search(line, head.end())
        kept += [line[at : head.start()], HIDDEN]
        at = len(line) if end is None else end.end()
    return "".join([*kept, line[at:]])


def _hide_bearer(match: re.Match[str]) -> str:
    word = match.group(0)[len(match.group(1)) :].strip()
    is_ordinary = word.lower().rstrip(".:!?)") in (
        "token",
        "tokens",
        "auth",
        "authentication",
        "authorization",
    )
    return match.group(0) if is_ordinary else f"{match.group(1)} {HIDDEN}"


def _hide_named(match: re.Match[str]) -> str:
    name, sign, _ = match.groups()
    return f"{name}{sign}{HIDDEN}" if names_secret(name) else match.group(0)


def _hide_said(match: re.Match[str]) -> str:
    word = match.group(3).lower().rstrip(".,:;!?)")
    is_ordinary = word in _ORDINARY or match.group(3).startswith(HIDDEN)
    return match.group(0) if is_ordinary else f"{match.group(1)}{match.group(2)}{HIDDEN}"


def _hide_token(match: re.Match[str]) -> str:
    word = match.group(0)
    # Paths of words ("settings/destinations/snowflake") are not tokens; their parts are judged separately.
    parts = word.split("/")
    if any(looks_secret(part) for part in parts):
        return HIDDEN
    kinds = (str.isupper, str.islower, str.isdigit)
    is_mixed = len(word) >= 30 and all(any(kind(c) for c in word) for kind in kinds)
    return HIDDEN if is_mixed and sum(_class_changes(part) for part in parts) >= 4 else word
