"""A logo is known by its bytes."""

import struct

import pytest

from core.errors import Invalid, TooLarge
from people.logos import MAX_BYTES, checked_logo


def png(width: int = 64, height: int = 64) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + struct.pack(">II", width, height)
        + b"\x08\x06\x00\x00\x00"
        + b"\x00" * 8
        + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    )


def jpeg(width: int = 64, height: int = 64) -> bytes:
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\x00" * 20 + b"\xff\xd9"
    )


def webp(width: int = 64, height: int = 64) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + size + b"\x00" * 8


@pytest.mark.parametrize(
    ("data", "kind"), [(png(), "image/png"), (jpeg(), "image/jpeg"), (webp(), "image/webp")]
)
def test_pictures_are_recognized(data: bytes, kind: str) -> None:
    found = checked_logo(data)
    assert (found.content_type, found.width, found.height) == (kind, 64, 64)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\x00" * 40,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><SVG/>",
        b"<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\n",
        png()[:-12],
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0" + b"\x00" * 100,
        b"RIFF\x00\x00\x00\x00WEBP",
        png(16, 64),
        png(64, 4000),
        jpeg(4000, 64),
        webp(8, 8),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        checked_logo(data)
    assert refused.value.code == "people.logo_unfit"


def test_a_large_file_is_refused() -> None:
    with pytest.raises(TooLarge):
        checked_logo(png() + b"\x00" * MAX_BYTES)
