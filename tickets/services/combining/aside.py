"""A ticket that was put aside, and that a merge brings back because somebody waits in what came."""

from datetime import datetime
from typing import Any

from tickets.models import EntryKind, Status, Ticket, TicketMerge, TimelineEntry, Visibility

_NAMES = frozenset({"status", "snoozed_until"})


def aside_of(source: Ticket, target: Ticket) -> dict[str, Any]:
    """
    Whether somebody waits in `source`, and what `target` was if that brings it back; for a merge's steps.

    `after` is the newest entry of that time.
    """
    waited = source.waiting_since is not None and source.is_open
    is_aside = target.status not in (Status.NEW, Status.OPEN) or target.snoozed_until is not None
    if not waited or not is_aside or not target.is_open:
        return {"waited": waited, "woke": None}
    until = target.snoozed_until
    woke = {
        "status": target.status,
        "snoozed_until": None if until is None else until.isoformat(),
        "is_unread": target.is_unread,
        "after": target.last_entry_id,
    }
    return {"waited": waited, "woke": woke}


def aside_again(merge: TicketMerge, target: Ticket) -> dict[str, Any]:
    """
    What an undo does to `target`, as fields of `TakeIn`: it is put aside again as it was.

    Not where it was written or decided in since, and not while another merge has somebody wait in it: that
    one puts it aside then.
    """
    woke = merge.steps.get("woke")
    if woke is None:
        return {"is_unread": target.is_unread}
    standing = TicketMerge.objects.filter(target=target, undone_at=None, steps__waited=True)
    heir = standing.exclude(pk=merge.pk).order_by("pk").first()
    if heir is not None:
        heir.steps["woke"] = woke
        heir.save(update_fields=["steps"])
        return {"is_unread": target.is_unread}
    if _has_gone_on(target, woke["after"]):
        return {"is_unread": target.is_unread}
    until = woke["snoozed_until"]
    return {
        "is_unread": woke["is_unread"],
        "status": woke["status"],
        "snoozed_until": None if until is None else datetime.fromisoformat(until),
    }


def _has_gone_on(target: Ticket, after: int) -> bool:
    since = TimelineEntry.objects.filter(ticket=target, pk__gt=after)
    said = since.filter(kind=EntryKind.MESSAGE, visibility=Visibility.PUBLIC, merged_from=None)
    lines = since.filter(kind=EntryKind.CHANGE).values_list("payload", flat=True)
    decided = [
        one["changes"]
        for one in lines
        if _NAMES & one["changes"].keys() and "merged_into" not in one["changes"]
    ]
    # The first is that of the merge itself.
    return said.exists() or len(decided) > 1
