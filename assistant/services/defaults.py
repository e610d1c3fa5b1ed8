"""The boundaries that admins see before anything has been saved."""

from assistant import boundaries
from assistant.models import Boundary


def default_boundaries() -> list[Boundary]:
    """The saved boundaries, or else unsaved rows of the defaults."""
    rows = list(Boundary.objects.all())
    if rows:
        return rows
    return [
        Boundary(key=rule.key, label=rule.label, segments=list(rule.segments), position=position)
        for position, rule in enumerate(boundaries.DEFAULTS)
    ]
