"""
Slack's markup (mrkdwn) from our HTML, and our HTML from it.

What somebody wrote is text on both ways: `&`, `<` and `>` are escaped, so that nobody's words become a
mention of a whole channel or a link with another address behind it.
"""

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

from core.html import is_safe_link

LONGEST = 39_000
"""Slack cuts a message after 40,000 characters."""
_ZERO = "\u200b"
_MARKS = {"strong": "*", "b": "*", "em": "_", "i": "_", "del": "~", "s": "~", "strike": "~", "code": "`"}
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "section", "article"})
_ACTING = re.compile(r"((?<!\w)[*_~`]|[*_~`](?!\w))")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def told(text: str) -> str:
    """Text that Slack shows as it is: nothing in it is a command, a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, label: str) -> str:
    """A link; the label alone for an address that is none."""
    if not is_safe_link(url) or any(char in url for char in "<>|\n "):
        return told(label)
    return f"<{told(url)}|{told(label).replace('|', '/')}>"


class _Writer(HTMLParser):
    """Writes mrkdwn while it reads HTML of ours, which is clean."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.quotes: list[int] = []
        self.is_code = False
        self.address = ""
        self.label: list[str] | None = None

    def _put(self, text: str) -> None:
        (self.parts if self.label is None else self.label).append(text)

    def _line(self, blank: bool = False) -> None:
        self._put("\n\n" if blank else "\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self._line(blank=True)
            self._put("*")
        elif tag in _BLOCKS:
            self._line(blank=tag == "p" and not self.lists)
        elif tag == "br":
            self._line()
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
            self._line()
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self.is_code = True
            self._put("\n```\n")
        elif tag == "blockquote":
            self._line()
            self.quotes.append(len(self.parts))
        elif tag == "a" and self.label is None:
            self.address, self.label = dict(attrs).get("href") or "", []
        elif tag in ("td", "th"):
            self._put(" ")
        elif tag in _MARKS and not self.is_code:
            self._put(_MARKS[tag])

    def _item(self) -> None:
        self._line()
        if not self.lists:
            self._put("• ")
            return
        number = self.lists[-1]
        self._put("    " * (len(self.lists) - 1))
        if number is None:
            self._put("• ")
        else:
            self.lists[-1] = number + 1
            self._put(f"{number + 1}. ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._put("*")
            self._line()
        elif tag in _BLOCKS:
            self._line()
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self._line()
        elif tag == "pre":
            self.is_code = False
            self._put("\n```\n")
        elif tag == "blockquote" and self.quotes:
            begins = self.quotes.pop()
            quoted = "".join(self.parts[begins:]).strip("\n")
            self.parts[begins:] = ["".join(f"> {line}\n" for line in quoted.split("\n"))]
        elif tag == "a" and self.label is not None:
            label, self.label = "".join(self.label), None
            is_linked = is_safe_link(self.address) and not any(char in self.address for char in "<>|\n ")
            named = label.strip().replace("|", "/") or told(self.address)
            self._put(f"<{told(self.address)}|{named}>" if is_linked else label)
        elif tag in _MARKS and not self.is_code:
            self._put(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        if self.is_code:
            self._put(told(data))
            return
        text = told(re.sub(r"[ \t\r\n]+", " ", data))
        # Somebody's own marks stay what they are: signs. Within a word they mark nothing.
        self._put(_ACTING.sub(rf"{_ZERO}\1{_ZERO}", text))


def from_html(html: str) -> str:
    """Our HTML as mrkdwn, at most `LONGEST` characters."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    text = "".join(writer.parts)
    lines = [line.rstrip() for line in text.split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    whole = "\n".join(kept).strip()
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"


_TOKEN = re.compile(r"<([^<>\n]{1,3000})>")
_FENCE = "```"
_INLINE = re.compile(
    r"`([^`\n]{1,2000})`"
    r"|(?<![\w*])\*(?! )([^*\n]{1,2000})(?<! )\*(?![\w*])"
    r"|(?<![\w_])_(?! )([^_\n]{1,2000})(?<! )_(?![\w_])"
    r"|(?<![\w~])~(?! )([^~\n]{1,2000})(?<! )~(?![\w~])"
)
_TAGS = ("code", "strong", "em", "del")


def to_html(text: str, names: Mapping[str, str] | None = None) -> str:
    """What somebody wrote in Slack, as HTML; `names` are those of mentioned people by their ids."""
    parts = text.split(_FENCE)
    found: list[str] = []
    for at, part in enumerate(parts):
        is_code = at % 2 == 1 and at < len(parts) - 1
        if is_code:
            code = _unescaped(_TOKEN.sub(lambda token: _bare(token.group(1)), part)).strip("\n")
            found.append(f"<pre><code>{escape(code, quote=False)}</code></pre>")
        elif part.strip():
            found += [_paragraph(one, names or {}) for one in part.strip("\n").split("\n\n") if one.strip()]
    return "".join(found)


def _paragraph(text: str, names: Mapping[str, str]) -> str:
    lines = text.strip("\n").split("\n")
    if all(line.startswith("&gt;") for line in lines):
        inner = "<br>".join(_line(line[4:].strip(), names) for line in lines)
        return f"<blockquote><p>{inner}</p></blockquote>"
    return f"<p>{'<br>'.join(_line(line, names) for line in lines)}</p>"


def _line(text: str, names: Mapping[str, str]) -> str:
    kept: list[str] = []

    def hold(token: re.Match[str]) -> str:
        kept.append(_token(token.group(1), names))
        return f"\x00{len(kept) - 1}\x00"

    marked = _TOKEN.sub(hold, text.replace("\x00", ""))
    html = _inline(marked)
    return re.sub(r"\x00(\d{1,6})\x00", lambda place: kept[int(place.group(1))], html)


def _inline(text: str) -> str:
    found, at = [], 0
    for match in _INLINE.finditer(text):
        found.append(escape(_unescaped(text[at : match.start()]), quote=False))
        which = next(number for number in range(4) if match.group(number + 1) is not None)
        inner = escape(_unescaped(match.group(which + 1)), quote=False)
        found.append(f"<{_TAGS[which]}>{inner}</{_TAGS[which]}>")
        at = match.end()
    found.append(escape(_unescaped(text[at:]), quote=False))
    return "".join(found)


def _token(token: str, names: Mapping[str, str]) -> str:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return escape(f"@{names.get(target[1:]) or label or 'somebody'}", quote=False)
    if target.startswith("#"):
        return escape(f"#{label or 'channel'}", quote=False)
    if target.startswith("!"):
        return escape(label or f"@{target[1:].partition('^')[0]}", quote=False)
    url, shown = _unescaped(target), _unescaped(label) or _unescaped(target).removeprefix("mailto:")
    if not is_safe_link(url):
        return escape(shown, quote=False)
    return f'<a href="{escape(url)}">{escape(shown, quote=False)}</a>'


def _bare(token: str) -> str:
    target, _, label = token.partition("|")
    return label or target


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str) -> list[str]:
    """The ids of the people whom a message mentions."""
    return re.findall(r"<@([UW][A-Z0-9]{1,30})", text)[:50]
