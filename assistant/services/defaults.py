"""The boundaries as the admin sees them before anything was saved."""

from assistant import boundaries
from assistant.models import Boundary


def default_boundaries() -> list[Boundary]:
    """The saved boundaries, else unsaved rows of what ships."""
    rows = list(Boundary.objects.all())
    if rows:
        return rows
    return [
        Boundary(key=rule.key, label=rule.label, segments=list(rule.segments), position=position)
        for position, rule in enumerate(boundaries.DEFAULTS)
    ]
