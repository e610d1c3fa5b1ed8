"""A circuit breaker shared by all workers: a provider that keeps failing is left alone for a while."""

from django.core.cache import cache

FAILURES_TO_OPEN = 3
WINDOW_SECONDS = 120
OPEN_SECONDS = 60


class Breaker:
    """Closed while calls succeed; after three failures in a row, open and refusing all calls for a minute."""

    def __init__(self, name: str) -> None:
        self._open, self._count = f"assistant:breaker:{name}:open", f"assistant:breaker:{name}:failures"

    @property
    def is_open(self) -> bool:
        """Whether calls should be skipped."""
        return bool(cache.get(self._open))

    def succeeded(self) -> None:
        """Forget earlier failures."""
        cache.delete(self._count)

    def failed(self) -> None:
        """Count a failure; the third in a row opens the circuit."""
        cache.add(self._count, 0, timeout=WINDOW_SECONDS)
        try:
            count = cache.incr(self._count)
        except ValueError:
            count = 1
        if count >= FAILURES_TO_OPEN:
            cache.set(self._open, True, timeout=OPEN_SECONDS)
            cache.delete(self._count)
