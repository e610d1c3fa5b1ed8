"""The first command works wherever somebody puts a clone, and whoever they are."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.system.checkout import Checkout
from tests.system.stack import PASSWORD, ROOT

pytestmark = pytest.mark.system

Make = Callable[..., Checkout]


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that nobody else may enter, as below /root or from `mktemp -d`."""
    folder = Path(tempfile.mkdtemp(prefix="candor-place-"))
    assert folder.stat().st_mode & 0o777 == 0o700
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make(closed: Path) -> Iterator[Make]:
    """Checkouts that are gone after the test, with what they keep elsewhere."""
    with ExitStack() as stack:

        def build(place: Path, **options: str | bool) -> Checkout:
            checkout = Checkout(place, **options)  # type: ignore[arg-type]  # each place names its own
            stack.callback(_clear, checkout)
            return checkout

        yield build


def _clear(checkout: Checkout) -> None:
    checkout.kill()
    for name in ("postgres", "run"):
        link = checkout.place / "var" / name
        if link.is_symlink():
            target = link.resolve()
            # As root the state is in a folder of its own; only the last part of the way there is ours.
            shutil.rmtree(target.parent if name == "postgres" else target, ignore_errors=True)


def works(checkout: Checkout, *, umask: int = -1) -> None:
    """It starts, answers, stops by Ctrl-C, and leaves nothing running."""
    checkout.start(umask=umask)
    assert checkout.answers()
    checkout.stop()
    assert "Stopping" in (checkout.place / "run.out").read_text(encoding="utf-8")
    assert checkout.processes() == []


# Starting from nothing takes its time, so each place is odd in several ways at once.


def test_where_only_the_owner_may_enter_and_read(closed: Path, make: Make) -> None:
    works(make(closed / "candor", HOME="/proc"), umask=0o077)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_as_an_ordinary_user_whose_home_cannot_be_written(closed: Path, make: Make) -> None:
    closed.chmod(0o711)
    home = closed / "home"
    home.mkdir()
    home.chmod(0o555)
    works(make(closed / "candor", is_ours=False, HOME=str(home)))
    assert not list(home.iterdir())


def test_in_a_path_with_spaces_and_letters_beyond_ascii_in_another_language(closed: Path, make: Make) -> None:
    odd = {"LANG": "tr_TR.ISO8859-9", "LC_ALL": "xx_XX.UTF-16", "LANGUAGE": "tr", "TZ": "Asia/Kathmandu"}
    works(make(closed / "Hilfe für Kunden, 客服 #1 & 100%" / "can'dor", **odd))


def test_again_after_the_clone_moved_to_a_very_long_path(closed: Path, make: Make) -> None:
    checkout = make(closed / "first")
    checkout.start()
    assert "can sign in now" in checkout.create_owner(PASSWORD)
    checkout.stop()
    long = closed.joinpath(*["ein-langer-ordner-mit-ümlauten"] * 12)
    assert len(os.fsencode(long)) > 350
    long.parent.mkdir(parents=True)
    checkout.place = checkout.place.rename(long)
    checkout.start()
    assert checkout.answers()
    assert "has an account already" in checkout.create_owner(PASSWORD)
    checkout.stop()
    assert checkout.processes() == []


def test_a_command_says_that_nothing_runs(closed: Path) -> None:
    command = [sys.executable, "manage.py", "token", "create", "--user", "somebody@example.test"]
    env = {"PATH": os.environ["PATH"], "CANDOR_HOME": str(closed / "nowhere")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Candor does not run on" in done.stderr
    assert "Traceback" not in done.stderr
