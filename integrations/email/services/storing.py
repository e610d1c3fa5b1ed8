"""The first stage of ingest: a mail is stored before it is parsed."""

import hashlib
from datetime import datetime

from django.db import transaction

from core import writes
from integrations.email.models import InboundMail, InboundState, Mailbox, RawMail


@transaction.atomic(savepoint=False)
def inbound_store(
    *,
    mailbox: Mailbox,
    source: str,
    raw: bytes,
    size: int,
    uid_validity: int | None = None,
    uid: int | None = None,
    provider_id: str = "",
    state: str = InboundState.FETCHED,
    reason: str = "",
    now: datetime,
) -> InboundMail | None:
    """
    Store a raw mail as fetched, or with `state` and `reason` as already suspended.

    Returns None if this UID or provider id is known: a repeated delivery. `size` is that of the whole mail in
    bytes, even if `raw` holds only its headers.
    """
    row = InboundMail(
        mailbox=mailbox,
        source=source,
        uid_validity=uid_validity,
        uid=uid,
        provider_id=provider_id[:250],
        sha256=hashlib.sha256(raw).hexdigest(),
        size=size,
        state=state,
        reason=reason,
        fetched_at=now,
        next_attempt_at=now if state == InboundState.FETCHED else None,
        finished_at=None if state == InboundState.FETCHED else now,
    )
    if not writes.insert_new(row):
        return None
    writes.insert(RawMail(inbound=row, content=raw))
    return row
