"""In which language a help center is read: by its address, else by the browser; no cookie remembers it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from core import pages
from kb.languages import base, fitting, name_in, name_of, preferred
from kb.rendering import article_path

PARAMETER = "lang"


class Shown(Protocol):
    """An article as its addresses need it."""

    slug: str
    language: str


@dataclass(frozen=True, slots=True)
class Speech:
    """
    The languages of a help center, its own first, and the one in which a page is read.

    With `is_chosen` the address names it, and the links of the page do so as well.
    """

    known: tuple[str, ...]
    language: str
    is_chosen: bool = False

    @property
    def suffix(self) -> str:
        """What links within the help center end with."""
        return f"?{PARAMETER}={self.language}" if self.is_chosen else ""

    @property
    def has_several(self) -> bool:
        """Whether pages differ by the reader's language."""
        return len(self.known) > 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One language of the switch, with the address of this page in it."""

    language: str
    name: str
    url: str
    is_current: bool


def speech_of(known: Sequence[str], *, asked: str, accepts: str) -> Speech:
    """
    How to speak with a reader: as the address asks, else as their browser does, else in the first language.

    `asked` is what stands in the address, `accepts` the header Accept-Language.
    """
    if chosen := fitting(asked, known):
        return Speech(tuple(known), chosen, is_chosen=len(known) > 1)
    found = preferred(accepts, known) if len(known) > 1 else ""
    return Speech(tuple(known), found or known[0])


def for_article(speech: Speech, accepts: str, shown: Shown, alternates: Sequence[Shown]) -> Speech:
    """
    How to speak on the page of an article whose address names no language: in the article's own, unless the
    reader's browser prefers another of the help center's in which the article is missing.
    """
    if speech.is_chosen:
        return speech
    wanted = preferred(accepts, speech.known)
    is_missing = bool(wanted) and not fitting(wanted, [one.language for one in alternates])
    language = wanted if is_missing else fitting(shown.language, speech.known) or speech.known[0]
    return replace(speech, language=language)


def home_choices(speech: Speech, brand_slug: str) -> list[Choice]:
    """The switch of the pages that are there in every language."""
    if not speech.has_several:
        return []
    return [
        Choice(code, name_of(code), f"/help/{brand_slug}/?{PARAMETER}={code}", code == speech.language)
        for code in speech.known
    ]


def article_choices(
    speech: Speech, brand_slug: str, shown: Shown, alternates: Sequence[Shown]
) -> list[Choice]:
    """
    The switch of an article: its translations, and in the help center's other languages the article as it is.
    """
    if not speech.has_several and len(alternates) < 2:
        return []
    by_language = {base(one.language): one for one in alternates}
    codes = list(dict.fromkeys([*speech.known, *(one.language for one in alternates)]))
    found = []
    for code in dict.fromkeys(fitting(code, codes) for code in codes):
        one = by_language.get(base(code), shown)
        url = f"{article_path(one.slug, brand_slug)}?{PARAMETER}={code}"
        found.append(Choice(code, name_of(code), url, base(code) == base(speech.language)))
    return found


def fallback_note(speech: Speech, shown: Shown, alternates: Sequence[Shown], language: str) -> str:
    """
    What to tell a reader who gets an article in another language than theirs; empty if they do not.

    `language` is that of the page's words.
    """
    if not speech.has_several or fitting(speech.language, [one.language for one in alternates]):
        return ""
    names = {"wanted": name_in(speech.language, language), "given": name_in(shown.language, language)}
    return pages.text("kb.fallback", language, **names)
