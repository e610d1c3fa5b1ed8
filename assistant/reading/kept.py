"""What must not get lost when a text is put into other words: codes, numbers, addresses and links."""

import re

_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}")
_ADDRESS = re.compile(r"[^\s<>@\"]{1,64}@[^\s<>@\"]{1,255}")
_WITH_DIGITS = re.compile(r"[$€£]?[\w-]{0,40}\d[\w.,:/%-]{0,60}")
_END = ".,;:!?)]}'\"…"
MAX_SHOWN = 20


def facts_of(text: str) -> dict[str, str]:
    """The facts of a text by the form in which they are compared, as they are written there, in order."""
    found: dict[str, str] = {}
    rest = text
    for pattern in (_LINK, _ADDRESS):
        for match in pattern.finditer(rest):
            shown = match.group(0).rstrip(_END)
            found.setdefault(shown.casefold(), shown)
        rest = pattern.sub(" ", rest)
    for match in _WITH_DIGITS.finditer(rest):
        shown = match.group(0).rstrip(_END)
        # 1,000.50 and 1.000,50 are the same amount in two languages.
        found.setdefault(re.sub(r"[\W_]", "", shown).casefold(), shown)
    return found


def lost(before: str, after: str) -> list[str]:
    """What stands in the first text and not in the second; at most 20, as written in the first."""
    kept = facts_of(after)
    return [shown for form, shown in facts_of(before).items() if form not in kept][:MAX_SHOWN]
