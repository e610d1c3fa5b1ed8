"""What a stored message says (`core.wording`) in its reader's language, for mail and Slack."""

from typing import Any

from django.utils import formats, translation

from core import pages
from core.wording import Message

_TERMS = ("clock", "type")
"""Parameters that are words of a closed list; their names are `term_…`."""


def said(message: Message, language: str) -> str | None:
    """The sentence of a message; None where there are no words for it, or not for all that is in it."""
    code, params = message["code"], message["params"]
    if code == "list":
        return _listed(params.get("items", []), language)
    told = {name: _shown(name, value, language) for name, value in params.items()}
    try:
        return None if None in told.values() else pages.text(f"notices.said_{code}", language, **told)
    except KeyError:
        # Of an older version of ours, or a newer one.
        return None


def _shown(name: str, value: Any, language: str) -> str | None:
    if isinstance(value, dict):
        return said(value, language)
    if isinstance(value, list):
        return _listed(value, language)
    if isinstance(value, int | float):
        return _number(round(value * 100) if name == "fraction" else value, language)
    if name in _TERMS and f"term_{name}_{value}" in pages.words_of("notices", pages.LANGUAGES[0]):
        return pages.text(f"notices.term_{name}_{value}", language)
    return str(value)


def _listed(items: list[Any], language: str) -> str | None:
    shown = [said(one, language) if isinstance(one, dict) else str(one) for one in items]
    return None if None in shown else ", ".join(one for one in shown if one is not None)


def _number(value: float, language: str) -> str:
    with translation.override(language if language in pages.LANGUAGES else pages.LANGUAGES[0]):
        return str(formats.number_format(value, force_grouping=True))
