"""Pictures of pixels, known by their content and not by their names or declared types."""

import struct
from dataclasses import dataclass

_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Picture:
    """A picture's media type and its size in pixels."""

    content_type: str
    width: int
    height: int


def picture_in(data: bytes) -> Picture | None:
    """The picture that these bytes are, as its own head tells; None for anything but PNG, JPEG and WebP."""
    return _png(data) or _jpeg(data) or _webp(data)


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
