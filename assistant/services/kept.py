"""Where the assistant keeps words: runs, drafts, what it learned from, and the evidence of gaps."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from assistant.gap_vectors import question_vectors
from assistant.models import (
    ActionCall,
    BenchQuestion,
    Conversation,
    Correction,
    DraftReply,
    Gap,
    GapTicket,
    Handoff,
    LedgerEntry,
    ReplayItem,
    Run,
    Signal,
    Triage,
    Verdict,
)
from core.kept import Search, Table
from core.redacting import MARK
from tickets.selectors import internal as all_tickets


class Ledger:
    """The notes of the ledger, whose lines are otherwise never changed."""

    place = "assistant"
    holds = frozenset({"assistant.LedgerEntry.note"})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        ours = Conversation.objects.filter(ticket=search.ticket_id).values("pk")
        rows = [
            row
            for row in LedgerEntry.objects.filter(conversation__in=ours).exclude(note="")
            if search.needles.stand_in(row.note)
        ]
        if not rows or is_dry:
            return len(rows)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('candor.redacting', 'on', true)")
            for row in rows:
                note = search.needles.in_text(row.note)[0][:500]
                LedgerEntry.objects.filter(pk=row.pk).update(note=note)
            cursor.execute("SELECT set_config('candor.redacting', 'off', true)")
        return len(rows)


class Evidence:
    """What a ticket shows of a gap: its words, the vectors made of them, and their sum in the gap."""

    place = "assistant"
    holds = frozenset({f"assistant.GapTicket.{name}" for name in ("title", "question", "vector", "words")})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        row = GapTicket.objects.filter(ticket=search.ticket_id).first()
        if row is None or not (row.title or row.question):
            return 0
        first = all_tickets.first_customer_entry(search.ticket_id) if search.whole else None
        if first is not None and first.pk in search.whole:
            title, question = MARK, MARK
        else:
            title, question = search.needles.in_text(row.title)[0], search.needles.in_text(row.question)[0]
        if (title, question) == (row.title, row.question):
            return 0
        if not is_dry:
            self._place_again(row, title[:200], question)
        return 1

    def _place_again(self, row: GapTicket, title: str, question: str) -> None:
        before = list(row.vector), list(row.words), row.engine
        row.title, row.question = title, question
        if row.words:
            (placed,) = question_vectors([f"{title}\n{question}"])
            row.engine = placed.engine
            row.vector = [] if placed.sentences is None else placed.sentences.tolist()
            row.words = placed.words.tolist()
        row.save(update_fields=["title", "question", "engine", "vector", "words"])
        if row.gap_id is None or row.is_contained:
            return
        gap = Gap.objects.select_for_update().get(pk=row.gap_id)
        gap.words = _exchanged(gap.words, before[1], row.words)
        if gap.engine and gap.engine == before[2]:
            gap.total = _exchanged(gap.total, before[0], row.vector if row.engine == gap.engine else [])
        gap.save(update_fields=["words", "total"])


def _exchanged(total: Sequence[float], old: Sequence[float], new: Sequence[float]) -> list[float]:
    """A sum with one part exchanged; a part of another length was never in it."""
    size = len(total)
    gone = old if len(old) == size else [0.0] * size
    come = new if len(new) == size else [0.0] * size
    return [a - b + c for a, b, c in zip(total, gone, come, strict=True)]


def _ticket(number: int) -> Q:
    return Q(ticket=number)


def _conversation(number: int) -> Q:
    return Q(conversation__in=Conversation.objects.filter(ticket=number).values("pk"))


def _gap(number: int) -> Q:
    return Q(pk__in=GapTicket.objects.filter(ticket=number, gap__isnull=False).values("gap"))


KEEPERS: tuple[Any, ...] = (
    Table(
        "assistant", Run, by=_ticket, text=("question", "error"), json=("details",), entry="entry_id"
    ),
    Table(
        "assistant", Handoff, by=_ticket, text=("summary", "wants", "why", "told_customer"),
        json=("tried", "linked"), entry="run__entry_id",
    ),
    Table(
        "assistant", ActionCall, by=_ticket, text=("request_shown", "told", "error", "note"),
        json=("inputs", "facts"), entry="entry_id",
    ),
    Table("assistant", Triage, by=_ticket, json=("entities",), entry="entry_id"),
    Table("assistant", Signal, by=_ticket, text=("label",)),
    Table("learned", Correction, by=_ticket, text=("text",), entry="triage__entry_id"),
    Table(
        "drafts", DraftReply, by=_ticket, html=("body_html",), text=("text", "note"),
        json=("citations", "uncited"), entry="entry_id",
    ),
    Table("learned", BenchQuestion, by=_ticket, text=("question",)),
    Table("assistant", ReplayItem, by=_ticket, json=("before", "after"), entry="entry_id"),
    Table("assistant", Verdict, by=_conversation, text=("why",)),
    Table("assistant", Gap, by=_gap, json=("drafted", "trial"), text=("reason",)),
    Ledger(),
    Evidence(),
)  # fmt: skip
