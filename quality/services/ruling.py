"""Setting the rubric: a new version, checked as a whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid
from core.versions import author, refuse_overtaken
from people.policy import require
from quality.models import RubricVersion
from quality.rubric import InvalidRubric, content_of, read_rubric
from quality.selectors.rules import in_force

WRITE = "quality.write"
_LOCK = 7_401_153_012


@transaction.atomic
def rubric_publish(
    *, actor: Actor, content: Mapping[str, Any], expected_version: int | None, now: datetime
) -> RubricVersion:
    """
    Put a rubric in force; what is absent stays. Scores that stand keep the version they were given by.

    Raises Forbidden, Invalid, PreconditionFailed when somebody else published in between.
    """
    require(actor, WRITE)
    with connection.cursor() as cursor:
        # Two who publish at once would both be the next version.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    force = in_force()
    refuse_overtaken(expected=expected_version, newest=force.version, what="rubrics")
    try:
        rubric = read_rubric(content, force.rubric)
    except InvalidRubric as error:
        raise Invalid(str(error), errors={error.name: [str(error)]}) from error
    row = RubricVersion.objects.create(
        version=force.version + 1, content=content_of(rubric), **author(actor), created_at=now
    )
    audit.record(actor=actor, action="quality.rubric_published", target=f"rubric:{row.version}", now=now)
    return row
