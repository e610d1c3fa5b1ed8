"""The form of an archive: a tar that any program opens, and after it a line with the digest of it all."""

import io
import re
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import IO, Any, Protocol

from helpdesk.backup.failing import BackupError

MANIFEST = "manifest.json"
PIECE = 8 * 1024 * 1024
_TRAILER = re.compile(rb"\ncandor-sha256 ([0-9a-f]{64})\n")
_TRAILER_LENGTH = 1 + 14 + 64 + 1
_DAMAGED = "The archive is damaged or cut off: it is not what was written. Take another one."


class Target(Protocol):
    """What an archive is written to."""

    def write(self, data: bytes, /) -> object: ...


class Packer:
    """Writes an archive to a target and notes the digest of each part in `parts`."""

    def __init__(self, target: Target) -> None:
        self._target, self._digest = target, sha256()
        target_of_tar: Any = self
        self._tar = tarfile.open(fileobj=target_of_tar, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 (closed in `close`)
        self.parts: dict[str, dict[str, int | str]] = {}

    def write(self, data: bytes) -> int:
        """For the tar: on to the target, and into the digest."""
        self._digest.update(data)
        self._target.write(data)
        return len(data)

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Add a part of so many bytes. Raises BackupError if the source has fewer."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        reader = _Digesting(source)
        try:
            self._tar.addfile(entry, reader)
        except OSError as error:
            if "unexpected end of data" in str(error):
                raise BackupError(f"{name} became shorter while it was read. Try again.") from error
            raise
        self.parts[name] = {"size": size, "sha256": reader.digest.hexdigest()}

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a part that is in memory."""
        self.add(name, io.BytesIO(data), len(data))

    def close(self) -> None:
        """Write the end; without it the archive is refused."""
        self._tar.close()
        self._target.write(b"\ncandor-sha256 " + self._digest.hexdigest().encode() + b"\n")


class _Digesting(io.RawIOBase):
    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


class _Body(io.RawIOBase):
    """All but the trailer, which it holds back; `check` says whether it fits."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read, self._digest = read, sha256()
        self._held = read(_TRAILER_LENGTH)

    def read(self, size: int = -1, /) -> bytes:
        self._held += self._read(size)
        given, self._held = self._held[:-_TRAILER_LENGTH], self._held[-_TRAILER_LENGTH:]
        self._digest.update(given)
        return given

    def check(self) -> None:
        while self.read(PIECE):
            pass
        found = _TRAILER.fullmatch(self._held)
        if found is None or found[1].decode() != self._digest.hexdigest():
            raise BackupError(_DAMAGED)


class _Part(io.RawIOBase):
    """One part, whose end may be missing."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._source.read(size)
        except tarfile.TarError as error:
            raise BackupError(_DAMAGED) from error


def parts_of(read: Callable[[int], bytes]) -> Iterator[tuple[str, io.RawIOBase]]:
    """
    The parts in their order, each to be read before the next.

    Raises BackupError at the end, or earlier, if one byte is not what was written: whoever acts on the parts
    has gone through all of them before.
    """
    body = _Body(read)
    try:
        with tarfile.open(fileobj=body, mode="r|") as tar:
            for entry in tar:
                stream = tar.extractfile(entry)
                if stream is None:
                    raise BackupError(_DAMAGED)
                yield entry.name, _Part(stream)
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise BackupError(_DAMAGED) from error
    body.check()
