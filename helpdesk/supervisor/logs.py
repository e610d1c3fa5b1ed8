"""Log files that stay small, and the lines a person at the terminal should see."""

import re
from collections import deque
from pathlib import Path

MAX_BYTES = 5 * 1024 * 1024
KEPT_FILES = 3

# Our own lines are JSON; the most severe words of Python, Redis and PostgreSQL cover everything else.
_WORTH_SHOWING = re.compile(rb'"level": "(error|critical)"|^(ERROR|CRITICAL)\b|\b(PANIC|Traceback)\b')


class LogFile:
    """
    One program's output: appended to `path`, rotated to `path.1`, `path.2` … at `MAX_BYTES`.

    `tail` keeps the newest lines, to be shown if the program crashes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tail: deque[str] = deque(maxlen=20)
        self._rest = b""
        self._open()

    def write(self, data: bytes) -> list[str]:
        """Store `data`; returns the newly completed lines that a person should see."""
        self._file.write(data)
        self._size += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        # A program that never ends its line must not fill our memory.
        self._rest = self._rest[-65536:]
        self.tail.extend(line.decode(errors="replace") for line in lines)
        if self._size > MAX_BYTES:
            self._rotate()
        return [line.decode(errors="replace") for line in lines if _WORTH_SHOWING.search(line)]

    def close(self) -> None:
        self._file.close()

    def _open(self) -> None:
        self._file = self.path.open("ab", buffering=0)
        self._size = self._file.tell()

    def _rotate(self) -> None:
        self._file.close()
        for number in range(KEPT_FILES - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            newer = self.path.with_name(f"{self.path.name}.{number - 1}") if number > 1 else self.path
            if newer.exists():
                newer.replace(older)
        self._open()
