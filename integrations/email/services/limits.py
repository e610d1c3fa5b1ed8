"""How much automatic mail may leave: nobody may use us to flood somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q

from integrations.email.models import OutgoingKind, OutgoingMail, OutgoingState

_LOCK_SPACE = 0x63617073  # "caps"
COUNTED = (OutgoingState.SENDING, OutgoingState.HANDING_OVER, OutgoingState.SENT, OutgoingState.IN_DOUBT,
           OutgoingState.BOUNCED)  # fmt: skip


def exceeded(mail: OutgoingMail, *, now: datetime) -> str:
    """
    The limit an automatic mail would break, in words; empty if it may leave.

    Counts what left within the last hour, and for one recipient also within a day. Takes a lock in the
    caller's transaction, so two mails are never counted at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_SPACE])
    sent = OutgoingMail.objects.filter(is_automatic=True, state__in=COUNTED).exclude(pk=mail.pk)
    # A flood of notices must not hold back the message that a password was changed, nor vice versa.
    alike = Q(kind=OutgoingKind.ACCOUNT)
    of_its_kind = sent.filter(alike if mail.kind == OutgoingKind.ACCOUNT else ~alike)
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    to_domain = of_its_kind.filter(domain=mail.domain)
    to_one = to_domain.filter(to__contains=mail.to[:1])
    checks = (
        (
            to_one.filter(created_at__gt=hour),
            settings.MAIL_CAP_RECIPIENT_HOUR,
            "to one address within an hour",
        ),
        (to_one.filter(created_at__gt=day), settings.MAIL_CAP_RECIPIENT_DAY, "to one address within a day"),
        (
            to_domain.filter(created_at__gt=hour),
            settings.MAIL_CAP_DOMAIN_HOUR,
            "to one domain within an hour",
        ),
        (sent.filter(created_at__gt=hour, mailbox=mail.mailbox_id), settings.MAIL_CAP_HOUR, "within an hour"),
    )
    # Counted no further than the limits, in one statement.
    parts = [rows.order_by().values("pk")[:limit].query.sql_with_params() for rows, limit, _ in checks]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _ in parts),  # noqa: S608 (compiled by Django)
            [value for _, values in parts for value in values],
        )
        counts: Sequence[int] = cursor.fetchone()
    for count, (_, limit, what) in zip(counts, checks, strict=True):
        if count >= limit:
            return f"Held back: {limit} automatic mails {what}."
    return ""
