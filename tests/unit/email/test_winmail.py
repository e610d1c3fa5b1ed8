import struct

from integrations.email.mime import winmail
from integrations.email.mime.parsing import parse

SIGNATURE = struct.pack("<IH", 0x223E9F78, 1)


def item(level: int, name: int, kind: int, content: bytes) -> bytes:
    return (
        struct.pack("<BHHI", level, name, kind, len(content))
        + content
        + struct.pack("<H", sum(content) & 0xFFFF)
    )


ENVELOPE = (
    SIGNATURE
    + item(1, 0x9006, 8, struct.pack("<I", 0x10000))
    + item(2, 0x9002, 6, b"\x01\x00" + bytes(12))
    + item(2, 0x8010, 1, b"offer.txt\x00")
    + item(2, 0x800F, 6, b"Our offer")
)


def as_mail(content: bytes) -> bytes:
    head = b"From: a@example.com\nContent-Type: application/ms-tnef; name=winmail.dat\n\n"
    return head + content


def test_files_are_taken_out_of_the_envelope() -> None:
    (file,) = parse(as_mail(ENVELOPE)).files
    assert (file.name, file.content) == ("offer.txt", b"Our offer")


def test_a_broken_envelope_is_kept_as_a_file() -> None:
    mail = parse(as_mail(b"\x78\x9f\x3e\x22rubbish"))
    assert [file.name for file in mail.files] == ["winmail.dat"] or not mail.files
    assert parse(as_mail(b"rubbish")).files[0].content == b"rubbish"


def test_counts_beyond_the_size_are_not_believed() -> None:
    bomb = SIGNATURE + item(1, 0x9003, 6, struct.pack("<I", 4_000_000_000)) + bytes(20)
    assert winmail.unpack(bomb) is None
