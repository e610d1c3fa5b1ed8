"""The resolution ledger: what becomes of a conversation, from events and from silence."""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from assistant import handlers
from assistant.models import Conversation, LedgerEntry, Signal
from assistant.selectors import history
from assistant.services import resolving, reviewing
from assistant.services.resolving import conversations_settle, ledger_recompute
from core import clock, ports
from core.events import EventMeta, deliver
from core.models import OutboxEvent
from tests.cast import NOW, ApiClient, Cast
from tests.talks import Talk
from tickets.events import EntryAppended
from tickets.models import Ticket, TimelineEntry
from tickets.models.ticket import erasing_tickets

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def settle(settle: Settle) -> Settle:
    """Everything that was set in motion, and the sweep of the ledger after it."""

    def run() -> None:
        settle()
        conversations_settle(now=clock.now())
        settle()

    return run


def test_a_yes_confirms_and_a_return_takes_it_away(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    talk = Talk(cast)
    answer = talk.answered(NOW + HOUR)
    freeze(NOW + 2 * HOUR)
    talk.helped(answer, NOW + 2 * HOUR)
    settle()
    assert talk.lines == [("confirmed", "helped")]

    freeze(NOW + DAY)
    talk.says("It fails again, with the same export as before.", NOW + DAY)
    settle()
    assert talk.lines == [("confirmed", "helped"), ("came_back", "wrote_again")]
    entries = LedgerEntry.objects.filter(conversation=talk.ticket.pk).order_by("pk")
    assert entries[1].takes_back_id == entries[0].pk
    assert talk.row.state == "came_back"


@pytest.mark.parametrize(
    ("confidence", "line"), [(0.95, ("verified", "relevant")), (0.7, ("assumed", "quiet"))]
)
def test_72_quiet_hours_say_no_more_than_the_answer_deserves(
    cast: Cast, confidence: float, line: tuple[str, str]
) -> None:
    talk = Talk(cast)
    talk.answered(NOW, confidence)
    assert conversations_settle(now=NOW + 71 * HOUR) == 1
    assert (talk.lines, talk.row.due_at) == ([], NOW + 72 * HOUR)
    assert conversations_settle(now=NOW + 71 * HOUR) == 0
    assert conversations_settle(now=NOW + 72 * HOUR) == 1
    assert talk.lines == [line]
    assert talk.row.due_at is None


def test_what_the_page_showed_after_the_answer_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(cast)
    talk.answered(NOW, 0.95)
    trail = [
        {"at": (NOW - HOUR).isoformat(), "kind": "click", "label": "Run export", "detail": ""},
        {
            "at": (NOW - HOUR + timedelta(seconds=2)).isoformat(),
            "kind": "error",
            "label": "HLY-4012",
            "detail": "",
        },
        {"at": (NOW + HOUR).isoformat(), "kind": "click", "label": "Run export", "detail": ""},
        {
            "at": (NOW + HOUR + timedelta(seconds=2)).isoformat(),
            "kind": "error",
            "label": "HLY-4012",
            "detail": "",
        },
    ]
    monkeypatch.setattr(ports.session_context, "_answer", lambda ticket_id: {"consent": True, "trail": trail})
    conversations_settle(now=NOW + 72 * HOUR)
    assert talk.lines == [("abandoned", "fails_on")]
    # The page is forgotten; the ledger says the same.
    monkeypatch.setattr(ports.session_context, "_answer", lambda ticket_id: None)
    assert Signal.objects.get(ticket=talk.ticket).label == "HLY-4012"
    assert ledger_recompute(now=NOW + 90 * DAY).differing == ()


def test_the_same_question_in_another_ticket_takes_it_away(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    talk = Talk(cast)
    answer = talk.answered(NOW)
    talk.helped(answer, NOW + HOUR)
    freeze(NOW + HOUR)
    settle()
    freeze(NOW + 2 * DAY)
    other = cast.ticket(now=NOW + 2 * DAY, body="Our nightly export still fails since yesterday.")
    settle()
    assert talk.lines[-1] == ("came_back", "asked_again")
    last = LedgerEntry.objects.filter(conversation=talk.ticket.pk).latest("pk")
    assert last.ref_id == other.pk


@pytest.mark.parametrize("how", ["another matter", "another customer", "too late"])
def test_what_is_no_return_takes_nothing_away(how: str, cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    talk = Talk(cast)
    talk.helped(talk.answered(NOW), NOW)
    settle()
    at = NOW + (8 * DAY if how == "too late" else DAY)
    freeze(at)
    cast.ticket(
        now=at,
        by=cast.stranger if how == "another customer" else None,
        subject="Colours of the invoice" if how == "another matter" else "Exports fail",
        body="Can we put our own logo onto the printed invoice?"
        if how == "another matter"
        else "Our nightly export fails since yesterday.",
    )
    settle()
    assert talk.lines == [("confirmed", "helped")]


def test_two_customers_who_are_one_came_back(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    talk = Talk(cast)
    talk.helped(talk.answered(NOW), NOW)
    settle()
    freeze(NOW + DAY)
    cast.ticket(now=NOW + DAY, by=cast.colleague, body="Our nightly export fails since yesterday.")
    settle()
    assert talk.lines == [("confirmed", "helped")]
    merged = cast.api(cast.supervisor).post(
        f"contacts/{cast.customer.pk}/merge", {"from_id": cast.colleague.pk}
    )
    assert merged.status_code == 200, merged.content
    settle()
    assert talk.lines[-1] == ("came_back", "asked_again")
    cast.api(cast.supervisor).post("undo", {"token": merged.json()["undo"]})
    settle()
    # Nothing is deleted: a line says that what was told late has changed it.
    assert talk.lines[-1] == ("confirmed", "late")
    assert ledger_recompute(now=NOW + DAY).differing == ()


def test_repeated_deliveries_and_killed_workers_add_nothing(
    cast: Cast, settle: Settle, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(NOW)
    talk = Talk(cast)
    talk.helped(talk.answered(NOW), NOW)
    noted = reviewing.review_note

    def killed(*args: Any, **more: Any) -> None:
        noted(*args, **more)
        raise SystemExit

    monkeypatch.setattr(resolving, "review_note", killed)
    for _ in range(3):
        with pytest.raises(SystemExit):
            conversations_settle(now=NOW)
    assert talk.lines == []
    monkeypatch.undo()
    freeze(NOW)
    settle()
    for event in OutboxEvent.objects.filter(name=EntryAppended.name):
        deliver(event_id=event.pk, key="assistant.on_step")
        handlers.on_step(EntryAppended(**event.payload), EventMeta(event.pk, NOW))
    for _ in range(3):
        resolving.conversations_touch(ticket_ids=[talk.ticket.pk], now=NOW)
        conversations_settle(now=NOW)
    assert talk.lines == [("confirmed", "helped")]


def test_one_that_fails_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = Talk(cast), Talk(cast, by=cast.stranger)
    bad.answered(NOW)
    good.answered(NOW)
    read = history.happenings

    def broken(ticket_id: int) -> Any:
        if ticket_id == bad.ticket.pk:
            raise RuntimeError("broken")
        return read(ticket_id)

    monkeypatch.setattr(resolving, "happenings", broken)
    conversations_settle(now=NOW + 3 * DAY)
    assert (bad.lines, good.lines) == ([], [("verified", "relevant")])
    monkeypatch.undo()
    assert conversations_settle(now=NOW + 3 * DAY) == 0
    conversations_settle(now=NOW + 4 * DAY)
    assert bad.lines == [("verified", "relevant")]


def test_a_line_can_be_neither_changed_nor_deleted(cast: Cast) -> None:
    talk = Talk(cast)
    talk.answered(NOW)
    conversations_settle(now=NOW + 3 * DAY)
    line = LedgerEntry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.filter(pk=line.pk).update(state="confirmed")
    with pytest.raises(IntegrityError), transaction.atomic():
        line.delete()
    Ticket.objects.filter(pk=talk.ticket.pk).delete()
    assert not LedgerEntry.objects.exists()


def test_a_correction_is_a_line_with_a_name(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW + 4 * DAY)
    talk = Talk(cast)
    talk.answered(NOW, 0.7)
    conversations_settle(now=NOW + 3 * DAY)
    address = f"assistant/ledger/conversations/{talk.ticket.pk}"
    assert cast.api(cast.agent).post(address, {"state": "confirmed"}).status_code == 403
    api = cast.api(cast.supervisor)
    told = api.post(address, {"state": "confirmed", "note": "Told me on the phone."}).json()
    assert [entry["state"] for entry in told["entries"]] == ["assumed", "confirmed"]
    assert told["entries"][1]["by"]["name"] == "Sue Supervisor"
    assert told["entries"][1]["takes_back"] == told["entries"][0]["id"]
    assert told["state"] == "confirmed"
    again = api.post(address, {"state": "confirmed"})
    assert (again.status_code, again.json()["code"]) == (409, "assistant.ends_so_already")
    assert api.post(address, {"state": "handed_over"}).status_code == 422
    assert ledger_recompute(now=NOW + 4 * DAY).differing == ()


def test_only_who_sees_the_ticket_finds_it_in_the_ledger(cast: Cast) -> None:
    talk = Talk(cast)
    talk.answered(NOW)
    conversations_settle(now=NOW + 3 * DAY)
    lead = cast.staff("Lea Lead", "supervisor", team=cast.other_team, ticket_scope="teams")
    api = cast.api(lead)
    assert api.get("assistant/ledger", {"days": 365}).json()["all"]["ended"] == 0
    assert api.get("assistant/ledger/conversations", {"days": 365}).json()["results"] == []
    assert api.get(f"assistant/ledger/conversations/{talk.ticket.pk}").status_code == 404
    assert talk.ticket.subject not in api.get("assistant/ledger.csv", {"days": 365}).content.decode()


def something_happens(talk: Talk, at: datetime) -> None:
    what = random.choice(["answer", "ask", "ask back", "thank", "rate", "person", "help"])
    if what == "answer":
        talk.answered(at, random.choice([0.95, 0.7]))
    elif what == "ask back":
        talk.asked_back(at)
    elif what == "ask":
        talk.says("And how is that done in the other region?", at)
    elif what == "thank":
        talk.says("Thanks, that worked.", at)
    elif what == "rate":
        talk.rated(random.randint(1, 5), at)
    elif what == "person":
        talk.cast.replies(talk.ticket, talk.cast.agent, "I am on it.", now=at)
    elif (answers := TimelineEntry.objects.filter(ticket=talk.ticket, payload__is_answer=True)).exists():
        talk.helped(answers.latest("pk"), at, has_helped=random.random() < 0.5)


def check_line(api: ApiClient, by: str, line: dict[str, Any], rows: list[Conversation]) -> None:
    """Every figure is the number of its conversations, in the list and in the file."""
    mine = Counter(row.state for row in rows)
    assert {one["state"]: one["count"] for one in line["counts"]} == {
        one["state"]: mine[one["state"]] for one in line["counts"]
    }
    assert (line["ended"], line["open"]) == (mine.total() - mine["open"], mine["open"])
    for one in line["counts"]:
        assert (one["share"] is None) == (line["ended"] < 20)
        query = {"days": 60, "state": one["state"]} | ({by: line["key"]} if line["key"] else {})
        listed = api.get("assistant/ledger/conversations", query | {"limit": 100}).json()["results"]
        assert len(listed) == one["count"]
        table = api.get("assistant/ledger.csv", query).content.decode()
        assert len(list(csv.reader(io.StringIO(table)))) == one["count"] + 1


def test_figures_are_what_brute_force_counts(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    """
    Random conversations, told in any order and settled at any moment: every figure is the number of its
    conversations, its CSV and its list, and working all out anew gives the same.
    """
    random.seed(7)
    talks = [
        Talk(
            cast,
            at=NOW + timedelta(days=index % 9),
            category=random.choice(["question", "billing", "bug"]),
            by=random.choice([cast.customer, cast.stranger, cast.colleague]),
            subject=f"Matter {index}",
            body=f"What is the matter number {index} about, please?",
        )
        for index in range(24)
    ]
    for talk in talks:
        at = talk.at
        for _ in range(random.randint(1, 4)):
            at += random.choice([HOUR, 30 * HOUR, 80 * HOUR])
            freeze(at)
            something_happens(talk, at)
            if random.random() < 0.4:
                conversations_settle(now=at)
    end = freeze(NOW + 40 * DAY)
    settle()
    conversations_settle(now=end)

    rows = [row for row in Conversation.objects.all() if row.is_ours]
    assert len(rows) > 12
    api = cast.api(cast.supervisor)
    for by in ("category", "channel"):
        told = api.get("assistant/ledger", {"days": 60, "by": by}).json()
        for line in [told["all"], *told["groups"]]:
            check_line(api, by, line, [r for r in rows if not line["key"] or getattr(r, by) == line["key"]])

    assert ledger_recompute(now=end).differing == ()
    before = {row.pk: row.state for row in rows}
    # As if none of it had ever been written down.
    with erasing_tickets():
        Conversation.objects.all().delete()
    out = io.StringIO()
    call_command("ledger", "--apply", stdout=out)
    assert f"{len(before)} differ" in out.getvalue()
    assert {r.pk: r.state for r in Conversation.objects.filter(is_ours=True)} == before
    assert ledger_recompute(now=end).differing == ()
