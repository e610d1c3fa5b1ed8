"""Mailboxes and their health."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from core.actors import Actor
from core.errors import NotFound
from integrations.email.models import InboundMail, Intake, Mailbox, OutgoingMail, Sending
from people.policy import require


def mailboxes(*, actor: Actor) -> list[Mailbox]:
    """All mailboxes. Raises Forbidden."""
    require(actor, "mailbox.read")
    return list(Mailbox.objects.select_related("brand").order_by("address"))


def mailbox_get(*, actor: Actor, mailbox_id: int) -> Mailbox:
    """One mailbox. Raises NotFound, Forbidden."""
    require(actor, "mailbox.read")
    mailbox = Mailbox.objects.select_related("brand").filter(pk=mailbox_id).first()
    if mailbox is None:
        raise NotFound("There is no such mailbox.")
    return mailbox


def mailbox_of_webhook(intake_key: str) -> Mailbox | None:
    """The mailbox that a provider posts to under this key, switched off or not."""
    return Mailbox.objects.filter(intake_key=intake_key, intake=Intake.WEBHOOK).first()


def traffic_of(ids: list[int]) -> dict[int, dict[str, Any]]:
    """By mailbox: how much waits to be parsed, how much is suspended, and when mail last left."""
    found: dict[int, dict[str, Any]] = {
        one: {"waiting": 0, "suspended": 0, "last_sent_at": None} for one in ids
    }
    open_mail = InboundMail.objects.filter(mailbox__in=ids, state__in=["fetched", "failed", "suspended"])
    counted = (
        open_mail.order_by()
        .values("mailbox")
        .annotate(
            waiting=Count("pk", filter=Q(state__in=["fetched", "failed"])),
            suspended=Count("pk", filter=Q(state="suspended")),
        )
    )
    for row in counted:
        found[row["mailbox"]] |= {"waiting": row["waiting"], "suspended": row["suspended"]}
    sent: list[tuple[int, datetime]] = list(
        OutgoingMail.objects.filter(mailbox__in=ids, sent_at__isnull=False)
        .order_by()
        .values_list("mailbox")
        .annotate(last=Max("sent_at"))
    )
    for mailbox_id, last in sent:
        found[mailbox_id]["last_sent_at"] = last
    return found


def mailbox_of_events(intake_key: str) -> Mailbox | None:
    """The mailbox whose provider tells under this address what became of mail that it has sent."""
    return Mailbox.objects.filter(intake_key=intake_key, sends_by=Sending.API).first()
