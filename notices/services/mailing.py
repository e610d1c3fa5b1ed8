"""Handing over notices that are due by mail: after quiet hours, and once a day."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from core.events import publish
from notices.events import NoticesDue
from notices.models import Notice


@transaction.atomic
def mails_claim(*, now: datetime, limit: int = 500) -> int:
    """Hand over unread notices whose mail is due, all of a person in one; returns how many mails."""
    rows = list(
        Notice.objects.select_for_update(skip_locked=True)
        .filter(mail_at__lte=now)
        .order_by("mail_at", "pk")
        .values_list("pk", "user_id", "read_at")[:limit]
    )
    Notice.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(mail_at=None)
    due: dict[int, list[int]] = defaultdict(list)
    for pk, user_id, read_at in rows:
        if read_at is None:
            due[user_id].append(pk)
    for user_id, ids in due.items():
        publish(NoticesDue(user_id=user_id, notice_ids=sorted(ids)))
    return len(due)
