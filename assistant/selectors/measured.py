"""What the assistant did in a ticket, for those who measure it; nothing here is scoped to an actor."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Min, Sum

from assistant.models import Conversation, DraftReply, LedgerEntry, ModelUse, Run, Verdict

_USED = (DraftReply.Fate.SENT, DraftReply.Fate.EDITED)


@dataclass(frozen=True, slots=True)
class Part:
    """
    The assistant's part in a ticket.

    `drafts` are the decided drafts that somebody saw, with when and whether they were used; `verdicts` the
    standing ones, with when and whether the answer was right.
    """

    conversation: Conversation | None
    drafts: tuple[tuple[int, datetime, bool], ...]
    verdicts: tuple[tuple[int, datetime, bool], ...]


def part_in(ticket_id: int) -> Part:
    """What the assistant did in a ticket, and what became of it."""
    drafts = DraftReply.objects.filter(ticket=ticket_id, is_shadow=False, decided_at__isnull=False)
    verdicts = Verdict.objects.filter(conversation=ticket_id, undone_at=None)
    return Part(
        Conversation.objects.filter(pk=ticket_id, is_ours=True).first(),
        tuple(
            (pk, at, fate in _USED)
            for pk, at, fate in drafts.order_by("pk").values_list("pk", "decided_at", "fate")
            if at is not None
        ),
        tuple(
            (pk, at, kind == Verdict.Kind.RIGHT)
            for pk, at, kind in verdicts.order_by("pk").values_list("pk", "at", "kind")
        ),
    )


def lately_told(limit: int) -> dict[int, datetime]:
    """The tickets of the newest lines of the ledger, decided drafts and verdicts, each with the last time."""
    found: dict[int, datetime] = {}
    rows = [
        *LedgerEntry.objects.order_by("-pk").values_list("conversation_id", "recorded_at")[:limit],
        *DraftReply.objects.filter(decided_at__isnull=False)
        .order_by("-decided_at")
        .values_list("ticket_id", "decided_at")[:limit],
    ]
    newest = Verdict.objects.order_by("-at").values_list("conversation_id", "at", "undone_at")[:limit]
    rows += [(ticket_id, undone_at or at) for ticket_id, at, undone_at in newest]
    for ticket_id, at in rows:
        if at is not None:
            found[ticket_id] = max(at, found.get(ticket_id, at))
    return found


def cost_between(since: date, until: date) -> Decimal:
    """What models cost on these days, both included, in US dollars; days are those of UTC."""
    rows = ModelUse.objects.filter(on__gte=since, on__lte=until)
    return rows.aggregate(sum=Sum("cost_usd"))["sum"] or Decimal(0)


def began_first_at() -> datetime | None:
    """When the first conversation with the assistant began."""
    found: datetime | None = Conversation.objects.filter(is_ours=True).aggregate(at=Min("began_at"))["at"]
    return found


def engines_since(since: datetime) -> list[tuple[str, datetime]]:
    """The engines that answered for the first time after a moment, with when; not the very first of all."""
    rows = Run.objects.filter(finished_at__isnull=False).exclude(engine="")
    before = set(rows.filter(finished_at__lt=since).order_by().values_list("engine", flat=True).distinct())
    if not before:
        return []
    new = rows.filter(finished_at__gte=since).exclude(engine__in=before)
    first = new.order_by().values("engine").annotate(at=Min("finished_at"))
    return sorted(((row["engine"], row["at"]) for row in first), key=lambda one: one[1])
