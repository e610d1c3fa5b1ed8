"""What Prometheus reads: counters of all web processes together, and how far the outbox lags."""

import os
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.db import DatabaseError
from django.db.models import Count, Min
from prometheus_client import REGISTRY, CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core import clock
from core.models import OutboxEvent

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the web processes keep their counters, in the environment; unset where there is only one."""


def registry() -> CollectorRegistry:
    """All that is exported, whichever of the web processes is asked."""
    if SHARED_FOLDER not in os.environ:
        return REGISTRY
    everything = CollectorRegistry()
    MultiProcessCollector(everything)  # type: ignore[no-untyped-call]  # typed only in part
    everything.register(WebProcesses(os.getppid()))
    everything.register(OutboxCollector())
    return everything


class OutboxCollector(Collector):
    """How much of what happened has not reached everybody yet, counted when Prometheus asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            waiting = OutboxEvent.objects.filter(completed_at=None).aggregate(
                count=Count("id"), oldest=Min("created_at")
            )
        except DatabaseError:
            return
        age = (clock.now() - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0.0
        yield GaugeMetricFamily(
            "candor_outbox_pending_events",
            "Events that some handler has not finished",
            value=waiting["count"],
        )
        yield GaugeMetricFamily(
            "candor_outbox_lag_seconds",
            "Age of the oldest event that some handler has not finished",
            value=age,
        )

    def describe(self) -> list[GaugeMetricFamily]:
        # Named here so that registering asks the database nothing.
        return [
            GaugeMetricFamily("candor_outbox_pending_events", ""),
            GaugeMetricFamily("candor_outbox_lag_seconds", ""),
        ]


class WebProcesses(Collector):
    """
    The web processes, counted and added up.

    Prometheus reaches a different one each time, so the usual figures of "this process" would jump between
    them. Processor time is in seconds, memory in bytes; a process that has ended no longer counts.
    """

    def __init__(self, main: int) -> None:
        self._main = main

    def collect(self) -> Iterator[Metric]:
        pids = self._pids()
        sums: defaultdict[str, float] = defaultdict(float)
        for pid in pids:
            for metric in ProcessCollector(pid=partial(str, pid), registry=None).collect():
                sums[metric.name] += sum(sample.value for sample in metric.samples)
        yield GaugeMetricFamily("candor_web_processes", "Web processes at work", value=len(pids))
        yield CounterMetricFamily(
            "process_cpu_seconds",
            "Processor time of all web processes in seconds",
            value=sums["process_cpu_seconds"],
        )
        for name, text in (
            (
                "process_resident_memory_bytes",
                "Resident memory of all web processes; shared pages count in each",
            ),
            ("process_open_fds", "Open file descriptors of all web processes"),
        ):
            yield GaugeMetricFamily(name, text, value=sums[name])

    def _pids(self) -> list[int]:
        try:
            children = Path(f"/proc/{self._main}/task/{self._main}/children").read_text()
        except OSError:
            return [os.getpid()]
        return [int(pid) for pid in children.split()]


REGISTRY.register(OutboxCollector())
