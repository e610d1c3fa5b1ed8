"""Which tags, attributes and values of a stranger's HTML carry meaning and can do no harm."""

import re

TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
"""Tags whose content shows nothing, or nothing that we show."""
_ALIGNED = {"align", "style"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "caption": _ALIGNED,
    "col": {"span", "width", "align", "style"},
    "colgroup": {"span", "width", "align", "style"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "dfn": {"title"},
    "div": _ALIGNED,
    "h1": _ALIGNED,
    "h2": _ALIGNED,
    "h3": _ALIGNED,
    "h4": _ALIGNED,
    "h5": _ALIGNED,
    "h6": _ALIGNED,
    "img": {"src", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value", "style"},
    "ol": {"start", "type", "reversed", "style"},
    "p": {"align", "style", "data-plain"},
    "pre": {"style"},
    "q": {"cite"},
    "span": {"data-mention", "style"},
    "table": {"width", "align", "style"},
    "td": {"colspan", "rowspan", "headers", "width", "align", "style"},
    "th": {"colspan", "rowspan", "headers", "scope", "id", "abbr", "width", "align", "style"},
    "time": {"datetime"},
    "tr": _ALIGNED,
    "ul": {"type", "style"},
    "*": {"dir", "lang"},
}
_OWN_IMAGE = re.compile(r"/api/v1/(?:(?:widget/)?attachments|article-images)/[0-9a-f-]{36}/?")
_SCHEME = re.compile(r"\s{0,20}(?:https?|mailto|tel|cid):", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"^[^a-z0-9/?#.]{0,200}[a-z][a-z0-9+.\-]{0,30}:", re.IGNORECASE)
_LENGTH = re.compile(r"(\d{1,4})(?:\.\d{1,6})?(%|px)?")
_NUMBER = re.compile(r"-?\d{1,9}")
_SPAN = re.compile(r"[1-9]\d{0,2}|1000")
_CELL_NAMES = re.compile(r"[A-Za-z][\w-]{0,60}(?: [A-Za-z][\w-]{0,60}){0,20}", re.ASCII)
_CELL_PREFIX = "cell-"
_VALUES = {
    "align": {"left", "right", "center", "justify", "start", "end"},
    "dir": {"ltr", "rtl", "auto"},
    "scope": {"row", "col", "rowgroup", "colgroup"},
    "data-plain": {"text", "columns"},
}
_LIST_TYPES = {"1", "a", "A", "i", "I", "disc", "circle", "square"}
_STYLES = {
    "text-align": _VALUES["align"],
    "direction": {"ltr", "rtl"},
    "font-weight": {"bold", "bolder", "600", "700", "800", "900"},
    "font-style": {"italic"},
    "text-decoration": {"underline", "line-through"},
    "text-decoration-line": {"underline", "line-through"},
    "white-space": {"pre", "pre-wrap", "pre-line", "break-spaces"},
    "vertical-align": {"sub", "super"},
    "list-style-type": {
        "disc", "circle", "square", "decimal", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin",
        "lower-roman", "upper-roman", "none",
    },
}  # fmt: skip
"""Properties that mean something without the others; none can move, hide or load anything."""

_CLOSED = re.compile(
    r"<(/?)(?:address|article|aside|button|center|dir|fieldset|footer|form|header|hgroup|label|legend|listing"
    r"|main|menu|nav|optgroup|option|section|select|xmp)(?=[\s/>])",
    re.IGNORECASE,
)


def with_blocks(source: str) -> str:
    """
    HTML with the remaining block tags turned into plain blocks: dropping them would run the words of two
    together.
    """
    return _CLOSED.sub(r"<\1div", source)


def attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an allowed attribute may keep, or None if it must go."""
    match name:
        case "src":
            # Remote images reveal to their sender when, where and by whom a message was read.
            return value if _OWN_IMAGE.fullmatch(value) or value.startswith("cid:") else None
        case "href":
            # A character before the scheme that a browser does not treat as a space might be one to another
            # program.
            return value if _SCHEME.match(value) or not _ANY_SCHEME.search(value[:200]) else None
        case "style":
            return _style(value) or None
        case "align" | "dir" | "scope" | "data-plain":
            value = value.strip().lower()
            return value if value in _VALUES[name] else None
        case "start" | "value":
            return value.strip() if _NUMBER.fullmatch(value.strip()) else None
        case "type":
            return value.strip() if value.strip() in _LIST_TYPES else None
        case "colspan" | "rowspan" | "span":
            return value.strip() if _SPAN.fullmatch(value.strip()) else None
        case "width" | "height":
            return _length(value)
        case "id" | "headers":
            return _cells(value)
        case "reversed" | "open":
            return ""
        case "cite":
            return value if value.lower().startswith(("http://", "https://")) else None
        case _:
            return value


def _length(value: str) -> str | None:
    found = _LENGTH.fullmatch(value.strip().lower())
    if found is None:
        return None
    return f"{min(int(found[1]), 100)}%" if found[2] == "%" else found[1]


def _cells(value: str) -> str | None:
    """Names by which table cells refer to their headers, kept distinct from names on the surrounding page."""
    names = " ".join(value.split())
    if not _CELL_NAMES.fullmatch(names):
        return None
    return " ".join(f"{_CELL_PREFIX}{name.removeprefix(_CELL_PREFIX)}" for name in names.split())


def _style(value: str) -> str:
    kept: dict[str, str] = {}
    for declaration in value[:4_000].lower().split(";"):
        name, _, wanted = (part.strip() for part in declaration.partition(":"))
        wanted = wanted.removesuffix("!important").strip()
        if name == "text-decoration":
            wanted = wanted.partition(" ")[0]
        if wanted in _STYLES.get(name, ()):
            kept[name] = wanted
    return ";".join(f"{name}:{wanted}" for name, wanted in kept.items())
