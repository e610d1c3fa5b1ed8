"""The first version of the assistant's configuration: what was set before there were versions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from assistant.configuration import AS_SHIPPED, Boundary, Configuration, Policy, content_of


def install(get_model: Callable[[str, str], Any], *, now: datetime) -> None:
    """
    Write version 1 from the boundaries and settings that the installation had, unless there is a version.

    `get_model` is an app registry's, so that a migration can pass its historical models.
    """
    versions = get_model("assistant", "ConfigurationVersion").objects
    if versions.exists():
        return
    rows = list(get_model("assistant", "Boundary").objects.order_by("position", "id"))
    policies = {
        row.brand_id: Policy(row.is_on, tuple(row.channels), row.threshold, row.max_answers)
        for row in get_model("assistant", "AssistantSettings").objects.all()
    }
    found = Configuration(
        policy=policies.get(None, Policy()),
        brands={brand_id: policy for brand_id, policy in policies.items() if brand_id is not None},
        boundaries=tuple(map(boundary_of, rows)) or AS_SHIPPED.boundaries,
    )
    versions.create(version=1, content=content_of(found), by_ref="system", by_name="Candor", created_at=now)


def boundary_of(row: Any) -> Boundary:
    """A boundary from its row of before; whoever changed it last has it."""
    return Boundary(
        key=row.key,
        label=row.label,
        is_on=row.is_on,
        keywords=tuple(row.keywords),
        segments=tuple(row.segments),
        issue_types=tuple(row.issue_types),
        owner_id=row.updated_by_id,
        review_on=row.review_on,
    )
