"""Where the assistant keeps words: runs, drafts, what it learned from, and the evidence of gaps."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
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
from core.kept import Search, Table, Tickets
from core.redacting import MARK
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import kept_out, rules


class Ledger:
    """The notes of the ledger, whose lines are otherwise never changed."""

    place = "assistant"
    holds = frozenset({"assistant.LedgerEntry.note"})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        ours = Conversation.objects.filter(ticket__in=search.tickets).values("pk")
        rows = [
            row
            for row in LedgerEntry.objects.filter(conversation__in=ours).exclude(note="")
            if search.needles.everywhere.stand_in(row.note)
        ]
        if not rows or is_dry:
            return len(rows)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('candor.redacting', 'on', true)")
            for row in rows:
                note = search.needles.everywhere.in_text(row.note)[0][:500]
                LedgerEntry.objects.filter(pk=row.pk).update(note=note)
            cursor.execute("SELECT set_config('candor.redacting', 'off', true)")
        return len(rows)


@transaction.atomic
def evidence_keep_out() -> int:
    """Empty what gaps hold of tickets that are kept out by now, vectors included; returns how many rows."""
    condition = kept_out(rules())
    if condition is None:
        return 0
    named = all_tickets.tickets().filter(condition)
    rows = list(
        GapTicket.objects.filter(ticket__in=named).exclude(title="", question="").order_by("gap", "pk")
    )
    for row in rows:
        Evidence.place_again(row, "", "")
    return len(rows)


class Evidence:
    """What a ticket shows of a gap: its words, the vectors made of them, and their sum in the gap."""

    place = "assistant"
    holds = frozenset({f"assistant.GapTicket.{name}" for name in ("title", "question", "vector", "words")})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        count = 0
        # Gaps are locked in their order, as their rows are.
        for row in GapTicket.objects.filter(ticket__in=search.tickets).order_by("gap", "pk"):
            title, question = self._left(search, row)
            if (title, question) == (row.title, row.question):
                continue
            count += 1
            if not is_dry:
                self.place_again(row, title[:200], question)
        return count

    def _left(self, search: Search, row: GapTicket) -> tuple[str, str]:
        """What remains of its title and question."""
        if not (row.title or row.question):
            return row.title, row.question
        # A question is the first message of its ticket, wherever a merge took that since.
        if search.whole & all_tickets.first_customer_entries(row.ticket_id):
            return MARK if row.title else "", MARK if row.question else ""
        return search.needles.in_text(row.title)[0], search.needles.in_text(row.question)[0]

    @staticmethod
    def place_again(row: GapTicket, title: str, question: str) -> None:
        """Other words, with the vectors of these, in the row and in the sum of its gap."""
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


def _ticket(tickets: Tickets) -> Q:
    return Q(ticket__in=tickets)


def _conversation(tickets: Tickets) -> Q:
    return Q(conversation__in=Conversation.objects.filter(ticket__in=tickets).values("pk"))


def _gap(tickets: Tickets) -> Q:
    return Q(pk__in=GapTicket.objects.filter(ticket__in=tickets, gap__isnull=False).values("gap"))


KEEPERS: tuple[Any, ...] = (
    Table(
        "assistant", Run, by=_ticket, text=("question", "error"), json=("details",), entry="entry_id",
        is_persons=True,
    ),
    Table(
        "assistant", Handoff, by=_ticket, text=("summary", "wants", "why", "told_customer"),
        json=("tried", "linked"), entry="run__entry_id",
        is_persons=True, is_made=True,
    ),
    Table(
        "assistant", ActionCall, by=_ticket, text=("request_shown", "told", "error", "note"),
        json=("inputs", "facts"), entry="entry_id",
        is_persons=True, is_made=True,
    ),
    Table("assistant", Triage, by=_ticket, json=("entities",), entry="entry_id", is_persons=True),
    Table("assistant", Signal, by=_ticket, text=("label",), is_made=True),
    Table("learned", Correction, by=_ticket, text=("text",), entry="triage__entry_id", is_persons=True),
    Table(
        "drafts", DraftReply, by=_ticket, html=("body_html",), text=("text", "note"),
        json=("citations", "uncited"), entry="entry_id",
        is_persons=True, is_made=True,
    ),
    Table("learned", BenchQuestion, by=_ticket, text=("question",), is_persons=True, is_made=True),
    Table(
        "assistant", ReplayItem, by=_ticket, json=("before", "after"), entry="entry_id", is_persons=True,
        is_made=True,
    ),
    Table("assistant", Verdict, by=_conversation, text=("why",), is_made=True),
    Table("assistant", Gap, by=_gap, json=("drafted", "trial"), text=("reason",), is_made=True),
    Ledger(),
    Evidence(),
)  # fmt: skip
