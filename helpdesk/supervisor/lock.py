"""One supervisor for one state folder."""

import fcntl
import os
import time
from pathlib import Path

from helpdesk.supervisor.folders import ServiceError

# A supervisor that is stopping needs at most the sum of its programs' grace periods.
_WAIT_WHILE_STOPPING = 25.0
_WAIT_OTHERWISE = 1.0


class HomeLock:
    """
    Held as long as the supervisor lives; the kernel releases it however that ends.

    The file says who holds it and whether they are about to release it.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / "supervisor.lock"
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)

    def acquire(self) -> None:
        """Take the lock; raises ServiceError while another supervisor uses this folder."""
        started = time.monotonic()
        while not self._try():
            holder, _, state = self._read().partition(" ")
            patience = _WAIT_WHILE_STOPPING if state == "stopping" else _WAIT_OTHERWISE
            if time.monotonic() - started > patience:
                raise ServiceError(
                    f"Another Candor (process {holder}) is running on {self.path.parent}. "
                    "Stop it, or choose another CANDOR_HOME and PORT to run two side by side."
                )
            time.sleep(0.1)
        self._write("running")

    def announce_stop(self) -> None:
        """Let a successor wait for us instead of giving up."""
        self._write("stopping")

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _read(self) -> str:
        return os.pread(self._descriptor, 100, 0).decode(errors="replace").strip()

    def _write(self, state: str) -> None:
        text = f"{os.getpid()} {state}\n".encode()
        os.pwrite(self._descriptor, text, 0)
        os.ftruncate(self._descriptor, len(text))
