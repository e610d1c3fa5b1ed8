"""The wording of automatic mail. None of it was written by a stranger."""

import re
from collections.abc import Mapping
from html import escape

from assistant.wording import wait_words
from core import pages
from tickets.surveys import CSAT

LANGUAGES = ("en", "de")
_TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "subject": "Your request to {brand}",
        "received": "we have received your request. A person of our team will answer.",
        "hello": "Hello,",
        "hello_name": "Hello {name},",
        "expected": "You can expect a first answer within {wait}.",
        "articles": "Perhaps one of these helps until then:",
        "add": "Simply answer this mail to add something.",
        "rate_words": "Very bad|Bad|Fair|Good|Very good",
        "answered": "This answer was written by our assistant. Answer this mail and a person takes over.",
        "resolved": "your request is resolved. We have one question, if you like:",
        "unsolved": "Is something still missing? Simply answer this mail.",
        "too_large_subject": "Your mail to {brand} was too large",
        "too_large": "your mail of {size} MB did not get through: we take mails of up to {limit} MB. Please "
        "send it again with smaller files, or with a link to them.",
    },
    "de": {
        "subject": "Ihre Anfrage an {brand}",
        "received": "Ihre Anfrage ist bei uns angekommen. Jemand aus unserem Team antwortet Ihnen.",
        "hello": "Guten Tag,",
        "hello_name": "Guten Tag {name},",
        "expected": "Mit einer ersten Antwort können Sie innerhalb von {wait} rechnen.",
        "articles": "Vielleicht hilft bis dahin einer dieser Artikel:",
        "add": "Antworten Sie einfach auf diese E-Mail, um etwas zu ergänzen.",
        "rate_words": "Sehr schlecht|Schlecht|Mittelmäßig|Gut|Sehr gut",
        "answered": "Diese Antwort hat unser Assistent geschrieben. Antworten Sie, und ein Mensch übernimmt.",
        "resolved": "Ihre Anfrage ist gelöst. Wenn Sie mögen, haben wir noch eine Frage:",
        "unsolved": "Fehlt noch etwas? Antworten Sie einfach auf diese E-Mail.",
        "too_large_subject": "Ihre E-Mail an {brand} war zu groß",
        "too_large": "Ihre E-Mail mit {size} MB kam nicht an: Wir nehmen bis zu {limit} MB. Bitte senden "
        "Sie sie mit kleineren Dateien oder mit einem Link darauf noch einmal.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """A text in `language`, or in English if it has none."""
    return _TEXTS.get(language[:2], _TEXTS["en"])[key].format(**values)


def acknowledgement(
    *,
    language: str,
    wait_seconds: int | None,
    articles: list[tuple[str, str]],
    own_words: str = "",
    brand: str = "",
    number: int | None = None,
) -> tuple[str, str]:
    """
    The acknowledgement of a new request as text and HTML; `articles` are (title, address).

    `own_words` are the brand's in this language, in the place of ours, with `{brand}`, `{number}` and
    `{wait}`. A paragraph that names `{wait}` is left out where nothing is promised.
    """
    wait = wait_words(wait_seconds, language[:2])
    if own_words:
        values = {"{brand}": brand, "{number}": "" if number is None else str(number), "{wait}": wait or ""}
        paragraphs = [
            _filled(one, values)
            for one in re.split(r"\n[ \t]{0,20}\n", own_words)
            if one.strip() and (wait or "{wait}" not in one)
        ]
    else:
        paragraphs = [say("hello", language), say("received", language)]
        if wait:
            paragraphs.append(say("expected", language, wait=wait))
    text = "\n\n".join(paragraphs)
    html = "".join(f"<p>{escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs)
    if articles:
        intro = say("articles", language)
        text += f"\n\n{intro}\n" + "\n".join(f"- {title}\n  {url}" for title, url in articles)
        items = "".join(f'<li><a href="{escape(url)}">{escape(title)}</a></li>' for title, url in articles)
        html += f"<p>{escape(intro)}</p><ul>{items}</ul>"
    last = say("add", language)
    return f"{text}\n\n{last}", f"{html}<p>{escape(last)}</p>"


def _filled(text: str, values: dict[str, str]) -> str:
    """Each variable once: what a value contains is not looked at again."""
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], text.strip())


def survey(*, kind: str, brand: str, language: str, links: Mapping[int, str]) -> tuple[str, str]:
    """A survey with the links of its scores, the lowest first, as text and HTML."""
    title = pages.text(f"tickets.{kind}", language[:2], brand=brand)
    words = say("rate_words", language).split("|") if kind == CSAT else list(map(str, links))
    if kind != CSAT:
        title = f"{title} ({pages.text(f'tickets.{kind}_ends', language[:2])})"
    named = list(zip(words, links.values(), strict=True))
    text = f"{title}\n" + "\n".join(f"{word}: {link}" for word, link in named)
    html = " · ".join(f'<a href="{escape(link)}">{escape(word)}</a>' for word, link in named)
    return text, f"<p>{escape(title)}<br>{html}</p>"
