"""Delivery reports: what they say about our mail and about the address."""

from datetime import datetime

from core.addresses import comparable
from core.writes import Batch
from integrations.email.mime.parsing import Bounce
from integrations.email.models import AddressHealth, OutgoingMail, OutgoingState
from tickets import services as ticket_services
from tickets.models import DeliveryState


def bounce_note(*, bounce: Bounce, now: datetime) -> str:
    """
    Record a delivery report on the mail and on the address; returns it in words.

    A delay changes neither: the mail may still arrive. Only mail we know we sent can bounce, so a forged
    report blocks nobody's mail.
    """
    mail = OutgoingMail.objects.filter(message_id=bounce.original_message_id[:250]).first()
    address = comparable(bounce.recipient) or (comparable(mail.to[0]) if mail is not None else "")
    why = " ".join(f"{bounce.status} {bounce.diagnostic}".split())[:300]
    if mail is None or address not in {comparable(one) for one in (*mail.to, *mail.cc)}:
        return f"A delivery report for {address or 'an unknown address'}: {why}"
    health, _ = AddressHealth.objects.get_or_create(address=address[:254], defaults={"changed_at": now})
    health.detail, health.changed_at = why, now
    if not bounce.is_permanent:
        health.soft_bounces = min(health.soft_bounces + 1, 32_000)
        health.save()
        return f"Mail to {address} is delayed or was refused for now: {why}"
    health.hard_bounced_at = now
    health.save()
    if mail.entry_id is not None:
        ticket_services.entries_hold([mail.entry_id])
    OutgoingMail.objects.filter(pk=mail.pk).update(
        # There is nothing left to try, even if a crash kept the server's answer from us.
        state=OutgoingState.BOUNCED,
        detail=why[:400],
        next_attempt_at=None,
    )
    if mail.entry_id is not None:
        told = f"{address}: {why}"
        ticket_services.entry_set_delivery(entry_id=mail.entry_id, state=DeliveryState.BOUNCED, detail=told)
    return f"Mail to {address} came back: {why}"


def address_is_alive(address: str, batch: Batch | None = None) -> None:
    """Clear an address's bounces: somebody has written from it. With what else a batch writes, if given."""
    own = batch or Batch()
    own.delete(AddressHealth, address=comparable(address))
    if batch is None:
        own.run()
