"""How many frames a client may send: a burst, as after a reconnect, then a few per second."""

from dataclasses import dataclass

BURST = 150.0
PER_SECOND = 15.0
RESUME_COST = 15.0


@dataclass
class Allowance:
    """A bucket of frames that refills over time; `at` is in seconds of a monotonic clock."""

    left: float = BURST
    filled_at: float | None = None

    def take(self, cost: float, *, at: float) -> bool:
        """Whether this much may be sent now; deducts it if so."""
        if self.filled_at is not None:
            self.left = min(BURST, self.left + (at - self.filled_at) * PER_SECOND)
        self.filled_at = at
        if self.left < cost:
            return False
        self.left -= cost
        return True
