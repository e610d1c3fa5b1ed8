"""Turns what staff and assistant wrote in Markdown into the HTML of a message."""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt

from people.models import User

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_MENTION = re.compile(r"@(?P<name>[A-Z][a-z]+)\b")


def to_html(markdown: str) -> str:
    """The HTML of a text in Markdown; HTML inside it is shown as text."""
    return str(_MARKDOWN.render(markdown)).strip()


def with_mentions(html: str, staff: Mapping[str, User]) -> str:
    """`@Ines` as a mention that notifies; names of nobody stay as they are. `staff` is by first name."""

    def replaced(match: re.Match[str]) -> str:
        user = staff.get(match["name"])
        return match[0] if user is None else f'<span data-mention="{user.pk}">@{user.name}</span>'

    return _MENTION.sub(replaced, html)
