"""What a mail of ours says, whichever way it leaves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

_OWN_IMAGE = re.compile(r'src="/api/v1/(?:widget/)?attachments/([0-9a-f-]{36})/?"')
_PLAIN = re.compile(r'<p data-plain="(text|columns)">')
_PLAIN_STYLES = {
    "text": "white-space:pre-wrap",
    "columns": "white-space:pre-wrap;font-family:monospace",
}


@dataclass(frozen=True)
class OutgoingFile:
    """A file to send; `content_id` is its public id, which the HTML uses for inline images."""

    content_id: str
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """The contents of a mail; addresses are bare, Message-IDs without brackets except in `headers`."""

    message_id: str
    from_name: str
    from_address: str
    to: Sequence[str]
    cc: Sequence[str]
    reply_to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    files: Sequence[OutgoingFile]
    date: datetime


def shown_html(draft: Draft) -> tuple[str, set[str]]:
    """The whole HTML part with our own images embedded, and the ids of these; empty without HTML."""
    if not draft.html:
        return "", set()
    known = {file.content_id for file in draft.files}
    shown = {found for found in _OWN_IMAGE.findall(draft.html) if found in known}
    html = _OWN_IMAGE.sub(
        lambda found: f'src="cid:{found[1]}@candor"' if found[1] in shown else found[0], draft.html
    )
    return _page(html), shown


def _page(html: str) -> str:
    # Mail programs do not know our markup for text with significant white space.
    html = _PLAIN.sub(lambda found: f'<p style="{_PLAIN_STYLES[found[1]]}">', html)
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{html}</body></html>'
