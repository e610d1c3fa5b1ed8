"""
What all versioned configurations share: numbered, attributed, kept for good, and published one at a time.

Rules of routing, service levels and the assistant's configuration are such. Each app has a table of its own
with the content in its own form; the newest row is in force.
"""

from typing import TypedDict

from django.db import models

from core.actors import Actor
from core.errors import PreconditionFailed


class PublishedVersion(models.Model):
    """One published version; `version` counts from 1 without gaps."""

    version = models.PositiveIntegerField(unique=True)
    by_ref = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class Author(TypedDict):
    """Who published, in the columns of a version."""

    by_ref: str
    by_name: str


def author(actor: Actor) -> Author:
    """The columns that attribute a version to `actor`."""
    return {"by_ref": actor.ref, "by_name": actor.name[:200]}


def refuse_overtaken(*, expected: int | None, newest: int, what: str, how: str = "published") -> None:
    """
    Refuse a change that is based on an older version than the newest; `what` names the subject in the plural,
    `how` what somebody did with them.

    Raises PreconditionFailed. Without an expectation nothing is refused.
    """
    if expected is not None and expected != newest:
        raise PreconditionFailed(
            f"Somebody {how} other {what} in between. Load them again, then decide.", version=newest
        )
