"""The autonomy ladder: what a category may do, what earns the next step, what costs one; and its drafts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.ladder import Evidence, is_to_be_demoted, proposal
from assistant.models import (
    Conversation,
    DraftReply,
    Handoff,
    Level,
    LevelChange,
    Outcome,
    Run,
    Triage,
)
from assistant.selectors.judged import judged_outcomes
from assistant.services.judging_drafts import draft_keep
from assistant.services.promoting import level_check, level_set
from assistant.services.resolving import conversations_settle
from core import clock
from core.models import AuditEntry
from notices.models import Notice
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.talks import ASKED, article_for, solved
from tickets.models import Handler, Ticket, TimelineEntry

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
DAY = timedelta(days=1)


@pytest.fixture
def settle(settle: Settle) -> Settle:
    """Everything that was set in motion, and the sweep of the ledger after it."""

    def run() -> None:
        settle()
        conversations_settle(now=clock.now())
        settle()

    return run


@pytest.fixture
def article(cast: Cast) -> None:
    article_for(cast)


def set_all(cast: Cast, level: str) -> None:
    for category in ("question", "integration", "bug", "onboarding", "access", "feature_request", "billing"):
        level_set(actor=cast.actor(cast.admin), category=category, level=level, now=NOW)


def ask(cast: Cast, settle: Settle) -> Ticket:
    ticket = cast.ticket(channel="widget", subject="", body=ASKED)
    settle()
    return Ticket.objects.get(pk=ticket.pk)


def test_without_a_level_it_answers_as_on_the_first_day(cast: Cast, article: None, settle: Settle) -> None:
    ticket = ask(cast, settle)
    assert Run.objects.get(ticket=ticket).outcome == Outcome.ANSWERED
    told = cast.api(cast.supervisor).get("assistant/autonomy").json()
    assert {row["level"] for row in told["results"]} == {"automatic"}


@pytest.mark.parametrize("level", ["off", "shadow", "suggest"])
def test_below_automatic_no_answer_leaves(level: str, cast: Cast, article: None, settle: Settle) -> None:
    set_all(cast, level)
    ticket = ask(cast, settle)
    assert ticket.handler == Handler.PERSON
    assert Handoff.objects.get(ticket=ticket).reason == "autonomy"
    said = TimelineEntry.objects.filter(ticket=ticket, author_kind="assistant", kind="message")
    assert not any(entry.payload.get("is_answer") or entry.payload.get("citations") for entry in said)
    assert not any("Backfill" in entry.body_text for entry in said)
    drafts = DraftReply.objects.filter(ticket=ticket)
    assert [draft.is_shadow for draft in drafts] == {"off": [], "shadow": [True], "suggest": [False]}[level]
    offered = cast.api(cast.agent).post(f"tickets/{ticket.pk}/copilot/draft").json()
    assert bool(offered["body_html"]) == (level == "suggest")
    if level == "suggest":
        assert offered["id"] == drafts.get().pk
        assert offered["citations"][0]["title"] == "Backfill a destination"
    # What was never to be answered is in no figure of the ledger.
    assert not Conversation.objects.filter(ticket=ticket, is_ours=True).exists()


def test_a_draft_is_judged_by_what_the_person_sends(cast: Cast, article: None, settle: Settle) -> None:
    set_all(cast, "suggest")
    fates = {}
    for name, words in {
        "sent": "{text}",
        "edited": "{text} Write to me if a day is still missing after the run has ended.",
        "unused": "We have done that for you just now.",
    }.items():
        ticket = ask(cast, settle)
        draft = DraftReply.objects.get(ticket=ticket)
        cast.replies(ticket, cast.agent, words.format(text=draft.text))
        settle()
        draft.refresh_from_db()
        fates[name] = (draft.fate, draft.by_id)
    assert fates == {name: (name, cast.agent.pk) for name in fates}
    [sent] = [one for one in judged_outcomes() if one.probability > 0][:1]
    assert sent.was_right
    assert sent.channel == "widget"


def test_a_draft_in_shadow_is_judged_by_its_meaning(cast: Cast, settle: Settle) -> None:
    ticket = cast.ticket(handler="person")
    kept: dict[str, Any] = {"category": "question", "is_shadow": True, "citations": [], "engine": "test"}
    draft = draft_keep(
        ticket_id=ticket.pk,
        entry_id=ticket.last_customer_entry_id,
        body_html="<p>Open the settings of the export and press Backfill to load the missing days.</p>",
        confidence=0.9,
        now=NOW,
        **kept,
    )
    cast.replies(
        ticket, cast.agent, "To load the missing days, open the settings of the export and press Backfill."
    )
    settle()
    draft.refresh_from_db()
    assert (draft.fate, draft.reply_entry_id is not None) == ("sent", True)


def test_a_rejected_draft_has_a_reason_and_counts_as_wrong(cast: Cast, article: None, settle: Settle) -> None:
    ticket = ask(cast, settle)
    Ticket.objects.filter(pk=ticket.pk).update(handler="person")
    api = cast.api(cast.agent)
    offered = api.post(f"tickets/{ticket.pk}/copilot/draft").json()
    if not offered["body_html"]:
        # It was told already: a new message has a draft again.
        other = cast.ticket(channel="email", body=ASKED, handler="person")
        ticket = Ticket.objects.get(pk=other.pk)
        offered = api.post(f"tickets/{ticket.pk}/copilot/draft").json()
    address = f"tickets/{ticket.pk}/copilot/draft/rejection"
    told = api.post(address, {"id": offered["id"], "reason": "wrong", "note": "Renamed in May."})
    assert told.json() == {"id": offered["id"], "reason": "wrong", "note": "Renamed in May."}
    assert [one.was_right for one in judged_outcomes()] == [False]
    assert api.post(address, {"id": offered["id"] + 9, "reason": "wrong"}).status_code == 404
    assert api.post(address, {"id": offered["id"], "reason": "because"}).status_code == 422
    stranger = cast.api(cast.team_agent)
    assert stranger.post(address, {"id": offered["id"], "reason": "wrong"}).status_code == 404
    assert cast.api(cast.light_agent).post(address, {"id": 1, "reason": "wrong"}).status_code == 403


@pytest.mark.parametrize(
    ("level", "evidence", "expected"),
    [
        (Level.SHADOW, Evidence(tickets=60, sent=14, unused=6), Level.SUGGEST),
        (Level.SHADOW, Evidence(tickets=60, sent=13, unused=7), "unedited"),
        (Level.SHADOW, Evidence(tickets=55, sent=20), "volume"),
        (Level.SHADOW, Evidence(tickets=60, sent=19), "judged"),
        (Level.SUGGEST, Evidence(tickets=60, sent=18, edited=2, resolved=20, came_back=1), Level.AUTOMATIC),
        (Level.SUGGEST, Evidence(tickets=60, sent=18, edited=2, resolved=20, came_back=2), "came_back"),
        (Level.SUGGEST, Evidence(tickets=60, sent=17, edited=3), "unedited"),
        (Level.AUTOMATIC, Evidence(tickets=600, sent=600), ""),
        (Level.OFF, Evidence(tickets=600, sent=600), ""),
    ],
)
def test_a_step_up_is_proposed_from_evidence(level: Level, evidence: Evidence, expected: str) -> None:
    found = proposal(level, evidence)
    assert (found.level or found.lacks) == expected


@pytest.mark.parametrize(
    ("resolved", "came_back", "is_down"),
    [(20, 3, True), (60, 3, False), (59, 3, True), (19, 19, False), (20, 2, False)],
)
def test_too_many_returns_cost_a_step(resolved: int, came_back: int, is_down: bool) -> None:
    assert is_to_be_demoted(Level.AUTOMATIC, Evidence(resolved=resolved, came_back=came_back)) is is_down
    assert not is_to_be_demoted(Level.SUGGEST, Evidence(resolved=resolved, came_back=came_back))


def test_a_person_takes_the_step_and_it_is_audited(cast: Cast) -> None:
    assert cast.api(cast.supervisor).put("assistant/autonomy/bug", {"level": "shadow"}).status_code == 403
    api = cast.api(cast.admin)
    told = api.put("assistant/autonomy/bug", {"level": "shadow"}).json()
    assert (told["level"], told["changes"][0]["by"]["name"]) == ("shadow", "Ada Admin")
    entry = AuditEntry.objects.get(action="assistant.level_set")
    assert (entry.target, entry.data) == (
        "category:bug",
        {"from": "automatic", "to": "shadow", "cause": "set"},
    )
    again = api.put("assistant/autonomy/bug", {"level": "shadow"})
    assert (again.status_code, again.json()["code"]) == (409, "assistant.same_level")
    assert api.put("assistant/autonomy/weather", {"level": "off"}).status_code == 422
    assert api.put("assistant/autonomy/bug", {"level": "sometimes"}).status_code == 422


def test_what_a_boundary_holds_says_so(cast: Cast) -> None:
    configured(boundaries=[{"key": "money", "label": "Everything about money", "issue_types": ["billing"]}])
    api = cast.api(cast.admin)
    rows = {row["category"]: row for row in api.get("assistant/autonomy").json()["results"]}
    assert rows["billing"]["boundary"] == "Everything about money"
    assert rows["question"]["boundary"] == ""
    refused = api.put("assistant/autonomy/billing", {"level": "suggest"})
    assert (refused.status_code, refused.json()["code"]) == (409, "assistant.held")


def _resolved(cast: Cast, count: int, came_back: int) -> Ticket:
    tickets = solved(cast, count, back=came_back)
    for ticket in tickets:
        Triage.objects.create(
            ticket=ticket,
            entry_id=ticket.last_customer_entry_id,
            engine="test",
            fields={"type": {"value": "question", "confidence": 0.9}},
            created_at=NOW,
        )
    return tickets[-1]


def test_a_demotion_happens_once_and_is_told_to_admins(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW + DAY)
    assert cast.admin.pk != cast.owner.pk != cast.supervisor.pk
    last = _resolved(cast, 24, 3)
    assert level_check(category="question", ticket_id=last.pk, now=NOW + DAY)
    assert not level_check(category="question", ticket_id=last.pk, now=NOW + DAY)
    settle()
    change = LevelChange.objects.get()
    assert (change.level, change.cause, change.by_id) == ("suggest", "demoted", None)
    assert change.evidence["came_back"] == 3
    told = Notice.objects.filter(kind="demoted")
    assert {notice.user_id for notice in told} == {cast.admin.pk, cast.owner.pk}
    assert {notice.text for notice in told} == {
        "Question: 3 of 24 came back within 7 days. An agent approves answers now."
    }
    counts = {"type": "question", "came_back": 3, "resolved": 24}
    assert [notice.message for notice in told] == [{"code": "demoted", "params": counts}] * 2
    assert AuditEntry.objects.filter(action="assistant.category_demoted").count() == 1
    # Set back by a person, it is judged by what happens from then on.
    level_set(actor=cast.actor(cast.admin), category="question", level="automatic", now=NOW + DAY)
    assert not level_check(category="question", ticket_id=last.pk, now=NOW + DAY)


def test_a_draft_that_came_back_counts_against_it(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    ticket = cast.ticket(handler="person")
    draft = draft_keep(
        ticket_id=ticket.pk,
        entry_id=ticket.last_customer_entry_id,
        category="question",
        is_shadow=False,
        body_html="<p>Press Backfill in the settings.</p>",
        citations=[],
        confidence=0.9,
        engine="test",
        now=NOW,
    )
    cast.replies(ticket, cast.agent, "Press Backfill in the settings.", status="resolved")
    settle()
    freeze(NOW + DAY)
    cast.says(ticket, "It is broken again.", now=NOW + DAY)
    settle()
    draft.refresh_from_db()
    assert (draft.fate, draft.came_back_at) == ("sent", NOW + DAY)
