import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.stack import Stack


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A short folder that PostgreSQL's account can pass through, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="candor-system-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_stack(folder: Path) -> Iterator[Stack]:
    """One installation for the whole file: starting it takes longer than most of what is done to it."""
    stack = Stack(folder / "home")
    stack.start()
    stack.begin()
    yield stack
    if stack.process is not None and stack.process.poll() is None:
        stack.stop()


@pytest.fixture
def stack(shared_stack: Stack) -> Stack:
    """The installation, running."""
    assert shared_stack.process is not None
    if shared_stack.process.poll() is not None:
        shared_stack.start()
    return shared_stack
