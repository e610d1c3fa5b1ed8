"""The main text of a web page, its links, and sitemaps. Runs in the process with the limits."""

import gzip
import io
from urllib.parse import urljoin

import trafilatura
from lxml import etree, html

from core.sandbox.work import Refused
from kb.reading.items import Page, Sitemap

MAX_LINKS = 2_000
MAX_LOCATIONS = 20_000
MAX_SITEMAP_BYTES = 50 * 1024 * 1024
_BODY = ("<body>", "</body>")


def read_page(content: bytes, url: str, charset: str) -> Page:
    """The page at `url`. Raises Refused for what is no HTML."""
    tree = _tree(content, charset)
    base = urljoin(url, next(iter(tree.xpath("//base/@href")), ""))
    rules = ",".join(
        str(value).lower()
        for name in ("robots", "candor")
        for value in tree.xpath(
            "//meta[translate(@name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') = $name]"
            "/@content",
            name=name,
        )
    )
    words = {word.strip() for word in rules.split(",")}
    canonical = next(iter(tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")), "")
    links = dict.fromkeys(
        urljoin(base, str(href).strip())
        for href in tree.xpath("//a[not(contains(concat(' ', @rel, ' '), ' nofollow '))]/@href")[:MAX_LINKS]
    )
    heading = _text_of(tree, "//h1")
    body = _main(tree, url)
    return Page(
        title=(heading or _text_of(tree, "//title"))[:300],
        body=_without_title(body, heading),
        canonical=urljoin(base, str(canonical).strip()) if canonical else "",
        language=str(next(iter(tree.xpath("/html/@lang")), "")).strip()[:12],
        links=tuple(link for link in links if link.startswith(("http://", "https://"))),
        is_indexed=words.isdisjoint({"noindex", "none"}),
        is_followed=words.isdisjoint({"nofollow", "none"}),
    )


def _tree(content: bytes, charset: str) -> html.HtmlElement:
    try:
        parser = html.HTMLParser(encoding=charset or None, remove_comments=True, remove_pis=True)
    except LookupError:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Refused("empty:") from error


def _text_of(tree: html.HtmlElement, path: str) -> str:
    found = tree.xpath(path)
    return " ".join(str(found[0].text_content()).split()) if found else ""


def _main(tree: html.HtmlElement, url: str) -> str:
    made = trafilatura.extract(
        tree,
        url=url,
        output_format="html",
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
    )
    if not made:
        return ""
    start, end = made.find(_BODY[0]), made.rfind(_BODY[1])
    return made[start + len(_BODY[0]) : end].strip() if 0 <= start < end else ""


def _without_title(body: str, heading: str) -> str:
    """Without the page's own heading at the top: it is the title already."""
    if not heading or not body.startswith("<h1"):
        return body
    end = body.find("</h1>")
    if end < 0:
        return body
    own = " ".join(str(html.fragment_fromstring(body[: end + 5]).text_content()).split())
    return body[end + 5 :].strip() if own == heading else body


def read_sitemap(content: bytes) -> Sitemap:
    """The addresses of a sitemap or of an index of them, also packed. Raises Refused for anything else."""
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(MAX_SITEMAP_BYTES)
        except (OSError, EOFError) as error:
            raise Refused("damaged:") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused("not_sitemap:") from error
    name = etree.QName(root).localname if root is not None else ""
    if name not in ("urlset", "sitemapindex"):
        raise Refused("not_sitemap:")
    found = [
        str(node.text).strip()
        for node in root.xpath("./*/*[local-name() = 'loc']")[:MAX_LOCATIONS]
        if node.text
    ]
    return Sitemap(pages=tuple(found)) if name == "urlset" else Sitemap(maps=tuple(found))
