"""Reads of the autonomy ladder: levels, evidence, who holds a category."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.fields.json import KT

from assistant.in_force import in_force
from assistant.ladder import WINDOW_DAYS, Evidence, Proposal, proposal
from assistant.models import Conversation, DraftReply, Level, LevelChange, Triage, Verdict
from core.actors import Actor
from core.reads import Read
from people.policy import require
from tickets.models import TicketType

CATEGORIES = tuple(TicketType.values)
MAX_CHANGES = 10
WRONG = (Verdict.Kind.WRONG, Verdict.Kind.OTHER_QUESTION)
_Fate = DraftReply.Fate


@dataclass(frozen=True, slots=True)
class Rung:
    """Where a category stands, why, and what its figures propose; `boundary` holds it at off."""

    category: str
    level: Level
    boundary: str
    evidence: Evidence
    proposal: Proposal
    changes: tuple[LevelChange, ...]


def level_of(category: str) -> Level:
    """What the assistant may do in a category; what nobody has set is automatic, as on the first day."""
    newest = _LEVELS.first(Q(category=category or TicketType.QUESTION), order=("-number",))
    return Level(newest[0]) if newest else Level.AUTOMATIC


_LEVELS = Read(LevelChange.objects.all, ("level",))


def ladder(*, actor: Actor, now: datetime) -> list[Rung]:
    """Every category with its evidence. Raises Forbidden."""
    require(actor, "assistant.review")
    return [rung_of(category, now=now) for category in CATEGORIES]


def rung_of(category: str, *, now: datetime) -> Rung:
    """One category with its evidence."""
    rows = LevelChange.objects.filter(category=category).select_related("by")
    changes = tuple(rows.order_by("-number")[:MAX_CHANGES])
    level = Level(changes[0].level) if changes else Level.AUTOMATIC
    evidence = evidence_of(category, level=level, since=_since(changes, now), now=now)
    boundary = boundaries_holding().get(category, "")
    proposed = Proposal() if boundary else proposal(level, evidence)
    return Rung(category, level, boundary, evidence, proposed, changes)


def boundaries_holding() -> Mapping[str, str]:
    """The categories that a boundary keeps from the assistant for everybody, with the boundary's name."""
    return {
        issue_type: rule.label
        for rule in reversed(in_force().rules)
        if not rule.segments
        for issue_type in rule.issue_types
    }


def _since(changes: tuple[LevelChange, ...], now: datetime) -> datetime:
    begin = now - timedelta(days=WINDOW_DAYS)
    return max(begin, changes[0].at) if changes else begin


def evidence_of(category: str, *, level: Level, since: datetime, now: datetime) -> Evidence:
    """
    The figures of a category since a moment.

    The volume is that of all tickets read as it in the whole window: no change of level makes them fewer.
    """
    begin = now - timedelta(days=WINDOW_DAYS)
    read_as = Triage.objects.annotate(kind=KT("fields__type__value")).filter(kind=category)
    tickets = read_as.filter(created_at__gte=begin).aggregate(n=Count("ticket", distinct=True))["n"]
    drafts = DraftReply.objects.filter(category=category, decided_at__gte=since)
    fates = dict(drafts.values_list("fate").annotate(n=Count("id")).order_by("fate"))
    sent = drafts.filter(fate__in=[_Fate.SENT, _Fate.EDITED], is_shadow=False)
    wrong = 0
    if level == Level.AUTOMATIC:
        wrong = _judged_wrong(category, since)
        counted = Conversation.objects.filter(
            category=category, is_ours=True, has_been_solved=True, began_at__gte=since
        ).aggregate(n=Count("pk"), back=Count("pk", filter=Q(has_come_back=True)))
    else:
        counted = sent.aggregate(n=Count("pk"), back=Count("pk", filter=Q(came_back_at__isnull=False)))
    return Evidence(
        tickets=tickets,
        sent=fates.get(_Fate.SENT, 0),
        edited=fates.get(_Fate.EDITED, 0),
        unused=fates.get(_Fate.UNUSED, 0),
        rejected=fates.get(_Fate.REJECTED, 0),
        resolved=counted["n"],
        came_back=counted["back"],
        wrong=wrong,
    )


def _judged_wrong(category: str, since: datetime) -> int:
    """Conversations whose answer a person found to be wrong, without those that came back."""
    judged = Verdict.objects.filter(undone_at=None, kind__in=WRONG, answer_entry_id__isnull=False)
    return Conversation.objects.filter(
        pk__in=judged.values("conversation"),
        category=category,
        is_ours=True,
        has_been_solved=True,
        has_come_back=False,
        began_at__gte=since,
    ).count()


def level_change(change_id: int) -> LevelChange | None:
    """One step of a category on the ladder; None if it is gone."""
    return LevelChange.objects.filter(pk=change_id).first()
