"""Merging two contacts that staff know to be one person, and undoing it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit, ports
from core.actors import Actor
from core.addresses import comparable
from core.errors import Conflict, NotFound
from core.events import publish
from people.events import ContactsMerged, ContactsUnmerged
from people.merge_preview import (
    gone,
    identities_elsewhere,
    merge_of,
    require_whole_sight,
    sides_of,
    why_it_stands,
)
from people.merge_rules import CUSTOM, Plan, Side, obstacle, plan_of
from people.models import Contact, ContactMerge, ContactMergeUndo, Identity
from people.policy import require
from people.services.leasing import erasure_waits


class AlreadyMerged(Conflict):
    """One of the two was merged into somebody else."""

    code = "people.already_merged"


class WrongDirection(Conflict):
    """The better-known contact must be the one that stays."""

    code = "people.merge_direction"


class MergeStands(Conflict):
    """The merge can no longer be undone."""

    code = "people.merge_stands"


@transaction.atomic
def contacts_merge(*, actor: Actor, into_id: int, from_id: int, now: datetime) -> ContactMerge:
    """
    Make two contacts one: identities, tickets and empty fields go to `into_id`, `from_id` remains as a
    tombstone.

    Nothing unverified becomes verified, and sessions without proof end. Merging the same two again returns
    the same record. Raises NotFound, Invalid, AlreadyMerged, WrongDirection, Forbidden.
    """
    require(actor, "customer.merge")
    if not actor.sees_all_tickets:
        sides_of(actor=actor, into_id=into_id, from_id=from_id)
        require_whole_sight(actor)
    source, target = sides_of(actor=actor, into_id=into_id, from_id=from_id, lock=True)
    if source.contact.merged_into_id == into_id:
        known = merge_of(source_id=from_id, target_id=into_id)
        if known is not None:
            return known
    taken = gone(source.contact) or gone(target.contact)
    if taken is not None:
        raise AlreadyMerged(f"{taken.detail} Load the contact again.")
    if erasure_waits([source.contact.pk, target.contact.pk]):
        raise Conflict(
            "The data of one of them is about to be erased. Look again when that is done.",
            code="people.erasure_waits",
        )
    against = obstacle(source, target)
    if against is not None:
        raise WrongDirection(against.detail, reason_code=against.code)
    plan = plan_of(source, target)
    steps: dict[str, Any] = {
        "identities": [identity.pk for identity in plan.moving],
        "proofs": [[mine.pk, theirs.pk] for mine, theirs in plan.proofs],
    }
    # The apps above need to see both as they were.
    steps["held"] = {
        key: move(source=source, target=target, now=now) for key, move in ports.contact_moves.items()
    }
    _move_identities(plan, target.contact)
    steps["fields"] = _fill(source, target, plan)
    source.contact.merged_into = target.contact
    source.contact.save(update_fields=["merged_into"])
    merge = ContactMerge.objects.create(
        target=target.contact, source=source.contact, steps=steps, by_id=actor.user_id, created_at=now
    )
    publish(ContactsMerged(from_contact_id=from_id, into_contact_id=into_id, merge_id=merge.pk))
    data = {"from_id": from_id, "merge_id": merge.pk}
    audit.record(
        actor=actor, action="people.contacts_merged", target=f"contact:{into_id}", now=now, data=data
    )
    return merge


def _move_identities(plan: Plan, target: Contact) -> None:
    Identity.objects.filter(pk__in=[identity.pk for identity in plan.moving]).update(contact=target)
    for mine, theirs in plan.proofs:
        _lend_proof(giver=mine, taker=theirs)


def _lend_proof(*, giver: Identity, taker: Identity) -> None:
    """
    A value is verified for one contact only, so the proof is taken from one row before the other gets it.
    """
    taker.verified_at, giver.verified_at = giver.verified_at, None
    giver.save(update_fields=["verified_at"])
    taker.save(update_fields=["verified_at"])


def _fill(source: Side, target: Side, plan: Plan) -> list[str]:
    mine, theirs = source.contact, target.contact
    names = list(plan.fills)
    for name in names:
        key = name.removeprefix(CUSTOM)
        if key != name:
            theirs.custom[key] = mine.custom[key]
        else:
            setattr(theirs, name, getattr(mine, name))
    if mine.is_blocked and not theirs.is_blocked:
        theirs.is_blocked = True
        names.append("is_blocked")
        theirs.blocked_at, theirs.blocked_by_id = mine.blocked_at, mine.blocked_by_id
        theirs.save(update_fields=["blocked_at", "blocked_by"])
    if theirs.is_visitor and not mine.is_visitor:
        theirs.is_visitor = False
        names.append("is_visitor")
    if names:
        theirs.save(update_fields=_columns(names))
    return names


def _columns(names: list[str]) -> list[str]:
    return sorted({"custom" if name.startswith(CUSTOM) else name for name in names})


@transaction.atomic
def contacts_unmerge(*, actor: Actor, merge_id: int, now: datetime) -> ContactMerge:
    """
    Undo a merge: what moved returns; anything newer stays with the contact it can be attributed to.

    A field that was changed since keeps its new value. Undoing twice has no further effect. Raises NotFound,
    MergeStands with the reason, Forbidden.
    """
    require(actor, "customer.merge")
    merge = ContactMerge.objects.filter(pk=merge_id).first()
    if merge is None or not _in_sight(actor, merge):
        raise NotFound("There is no such merge.")
    require_whole_sight(actor)
    both = [pk for pk in (merge.source_id, merge.target_id) if pk is not None]
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=both)
    locked = {row.pk: row for row in rows.order_by("pk")}
    if ContactMergeUndo.objects.filter(merge=merge).exists():
        return merge
    merge.source = locked.get(merge.source_id or 0)
    merge.target = locked.get(merge.target_id or 0)
    reason = why_it_stands(merge, identities_elsewhere([merge]).get(merge.pk))
    if reason is not None:
        raise MergeStands(f"This merge cannot be undone. {reason.detail}", reason_code=reason.code)
    if merge.source is None or merge.target is None:
        raise LookupError("A merge without its contacts has a reason to stand.")
    source, target = merge.source, merge.target
    source.merged_into = None
    source.save(update_fields=["merged_into"])
    _return_identities(merge, source, target)
    _empty(source, target, merge.steps["fields"])
    addresses = _addresses(source) - _addresses(target)
    for key, give_back in ports.contact_returns.items():
        give_back(
            source=source,
            target=target,
            steps=merge.steps["held"].get(key, {}),
            addresses=sorted(addresses),
            merged_at=merge.created_at,
            now=now,
        )
    ContactMergeUndo.objects.create(merge=merge, by_id=actor.user_id, created_at=now)
    publish(ContactsUnmerged(from_contact_id=source.pk, into_contact_id=target.pk, merge_id=merge.pk))
    audit.record(
        actor=actor,
        action="people.contacts_unmerged",
        target=f"contact:{target.pk}",
        now=now,
        data={"from_id": source.pk, "merge_id": merge.pk},
    )
    return merge


def _in_sight(actor: Actor, merge: ContactMerge) -> bool:
    both = [pk for pk in (merge.source_id, merge.target_id) if pk is not None]
    return actor.sees_all_tickets or Contact.objects.visible_to(actor).filter(pk__in=both).exists()


def _return_identities(merge: ContactMerge, source: Contact, target: Contact) -> None:
    moved = Identity.objects.filter(pk__in=merge.steps["identities"], contact=target)
    for identity in moved:
        # A claim that reached the tombstone during the merge is a duplicate.
        Identity.objects.filter(contact=source, kind=identity.kind, value=identity.value).delete()
        identity.contact = source
        identity.save(update_fields=["contact"])
    for mine_id, theirs_id in merge.steps["proofs"]:
        pair = {row.pk: row for row in Identity.objects.filter(pk__in=[mine_id, theirs_id])}
        if len(pair) == 2 and pair[mine_id].verified_at is None:
            _lend_proof(giver=pair[theirs_id], taker=pair[mine_id])


def _empty(source: Contact, target: Contact, names: list[str]) -> None:
    changed = []
    for name in names:
        if name == "is_blocked":
            target.is_blocked = False
        elif name == "is_visitor":
            target.is_visitor = not Identity.objects.filter(
                contact=target, verified_at__isnull=False
            ).exists()
        elif name.startswith(CUSTOM):
            key = name.removeprefix(CUSTOM)
            if target.custom.get(key) != source.custom.get(key):
                continue
            target.custom.pop(key, None)
        elif getattr(target, name) == getattr(source, name):
            setattr(target, name, None if name == "company" else "")
        else:
            continue
        changed.append(name)
    if changed:
        target.save(update_fields=_columns(changed))


def _addresses(contact: Contact) -> set[str]:
    found = Identity.objects.filter(contact=contact, kind=Identity.Kind.EMAIL).values_list("value", flat=True)
    return {*found, comparable(contact.email)} - {""}
