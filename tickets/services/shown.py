"""What lists show of an entry: the previews and subjects of its tickets go as it does."""

from collections.abc import Iterable, Mapping, Sequence

from core.redacting import MARK, Needles, line_of
from tickets.models import Ticket, TimelineEntry
from tickets.services.timeline import preview_of

_CUT = "…"


def alone_of(entries: Iterable[TimelineEntry], tickets: Iterable[Ticket]) -> frozenset[str]:
    """
    What stands for entries in lists, as it is compared: their beginnings and subjects.

    Also the subjects of tickets that are no more than such a beginning.
    """
    found: set[str] = set()
    for entry in entries:
        beginning = line_of(preview_of(entry.body_text))
        found |= {beginning, line_of(entry.title)}
        for ticket in tickets:
            cut = line_of(ticket.subject.removesuffix(_CUT))
            if cut and ticket.subject.endswith(_CUT) and beginning.startswith(cut):
                found.add(line_of(ticket.subject))
    return frozenset(found - {"", MARK})


def showing(entries: Sequence[TimelineEntry], tickets: Mapping[int, Ticket]) -> dict[int, TimelineEntry]:
    """For each ticket the entry that its preview shows: the last that begins so, as entries were before."""
    found: dict[int, TimelineEntry] = {}
    for one in entries:
        preview = tickets[one.ticket_id].preview
        if preview and preview != MARK and preview_of(one.body_text) == preview:
            found[one.ticket_id] = one
    return found


def previews_follow(shown: Mapping[int, TimelineEntry], tickets: Iterable[Ticket], needles: Needles) -> None:
    """Have each preview say what is left of its entry; one that shows none loses the words."""
    for ticket in tickets:
        entry = shown.get(ticket.pk)
        preview = needles.in_text(ticket.preview)[0] if entry is None else preview_of(entry.body_text)
        if preview != ticket.preview:
            Ticket.objects.filter(pk=ticket.pk).update(preview=preview[:200])
