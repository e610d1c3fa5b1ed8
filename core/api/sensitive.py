"""
Reads of sensitive data (X3): a view says that its answer is one, and each answer is a line of the audit log.

Which they are, and why, is in docs/privacy.md; `tests/architecture/test_sensitive_reads.py` asks every
download. Reads of ordinary work are counted instead (`core.sightings`).
"""

from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from core import audit, clock, sightings
from core.actors import Actor

_HOW = frozenset({"cursor", "limit", "theme", "images", "format"})
"""How it is shown, which says nothing of what was read."""
MAX_VALUE = 120


@dataclass(frozen=True, slots=True)
class SensitiveRead:
    """
    One kind of sensitive read.

    `target` is written with the names of the path's parts (`ticket:{number}`); `kind` is what it counts as in
    `core.sightings`.
    """

    action: str
    target: str
    kind: str

    def record(self, actor: Actor, request: Request, path: dict[str, Any]) -> None:
        """Write the line, with what was asked for, before the answer leaves."""
        asked = {name: value[:MAX_VALUE] for name, value in request.query_params.items() if name not in _HOW}
        named = {name: str(value) for name, value in path.items() if f"{{{name}}}" not in self.target}
        now = clock.now()
        audit.record(
            actor=actor, action=self.action, target=self.target.format(**path), now=now, data=named | asked
        )
        numbers = [value for value in path.values() if isinstance(value, int)]
        # An export is of no one record: each counts by itself.
        ids = numbers[-1:] if self.kind != "exports" else [int(now.timestamp() * 1000)]
        sightings.note(actor, {self.kind: ids})
