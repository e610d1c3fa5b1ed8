"""What a picture may be: one of pixels, known by its content and not by its name or declared type."""

import struct
from dataclasses import dataclass

from core.errors import Invalid, TooLarge

MAX_BYTES = 256 * 1024
MIN_SIDE, MAX_SIDE = 32, 2048
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Picture:
    """A picture's media type and its size in pixels."""

    content_type: str
    width: int
    height: int


def checked_logo(data: bytes) -> Picture:
    """
    The picture that may be shown as a logo.

    Raises TooLarge over 256 KB, Invalid for anything but PNG, JPEG or WebP with 32 to 2048 pixels a side. SVG
    is refused: it is a document that can carry scripts and load other files.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(
            f"A logo may have {MAX_BYTES // 1024} KB. Save it smaller.", code="people.logo_too_large"
        )
    picture = picture_in(data)
    if picture is None:
        raise _unfit(
            "SVG is not taken: it can carry scripts. Export the logo as PNG."
            if b"<svg" in data[:4096].lower()
            else "This is not a PNG, JPEG or WebP picture, whatever its name says."
        )
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in (picture.width, picture.height)):
        raise _unfit(
            f"The picture has {picture.width} by {picture.height} pixels; "
            f"each side needs {MIN_SIDE} to {MAX_SIDE}."
        )
    return picture


def picture_in(data: bytes) -> Picture | None:
    """The picture that these bytes are, as its own head tells; None for anything but PNG, JPEG and WebP."""
    return _png(data) or _jpeg(data) or _webp(data)


def _unfit(message: str) -> Invalid:
    return Invalid(message, code="people.logo_unfit", errors={"file": [message]})


def _png(data: bytes) -> Picture | None:
    if (
        data[:8] != b"\x89PNG\r\n\x1a\n"
        or data[12:16] != b"IHDR"
        or len(data) < 33
        or b"IEND" not in data[-12:]
    ):
        return None
    return Picture("image/png", *struct.unpack(">II", data[16:24]))


def _jpeg(data: bytes) -> Picture | None:
    """Walks the segments to the frame header, which holds the size."""
    if data[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker in _SOF:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture("image/jpeg", width, height)
        at += 2 + max(length, 2)
    return None


def _webp(data: bytes) -> Picture | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width = 1 + int.from_bytes(data[24:27], "little")
        height = 1 + int.from_bytes(data[27:30], "little")
    elif kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", data[26:30]))
    else:
        return None
    return Picture("image/webp", width, height)
