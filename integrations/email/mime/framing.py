"""A stranger's HTML as a document for a sandboxed frame."""

import re
from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

import nh3

from core import html_rules
from core.html import is_tame, plain

_REMOTE = re.compile(r"""<img\b[^<>]{0,4000}?\bsrc\s{0,4}=\s{0,4}["']?https?:""", re.IGNORECASE)
_TAGS = html_rules.TAGS | {"big", "center", "font", "strike", "tt"}
_LAYOUT = {"align", "valign", "width", "height", "bgcolor", "dir", "lang", "style"}
_ATTRIBUTES = html_rules.ATTRIBUTES | {
    "*": _LAYOUT,
    "img": {"src", "alt", "title", "border"},
    "table": {"border", "cellpadding", "cellspacing"},
    "font": {"color", "size", "face"},
}
# A mail's own layout needs their values, which are bounded elsewhere.
_FREE = {"align", "height", "style", "width"}
# Nothing that leaves its place, loads anything or hides words from the reader.
_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left",
    "border-right", "border-style", "border-top", "border-width", "color", "direction", "font-family",
    "font-size", "font-style", "font-weight", "height", "line-height", "margin", "margin-bottom",
    "margin-left", "margin-right", "margin-top", "max-width", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "text-align", "text-decoration", "text-indent", "vertical-align",
    "white-space", "width",
}  # fmt: skip
_DOCUMENT = """<!doctype html>
<html lang="" dir="auto"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width"><title>{title}</title><base target="_blank">
<style>
:root {{ color-scheme: light; }}
body {{ margin: 16px; background: #fff; color: #16202a; font: 14px/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; }}
img {{ max-width: 100%; height: auto; }}
pre {{ white-space: pre-wrap; }}
blockquote {{ margin: 0 0 0 8px; padding-inline-start: 12px; border-inline-start: 2px solid #b8c4cc; }}
table {{ max-width: 100%; }}
</style></head><body>{body}</body></html>
"""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""The document's Content-Security-Policy; even when opened directly it runs nothing."""


def count_remote_images(html: str) -> int:
    """The number of images in a mail that would be loaded from elsewhere."""
    return sum(1 for _ in _REMOTE.finditer(html))


_SCHEMES = {"http", "https", "mailto", "tel", "cid"}


def _is_remote(url: str) -> bool:
    return urlsplit(url).scheme.lower() in ("http", "https")


def document(
    html: str,
    *,
    title: str,
    files_by_cid: dict[str, str],
    image_path: Callable[[str], str] | None = None,
) -> str:
    """
    The whole mail as an HTML document without scripts, forms, frames or external resources.

    Markup that would take a parser minutes is shown as plain text.

    `files_by_cid` maps content ids to the addresses of our files. Remote images are removed, or with
    `image_path` loaded from the address it returns for theirs.
    """

    def filtered(tag: str, attribute: str, value: str) -> str | None:
        if tag != "img" or attribute != "src":
            return value if attribute in _FREE else html_rules.attribute(tag, attribute, value)
        if value.lower().startswith("cid:"):
            return files_by_cid.get(value[4:])
        if _is_remote(value):
            return image_path(value) if image_path is not None else None
        return None

    if not is_tame(html):
        return _DOCUMENT.format(title=escape(title), body=f"<pre>{escape(plain(html))}</pre>")
    cleaned = nh3.clean(
        html_rules.with_blocks(plain(html)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=filtered,
        filter_style_properties=_STYLES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={
            "script",
            "style",
            "template",
            "noscript",
            "iframe",
            "object",
            "svg",
            "math",
            "title",
        },
    )
    return _DOCUMENT.format(title=escape(title), body=cleaned)
