"""Reading winmail.dat, the wrapper in which Outlook and Exchange hide text and files."""

import struct
from dataclasses import dataclass

from tnefparse import TNEF

from integrations.email.mime.charsets import decode

_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEADER = struct.Struct("<BHHI")
_COUNTED = {TNEF.ATTMAPIPROPS, TNEF.ATTATTACHMENT, TNEF.ATTRECIPTABLE}
_MAX_OBJECTS = 5_000


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Its contents: files by name, and the text or HTML if it holds the mail's body."""

    files: tuple[tuple[str, bytes], ...]
    text: str
    html: str


def is_winmail(content_type: str, name: str) -> bool:
    """Whether a part claims to be one."""
    return content_type in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat"


def unpack(content: bytes) -> Unpacked | None:
    """The contents, or None if unreadable; the part is then a file like any other."""
    if not _is_sound(content):
        return None
    try:
        tnef = TNEF(content, do_checksum=False)
        files = tuple((_text(one.long_filename()), bytes(one.data)) for one in tnef.attachments if one.data)
        return Unpacked(files, _text(tnef.body), _text(tnef.htmlbody))
    except Exception:  # noqa: BLE001 - the library raises anything at all on broken input
        return None


def _is_sound(content: bytes) -> bool:
    """Whether its counts agree with the sizes: the library trusts them, up to four billion iterations."""
    if not content.startswith(_SIGNATURE):
        return False
    at, objects = 6, 0
    while at + 12 < len(content):
        _, name, _, length = _HEADER.unpack_from(content, at)
        if name in _COUNTED and length >= 4:
            (count,) = struct.unpack_from("<I", content, at + 9)
            if count * 4 > length:
                return False
        at += length + 11
        objects += 1
        if objects > _MAX_OBJECTS:
            return False
    return True


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return decode(value).replace("\x00", "").strip()
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""
