"""
What a row is found by, and what a query looks for: both from the same tokens.

PostgreSQL receives text already split into words; it adds stems and leaves out stop words (`search_vector`
and `search_query` of core's migrations).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from core.search.spelling import deletes_of
from core.search.words import Token, folded, phone_form, tokens_of

MAX_BYTES = 250_000
"""A tsvector holds 1 MB: words, stems and places."""
GAP = "    "
MAX_NODES = 60
MIN_BEGINNING = 2
"""From so many letters on a word is taken for the beginning of one."""

Node = dict[str, Any]
"""
A question for `search_query`: `{"w": word}`, with `"p": 1` for a beginning, `"x": 1` for a form as it is and
`"t": 1` for titles only;
`{"seq": [[node, place], …]}`; `{"all": […]}`, `{"any": […]}`, `{"not": node}`.
"""

MAX_STOP = 10
_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]{0,20}://(?:www\.)?|^www\.", re.IGNORECASE)
_PHONE_TEXT = re.compile(r"\s{0,20}(?:\+|00)?[\d ()./\-]{7,30}\s{0,20}")


def indexed(*texts: str, forgiving: bool = False, as_names: bool = False) -> str:
    """
    The terms of texts for `search_vector`: words separated by blanks, the forms of one word by `|`.

    With `forgiving`, meant for short texts, also each word's forms with one letter removed, by which
    `forgiving_of` finds misspellings. With `as_names` stop words count: somebody may be called Will.
    """
    found: list[str] = []
    room = MAX_BYTES
    for text in texts:
        foreign = _foreign(text)
        for token in tokens_of(text):
            forms = [token.text, *token.joined]
            if forgiving:
                forms += [f"~{form}" for form in deletes_of(token.text)]
            if as_names or token.text in foreign:
                forms.append(f"={token.text}")
            term = "|".join(forms)
            room -= len(term.encode()) + 8
            if room < 0:
                return " ".join(found)
            found.append(term)
        found.append(GAP)
    return " ".join(found)


def _foreign(text: str) -> frozenset[str]:
    """Words that look English only without their marks: `đơn` is not the stop word `don`."""
    if text.isascii():
        return frozenset()
    words = (token.text for found in text.split() if not found.isascii() for token in tokens_of(found))
    return frozenset(word for word in words if len(word) <= MAX_STOP and word.isascii() and word.isalpha())


def words(text: str, *, begins: bool = True) -> Node | None:
    """
    All words of a text, in any order; words joined without a blank (`ERR_BLUE_42`) in that order.

    With `begins` each may be the beginning of a word. None when there is no word.
    """
    number = phone_form(text) if _PHONE_TEXT.fullmatch(text) else ""
    chunks = text.split()
    found = [node for chunk in chunks if (node := _chunk(chunk, begins=begins)) is not None]
    whole = all_of(found[:MAX_NODES])
    if number and whole is not None:
        return any_of([whole, *_phones(text, number)])
    return whole


def phrase(text: str) -> Node | None:
    """The words of a text in this order with no others in between; None when there is no word."""
    return _sequence(_asked(tokens_of(text)), begins=False)


def forgiving_of(word: str) -> Node | None:
    """
    Words that share a form with this one once a letter is removed; only rows indexed as `forgiving` can
    match.
    """
    forms: list[Node] = [{"w": f"~{form}", "x": 1} for form in deletes_of(folded(word))]
    return any_of(forms)


def in_title(node: Node | None) -> Node | None:
    """The same query, limited to the sources that are titles or names."""
    if node is None or "w" in node:
        return None if node is None else node | {"t": 1}
    if "seq" in node:
        return {"seq": [[in_title(part), place] for part, place in node["seq"]]}
    if "not" in node:
        return {"not": in_title(node["not"])}
    return {name: [in_title(part) for part in parts] for name, parts in node.items()}


def all_of(nodes: Iterable[Node | None]) -> Node | None:
    """A query for all of these."""
    found = [node for node in nodes if node is not None]
    return found[0] if len(found) == 1 else {"all": found} if found else None


def any_of(nodes: Iterable[Node | None]) -> Node | None:
    """A query for any of these."""
    found = [node for node in nodes if node is not None]
    return found[0] if len(found) == 1 else {"any": found} if found else None


def none_of(node: Node | None) -> Node | None:
    """A query that excludes this."""
    return None if node is None else {"not": node}


def _asked(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if not token.is_last]


def _chunk(chunk: str, *, begins: bool) -> Node | None:
    tokens = _asked(tokens_of(_SCHEME.sub("", chunk, count=1) or chunk))
    whole = _sequence(tokens, begins=begins)
    if whole is not None and len(tokens) > 1 and tokens[0].length == len(tokens):
        joined: list[Node] = [
            {"w": form, "p": 1} if begins else {"w": form, "x": 1} for form in tokens[0].joined
        ]
        return any_of([whole, *joined])
    return whole


def _sequence(tokens: Sequence[Token], *, begins: bool) -> Node | None:
    if not tokens:
        return None
    nodes = [_word(token, begins=begins and at == len(tokens) - 1) for at, token in enumerate(tokens)]
    if len(nodes) == 1:
        return nodes[0]
    return {"seq": [[node, at] for at, node in enumerate(nodes)]}


def _word(token: Token, *, begins: bool) -> Node:
    if token.is_pair:
        return {"w": token.text, "p": 1} if len(token.text) == 1 else {"w": token.text}
    return {"w": token.text, "p": 1} if begins and len(token.text) >= MIN_BEGINNING else {"w": token.text}


def _phones(text: str, number: str) -> list[Node]:
    """A number as the beginning of a reversed one; with a country code, also without it."""
    found: list[Node] = [{"w": number, "p": 1}]
    if text.strip().startswith(("+", "00")):
        found += [{"w": number[:-cut], "x": 1} for cut in (1, 2, 3) if len(number) - cut >= 9]
    return found
