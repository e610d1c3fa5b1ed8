"""What a customer is told of an action: the admin's words with the facts, and nothing besides."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from core import pages
from core.html import plain

MAX_FACT, MAX_WORDS = 200, 1500
_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_LINK = re.compile(r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bmailto:|\]\(", re.IGNORECASE)
_MARKS = str.maketrans(dict.fromkeys("*`|{}<>", " "))
_ACCOUNT = {
    "en": "Your account, as of {when}", "de": "Ihr Konto, Stand {when}", "fr": "Votre compte, au {when}",
    "es": "Su cuenta, a {when}",
}  # fmt: skip
_YES_NO = {"en": ("yes", "no"), "de": ("ja", "nein"), "fr": ("oui", "non"), "es": ("sí", "no")}


def places_in(text: str) -> set[str]:
    """The names of the facts that words ask for."""
    return set(_PLACE.findall(text))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Words with their facts, in one pass; empty if a fact is missing, since then they would not be true."""
    if not text or not places_in(text) <= {name for name, value in facts.items() if value}:
        return ""
    return _PLACE.sub(lambda found: facts[found.group(1)], text)[:MAX_WORDS]


def clean_fact(value: object, kind: str, language: str) -> str:
    """
    A value that a system gave as a fact of one line; empty for what cannot be one.

    What a system stores may have been written by anybody: no links, no markup, no line breaks.
    """
    if isinstance(value, bool):
        return _YES_NO.get(language, _YES_NO["en"])[0 if value else 1] if kind in ("yes_no", "text") else ""
    if kind == "yes_no" or not isinstance(value, str | int | float):
        return ""
    if kind == "number":
        return str(value) if isinstance(value, int | float) else ""
    text = " ".join(_CONTROL.sub(" ", str(value)).split())
    if kind == "date":
        day = _day(text)
        return date_words(day, language) if day is not None else ""
    if not text or len(text) > MAX_FACT or _LINK.search(text) or plain(text) != text:
        return ""
    return " ".join(text.translate(_MARKS).split())


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def date_words(day: date, language: str) -> str:
    """A day that nobody can misread: `2 March 2026`; in other languages than ours `2026-03-02`."""
    return pages.date_words(day, language) if language in pages.LANGUAGES else day.isoformat()


def account_title(as_of: datetime, language: str) -> str:
    """The source of facts: `Your account, as of 2 March 2026, 09:00 UTC`."""
    moment = as_of.astimezone(UTC)
    when = f"{date_words(moment.date(), language)}, {moment:%H:%M} UTC"
    return _ACCOUNT.get(language, _ACCOUNT["en"]).format(when=when)


def facts_text(facts: Mapping[str, str]) -> str:
    """Facts as lines, for people."""
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value)
