"""How much automatic mail may leave: nobody may use us to flood somebody."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from core.reads import Read
from core.statements import fetch
from integrations.email.models import OutgoingKind, OutgoingMail, OutgoingState

_LOCK_SPACE = 0x63617073  # "caps"
COUNTED = (OutgoingState.SENDING, OutgoingState.HANDING_OVER, OutgoingState.SENT, OutgoingState.IN_DOUBT,
           OutgoingState.BOUNCED)  # fmt: skip

_LEFT = Read(OutgoingMail.objects.all, ("pk",))


def exceeded(mail: OutgoingMail, *, now: datetime) -> str:
    """
    The limit an automatic mail would break, in words; empty if it may leave.

    Counts what left within the last hour, and for one recipient also within a day. Takes a lock in the
    caller's transaction, so two mails are never counted at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_SPACE])
    sent = Q(is_automatic=True, state__in=COUNTED) & ~Q(pk=mail.pk)
    # A flood of notices must not hold back the message that a password was changed, nor vice versa.
    alike = Q(kind=OutgoingKind.ACCOUNT)
    of_its_kind = sent & (alike if mail.kind == OutgoingKind.ACCOUNT else ~alike)
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    to_domain = of_its_kind & Q(domain=mail.domain)
    to_one = to_domain & Q(to__contains=mail.to[:1])
    checks = (
        (to_one & Q(created_at__gt=hour), settings.MAIL_CAP_RECIPIENT_HOUR, "to one address within an hour"),
        (to_one & Q(created_at__gt=day), settings.MAIL_CAP_RECIPIENT_DAY, "to one address within a day"),
        (to_domain & Q(created_at__gt=hour), settings.MAIL_CAP_DOMAIN_HOUR, "to one domain within an hour"),
        (sent & Q(created_at__gt=hour, mailbox_id=mail.mailbox_id), settings.MAIL_CAP_HOUR, "within an hour"),
    )
    # Counted no further than the limits, in one statement.
    columns: list[str] = []
    values: list[Any] = []
    for condition, limit, _ in checks:
        sql, params = _LEFT.part(condition, limit=limit) or ("SELECT 1 WHERE false", [])
        columns.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 (compiled by Django)
        values += params
    counts = fetch(f"SELECT {', '.join(columns)}", values)[0]
    for count, (_, limit, what) in zip(counts, checks, strict=True):
        if count >= limit:
            return f"Held back: {limit} automatic mails {what}."
    return ""
