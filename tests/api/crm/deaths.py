"""A worker that reads a CRM and dies."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from integrations.connections.services import cursor_advance, cursor_finish, cursors, read
from integrations.crm.services import syncing


class Died(BaseException):
    """The worker is gone: nothing more of it runs, not even what cleans up."""


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, crm: Any, step: int) -> Iterator[list[str]]:
    """
    The worker dies at its `step`th step: before a call, after its answer, within and after a store.

    `crm` is the module that reads.
    """
    steps: list[str] = []
    is_dead = False

    def passes(name: str) -> None:
        nonlocal is_dead
        steps.append(name)
        if len(steps) > step:
            is_dead = True
            raise Died(name)

    def around(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def called(*args: Any, **more: Any) -> Any:
            passes(f"before {name}")
            found = real(*args, **more)
            passes(f"after {name}")
            return found

        return called

    def finish(*args: Any, **more: Any) -> None:
        if is_dead:
            raise Died("finish")
        passes("before finish")
        real_finish(*args, **more)

    real_finish = cursor_finish
    with monkeypatch.context() as patch:
        patch.setattr(crm, "read", around(read, "read"))
        patch.setattr(syncing, "_apply", around(syncing._apply, "apply"))
        patch.setattr(syncing, "cursor_advance", around(cursor_advance, "advance"))
        patch.setattr(cursors, "cursor_finish", finish)
        yield steps
