"""
What customers' words say to the rules: an error code, and that somebody wants more of the product.

Words are only matched, never followed. Pure, and linear in the length of the text.
"""

import re

MOST_READ = 2_000
_CODE = re.compile(r"\b[A-Z]{2,10}-\d{2,6}\b")
_MORE = r"(?:more|additional|extra|further|another|\d{1,4}|weitere|zusätzliche|mehr)"
_THING = (
    r"(?:seats?|users?|licen[cs]es?|viewers?|projects?|workspaces?|environments?"
    r"|lizenzen|plätze|nutzer|projekte)"
)
_MORE_OF_IT = re.compile(rf"\b{_MORE}\s+(?:\w{{1,20}}\s+)?{_THING}\b", re.IGNORECASE)
_UPGRADE = re.compile(
    r"\b(?:upgrad(?:e|ing)\s+(?:our|my|the|to)\b|(?:bigger|larger|higher)\s+plan\b|enterprise\s+plan\b"
    r"|move\s+to\s+(?:the\s+)?(?:scale|enterprise|business)\b|größere[rn]?\s+tarif\b|tarif\s+wechseln\b)",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:fewer|less|remove|cancel|downgrad\w*|reduce|weniger|kündig\w*|entfernen)\b", re.IGNORECASE
)


def codes_in(text: str) -> frozenset[str]:
    """The error codes that a text names, such as ABC-1234."""
    return frozenset(_CODE.findall(text[:MOST_READ]))


def wants_more(text: str) -> bool:
    """Whether somebody asks for more of the product; asking for less in the same text is none."""
    told = text[:MOST_READ]
    return bool(_MORE_OF_IT.search(told) or _UPGRADE.search(told)) and not _LESS.search(told)
