"""Senders from whom nothing is taken any more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from core import audit, ports
from core.actors import Actor
from core.addresses import PUBLIC_DOMAINS, comparable, domain_of
from core.errors import Conflict, NotFound
from people.models import Contact, Identity, User
from people.policy import require


class BlockRefused(Conflict):
    """This sender cannot be blocked: `reason` is `colleague` or `own_domain`."""

    code = "people.block_refused"


def addresses_of(contact: Contact) -> list[str]:
    """The mail addresses that are blocked with a contact: its own, and those that it has proven."""
    proven = Identity.objects.filter(contact=contact, kind=Identity.Kind.EMAIL, verified_at__isnull=False)
    found = {comparable(value) for value in (contact.email, *proven.values_list("value", flat=True)) if value}
    return sorted(found)


def block_refusal(contact: Contact) -> BlockRefused | None:
    """Why a contact cannot be blocked, or None: colleagues, and whoever writes from our own mail domain."""
    return addresses_refusal(addresses_of(contact))


def addresses_refusal(addresses: Sequence[str]) -> BlockRefused | None:
    """The same of whoever has these addresses."""
    staff = User.objects.annotate(lowered=Lower("email")).filter(lowered__in=addresses)
    if addresses and staff.exists():
        return BlockRefused("This is one of your colleagues. Nobody here is blocked.", reason="colleague")
    ours = {domain_of(one) for one in ports.own_addresses()} - PUBLIC_DOMAINS
    if ours & {domain_of(one) for one in addresses} or set(addresses) & set(ports.own_addresses()):
        return BlockRefused("This is an address of your own mail domain.", reason="own_domain")
    return None


@transaction.atomic
def contact_block(*, actor: Actor, contact_id: int, now: datetime) -> Contact:
    """
    Take nothing from a contact any more: mail waits among the suspended, chat and portal are refused.

    Blocking twice is harmless. Raises NotFound, Forbidden, BlockRefused.
    """
    contact = _locked(actor, contact_id)
    if contact.is_blocked:
        return contact
    if (refusal := block_refusal(contact)) is not None:
        raise refusal
    contact.is_blocked, contact.blocked_at, contact.blocked_by_id = True, now, actor.user_id
    contact.save(update_fields=["is_blocked", "blocked_at", "blocked_by"])
    block_noted(actor, contact, now)
    return contact


@transaction.atomic
def contact_unblock(*, actor: Actor, contact_id: int, now: datetime) -> Contact:
    """The opposite; what came meanwhile stays where it is. Raises NotFound, Forbidden."""
    contact = _locked(actor, contact_id)
    if not contact.is_blocked:
        return contact
    contact.is_blocked, contact.blocked_at, contact.blocked_by = False, None, None
    contact.save(update_fields=["is_blocked", "blocked_at", "blocked_by"])
    _note(actor, "people.contact_unblocked", contact, now)
    return contact


def _locked(actor: Actor, contact_id: int) -> Contact:
    require(actor, "customer.block")
    rows = Contact.objects.visible_to(actor).standing().filter(pk=contact_id)
    contact = Contact.objects.select_for_update(no_key=True).filter(pk__in=rows.values("pk")).first()
    if contact is None:
        raise NotFound("There is no such contact, or you may not see it.")
    return contact


def block_noted(actor: Actor, contact: Contact, now: datetime) -> None:
    """Who was blocked by whom, in the audit log."""
    _note(actor, "people.contact_blocked", contact, now)


def _note(actor: Actor, action: str, contact: Contact, now: datetime) -> None:
    audit.record(actor=actor, action=action, target=f"contact:{contact.pk}", now=now)
