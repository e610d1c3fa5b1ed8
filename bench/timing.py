"""Durations and their statistics. All times are in milliseconds."""

import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

WARM_UP = 3


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def cpu_seconds(pid: int) -> float:
    """
    The processor time that a process and those that it has forked have used so far, in seconds.

    Unlike the clock it knows no busy neighbors.
    """
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(_own_cpu_seconds(process) for process in (str(pid), *children))


def _own_cpu_seconds(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Compared:
    """One kind of work and its floor, measured in turns so that a busy moment affects both."""

    work: list[float]
    bare: list[float]
    sql: list[float]

    @property
    def floor(self) -> float:
        return p50(self.bare) + p50(self.sql)

    @property
    def ratio(self) -> float:
        return p50(self.work) / self.floor


def compare(
    work: Callable[[], object], bare: Callable[[], object], sql: Callable[[], object], *, rounds: int
) -> Compared:
    """Time the three in turns; the first turns are a warm-up."""
    result = Compared([], [], [])
    for turn in range(-WARM_UP, rounds):
        times = [milliseconds(bare), milliseconds(sql), milliseconds(work)]
        if turn >= 0:
            for kept, value in zip((result.bare, result.sql, result.work), times, strict=True):
                kept.append(value)
    return result


def together(works: Sequence[Callable[[], object]], *, rounds: int) -> tuple[list[float], float]:
    """Run each work `rounds` times, all concurrently; returns the durations and calls per second."""
    kept: list[list[float]] = [[] for _ in works]
    failures: list[BaseException] = []

    def run(own: list[float], work: Callable[[], object]) -> None:
        try:
            for _ in range(rounds):
                own.append(milliseconds(work))
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=run, args=(own, work)) for own, work in zip(kept, works, strict=True)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    durations = [value for own in kept for value in own]
    return durations, len(durations) / (time.perf_counter() - started)
