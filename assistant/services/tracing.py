"""How long a customer waited for what."""

import logging
from dataclasses import dataclass
from datetime import datetime

from assistant.models import Run, RunState
from assistant.streaming import Stream

logger = logging.getLogger(__name__)


@dataclass
class Trace:
    """When each leg of a run was reached; told in the log in milliseconds since the message was written."""

    queued_at: datetime
    started_at: datetime
    written_at: datetime | None = None
    stream: Stream | None = None

    def stop(self, run: Run) -> None:
        """Take back the sign that the assistant thinks, unless a message takes its place."""
        has_spoken = run.state == RunState.DONE and run.reply_entry_id is not None
        if self.stream is None or has_spoken:
            return
        # An earlier attempt may have been killed after it had given the sign.
        if self.stream.began_at is not None or run.attempts > 1:
            self.stream.stopped()

    def log(self, run: Run) -> None:
        """Say how long the customer waited for what."""
        since = self.written_at or self.queued_at
        stream = self.stream
        legs = {
            "queued": self.queued_at,
            "started": self.started_at,
            "thinking": stream.began_at if stream is not None else None,
            "first_words": stream.spoke_at if stream is not None else None,
            "whole": run.finished_at,
        }
        took = {
            f"{name}_ms": round((at - since).total_seconds() * 1000)
            for name, at in legs.items()
            if at is not None
        }
        logger.info(
            "A run of the assistant is done", extra={"run_id": run.pk, "outcome": str(run.outcome), **took}
        )
