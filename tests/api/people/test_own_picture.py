"""One's own picture: pixels only, small when unpacked, and served so that nothing in it can run."""

import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.models import UserPicture
from people.services.profile import PICTURE_MAX_BYTES, PICTURE_MAX_SIDE
from tests.browsers import Browser, signed_in
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def png(width: int, height: int, *, more: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more
    return body + chunk(b"IDAT", zlib.compress(b"\0" * 16)) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\x03"
        + b"\0" * 12
        + b"\xff\xd9"
    )


def webp(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4 + sides


def sent(browser: Browser, content: bytes, name: str = "me.png", kind: str = "image/png") -> Any:
    return browser.client.post(
        "/api/v1/me/picture",
        {"file": SimpleUploadedFile(name, content, kind)},
        headers={"x-csrftoken": browser.client.cookies["csrftoken"].value},
    )


SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "svg with a script": SCRIPT,
    "svg in capitals": b'<?xml version="1.0"?><SVG onload="alert(1)"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif": b"GIF89a\x01\0\x01\0\0\0\0;",
    "svg after the signature of a png": b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "svg after the signature of a jpeg": b"\xff\xd8\xff" + SCRIPT,
    "html in a webp": b"RIFF\0\0\0\0WEBP" + b"<script>alert(1)</script>",
    "pdf": b"%PDF-1.7",
    "a png cut off": png(9, 9)[:20],
    "nothing": b" ",
    "wide png": png(30_000, 30_000),
    "high png": png(9, PICTURE_MAX_SIDE + 1),
    "png without sides": png(0, 0),
    "big jpeg": jpeg(60_000, 60_000),
    "big webp": webp(16_000, 16_000),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml"])
def test_what_is_no_small_picture_is_refused(cast: Cast, content: bytes, kind: str) -> None:
    browser = signed_in(cast.agent)
    answer = sent(browser, content, kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"]["file"]
    assert not UserPicture.objects.exists()
    assert browser.get("me").json()["picture"] is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(256, 256), "image/png"),
        (png(PICTURE_MAX_SIDE, 1), "image/png"),
        (jpeg(64, 64), "image/jpeg"),
        (webp(64, 64), "image/webp"),
        # Words inside do not matter: it is served as what it is and nothing else.
        (png(9, 9, more=b"\0\0\0\x4dtEXt" + SCRIPT.ljust(77) + b"\0\0\0\0"), "image/png"),
    ],
)
def test_a_picture_is_served_as_what_it_is(cast: Cast, content: bytes, kind: str) -> None:
    browser = signed_in(cast.agent)
    answer = sent(browser, content, name="page.html", kind="text/html")
    assert answer.status_code == 200
    address = answer.json()["picture"]
    shown = signed_in(cast.owner).get(address)
    assert shown.content == content
    assert shown["Content-Type"] == kind
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["Cross-Origin-Resource-Policy"] == "same-site"
    assert "public" not in shown["Cache-Control"]
    assert "page.html" not in str(shown.headers)
    assert Browser().get(address).status_code == 401


def test_one_that_is_too_big_is_refused(cast: Cast) -> None:
    answer = sent(signed_in(cast.agent), png(9, 9) + b"\0" * PICTURE_MAX_BYTES)
    assert answer.status_code == 413
    assert not UserPicture.objects.exists()


def test_nobody_changes_the_picture_of_somebody_else(cast: Cast) -> None:
    address = sent(signed_in(cast.agent), png(9, 9)).json()["picture"]
    other = signed_in(cast.owner)
    assert other.delete("me/picture").status_code == 204
    assert other.get(address).status_code == 200
    assert cast.api(cast.agent).delete("me/picture").status_code == 403


def test_a_new_one_has_another_address(cast: Cast) -> None:
    browser = signed_in(cast.agent)
    first = sent(browser, png(9, 9)).json()["picture"]
    assert sent(browser, png(10, 10)).json()["picture"] != first
    assert browser.delete("me/picture").status_code == 204
    assert browser.get(first).status_code == 404
