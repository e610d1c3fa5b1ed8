"""Cleaning HTML that strangers wrote, and converting it to text and back."""

import html
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_document_state import HtmlDocumentState
from inscriptis.model.html_element import HtmlElement
from inscriptis.model.tag import CustomHtmlTagHandlerMapping

from core import html_rules, links

_SAFE_SCHEMES = {"http", "https", "mailto", "tel"}


def _ordered(state: HtmlDocumentState, attributes: dict[str, str]) -> None:
    start = attributes.get("start", "")
    state.li_counter.append(int(start) if start.isdigit() and len(start) < 10 else 1)


# Blocks that the library treats as inline, which would run the words of two together.
_BLOCK_TAGS = (
    "article", "button", "center", "dd", "details", "dir", "dl", "dt", "fieldset", "form", "hr", "label",
    "legend", "menu", "optgroup", "option", "section", "select", "summary",
)  # fmt: skip
_TEXT_CONFIG = ParserConfig(
    css=CSS_PROFILES["strict"] | dict.fromkeys(_BLOCK_TAGS, HtmlElement(display=Display.block)),
    custom_html_tag_handler_mapping=CustomHtmlTagHandlerMapping({"ol": _ordered}, {}),
)
_VALUE = r"""(?:"[^"<>]*"|'[^'<>]*'|[^ \t\n"'<>=`]+)"""
_REST = rf"""(?:[ \t\n]+[^ \t\n"'<>=/]+(?:[ \t\n]*=[ \t\n]*{_VALUE})?)*[ \t\n]*/?>"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)({_REST})?")
"""Closes or not, the name, and the rest of a tag that ends as it should; the rest is missing otherwise."""
_NO_ELEMENT = re.compile(r"<(?:[!?]|/[^a-zA-Z])")
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>?")
_VOID = {"br", "hr", "img", "wbr", "col", "input", "meta", "link", "area", "base", "embed", "source", "track"}
_FIRST_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_COLUMNS = re.compile(
    r"^(?: {2,}|\t)\S|\S(?:\t| {3,})\S|[^\s.!?:;,\u3002] {2,}\S|^\s{0,20}[|+].{0,380}[|+]\s{0,20}$"
)
"""A line that is indented, a row of a table, or one with a gap that is no wide space after a sentence."""
MAX_TAGS, MAX_DEPTH = 10_000, 100
# Embeddings, overrides and isolates; the marks of a direction turn nothing else and stay.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_tame(source: str) -> bool:
    """
    Whether parsing time depends on length alone.

    An HTML parser searches all open elements again and again: nested 100,000 deep, that takes a minute. Long
    markup must therefore close what it opens, in order, and not nest deeply, like that of any normal large
    document.
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
    """Text without the control characters that PostgreSQL rejects or terminals obey; lines end in LF."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """
    Text such as a name or a subject without line breaks and control characters, since it may end up in mail
    headers, and without what turns the text around it.
    """
    return " ".join(_OVERRIDES.sub("", plain(text)).split())


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:
        # A character reference with thousands of digits.
        return text


def clean_html(source: str, *, keeps: Callable[[str], bool] | None = None) -> str:
    """
    HTML with only the tags and attributes that a message needs.

    No scripts, styles, forms, frames, remote images or `javascript:` links survive; links open without a
    referrer. Long markup that is not well nested is reduced to its text. `keeps` says of the value of an
    attribute whether it stays. Deterministic, and safe to apply twice.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        return html_rules.attribute(tag, name, value) if keeps is None or keeps(value) else None

    text = plain(source)
    return nh3.clean(
        html_rules.with_blocks(text) if is_tame(text) else text_to_html(_unescaped(_ANY_TAG.sub("\n", text))),
        tags=html_rules.TAGS,
        attributes=html_rules.ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=_SAFE_SCHEMES | {"cid"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags=html_rules.SILENT,
    ).strip()


def html_to_text(source: str) -> str:
    """The readable text of HTML, with list marks and line breaks kept."""
    if not source:
        return ""
    text = get_text(f"<div>{source}</div>", _TEXT_CONFIG)
    lines = [line.rstrip() for line in plain(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def text_to_html(source: str) -> str:
    """
    Plain text as paragraphs, with its line breaks kept and its links clickable.

    A paragraph in which spaces matter is marked: `data-plain` is "columns" for tables and code, which need a
    monospaced font, and "text" for any other.
    """
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", trimmed(plain(source)))
    return "".join(f"<p{_kind_of(part)}>{_linked(part)}</p>" for part in paragraphs if part.strip())


def trimmed(text: str) -> str:
    """Text without surrounding white space; the first of several lines keeps its indentation."""
    return _FIRST_LINES.sub("", text).rstrip() if "\n" in text.strip() else text.strip()


def _kind_of(paragraph: str) -> str:
    if (
        "  " not in paragraph
        and "\t" not in paragraph
        and not paragraph.startswith(" ")
        and ("\n " not in paragraph)
    ):
        return ""
    lines = paragraph.split("\n")
    shaped = sum(_COLUMNS.search(line[:400]) is not None for line in lines)
    return f' data-plain="{"columns" if shaped >= 2 or (shaped and shaped == len(lines)) else "text"}"'


def _linked(text: str) -> str:
    parts: list[str] = []
    end = 0
    for link in links.find(text):
        parts.append(_escaped(text[end : link.start]))
        href = link.href.replace("&", "&amp;")
        shown = _escaped(text[link.start : link.end])
        parts.append(f'<a href="{href}" rel="noopener noreferrer nofollow">{shown}</a>')
        end = link.end
    parts.append(_escaped(text[end:]))
    return "".join(parts).replace("\n", "<br>")


def _escaped(text: str) -> str:
    # As the HTML standard serializes text, so that cleaning it again changes nothing.
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


def is_safe_link(url: str) -> bool:
    """Whether a link may be shown: a scheme that cannot run code, or a path on this site."""
    parts = urlsplit(url)
    return (parts.scheme in _SAFE_SCHEMES) if parts.scheme else url.startswith("/")
