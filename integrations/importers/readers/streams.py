"""
Reading what somebody uploaded without trusting it: archives, encodings, and JSON element by element.

An archive says nothing true about sizes until its bytes are read, a line may never end, and one broken record
shall not take those after it along.
"""

import codecs
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from integrations.importers.records import Fault

PIECE = 1 << 20
MAX_RECORD = 16 * PIECE
"""Characters of one record."""
MAX_MEMBERS = 200_000
MAX_RATIO = 200
"""How many times its size an archive may unpack to, beyond the first 100 MB."""
_FREE = 100 * PIECE
_SPACE = re.compile(r"[\s,]*")
_WRAPPED = re.compile(r'[\s,]{0,150}+"([A-Za-z_]{1,40})"\s{0,99}+:\s{0,99}+(?=\[)')
LISTS = frozenset(
    (
        "tickets", "users", "organizations", "comments", "groups", "ticket_fields", "brands", "articles",
        "conversations", "contacts", "companies", "data", "admins", "teams", "agents", "results",
    )
)  # fmt: skip
"""The names of lists that exports have their records in."""
_MEMBER = re.compile(r'"[^"\n]{0,80}"\s{0,8}:\s{0,8}')
_NEXT = re.compile(r"\n[\s,\[]{0,99}+(?=\{)")
_DECODER = json.JSONDecoder()


class Unreadable(Exception):
    """The whole file cannot be read; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Element:
    """One JSON object: the list that it stood in (empty without a name), and its line."""

    name: str
    line: int
    value: dict[str, Any]


class Export:
    """What was uploaded: one file, or an archive of several."""

    def __init__(self, path: Path, name: str, *, limit: int) -> None:
        self.path, self.name, self._limit = path, name, limit
        self._archive: zipfile.ZipFile | None = None
        self._names: list[str] = []
        with path.open("rb") as file:
            is_archive = file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
        if is_archive:
            self._archive = _opened(path)
            entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_MEMBERS:
                raise Unreadable("too_many_files", f"{len(entries):,}")
            self._names = [entry.filename for entry in entries]
            told, packed = sum(entry.file_size for entry in entries), path.stat().st_size
            if told > limit or (told > _FREE and told > packed * MAX_RATIO):
                raise Unreadable("too_large", f"{told:,} bytes")
        self._read = 0

    @property
    def names(self) -> list[str]:
        """The files, in the archive's order."""
        return list(self._names) if self._archive is not None else [self.name]

    @contextmanager
    def opened(self, name: str) -> Iterator[io.BufferedReader]:
        """A file by its name; its bytes count, whatever the archive says of them."""
        if self._archive is None:
            with self.path.open("rb") as file:
                yield file
            return
        try:
            with self._archive.open(name) as member:
                yield io.BufferedReader(_Counted(member, self))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
            raise Unreadable("damaged", name[:200]) from error

    def content(self, name: str, *, limit: int) -> bytes | None:
        """The bytes of a file; None if there is none, or it has more than `limit`."""
        if self._archive is None:
            return None
        try:
            with self._archive.open(name) as member:
                data = member.read(limit + 1)
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
            return None
        return data if len(data) <= limit else None

    def count(self, size: int) -> None:
        """Bytes that were unpacked. Raises Unreadable over the limit."""
        self._read += size
        packed = self.path.stat().st_size
        if self._read > self._limit or (self._read > _FREE and self._read > packed * MAX_RATIO):
            raise Unreadable("too_large", f"more than {self._read:,} bytes")


class _Counted(io.RawIOBase):
    """A member of an archive whose bytes are counted as they come."""

    def __init__(self, member: IO[bytes], export: Export) -> None:
        self._member, self._export = member, export

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._member.read(len(buffer))
        self._export.count(len(data))
        buffer[: len(data)] = data
        return len(data)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("damaged", str(error)[:200]) from error


def stem_of(name: str) -> str:
    """The name of a file without folders, endings and numbers, lowered: `export/Tickets0.json` is tickets."""
    return re.sub(r"[\d_ -]+$", "", PurePosixPath(name.replace("\\", "/")).stem.lower())


def encoding_of(head: bytes) -> str:
    """The encoding of a text that begins so: by its mark, else UTF-8 if it is that, else Windows-1252."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                       (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if head.startswith(mark):
            return name
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return "cp1252"
    return "utf-8"


def text_of(reader: io.BufferedReader) -> io.TextIOWrapper:
    """A file as text, in the encoding that its beginning has."""
    head = reader.peek(PIECE)[:PIECE]
    return io.TextIOWrapper(reader, encoding=encoding_of(head), errors="replace", newline="")


class Elements:
    """
    The objects of a JSON text: one a line, in a list, or in lists of an object (`{"tickets": […]}`).

    What is broken becomes a fault with its line, and reading goes on with the next line that begins one.
    """

    def __init__(self, text: IO[str], file: str) -> None:
        self._text, self._file = text, file
        self._buffer, self._at, self._line, self._is_end = "", 0, 1, False

    def __iter__(self) -> Iterator[Element | Fault]:
        name, is_inside = "", False
        while self._skip():
            char = self._buffer[self._at]
            if char in "[]}":
                self._step(1)
                is_inside = char == "["
                name = name if is_inside else ""
            elif not is_inside and (wrapped := self._wrapped()):
                name = wrapped
            elif char == "{":
                yield self._element(name)
            elif not self._pass_value():
                yield self._broken("not a record")

    def _fill(self, size: int = 0) -> bool:
        """More text, if there is any."""
        if self._is_end:
            return False
        if self._at:
            self._line += self._buffer.count("\n", 0, self._at)
            self._buffer, self._at = self._buffer[self._at :], 0
        more = self._text.read(size or PIECE)
        self._is_end = not more
        self._buffer += more
        return bool(more)

    def _here(self) -> int:
        return self._line + self._buffer.count("\n", 0, self._at)

    def _step(self, count: int) -> None:
        self._at += count

    def _skip(self) -> bool:
        """On to the next sign; False at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer):
                return True
            if not self._fill():
                return False

    def _wrapped(self) -> str:
        """The name of a list that begins here, in an object."""
        if len(self._buffer) - self._at < 200:
            self._fill()
        start = self._at + (self._buffer[self._at] == "{")
        found = _WRAPPED.match(self._buffer, start)
        if found is None or found[1] not in LISTS:
            return ""
        self._at = found.end()
        return found[1]

    def _pass_value(self) -> bool:
        """Past a member of the object around the lists, such as `"next_page": null`."""
        if len(self._buffer) - self._at < 4_000:
            self._fill()
        found = _MEMBER.match(self._buffer, self._at)
        if found is None:
            return False
        try:
            _, self._at = _DECODER.raw_decode(self._buffer, found.end())
        except (ValueError, RecursionError):
            return False
        return True

    def _element(self, name: str) -> Element | Fault:
        line = self._here()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
            except RecursionError:
                return self._broken("nested too deeply")
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self._buffer) - 64 or error.msg.startswith("Unterminated")
                length = len(self._buffer) - self._at
                if is_cut and length < MAX_RECORD and self._fill(max(PIECE, length)):
                    continue
                if length >= MAX_RECORD:
                    return self._broken(f"longer than {MAX_RECORD:,} characters", code="too_long")
                return self._broken(error.msg)
            except ValueError as error:
                return self._broken(str(error))
            self._at = end
            return Element(name, line, value)

    def _broken(self, detail: str, *, code: str = "broken_json") -> Fault:
        fault = Fault(code, self._file, self._here(), detail[:200])
        self._step(1)
        while True:
            found = _NEXT.search(self._buffer, self._at)
            if found is not None:
                self._at = found.end()
                return fault
            self._at = max(self._at, len(self._buffer) - 100)
            if not self._fill():
                self._at = len(self._buffer)
                return fault
