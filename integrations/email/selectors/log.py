"""The ingest log: every incoming mail, and what became of it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from core.actors import Actor
from core.addresses import comparable
from core.api.pagination import Page, paginate
from core.errors import NotFound
from integrations.email.models import InboundMail, InboundState, RawMail, Reason, SenderRule
from people.policy import require

COUNTED = timedelta(days=7)
_ENDED = (InboundState.STORED, InboundState.DELETED)


def mails(
    *,
    actor: Actor,
    mailbox_id: int | None = None,
    state: str = "",
    reason: str = "",
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[InboundMail]:
    """
    A page of the log, newest first; `text` matches sender and subject.

    Raises BadCursor, Forbidden.
    """
    require(actor, "mail.review")
    found = InboundMail.objects.visible_to(actor).select_related("mailbox")
    if mailbox_id is not None:
        found = found.filter(mailbox=mailbox_id)
    if state:
        found = found.filter(state=state)
    if reason:
        found = found.filter(reason=reason)
    if text.strip():
        # Senders are stored in one form, whatever spelling is searched for.
        found = found.filter(Q(from_address__icontains=comparable(text)) | Q(subject__icontains=text.strip()))
    return paginate(found, order=("-id",), cursor=cursor, limit=limit)


def counts(*, actor: Actor, mailbox_id: int | None = None, now: datetime) -> dict[str, Any]:
    """What became of the mail of the last seven days; waiting and suspended mail counts whatever its age."""
    require(actor, "mail.review")
    found = InboundMail.objects.visible_to(actor)
    if mailbox_id is not None:
        found = found.filter(mailbox=mailbox_id)
    since = now - COUNTED
    recent = found.filter(Q(fetched_at__gt=since) | ~Q(state__in=_ENDED))
    rows = recent.order_by().values_list("state", "reason").annotate(number=Count("pk"))
    states: dict[str, int] = dict.fromkeys(InboundState.values, 0)
    reasons: dict[str, int] = {}
    for state, reason, number in rows:
        states[state] += number
        if reason:
            reasons[reason] = reasons.get(reason, 0) + number
    return {
        **states,
        "by_reason": [
            {"reason": reason, "label": str(Reason(reason).label), "count": number}
            for reason, number in sorted(reasons.items(), key=lambda pair: -pair[1])
        ],
        "since": since,
    }


def mail_get(*, actor: Actor, inbound_id: int) -> InboundMail:
    """One mail of the log. Raises NotFound, Forbidden."""
    require(actor, "mail.review")
    found = InboundMail.objects.visible_to(actor).select_related("mailbox").filter(pk=inbound_id).first()
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def raw_of(mail: InboundMail) -> bytes | None:
    """The mail exactly as it arrived; None if it was deleted."""
    content = RawMail.objects.filter(inbound=mail).values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def rules(*, actor: Actor) -> list[SenderRule]:
    """The rules about senders."""
    require(actor, "mail.review")
    return list(SenderRule.objects.order_by("pattern"))
