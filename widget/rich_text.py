"""
Message bodies as data instead of markup.

The widget runs on pages that may forbid `innerHTML` (Trusted Types), and our markup must never become theirs:
so it receives a tree of allowed nodes and builds the elements itself.
"""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import TypeAlias

from core.html import clean_html, is_safe_link

Node: TypeAlias = "str | dict[str, object]"
Picture: TypeAlias = Callable[[str], str]

TAGS = frozenset(
    {
        "a", "abbr", "b", "bdi", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em",
        "hr", "i", "ins", "li", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "strong", "sub", "summary",
        "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
    }
)  # fmt: skip
RENAMED = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "caption"), "h"),
    **dict.fromkeys(("kbd", "samp", "var"), "code"),
    **dict.fromkeys(("figure", "figcaption"), "div"),
    "tfoot": "tbody",
}
ATTRIBUTES = {
    "abbr": ("title",),
    "li": ("value",),
    "ol": ("start", "type", "reversed"),
    "p": ("data-plain",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
    "details": ("open",),
    "img": ("alt", "width", "height"),
}
"""The attributes an element keeps besides COMMON."""
COMMON = ("dir", "lang")
"""The attributes every element keeps: language and direction."""
VOID = frozenset({"br", "hr"})
MAX_DEPTH = 12


class _Builder(HTMLParser):
    def __init__(self, picture: Picture) -> None:
        super().__init__(convert_charrefs=True)
        self._picture = picture
        self.root: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = RENAMED.get(tag, tag)
        found = dict(attrs)
        if tag == "img":
            self._add_image(found)
        if name not in TAGS and name != "h":
            return
        children: list[Node] = []
        node: dict[str, object] = {"t": name}
        kept = {key: found[key] or "" for key in (*COMMON, *ATTRIBUTES.get(tag, ())) if key in found}
        if kept:
            node["a"] = kept
        href = found.get("href") or ""
        if name == "a" and is_safe_link(href):
            node["href"] = href
        if name not in VOID:
            node["c"] = children
        self._open[-1][1].append(node)
        if name not in VOID and len(self._open) < MAX_DEPTH:
            self._open.append((tag, children))

    def _add_image(self, found: dict[str, str | None]) -> None:
        """An image of ours as a node, any other as the words that describe it."""
        address = self._picture(found.get("src") or "")
        if address:
            kept = {key: found[key] or "" for key in ATTRIBUTES["img"] if key in found}
            self._open[-1][1].append({"t": "img", "src": address, "a": kept})
        elif (found.get("alt") or "").strip():
            self.handle_data(f"[{found['alt']}]")

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        here = self._open[-1][1]
        if here and isinstance(here[-1], str):
            here[-1] += data
        elif data.strip() or (here and data):
            here.append(data)


def tree(body_html: str, picture: Picture = lambda src: "") -> list[Node]:
    """
    The allowed content of HTML: texts, and nodes `{"t": tag, "c": children, "href"?, "a"?: attributes}`.

    `picture` gives the address at which the panel may show an image, as `src` of a node without children; one
    without an address is told by its description. Headings become `h`; any other disallowed element is
    dropped but keeps its text.
    """
    builder = _Builder(picture)
    builder.feed(clean_html(body_html))
    builder.close()
    return builder.root
