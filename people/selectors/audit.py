"""The audit log as those read it who may."""

import re
from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet

from core import audit
from core.actors import Actor, ActorKind
from core.audit_chain import last_check
from core.days import FORMS, Interval, interval_of, zone_of
from core.errors import Invalid
from core.models import AuditCheck, AuditEntry
from people.models import ApiToken, User
from people.policy import require

EXPORTED_MOST = 50_000
_TARGET = re.compile(r"[a-z_]{1,40}(?::.{1,80})?")


def audit_entries(
    *, actor: Actor, user_id: int | None, area: str, action: str, target: str, when: str, now: datetime
) -> QuerySet[AuditEntry]:
    """
    The entries that fit all of it; what somebody's tokens did is theirs. Raises Forbidden, Invalid.

    `area` is what stands before the dot of an action; `when` is written as `core.days` reads it, in the
    actor's time zone.
    """
    require(actor, "audit.read")
    if area and area != "audit" and area not in apps.app_configs:
        raise Invalid(
            f"There is no area {area}. It is the word before the dot of an action.",
            errors={"area": ["Unknown."]},
        )
    if target and not _TARGET.fullmatch(target):
        raise Invalid("target is written kind:id, such as user:12.", errors={"target": ["Malformed."]})
    if user_id is not None and not User.objects.filter(pk=user_id).exists():
        raise Invalid("There is no such person.", errors={"user": ["Unknown."]})
    interval = interval_of(when, now=now, zone=zone_of(actor)) if when else Interval()
    if interval is None:
        raise Invalid(f"when is not a date. {FORMS}", errors={"when": [FORMS]})
    return audit.entries(
        actors=None if user_id is None else _references(user_id),
        area=area,
        action=action,
        target=target,
        begins=interval.start,
        ends=interval.end,
    )


def _references(user_id: int) -> list[str]:
    tokens = ApiToken.objects.filter(user_id=user_id).values_list("pk", flat=True)
    return [f"{ActorKind.STAFF}:{user_id}", *(f"{ActorKind.TOKEN}:{pk}" for pk in tokens)]


def audit_chain(*, actor: Actor) -> AuditCheck | None:
    """What the last check of the seals found; None before the first. Raises Forbidden."""
    require(actor, "audit.read")
    return last_check()


def audit_export(*, actor: Actor, entries: QuerySet[AuditEntry]) -> list[AuditEntry]:
    """All of them, the newest first. Raises Invalid if there are more than EXPORTED_MOST."""
    require(actor, "audit.read")
    rows = list(entries.order_by("-id")[: EXPORTED_MOST + 1])
    if len(rows) > EXPORTED_MOST:
        what = f"There are more than {EXPORTED_MOST} entries. Choose a shorter time."
        raise Invalid(what, errors={"when": [what]})
    return rows
