"""Codes of the languages of articles, and their names as their readers write them."""

import re
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import get_language_info

from core.pages import accepted_languages

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
MAX_LANGUAGES = 20


def normalized(code: str) -> str:
    """A code as it is kept, such as `de` or `pt-br`; empty for what is none."""
    text = code.strip().replace("_", "-").lower()
    return text if len(text) <= 12 and _CODE.fullmatch(text) else ""


def base(code: str) -> str:
    """The language without its region: `pt` of `pt-BR`."""
    return code.strip().replace("_", "-").partition("-")[0].lower()


def name_of(code: str) -> str:
    """The language's own name for itself, such as `Deutsch`; the code where we do not know it."""
    try:
        return str(get_language_info(code.lower())["name_local"]).capitalize()
    except KeyError:
        return code


def name_in(code: str, language: str) -> str:
    """What a language is called in another one, such as `Englisch`; the code where we do not know it."""
    with translation.override(language):
        try:
            return str(get_language_info(code.lower())["name_translated"])
        except KeyError:
            return code


def direction_of(code: str) -> str:
    """In which direction a language is written: `ltr` or `rtl`, and `auto` where we do not know it."""
    try:
        return "rtl" if get_language_info(base(code))["bidi"] else "ltr"
    except KeyError:
        return "auto"


def fitting(code: str, known: Sequence[str]) -> str:
    """Of the known languages the one a reader of `code` reads: the same, else of the same base; or empty."""
    wanted = code.strip().replace("_", "-").lower()
    same = [one for one in known if one.lower() == wanted]
    return next(iter(same or [one for one in known if base(one) == base(wanted)]), "")


def preferred(header: str, known: Sequence[str]) -> str:
    """The first language of an Accept-Language header that is known; empty if none is."""
    return next(filter(None, (fitting(code, known) for code in accepted_languages(header))), "")
