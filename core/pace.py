"""
Bulk work makes room while something is behind that is promised by the clock.

The threads of a worker share one interpreter, so that figures of a hundred thousand tickets and their new
deadlines would each take as long as both.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from core import clock
from core.ports import Registry

behind: Registry[[datetime], bool] = Registry("behind")
"""Whether urgent work of an app waits in numbers; asked between batches, so it must cost next to nothing."""


def batches(work: Callable[[], int], *, most: int) -> Iterator[int]:
    """
    Run `work`, which returns how much it did, until nothing is left or `most` times; yields what each did.

    While urgent work is behind it ends after one, so that bulk work goes on slowly and is never shut out.
    """
    for _ in range(most):
        done = work()
        if not done:
            return
        yield done
        if any(answer(clock.now()) for answer in behind.answers()):
            return
