"""
The folder in which the web processes keep their counters, where Prometheus is told of all of them together.

Each start of the server has its own, so that what an earlier one counted is not added to what this one does.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "candor-metrics-"
_LOCK = "in-use"


def counters_folder(parent: str | None = None) -> str:
    """
    A new folder in `parent` (the system's for temporary files by default), gone when this process ends.

    Those of servers that were killed are removed. The lock of one that runs is held by its processes too,
    which are forked from it.
    """
    place = Path(parent or tempfile.gettempdir())
    _remove_abandoned(place)
    # It gets its name with its lock: nobody finds it without.
    made = Path(tempfile.mkdtemp(prefix=f"new-{PREFIX}", dir=place))
    fcntl.flock(os.open(made / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600), fcntl.LOCK_EX)
    folder = made.rename(place / made.name.removeprefix("new-"))
    atexit.register(_remove, folder, os.getpid())
    return str(folder)


def _remove(folder: Path, owner: int) -> None:
    # Processes that were forked run this too when they end, while the others go on counting.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned(place: Path) -> None:
    for folder in place.glob(f"{PREFIX}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            # Another user's, or none of ours.
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            pass
        finally:
            os.close(lock)
