"""An archive is believed only if it is, to the byte, what was written."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.backup.failing import BackupError
from helpdesk.backup.packing import Packer, parts_of
from helpdesk.backup.sealing import FRAME, Key, Sealer, key_of, opened

KEY = Key(b"k", bytes(range(32)))
PARTS = {"files/ab/one": b"one" * 50, "database/00000": bytes(range(256)) * 9, "manifest.json": b"{}"}


def packed(key: Key | None = None) -> bytes:
    target = io.BytesIO()
    sealer = Sealer(target, key) if key else None
    packer = Packer(sealer or target)
    for name, data in PARTS.items():
        packer.add_bytes(name, data)
    packer.close()
    if sealer:
        sealer.close()
    return target.getvalue()


def read(data: bytes, key: Key | None = None) -> dict[str, bytes]:
    return {name: stream.read() for name, stream in parts_of(opened(io.BytesIO(data), key))}


@pytest.mark.parametrize("key", [None, KEY], ids=["open", "sealed"])
def test_what_was_written_is_read(key: Key | None) -> None:
    assert read(packed(key), key) == PARTS


@pytest.mark.parametrize("key", [None, KEY], ids=["open", "sealed"])
def test_any_broken_byte_is_refused(key: Key | None) -> None:
    whole = packed(key)
    for at in [*range(0, len(whole), 97), *range(len(whole) - 90, len(whole))]:
        broken = bytearray(whole)
        broken[at] ^= 0x40
        with pytest.raises(BackupError):
            read(bytes(broken), key)


@pytest.mark.parametrize("key", [None, KEY], ids=["open", "sealed"])
def test_what_is_cut_off_is_refused(key: Key | None) -> None:
    whole = packed(key)
    for length in [*range(0, len(whole), 311), len(whole) - 1]:
        with pytest.raises(BackupError):
            read(whole[:length], key)
    with pytest.raises(BackupError):
        read(whole + b"\n", key)


def test_frames_keep_their_places() -> None:
    target = io.BytesIO()
    sealer = Sealer(target, KEY)
    sealer.write(b"a" * FRAME + b"b" * FRAME + b"c")
    sealer.close()
    whole = target.getvalue()
    start, size = 16 + 1 + 16 + 7, FRAME + 16
    frames = [whole[start : start + size], whole[start + size : start + 2 * size]]
    rest = whole[start + 2 * size :]
    source = opened(io.BytesIO(whole), KEY)
    assert source(3 * FRAME) == b"a" * FRAME + b"b" * FRAME + b"c"
    for odd in (frames[1] + frames[0] + rest, frames[0] + rest, frames[0] + frames[1], frames[0] * 2 + rest):
        read_all = opened(io.BytesIO(whole[:start] + odd), KEY)
        with pytest.raises(BackupError):
            read_all(3 * FRAME)


def test_nothing_can_be_read_in_a_sealed_archive() -> None:
    sealed = packed(KEY)
    assert b"files/ab" not in sealed
    assert packed(KEY) != sealed, "each archive has a key of its own"


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (lambda: None, "encrypted"),
        (lambda: Key(b"k", b"x" * 32), "wrong"),
        (lambda: Key(b"p", b"x" * 32), "--key-file"),
    ],
)
def test_the_right_key_is_asked_for(made: Callable[[], Key | None], word: str) -> None:
    with pytest.raises(BackupError, match=word):
        read(packed(KEY), made())


def test_a_passphrase_opens() -> None:
    key = key_of(passphrase="a long enough phrase", file="")
    assert read(packed(key), key) == PARTS


def test_weak_keys_are_refused(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"x" * 31)
    with pytest.raises(BackupError, match="too short"):
        key_of(passphrase="eleven char", file="")
    with pytest.raises(BackupError, match="openssl rand"):
        key_of(passphrase="", file=str(tmp_path / "short"))
    with pytest.raises(BackupError, match="not both"):
        key_of(passphrase="a long enough phrase", file="x")
    with pytest.raises(BackupError, match="cannot be read"):
        key_of(passphrase="", file=str(tmp_path / "none"))
    assert key_of(passphrase="", file="") is None
