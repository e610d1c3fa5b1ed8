"""Removing lines from HTML so that the rest stays well-formed."""

from integrations.email.mime.html_lines import HtmlLine
from integrations.email.mime.html_tokens import VOID, tokens

_LOOK_BACK = 20


def without(source: str, lines: list[HtmlLine], hidden: list[bool]) -> str:
    """The source without hidden lines; elements that extend beyond them stay opened and closed."""
    ranges = _ranges(lines, hidden, len(source))
    if not ranges:
        return source
    pieces: list[str] = []
    opened: list[tuple[str, str]] = []
    place = 0
    for token in tokens(source):
        while place < len(ranges) and ranges[place][1] <= token.start:
            pieces += [tag for _, tag in opened]
            opened = []
            place += 1
        if place == len(ranges) or token.end <= ranges[place][0]:
            pieces.append(source[token.start : token.end])
        elif token.kind == "text":
            start, stop = ranges[place]
            pieces.append(source[token.start : max(token.start, start)])
            pieces.append(source[min(token.end, stop) : token.end])
        elif token.kind == "open" and token.name not in VOID:
            opened.append((token.name, source[token.start : token.end]))
        elif token.kind == "close":
            # Elements opened within and never closed end here, too.
            names = [name for name, _ in opened[-_LOOK_BACK:]]
            if token.name in names:
                del opened[len(opened) - names[::-1].index(token.name) - 1 :]
            else:
                pieces.append(source[token.start : token.end])
    pieces += [tag for _, tag in opened]
    return "".join(pieces)


def _ranges(lines: list[HtmlLine], hidden: list[bool], length: int) -> list[tuple[int, int]]:
    """Stretches of the source between visible lines that contain hidden ones."""
    ranges: list[tuple[int, int]] = []
    last_visible = 0
    pending = False
    for line, is_hidden in zip(lines, hidden, strict=True):
        if not line.text:
            continue
        if not is_hidden:
            if pending and line.start > last_visible:
                ranges.append((last_visible, line.start))
            pending = False
            last_visible = max(last_visible, line.end)
        else:
            pending = True
    if pending and length > last_visible:
        ranges.append((last_visible, length))
    return ranges
