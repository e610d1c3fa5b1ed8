"""What a logo may be."""

from core.errors import Invalid, TooLarge
from people.pictures import Picture, picture_in

MAX_BYTES = 256 * 1024
MIN_SIDE, MAX_SIDE = 32, 2048


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


def _unfit(message: str) -> Invalid:
    return Invalid(message, code="people.logo_unfit", errors={"file": [message]})
