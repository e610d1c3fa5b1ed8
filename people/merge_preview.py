"""Reads about merges: what a merge would do, and which can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core import ports
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound
from people.merge_rules import Plan, Reason, Side, obstacle, plan_of, warnings_of
from people.models import Contact, ContactMerge, ContactMergeUndo, Identity
from people.policy import require


@dataclass(frozen=True)
class Preview:
    """What would happen; `obstacle` says why it cannot, `warnings` what to consider first."""

    source: Side
    target: Side
    plan: Plan
    held: dict[str, int]
    held_by_target: dict[str, int]
    obstacle: Reason | None
    warnings: list[dict[str, Any]]


def merge_preview(*, actor: Actor, into_id: int, from_id: int) -> Preview:
    """What merging one contact into another would do. Raises NotFound, Invalid, Forbidden."""
    require(actor, "customer.merge")
    source, target = sides_of(actor=actor, into_id=into_id, from_id=from_id)
    require_whole_sight(actor)
    plan = plan_of(source, target)
    held, held_by_target = counts_of(from_id), counts_of(into_id)
    return Preview(
        source=source,
        target=target,
        plan=plan,
        held=held,
        held_by_target=held_by_target,
        obstacle=gone(source.contact) or gone(target.contact) or obstacle(source, target),
        warnings=warnings_of(source, target, plan, held=held, held_by_target=held_by_target),
    )


def require_whole_sight(actor: Actor) -> None:
    """
    Merging moves all of a customer's tickets, and its preview counts them.

    Raises Forbidden for anyone who sees only some tickets, whether or not there are others.
    """
    if not actor.sees_all_tickets:
        raise Forbidden(
            "Merging moves all tickets of a customer, and you see some tickets only. "
            "Ask a supervisor who sees all."
        )


def sides_of(*, actor: Actor, into_id: int, from_id: int, lock: bool = False) -> tuple[Side, Side]:
    """The source and the target; optionally locked, in the order of their ids. Raises NotFound, Invalid."""
    if into_id == from_id:
        raise Invalid("Choose two different contacts.", errors={"from_id": ["The same contact."]})
    contacts = Contact.objects.visible_to(actor).filter(pk__in=[into_id, from_id]).order_by("pk")
    rows = {contact.pk: contact for contact in (contacts.select_for_update() if lock else contacts)}
    if len(rows) < 2:
        raise NotFound("There is no such contact, or you may not see it.")
    identities: dict[int, list[Identity]] = {into_id: [], from_id: []}
    found = Identity.objects.filter(contact__in=rows).order_by("id")
    for identity in found.select_for_update() if lock else found:
        identities[identity.contact_id].append(identity)
    return Side(rows[from_id], identities[from_id]), Side(rows[into_id], identities[into_id])


def counts_of(contact_id: int) -> dict[str, int]:
    """What the apps above have stored for a contact."""
    found: dict[str, int] = {}
    for count in ports.contact_counts.answers():
        found |= count(contact_id)
    return found


def gone(contact: Contact) -> Reason | None:
    """Why a contact can no longer take part in a merge, or None."""
    if contact.erased_at is not None:
        return Reason("gone", "The data of one of them was erased.")
    if contact.merged_into_id is None:
        return None
    return Reason("gone", f"{contact.display_name} was merged into another contact already.")


def merges_into(*, actor: Actor, contact: Contact) -> list[tuple[ContactMerge, Reason | None]]:
    """
    The standing merges into a contact, newest first, each with what keeps it from being undone.

    None for anyone who sees only some tickets: each merge reveals somebody else and how many tickets they
    had.
    """
    if not actor.sees_all_tickets:
        return []
    undone = ContactMergeUndo.objects.values("merge")
    found = (
        ContactMerge.objects.select_related("source", "target", "by")
        .filter(target=contact)
        .exclude(pk__in=undone)
        .order_by("-id")[:50]
    )
    merges = list(found)
    if not merges:
        return []
    elsewhere = identities_elsewhere(merges)
    return [(merge, why_it_stands(merge, elsewhere.get(merge.pk))) for merge in merges]


def identities_elsewhere(merges: Iterable[ContactMerge]) -> dict[int, Identity]:
    """For each merge, an identity that it moved and that no longer belongs to either side."""
    moved = {pk: merge for merge in merges for pk in merge.steps["identities"]}
    found: dict[int, Identity] = {}
    for identity in Identity.objects.filter(pk__in=moved):
        merge = moved[identity.pk]
        if identity.contact_id not in (merge.target_id, merge.source_id):
            found[merge.pk] = identity
    return found


def why_it_stands(merge: ContactMerge, elsewhere: Identity | None) -> Reason | None:
    """Why a merge cannot be undone, or None."""
    if merge.source is None or merge.target is None:
        return Reason("erased", "One of the two contacts was erased.")
    if merge.source.erased_at is not None or merge.target.erased_at is not None:
        return Reason("erased", "The data of one of the two contacts was erased.")
    source, target = merge.source.display_name, merge.target.display_name
    if merge.target.merged_into_id is not None:
        return Reason(
            "merged_since", f"{target} was merged into another contact since. Undo that merge first."
        )
    if merge.source.merged_into_id != merge.target_id:
        return Reason("not_merged", f"{source} is not merged into {target} any more.")
    if elsewhere is not None:
        return Reason("identity_elsewhere", f"{elsewhere.value} belongs to another contact by now.")
    return None


def merge_of(*, source_id: int, target_id: int) -> ContactMerge | None:
    """The standing merge of one contact into another, or None."""
    undone = ContactMergeUndo.objects.values("merge")
    found = ContactMerge.objects.filter(Q(source=source_id, target=target_id)).exclude(pk__in=undone)
    return found.order_by("-id").first()
