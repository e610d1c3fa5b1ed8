"""What stops a backup or a restore."""

from collections.abc import Iterator
from contextlib import contextmanager


class BackupError(Exception):
    """It cannot be done; the text says to an operator why, and what to do."""


@contextmanager
def told() -> Iterator[None]:
    """What a disk or a folder refuses is said as the rest is. Raises BackupError."""
    try:
        yield
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {error.filename}.") from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise BackupError(f"{where}{error.strerror or error}.") from error
