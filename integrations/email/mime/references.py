"""
How the HTML of a mail refers to the mail's own parts, and what it embeds.

References are spelled in many ways, and files are embedded in the HTML as `data:` addresses. Afterwards each
reference is `cid:` plus the `content_id` of a file, in letters that need no quoting.
"""

import binascii
import html
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_to_bytes

import filetype

from integrations.email.mime.charsets import base64_decoded
from integrations.email.mime.parts import Part

MAX_DATA_FILES = 100
_SAFE_ID = re.compile(r"[A-Za-z0-9.@_$+=\-]{1,200}")
_REFERENCE = re.compile(r"""([=(]\s{0,4})(["']?)\s{0,4}(cid:|data:)""", re.IGNORECASE)
_SOURCE = re.compile(r"""(\b(?:src|background)\s{0,4}=\s{0,4})(["'])([^"'<>]{1,1000})\2""", re.IGNORECASE)
_DATA_HEAD = re.compile(
    r"\s{0,4}([a-z0-9.+\-]{1,60}/[a-z0-9.+\-]{1,80})?((?:;[a-z0-9=_.+\-\"]{1,80}){0,4}),", re.IGNORECASE
)
_NO_ENDING = re.compile(r"[^a-z0-9]")
_UNQUOTED_END = re.compile(r"""[\s<>"')]""")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file embedded in the HTML; `content_type` is derived from its content if possible."""

    name: str
    content_type: str
    content: bytes
    content_id: str


@dataclass(slots=True)
class References:
    """The parts of a mail by the names its HTML may use for them."""

    ids: dict[int, str] = field(default_factory=dict)
    """The id of each part that has one, by the part's identity."""
    _by_name: dict[str, str] = field(default_factory=dict)
    _locations: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    @classmethod
    def of(cls, root: Part) -> "References":
        """Everything in the tree below `root`."""
        found = cls()
        leaves: list[Part] = []
        waiting = [root]
        while waiting:
            part = waiting.pop()
            waiting += reversed(part.parts)
            if not part.parts:
                leaves.append(part)
        for number, part in enumerate(leaves):
            found._note(part, number)
        for part in leaves:
            # Some programs refer to an image by its file name.
            if part.file_name and id(part) in found.ids and part.content_type.startswith("image/"):
                found._by_name.setdefault(_key(part.file_name), found.ids[id(part)])
        return found

    def _note(self, part: Part, number: int) -> None:
        content_id = part.content_id
        location = part.headers.first("content-location").strip()
        is_picture = part.content_type.startswith("image/") and bool(part.file_name)
        if not (content_id or location or is_picture):
            return
        known = _key(content_id)
        is_usable = _SAFE_ID.fullmatch(content_id) is not None and known not in self._by_name
        self.ids[id(part)] = own = content_id if is_usable else f"part{number}.mail"
        if content_id:
            self._by_name.setdefault(known, own)
            self._by_name.setdefault(known.partition("@")[0], own)
        if location:
            self._locations.setdefault(_key(location), own)

    def resolved(self, source: str) -> tuple[str, list[DataFile], list[str]]:
        """HTML with references in their plain form, the embedded files, and any remarks."""
        files: list[DataFile] = []
        problems: list[str] = []
        pieces: list[str] = []
        at = 0
        while (match := _REFERENCE.search(source, at)) is not None:
            end = _end_of(source, match.end(), match[2])
            pieces += [source[at : match.start()], match[1], match[2]]
            value = source[match.end() : end]
            if match[3].lower() == "cid:":
                pieces.append(self._cid(value, problems))
            else:
                pieces.append(self._data(value, files, problems))
            at = end
        pieces.append(source[at:])
        text = "".join(pieces)
        return (_SOURCE.sub(self._located, text) if self._locations else text), files, problems

    def _cid(self, value: str, problems: list[str]) -> str:
        known = self._by_name.get(_key(value)) or self._by_name.get(_key(value).partition("@")[0])
        if known is None:
            name = " ".join(html.unescape(unquote(value[:200])).split())[:80]
            problems.append(f"A picture that the text shows did not come with the mail: {name}.")
            return "cid:missing"
        return f"cid:{known}"

    def _located(self, match: re.Match[str]) -> str:
        known = self._locations.get(_key(match[3]))
        return f"{match[1]}{match[2]}cid:{known}{match[2]}" if known else match[0]

    def _data(self, value: str, files: list[DataFile], problems: list[str]) -> str:
        head = _DATA_HEAD.match(value)
        content = _data_content(value[head.end() :], head[2]) if head is not None else b""
        if head is None or not content or len(files) >= MAX_DATA_FILES:
            problems.append("A picture or file within the text could not be read.")
            return "cid:missing"
        self._count += 1
        kind = filetype.guess(content[:8_192])
        content_type = kind.mime if kind is not None else (head[1] or "text/plain").lower()
        ending = (
            kind.extension if kind is not None else re.sub(r"[^a-z0-9]", "", content_type.split("/")[1])[:8]
        )
        stem = "image" if content_type.startswith("image/") else "file"
        content_id = f"data{self._count}.mail"
        files.append(DataFile(f"{stem}-{self._count}.{ending or 'bin'}", content_type, content, content_id))
        return f"cid:{content_id}"


def _key(name: str) -> str:
    return " ".join(html.unescape(unquote(name[:1_000])).split()).strip("<> ").casefold()


def _end_of(source: str, start: int, mark: str) -> int:
    """Where a value ends: at its quotation mark, or without one at a character no value contains."""
    end = source.find(mark, start) if mark else -1
    if end != -1:
        return end
    found = _UNQUOTED_END.search(source, start)
    return found.start() if found is not None else len(source)


def _data_content(payload: str, parameters: str) -> bytes:
    if "&" in payload[:200]:
        payload = html.unescape(payload)
    if "base64" not in parameters.lower():
        return unquote_to_bytes(payload)
    try:
        return base64_decoded((unquote(payload) if "%" in payload else payload).encode("ascii", "ignore"))
    except (ValueError, binascii.Error):
        return b""
