"""Answers as HTML, and confidence in words."""

import re
from collections.abc import Sequence
from html import escape

from assistant.engines.protocol import Citation
from assistant.wording import say

_BULLET = re.compile(r"^\s*[-*•]\s+")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")
HIGH = 0.9
FENCE = "```"


def confidence_word(confidence: float, threshold: float) -> str:
    """`high`, `medium` (still above the threshold), or `low`."""
    if confidence >= max(HIGH, threshold):
        return "high"
    return "medium" if confidence >= threshold else "low"


def text_html(text: str) -> str:
    """Plain text with lists, fenced and `inline` code and **bold** as HTML; nothing else becomes markup."""
    blocks: list[str] = []
    items: list[str] = []
    tag = ""
    code: list[str] | None = None

    def close() -> None:
        nonlocal tag
        if items:
            blocks.append(f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>")
            items.clear()
        tag = ""

    for line in text.split("\n"):
        if line.strip() == FENCE:
            close()
            if code is not None:
                blocks.append(_block(code))
            code = [] if code is None else None
            continue
        if code is not None:
            code.append(line)
            continue
        kind = "ul" if _BULLET.match(line) else "ol" if _NUMBER.match(line) else ""
        if kind:
            if tag != kind:
                close()
            tag = kind
            items.append(_inline((_BULLET if kind == "ul" else _NUMBER).sub("", line)))
        else:
            close()
            if line.strip():
                blocks.append(f"<p>{_inline(line.strip())}</p>")
    close()
    if code is not None:
        blocks.append(_block(code))
    return "".join(blocks)


def _block(lines: Sequence[str]) -> str:
    return f"<pre><code>{escape(chr(10).join(lines), quote=False)}</code></pre>" if lines else ""


def _inline(text: str) -> str:
    safe = escape(text, quote=False)
    return _BOLD.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", safe))


def answer_html(text: str, citations: Sequence[Citation], *, language: str, site_url: str = "") -> str:
    """
    An answer with its sources below, as links where `site_url` is given.

    Channels that show citations from the payload need no links; mail does.
    """
    html = text_html(text)
    if not site_url or not citations:
        return html
    seen: dict[str, str] = {}
    for citation in citations:
        seen.setdefault(citation.url, citation.title)
    links = [
        f'<a href="{escape(site_url + url if url.startswith("/") else url)}">{escape(title)}</a>'
        for url, title in seen.items()
    ]
    return f"{html}<p>{say('sources' if len(links) > 1 else 'source', language)}: {', '.join(links)}</p>"
