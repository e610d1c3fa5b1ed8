"""Legal holds: set and lifted by admins, with a reason, and audited."""

from datetime import datetime

from django.db import transaction

from core import audit, ports
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from people.models import Company, Contact, LegalHold
from people.policy import require
from people.selectors.holding import hold_begins

MAX_REASON = 200


def holds(*, actor: Actor, limit: int = 200) -> list[LegalHold]:
    """Those that are in force, and then the newest that were lifted. Raises Forbidden."""
    require(actor, "privacy.write")
    rows = LegalHold.objects.order_by("-pk")
    in_force = list(rows.filter(lifted_at=None))
    return [*in_force, *rows.exclude(lifted_at=None)[:limit]]


@transaction.atomic
def hold_set(*, actor: Actor, kind: str, target_id: int, reason: str, now: datetime) -> LegalHold:
    """
    Keep all of a company, contact or ticket; set again, it returns the hold that is in force.

    Raises NotFound, Forbidden, Invalid without a reason, Conflict for somebody who is erased.
    """
    require(actor, "privacy.write")
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("Say why, in at most 200 characters.", errors={"reason": ["Missing or too long."]})
    hold_begins()
    known = LegalHold.objects.filter(kind=kind, target_id=target_id, lifted_at=None).first()
    if known is not None:
        return known
    _check(actor, kind, target_id)
    made = LegalHold.objects.create(
        kind=kind,
        target_id=target_id,
        reason=reason,
        by_id=actor.user_id,
        by_name=actor.name[:200],
        created_at=now,
    )
    _audited(actor, "people.hold_set", made, now=now)
    return made


@transaction.atomic
def hold_lift(*, actor: Actor, hold_id: int, now: datetime) -> LegalHold:
    """End a hold; what waited for it goes on. Lifted again, nothing changes. Raises NotFound, Forbidden."""
    require(actor, "privacy.write")
    hold = LegalHold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise NotFound("There is no such hold.")
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by_name = now, actor.name[:200]
        hold.save(update_fields=["lifted_at", "lifted_by_name"])
        _audited(actor, "people.hold_lifted", hold, now=now)
    return hold


def _check(actor: Actor, kind: str, target_id: int) -> None:
    if kind == LegalHold.Kind.COMPANY:
        there = Company.objects.filter(pk=target_id).exists()
    elif kind == LegalHold.Kind.CONTACT:
        contact = Contact.objects.filter(pk=target_id).first()
        if contact is not None and contact.erased_at is not None:
            raise Conflict(
                "This person's data has been erased; there is nothing to keep.", code="people.erased"
            )
        there = contact is not None
    else:
        there = ports.ticket_is_there(target_id)
    if not there:
        raise NotFound(f"There is no {kind} {target_id}.")


def _audited(actor: Actor, action: str, hold: LegalHold, *, now: datetime) -> None:
    data = {"hold": hold.pk, "reason": hold.reason}
    audit.record(actor=actor, action=action, target=f"{hold.kind}:{hold.target_id}", now=now, data=data)
