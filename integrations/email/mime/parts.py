"""The structure of a mail: its tree of parts, found in one pass over the lines."""

import binascii
import re
from dataclasses import dataclass, field

from integrations.email.mime.charsets import base64_decoded, codec_of, is_whole_base64
from integrations.email.mime.headers import Headers, Parametrized, parametrized

MAX_PARTS = 1_000
MAX_DEPTH = 100
MAX_HEADERS = 2_000
MAX_HEADER_BYTES = 1_000_000
_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")


class MailTooComplex(Exception):
    """A mail with more parts, levels or headers than people write; its text says which."""


@dataclass(slots=True)
class Part:
    """One part of a mail. `body` holds its raw bytes, `parts` the contents of a multipart."""

    headers: Headers
    kind: Parametrized
    disposition: Parametrized
    body: bytes = b""
    parts: list["Part"] = field(default_factory=list)
    is_closed: bool = True

    @property
    def content_type(self) -> str:
        return self.kind.value

    @property
    def is_multipart(self) -> bool:
        return bool(self.parts) or self.content_type.startswith("multipart/")

    @property
    def file_name(self) -> str:
        """The name the sender gave it, "" if none; may be a path."""
        return self.disposition.parameters.get("filename") or self.kind.parameters.get("name") or ""

    @property
    def content_id(self) -> str:
        return self.headers.first("content-id").strip().strip("<>").strip()

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone."""
        return transfer_decoded(self.body, self.headers.first("content-transfer-encoding"))

    @property
    def is_damaged(self) -> bool:
        """Whether the body contradicts its transfer encoding, so that some of it may be lost."""
        name = self.headers.first("content-transfer-encoding").strip().lower().strip("\"'; ")
        return name.startswith("base64") and not is_whole_base64(self.body)


def transfer_decoded(body: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding; unknown or broken content is kept as far as it is readable."""
    name = encoding.strip().lower().strip("\"'; ")
    if name.startswith("base64"):
        encoded, rest = _encoded_part(body)
        decoded = base64_decoded(encoded)
        # A body that was never encoded, although its header says so.
        whole = decoded + b"\n" + rest if decoded and rest else decoded or rest
        return whole or body
    if name.startswith(("quoted-printable", "quoted_printable", "qp")):
        return quoted_printable_decoded(body)
    if name in ("x-uuencode", "x-uue", "uuencode", "x-uu"):
        decoded_files = uuencoded_files(body)
        return decoded_files[0][1] if decoded_files else body
    return body


_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/_-]+={0,2}")


def _encoded_part(body: bytes) -> tuple[bytes, bytes]:
    """The base64 of a body, and the plain text after it, such as a mailing list's footer."""
    if is_whole_base64(body):
        return body, b""
    lines = body.split(b"\n")
    at = next(
        (
            at
            for at, line in enumerate(lines)
            if line.strip() and _BASE64_LINE.fullmatch(line.strip()) is None
        ),
        len(lines),
    )
    # Base64 ends with its padding, even if the next line could be more of it.
    at = min(at, next((at + 1 for at, line in enumerate(lines) if line.rstrip().endswith(b"=")), at))
    encoded = plain = 0
    for line in lines[at:]:
        bare = line.strip()
        if _BASE64_LINE.fullmatch(bare) is None:
            plain += len(bare)
        elif len(bare) >= 40:
            encoded += len(bare)
    if plain <= encoded or not any(b" " in line.strip() for line in lines[at:]):
        # Garbage inside the base64.
        return body, b""
    return b"\n".join(lines[:at]), b"\n".join(lines[at:])


def quoted_printable_decoded(body: bytes) -> bytes:
    """Decode quoted-printable, ignoring white space at line ends as RFC 2045 requires."""
    lines = [
        line.rstrip(b" \t") if line.endswith((b" ", b"\t")) else line
        for line in body.replace(b"\r\n", b"\n").split(b"\n")
    ]
    try:
        return binascii.a2b_qp(b"\n".join(lines))
    except (ValueError, binascii.Error):
        return body


_UU_BEGIN = re.compile(rb"begin(?:-base64)? [0-7]{3,4} ([^\n]{1,255})")


def uuencoded_files(body: bytes) -> list[tuple[str, bytes, int, int]]:
    """Files inserted into the text by uuencode: name, content, first and last byte."""
    found: list[tuple[str, bytes, int, int]] = []
    at = body.find(b"begin ")
    while at != -1 and len(found) < 100:
        match = _UU_BEGIN.match(body, at) if at == 0 or body[at - 1 : at] == b"\n" else None
        end = body.find(b"\nend", at) if match else -1
        if match is None or end == -1:
            at = body.find(b"\nbegin ", at + 1) + 1 or -1
            if match is not None:
                break
            continue
        content = _uu_lines(body[match.end() : end])
        stop = end + 4
        if content:
            found.append((match[1].decode("utf-8", "replace").strip(), content, at, stop))
        at = body.find(b"\nbegin ", stop) + 1 or -1
    return found


def _uu_lines(body: bytes) -> bytes:
    chunks = []
    for line in body.split(b"\n"):
        stripped = line.rstrip(b"\r")
        if not stripped:
            continue
        try:
            chunks.append(binascii.a2b_uu(stripped))
        except (ValueError, binascii.Error):
            # Some encoders leave garbage after the length given by the first letter.
            length = ((stripped[0] - 32) & 63) * 4 + 5
            try:
                chunks.append(binascii.a2b_uu(stripped[: length // 3]))
            except (ValueError, binascii.Error):
                return b""
    return b"".join(chunks)


def split_lines(raw: bytes) -> list[bytes]:
    """Lines with their endings. If there is no LF at all, CR ends them."""
    if b"\n" not in raw and b"\r" in raw:
        return raw.replace(b"\r", b"\n").splitlines(keepends=True)
    lines = raw.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def read(raw: bytes) -> Part:
    """
    The tree of parts of a raw message. Raises MailTooComplex beyond the limits, nothing else.

    A multipart without its boundary becomes text; unclosed parts end with the mail.
    """
    return _Reader(split_lines(raw)).read()


class _Reader:
    """
    Reads a mail line by line, with a stack of the open multiparts.

    The boundary of an outer multipart ends all inner ones, so one lookup per line suffices.
    """

    def __init__(self, lines: list[bytes]) -> None:
        self.lines = lines
        self.at = 0
        self.count = 0
        self.stack: list[tuple[Part, bytes]] = []
        self.levels: dict[bytes, int] = {}

    def read(self) -> Part:
        while self.at < len(self.lines) and not self.lines[self.at].strip():
            self.at += 1
        if self.at < len(self.lines) and self.lines[self.at].startswith((b"From ", b">From ")):
            self.at += 1
        root = self._part("text/plain")
        self._body(root)
        while self.stack:
            self._advance()
        return root

    def _advance(self) -> None:
        """Skip to the next boundary, and read the part after it."""
        level, is_end = -1, False
        while self.at < len(self.lines):
            level, is_end = self._boundary(self.lines[self.at])
            self.at += 1
            if level >= 0:
                break
        if level < 0:
            for part, _ in self.stack:
                part.is_closed = False
            self._close(0)
            return
        self._close(level + 1)
        if is_end:
            self._close(level)
            return
        parent = self.stack[-1][0]
        child = self._part("message/rfc822" if parent.content_type == "multipart/digest" else "text/plain")
        parent.parts.append(child)
        self._body(child)

    def _close(self, level: int) -> None:
        while len(self.stack) > level:
            _, boundary = self.stack.pop()
            if self.levels.get(boundary) == len(self.stack):
                del self.levels[boundary]

    def _boundary(self, line: bytes) -> tuple[int, bool]:
        """
        The level of the multipart whose boundary this line is, or -1, and whether it is the closing one.
        """
        if not line.startswith(b"--") or not self.levels or len(line) > 1_000:
            return -1, False
        word = line[2:].rstrip()
        level = self.levels.get(word)
        if level is not None:
            return level, False
        if word.endswith(b"--"):
            level = (
                self.levels.get(word[:-2].rstrip())
                if word[:-2] not in self.levels
                else self.levels[word[:-2]]
            )
            if level is not None:
                return level, True
        return -1, False

    def _part(self, default: str) -> Part:
        self.count += 1
        if self.count > MAX_PARTS:
            raise MailTooComplex(f"more than {MAX_PARTS} parts")
        fields = self._fields()
        headers = Headers(tuple(fields))
        kind = parametrized(headers.raw("content-type"))
        if kind.value.startswith("multipart/"):
            others = [parametrized(value) for value in headers.all("content-type")]
            if others[-1].value == "text/plain" and self._has_preamble(kind.parameters.get("boundary", "")):
                # It claims to be both container and text: shown entirely as text, nothing is lost.
                kind = others[-1]
        if "/" not in kind.value:
            known = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}
            kind = Parametrized(known.get(kind.value, default), kind.parameters)
        charset = kind.parameters.get("charset", "")
        if codec_of(charset):
            headers = Headers(tuple(fields), charset)
        return Part(headers, kind, parametrized(headers.raw("content-disposition")))

    def _has_preamble(self, boundary: str) -> bool:
        """Whether there is text before the first boundary, other than what MIME programs put there."""
        start = b"--" + boundary.encode("utf-8", "replace")
        for line in self.lines[self.at : self.at + 200]:
            if line.startswith(start):
                return False
            if line.strip() and b"mime" not in line.lower():
                return True
        return True

    def _fields(self) -> list[tuple[str, bytes]]:
        fields: list[tuple[str, list[bytes]]] = []
        size = 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            stripped = line.rstrip(b"\r\n")
            if not stripped.strip():
                if not self._goes_on():
                    self.at += 1
                    break
                self.at += 1
                continue
            if self._boundary(line)[0] >= 0:
                break
            size += len(line)
            if size > MAX_HEADER_BYTES:
                raise MailTooComplex("more than a megabyte of headers")
            match = _NAME.match(stripped)
            if stripped[:1] in b" \t" and fields:
                fields[-1][1].append(stripped)
            elif match is not None:
                fields.append((match[1].decode("ascii").lower(), [stripped[match.end() :]]))
            elif stripped.startswith((b"From ", b">From ")) and not fields:
                pass
            elif not self._is_header_near():
                break
            elif fields and b":" not in stripped[:100]:
                fields[-1][1].append(b" " + stripped)
            self.at += 1
            if len(fields) > MAX_HEADERS:
                raise MailTooComplex(f"more than {MAX_HEADERS} headers")
        return [(name, b"".join(values).strip()) for name, values in fields]

    def _goes_on(self) -> bool:
        """Whether a line of blanks is a folded header rather than the end of the headers."""
        return bool(
            self.lines[self.at].rstrip(b"\r\n")
            and self.at + 1 < len(self.lines)
            and (self.lines[self.at + 1][:1] in (b" ", b"\t") and self.lines[self.at + 1].strip())
        )

    def _is_header_near(self) -> bool:
        """Whether a line that is no header is among headers: another one follows at once."""
        following = self.lines[self.at + 1 : self.at + 2]
        return (
            bool(following)
            and _NAME.match(following[0]) is not None
            and b" " not in following[0].split(b":")[0]
        )

    def _body(self, part: Part) -> None:
        boundary = part.kind.parameters.get("boundary", "").encode("utf-8", "replace")
        if part.content_type.startswith("multipart/"):
            if boundary and self._occurs(boundary):
                if len(self.stack) >= MAX_DEPTH:
                    raise MailTooComplex(f"more than {MAX_DEPTH} levels")
                self.levels[boundary.rstrip()] = len(self.stack)
                self.stack.append((part, boundary.rstrip()))
                return
            part.is_closed = False
        start = self.at
        while self.at < len(self.lines) and self._boundary(self.lines[self.at])[0] < 0:
            self.at += 1
        body = b"".join(self.lines[start : self.at])
        if self.stack:
            # The line break before a boundary belongs to the boundary.
            body = body.removesuffix(b"\n").removesuffix(b"\r")
        part.body = body

    def _occurs(self, boundary: bytes) -> bool:
        if not hasattr(self, "_dashed"):
            self._dashed = {
                line[2:].rstrip() for line in self.lines if line.startswith(b"--") and len(line) <= 1_000
            }
        return boundary.rstrip() in self._dashed
