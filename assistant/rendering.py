"""Answers as HTML, and confidence as a word."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from assistant.engines.protocol import Citation
from assistant.reading.sentences import CELL
from assistant.wording import say

_BULLET = re.compile(r"^\s*[-*•]\s+")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")
HIGH = 0.9
FENCE = "```"
_RULE = re.compile(r"^\s*\|?(?:\s{0,9}:?-{2,60}:?\s{0,9}\|){1,40}(?:\s{0,9}:?-{2,60}:?\s{0,9})?$")


def confidence_word(confidence: float, threshold: float) -> str:
    """`high`, `medium` (still above the threshold), or `low`."""
    if confidence >= max(HIGH, threshold):
        return "high"
    return "medium" if confidence >= threshold else "low"


def text_html(text: str) -> str:
    """
    Renders lists, tables, fenced and `inline` code and **bold** as HTML; everything else stays plain text.
    """
    blocks: list[str] = []
    run: list[str] = []
    kind = ""
    is_code = False
    for line in [*text.split("\n"), None]:
        is_fence = line is not None and line.strip() == FENCE
        now = "" if line is None or is_fence else "code" if is_code else _kind_of(line)
        if run and (line is None or is_fence or now != kind):
            blocks.append(_BLOCKS[kind](run))
            run = []
        is_code = is_code != is_fence
        kind = now
        if line is not None and not is_fence and (is_code or line.strip()):
            run.append(line)
    return "".join(blocks)


def _kind_of(line: str) -> str:
    if _is_row(line):
        return "table"
    return "ul" if _BULLET.match(line) else "ol" if _NUMBER.match(line) else "p"


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{_inline(line.strip())}</p>" for line in lines)


def _bullets(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{_inline(_BULLET.sub('', line))}</li>" for line in lines) + "</ul>"


def _numbers(lines: Sequence[str]) -> str:
    return "<ol>" + "".join(f"<li>{_inline(_NUMBER.sub('', line))}</li>" for line in lines) + "</ol>"


def _block(lines: Sequence[str]) -> str:
    return f"<pre><code>{escape(chr(10).join(lines), quote=False)}</code></pre>" if lines else ""


def _is_row(line: str) -> bool:
    return CELL in f"{line.strip()} " or bool(_RULE.match(line))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in f" {line.strip()} ".split(CELL)]


def _table(lines: Sequence[str]) -> str:
    """Rows, the first naming the columns; a text without two matching rows merely contains a bar."""
    rows = [_cells(line) for line in lines if not _RULE.match(line)]
    if len(rows) < len(lines):
        # Markdown also puts bars around a row.
        rows = [row[1:-1] if len(row) > 2 and not row[0] and not row[-1] else row for row in rows]
    width = len(rows[0]) if rows else 0
    if len(rows) < 2 or any(len(row) > width for row in rows):
        return _paragraphs(lines)
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row + [""] * (width - len(row))) + "</tr>"
        for row in rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inline(text: str) -> str:
    safe = escape(text, quote=False)
    return _BOLD.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", safe))


_BLOCKS = {"p": _paragraphs, "ul": _bullets, "ol": _numbers, "table": _table, "code": _block}


def sources_of(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """
    The sources of an answer as JSON: each article once, in order of use.

    Several sections of one article make one source, with headings and quotes on separate lines.
    """
    found: dict[int, list[Citation]] = {}
    for citation in citations:
        found.setdefault(citation.article_id, []).append(citation)
    return [
        used[0].to_json()
        | {
            "heading": "\n".join(dict.fromkeys(one.heading for one in used if one.heading)),
            "quote": "\n\n".join(dict.fromkeys(one.quote for one in used)),
        }
        for used in found.values()
    ]


def answer_html(text: str, citations: Sequence[Citation], *, language: str, site_url: str = "") -> str:
    """
    An answer with its sources below it, as links if `site_url` is given.

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
        if url
        else escape(title)
        for url, title in seen.items()
    ]
    return f"{html}<p>{say('sources' if len(links) > 1 else 'source', language)}: {', '.join(links)}</p>"
