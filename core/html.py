"""Cleaning what strangers write, and turning it into text and back."""

import html
import re
from urllib.parse import urlsplit

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "ins",
    "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr",
    "u", "ul", "mark", "kbd", "figure", "figcaption",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "span": {"data-mention"},
    "*": {"dir", "lang"},
}
_OWN_IMAGE = re.compile(r"/api/v1/(widget/)?attachments/[0-9a-f-]{36}/?")
_SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
_TEXT_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")
_VALUE = r"""(?:"[^"<>]*"|'[^'<>]*'|[^ \t\n"'<>=`]+)"""
_REST = rf"""(?:[ \t\n]+[^ \t\n"'<>=/]+(?:[ \t\n]*=[ \t\n]*{_VALUE})?)*[ \t\n]*/?>"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)({_REST})?")
"""Closes or not, the name, and the rest of a tag that ends as it should; the rest is missing otherwise."""
_NO_ELEMENT = re.compile(r"<(?:[!?]|/[^a-zA-Z])")
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>?")
_VOID = {"br", "hr", "img", "wbr", "col", "input", "meta", "link", "area", "base", "embed", "source", "track"}
MAX_TAGS, MAX_DEPTH = 10_000, 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        # Remote images tell their sender when, where and by whom a message was read.
        return value if _OWN_IMAGE.fullmatch(value) or value.startswith("cid:") else None
    return value


def is_tame(source: str) -> bool:
    """
    Whether parsing takes time by length only.

    A parser of HTML looks through all open elements again and again: nested 100,000 deep, for a minute. So
    much markup must close what it opens, in order, and not be deep, as that of any large document is.
    """
    if source.count("<") <= MAX_TAGS:
        return True
    if _NO_ELEMENT.search(source):
        return False
    opened: list[str] = []
    for tag in _TAG.finditer(source):
        closes, name, is_whole = tag[1], tag[2].lower(), tag[3]
        if not is_whole or (closes and (not opened or opened.pop() != name)):
            return False
        if not closes and name not in _VOID:
            opened.append(name)
        if len(opened) > MAX_DEPTH:
            return False
    return True


def plain(text: str) -> str:
    """Text without the control characters that PostgreSQL refuses or terminals obey; lines end in LF."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Text without line breaks and control characters, such as a name: those end up in headers of mail."""
    return " ".join(plain(text).split())


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:
        # A character reference with thousands of digits.
        return text


def clean_html(source: str) -> str:
    """
    HTML with only the tags and attributes that a message needs.

    No scripts, styles, forms, frames, remote images or `javascript:` links survive; links open without
    a referrer. What is made of tags without end keeps only its words. Deterministic, and safe to apply twice.
    """
    text = plain(source)
    return nh3.clean(
        text if is_tame(text) else text_to_html(_unescaped(_ANY_TAG.sub("\n", text))),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SAFE_SCHEMES | {"cid"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
    ).strip()


def html_to_text(source: str) -> str:
    """The readable text of HTML, with list marks and line breaks kept."""
    if not source:
        return ""
    text = get_text(f"<div>{source}</div>", _TEXT_CONFIG)
    lines = [line.rstrip() for line in plain(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def text_to_html(source: str) -> str:
    """Plain text as paragraphs, with its line breaks, and links that can be clicked."""
    paragraphs = re.split(r"\n{2,}", plain(source).strip())
    return "".join(f"<p>{_linked(part)}</p>" for part in paragraphs if part.strip())


def _linked(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        parts.append(_escaped(text[end : match.start()]))
        url = html.escape(match.group(0))
        parts.append(f'<a href="{url}" rel="noopener noreferrer nofollow">{url}</a>')
        end = match.end()
    parts.append(_escaped(text[end:]))
    return "".join(parts).replace("\n", "<br>")


def _escaped(text: str) -> str:
    # As the HTML standard serialises text, so that cleaning it again changes nothing.
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


def is_safe_link(url: str) -> bool:
    """Whether a link may be shown: a scheme that cannot run code, or a path of ours."""
    parts = urlsplit(url)
    return (parts.scheme in _SAFE_SCHEMES) if parts.scheme else url.startswith("/")
