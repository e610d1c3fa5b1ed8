"""Articles as HTML: sanitized once when saved, given anchors and links when shown."""

import html
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from core.html import clean_html
from core.search.words import MARKS
from kb.models.articles import BodyFormat
from kb.outline import Anchors, blocks_of, markdown_to_html

_HEADING = re.compile(r"<(h[1-6])((?:\s[^<>]{0,2000})?)>(.{0,2000}?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^<>]+>")
_PRE = re.compile(r"<pre((?:\s[^<>]{0,2000})?)>")
_SPACE = re.compile(r"\s+")
_ARTICLE_LINK = re.compile(rf"(?P<open>\]\(|\]:\s*|href=[\"']?)article:(?P<slug>[\w{MARKS}-]{{1,120}})")

IMAGES = "/api/v1/article-images/"
"""Where the images of articles are for staff, and in the stored text."""

NEUTRAL = "-"
"""Stands for the brand in links between articles until it is known in which help center they are read."""


_INNER_LINK = re.compile(
    rf'<a href="/help/{NEUTRAL}/(?P<slug>[\w{MARKS}-]{{1,120}})(?:#[^"]{{0,300}})?"[^<>]{{0,300}}>'
    r"(?P<words>[^\x00]{0,2000}?)</a>"
)


_NEUTRAL_PATH = re.compile(rf'href="/help/{NEUTRAL}/(?P<slug>[\w{MARKS}-]{{1,120}})')
NOTHING: Mapping[str, str] = MappingProxyType({})


def article_path(slug: str, brand_slug: str = NEUTRAL) -> str:
    """The path of an article in a help center."""
    return f"/help/{brand_slug}/{slug}"


def cleaned_body(source: str, body_format: str) -> str:
    """
    A body as it is stored and shown: safe HTML without scripts, frames, forms or remote images.

    `article:<slug>` in a link leads to that article in whichever help center the reader is using.
    """
    linked = _ARTICLE_LINK.sub(lambda m: f"{m['open']}{article_path(m['slug'])}", source)
    return clean_html(linked if body_format == BodyFormat.HTML else markdown_to_html(linked))


def anchored(body_html: str) -> str:
    """Sanitized HTML in which every heading has the id that passages link to."""
    anchors = Anchors()

    def with_id(match: re.Match[str]) -> str:
        tag, attributes, inner = match.groups()
        text = _plain(inner)
        return f'<{tag}{attributes} id="{html.escape(anchors.of(text))}">{inner}</{tag}>' if text else ""

    return _HEADING.sub(with_id, body_html)


def in_help_center(
    body_html: str, brand_slug: str, *, translated: Mapping[str, str] = NOTHING, suffix: str = ""
) -> str:
    """
    Links between articles, pointed at one brand's help center.

    `translated` has the slugs of translations by those of their originals; `suffix` is put behind each path.
    """

    def pointed(link: re.Match[str]) -> str:
        slug = link.group("slug")
        return f'href="{article_path(translated.get(slug, slug), brand_slug)}{suffix}'

    return _NEUTRAL_PATH.sub(pointed, body_html)


def pictured(body_html: str, brand_slug: str) -> str:
    """Images at the addresses where one brand's help center serves them, fetched when they come near."""
    return body_html.replace(f'src="{IMAGES}', f'loading="lazy" src="/help/{brand_slug}/images/')


def linked_slugs(body_html: str) -> set[str]:
    """The slugs of the articles that a sanitized body links to."""
    return {match.group("slug") for match in _INNER_LINK.finditer(body_html)}


def unlinked(body_html: str, open_slugs: Collection[str]) -> str:
    """The body, with links to articles outside `open_slugs` replaced by their plain text."""
    return _INNER_LINK.sub(
        lambda link: link.group() if link.group("slug") in open_slugs else link.group("words"), body_html
    )


def scrollable(body_html: str) -> str:
    """Sanitized HTML whose wide code and tables can be scrolled with the keyboard."""
    focusable = _PRE.sub(r'<pre tabindex="0"\1>', body_html)
    wrapped = focusable.replace(
        "<table", '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table'
    )
    return wrapped.replace("</table>", "</table></div>")


def contents_of(body_html: str) -> list[tuple[int, str, str]]:
    """The headings of a page as level, text and id, in reading order."""
    anchors = Anchors()
    found = []
    for match in _HEADING.finditer(body_html):
        text = _plain(match.group(3))
        if text:
            found.append((int(match.group(1)[1]), text, anchors.of(text)))
    return found


def excerpt_of(body_html: str, limit: int = 180) -> str:
    """The first words of a text, without headings."""
    words = " ".join(block.text for block in blocks_of(body_html[:8000]) if block.kind in ("text", "item"))
    return shortened(_SPACE.sub(" ", words), limit)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a space and ended with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > limit // 2 else cut).rstrip(" ,.;:") + "…"


def _plain(inner: str) -> str:
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", inner))).strip()
