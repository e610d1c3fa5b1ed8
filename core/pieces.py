"""The text of HTML in pieces, each of which can be exchanged where it stands."""

from collections.abc import Callable
from typing import Any

from lxml import etree

_BLOCKS = {
    "p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul",
    "ol", "table", "hr", "dt", "dd", "figcaption", "caption", "summary", "details",
}  # fmt: skip
Span = tuple[int, int]
"""Begin and end of a stretch of text."""


class Piece:
    """A stretch of text in a tree, and how to put another there; None for what only divides words."""

    def __init__(self, text: str, put: Callable[[str], None] | None = None) -> None:
        self.text, self.put = text, put


def pieces_of(root: Any) -> tuple[list[Piece], list[Span]]:
    """The stretches of text in a tree, and where its quotes are in all of them together."""
    found: list[Piece] = []
    quotes: list[Span] = []
    begun: list[int] = []
    size = 0

    def add(text: str, put: Callable[[str], None] | None = None) -> None:
        nonlocal size
        # One line is enough between two paragraphs: quotes are lines that follow each other.
        if put is not None or not found or found[-1].text != text:
            found.append(Piece(text, put))
            size += len(text)

    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_named = isinstance(element.tag, str)
        if is_named and element.tag in _BLOCKS:
            add("\n")
        if event == "start":
            if element.tag == "blockquote":
                begun.append(size)
            if is_named and element.text:
                add(element.text, _putting(element, "text"))
        else:
            if element.tag == "blockquote" and begun:
                quotes.append((begun.pop(), size))
            if element is not root and element.tail:
                add(element.tail, _putting(element, "tail"))
    return found, quotes


def _putting(element: Any, where: str) -> Callable[[str], None]:
    return lambda text: setattr(element, where, text)
