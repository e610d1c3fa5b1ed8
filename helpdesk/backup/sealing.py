"""
Encrypting a stream, so that nothing of it is believed before it is proven.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance, 2015) with AES-256-GCM: frames of 1 MiB whose nonces count them and mark the
last, so that frames can be neither changed, nor moved, nor left out at the end.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from helpdesk.backup.failing import BackupError

MAGIC = b"CANDOR-SEALED-1\n"
FRAME = 1024 * 1024
_TAG = 16
_SALT = 16
_PREFIX = 7
_HEADER = len(MAGIC) + 1 + _SALT + _PREFIX
_SHORTEST_PASSPHRASE = 12
_SHORTEST_KEY = 32


@dataclass(frozen=True)
class Key:
    """What opens an archive: `kind` is `p` for a passphrase, `k` for the bytes of a key file."""

    kind: bytes
    secret: bytes

    def derived(self, salt: bytes) -> bytes:
        """The key of one archive."""
        if self.kind == b"p":
            # 64 MB and about a fifth of a second for each guess.
            return Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(self.secret)
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"candor backup").derive(self.secret)


def key_of(*, passphrase: str, file: str) -> Key | None:
    """The key that an operator gave; None for none. Raises BackupError for a weak one, or for two."""
    if passphrase and file:
        raise BackupError("Give a passphrase or a key file, not both.")
    if passphrase:
        if len(passphrase) < _SHORTEST_PASSPHRASE:
            raise BackupError(f"The passphrase is too short: at least {_SHORTEST_PASSPHRASE} characters.")
        return Key(b"p", passphrase.encode())
    if not file:
        return None
    try:
        secret = Path(file).read_bytes()
    except OSError as error:
        raise BackupError(f"The key file cannot be read ({error.strerror}).") from error
    if len(secret) < _SHORTEST_KEY:
        raise BackupError(
            f"The key file is too short: at least {_SHORTEST_KEY} bytes. Make one with: openssl rand 32"
        )
    return Key(b"k", secret)


class Sealer:
    """Writes to `target` what `key` alone opens; whole only after `close`."""

    def __init__(self, target: BinaryIO, key: Key) -> None:
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._header = MAGIC + key.kind + salt + self._prefix
        self._cipher = AESGCM(key.derived(salt))
        self._target, self._count, self._held = target, 0, bytearray()
        target.write(self._header)

    def write(self, data: bytes) -> int:
        """Take bytes; a frame is written once it is known not to be the last."""
        self._held += data
        while len(self._held) > FRAME:
            self._frame(bytes(self._held[:FRAME]), is_last=False)
            del self._held[:FRAME]
        return len(data)

    def close(self) -> None:
        """Write the last frame."""
        self._frame(bytes(self._held), is_last=True)

    def _frame(self, data: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._count, is_last)
        self._target.write(self._cipher.encrypt(nonce, data, self._header))
        self._count += 1


def opened(source: BinaryIO, key: Key | None) -> Callable[[int], bytes]:
    """
    A function that reads an archive, sealed or not, as it was before.

    Raises BackupError, also from its calls, for a missing or wrong key and for a frame that is not as it was
    written.
    """
    start = source.read(len(MAGIC))
    if start != MAGIC:
        source.seek(0)
        return source.read
    if key is None:
        raise BackupError("This archive is encrypted. Give its passphrase (BACKUP_PASSPHRASE) or --key-file.")
    return _Opener(source, key).read


class _Opener:
    def __init__(self, source: BinaryIO, key: Key) -> None:
        rest = source.read(_HEADER - len(MAGIC))
        header = MAGIC + rest
        if len(header) < _HEADER:
            raise BackupError("The archive is cut off. Take another one.")
        if rest[:1] != key.kind:
            needed = "a passphrase (BACKUP_PASSPHRASE)" if rest[:1] == b"p" else "a key file (--key-file)"
            raise BackupError(f"This archive was encrypted with {needed}.")
        self._source, self._header = source, header
        self._prefix = rest[1 + _SALT : 1 + _SALT + _PREFIX]
        self._cipher = AESGCM(key.derived(rest[1 : 1 + _SALT]))
        self._count, self._held = 0, bytearray()
        self._next = source.read(FRAME + _TAG)
        self._is_done = False

    def read(self, size: int) -> bytes:
        while len(self._held) < size and not self._is_done:
            self._frame()
        data = bytes(self._held[:size])
        del self._held[:size]
        return data

    def _frame(self) -> None:
        frame, self._next = self._next, self._source.read(FRAME + _TAG)
        self._is_done = not self._next
        try:
            nonce = _nonce(self._prefix, self._count, self._is_done)
            self._held += self._cipher.decrypt(nonce, frame, self._header)
        except (InvalidTag, ValueError) as error:
            raise BackupError(
                "The archive cannot be opened: the key is wrong, or the archive is damaged or cut off."
            ) from error
        self._count += 1


def _nonce(prefix: bytes, count: int, is_last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")
