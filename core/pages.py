"""
The words of pages for customers that the server renders, and of mails to staff, in each of our languages.

An app keeps its words in `page_words/en.json` and `page_words/de.json`; a key names the app first:
`kb.search`. Templates say them with `{% say %}` (`core.templatetags.page_words`), which escapes what is put
into them.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = ("en", "de")
Letter = Callable[[str], tuple[str, str]]
"""Makes a mail's subject and text for the locale of its reader."""
_DAYS = {"en": "j F Y", "de": "j. F Y"}


def accepted_languages(header: str) -> list[str]:
    """The codes that an `Accept-Language` accepts, such as `de-at`, the most wanted first."""
    return [code for code, weight in parse_accept_lang_header(header[:500].lower()) if weight > 0]


def language_for(accepted: str, fallback: str) -> str:
    """The reader's language by their browser's `Accept-Language`, else the fallback, else English."""
    codes = [code.partition("-")[0] for code in accepted_languages(accepted)]
    return next((code for code in [*codes, fallback] if code in LANGUAGES), LANGUAGES[0])


@cache
def words_of(app: str, language: str) -> dict[str, str]:
    """All words of an app's pages in one language."""
    path = f"{apps.get_app_config(app).path}/page_words/{language}.json"
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 (one read for each process)
        found: dict[str, str] = json.load(file)
    return found


def text(key: str, language: str, **values: Any) -> str:
    """
    The words of a key as plain text, for mails and headers.

    With `count` the key's `_one` or `_other` is taken where it has these. Raises KeyError for an unknown key.
    """
    return _found(key, language, values).format(**values)


def letter(subject: str, body: str, **values: Any) -> Letter:
    """A mail of two keys, worded when its reader is known."""
    return lambda locale: (
        text(subject, locale[:2], **values),
        text(body, locale[:2], **values).strip(),
    )


def markup(key: str, language: str, **values: Any) -> SafeString:
    """The same as HTML: what is put in is escaped, unless it is markup of ours."""
    found = escape(_found(key, language, values))
    return format_html(found, **values) if values else mark_safe(found.format())  # noqa: S308 (escaped above)


def _found(key: str, language: str, values: dict[str, Any]) -> str:
    app, _, name = key.partition(".")
    known = words_of(app, language if language in LANGUAGES else LANGUAGES[0])
    if "count" in values and f"{name}_other" in known:
        name = f"{name}_{'one' if values['count'] == 1 else 'other'}"
    return known[name]


def day(moment: datetime, language: str) -> str:
    """A date in words, in the time zone that is active."""
    return date_words(timezone.localtime(moment).date(), language)


def date_words(day: date, language: str) -> str:
    """A date in words that nobody can misread: `2 March 2026`, in another language than ours in English."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    with translation.override(known):
        return str(formats.date_format(day, _DAYS[known]))


def size_words(count: int, language: str) -> str:
    """A number of bytes in words, such as `1.5 KB` or `1,5 KB`."""
    with translation.override(language if language in LANGUAGES else LANGUAGES[0]):
        return str(filesizeformat(count))


def day_and_time(moment: datetime, language: str) -> str:
    """A date with its time."""
    return f"{day(moment, language)}, {timezone.localtime(moment):%H:%M}"
