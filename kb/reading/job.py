"""What `core.sandbox.child` does with a page, a sitemap or a file of a source."""

import json
from collections.abc import Sequence

from core.sandbox.work import Refused
from kb.reading import exports, formats, pages
from kb.reading.items import Held, Page, Sitemap, packed

FILES = {
    "files": formats.read_file,
    "zendesk": exports.read_zendesk,
    "notion": exports.read_notion,
    "confluence": exports.read_confluence,
}


def work(raw: bytes) -> tuple[bytes, Sequence[bytes]]:
    """
    Read the content after the first line, which says as JSON what it is.

    Raises Refused with a reason, a colon and details.
    """
    head, _, content = raw.partition(b"\n")
    asked = json.loads(head)
    value: Held | Page | Sitemap
    match asked["what"]:
        case "page":
            value = pages.read_page(content, asked["url"], asked["charset"])
        case "sitemap":
            value = pages.read_sitemap(content)
        case kind:
            value = FILES[kind](asked["name"], content)
            if not value.items and not value.left:
                raise Refused("empty:")
    return packed(value), []
