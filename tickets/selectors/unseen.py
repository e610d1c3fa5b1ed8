"""What others wrote to the customer, or the customer to us, after what somebody has seen."""

from collections.abc import Collection

from django.db.models import Q

from tickets.entries import Message
from tickets.models import AuthorKind, EntryKind, TimelineEntry, Visibility

MOST = 20


def messages_unseen(
    *, ticket_ids: Collection[int], user_id: int | None, seen_entry_id: int
) -> list[TimelineEntry]:
    """At most 20 messages after that entry, the oldest first, but for their own and mere receipts."""
    own = Q(author_kind=AuthorKind.STAFF, author_id=user_id)
    found = TimelineEntry.objects.filter(
        ticket__in=ticket_ids, id__gt=seen_entry_id, kind=EntryKind.MESSAGE, visibility=Visibility.PUBLIC
    ).exclude(own)
    rows = found.defer("search").order_by("id")[:MOST]
    return [entry for entry in rows if not Message.of(entry.payload).says_only_received]
