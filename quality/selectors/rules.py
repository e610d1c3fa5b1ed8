"""Reads of the rubric."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor
from people.policy import require
from quality.models import REVIEW, RubricVersion
from quality.rubric import Rubric, read_rubric

MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class InForce:
    """The rubric in force; version 0 is the shipped one."""

    version: int
    rubric: Rubric
    by_name: str = ""
    created_at: datetime | None = None


def in_force() -> InForce:
    """The newest rubric."""
    row = RubricVersion.objects.order_by("-version").first()
    if row is None:
        return InForce(0, Rubric())
    return InForce(row.version, read_rubric(row.content), row.by_name, row.created_at)


def rubric_of(version: int) -> Rubric:
    """A version of the rubric; the shipped one for 0."""
    return rubrics_of({version})[version]


def rubrics_of(versions: Collection[int]) -> dict[int, Rubric]:
    """Versions of the rubric by number; the shipped one for 0."""
    found = dict.fromkeys(versions, Rubric())
    for row in RubricVersion.objects.filter(version__in=[one for one in versions if one]):
        found[row.version] = read_rubric(row.content)
    return found


def rubric_read(*, actor: Actor) -> tuple[InForce, list[RubricVersion]]:
    """The rubric in force and the newest versions. Raises Forbidden."""
    require(actor, REVIEW)
    return in_force(), list(RubricVersion.objects.order_by("-version")[:MOST_VERSIONS])
