"""What the documentation lacks: found in tickets, drafted, tried, published, followed."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from assistant import gap_vectors
from assistant.models import Conversation, Gap, GapState, GapTicket, Handoff, State
from assistant.services import finding_gaps
from assistant.services.finding_gaps import gaps_find
from assistant.services.trying_gaps import gap_try_work
from assistant.tasks import gaps as gaps_task
from kb.encoding.kinds import SENTENCES
from kb.models import Article
from kb.selectors import Found, search
from kb.services import search_log
from people.models import Contact
from tests.cast import NOW, Cast
from tickets.models import Ticket

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED = (
    "How do I rotate the Snowflake key without losing a day of exports?",
    "How can I rotate our Snowflake key? I do not want to lose exports.",
    "We must rotate the Snowflake key. How do we do that without losing exports?",
)
ANSWER = (
    "Hi Helen,\n\nOpen Destinations / Snowflake / Credentials and press Rotate key. Exports wait until the"
    " new key is confirmed, so that no day is lost. You may call me at +49 170 1234567.\n\nBest regards\nInes"
)
OTHER = "Hello,\n\nwhich invoice do you mean? Please send us its number and the billing contact."


def tickets_of(cast: Cast, *, answer: str = ANSWER, **more: Any) -> list[Ticket]:
    """Three tickets that ask the same, each answered by a person."""
    found = []
    people: list[Contact] = [cast.customer, cast.colleague, cast.stranger]
    for at, (text, by) in enumerate(zip(ASKED, people, strict=True)):
        ticket = cast.ticket(
            by=by, subject="Rotate the Snowflake key", body=text, now=NOW + at * HOUR, **more
        )
        if answer:
            cast.replies(ticket, cast.agent, answer, now=NOW + at * HOUR + timedelta(minutes=30))
        found.append(ticket)
    return found


@pytest.fixture
def later(freeze: Freeze) -> datetime:
    return freeze(NOW + DAY)


def the_gap(cast: Cast, **query: Any) -> dict[str, Any]:
    found = cast.api(cast.agent).get("kb/gaps", query).json()["results"]
    assert len(found) == 1, found
    gap: dict[str, Any] = found[0]
    return gap


def test_tickets_that_ask_the_same_are_one_gap(cast: Cast, later: datetime) -> None:
    numbers = [ticket.pk for ticket in tickets_of(cast)]
    other = cast.ticket(subject="Invoice", body="Please change the billing address on our invoice.")
    cast.replies(other, cast.agent, OTHER)
    assert gaps_find(now=later) == 4
    assert gaps_find(now=later) == 0
    gap = the_gap(cast)
    assert (gap["tickets"], gap["replies"], gap["kind"], gap["state"]) == (3, 3, "missing", "open")
    assert gap["title"] == "Rotate the Snowflake key"
    full = cast.api(cast.agent).get(f"kb/gaps/{gap['id']}").json()
    assert [one["number"] for one in full["evidence"]] == numbers[::-1]
    assert len(cast.api(cast.agent).get("kb/gaps", {"singles": True}).json()["results"]) == 2


def test_the_same_tickets_give_the_same_gaps(cast: Cast, later: datetime) -> None:
    tickets_of(cast)
    gaps_find(now=later)
    first = list(GapTicket.objects.order_by("pk").values_list("pk", "gap__total"))
    GapTicket.objects.all().delete()
    Gap.objects.all().delete()
    gaps_find(now=later)
    assert list(GapTicket.objects.order_by("pk").values_list("pk", "gap__total")) == first


def test_what_no_article_could_change_is_no_gap(cast: Cast, later: datetime) -> None:
    for ticket, reason in zip(tickets_of(cast), ("boundary", "account_specific", "sentiment"), strict=True):
        Handoff.objects.create(
            ticket=ticket, reason=reason, summary="", wants="", why="", created_at=NOW, tried=[], linked=[]
        )
    assert gaps_find(now=later) == 3
    assert Gap.objects.count() == 0


def test_an_article_that_nobody_found_and_one_that_misled(cast: Cast, later: datetime) -> None:
    tickets = tickets_of(cast)
    api = cast.api(cast.supervisor)
    body = f"## {ASKED[0]}\nPress Rotate key."
    article = api.post("articles", {"title": "Rotate the Snowflake key", "body": body, "status": "published"})
    gaps_find(now=later)
    gap = the_gap(cast)
    assert gap["kind"] == "not_found"
    full = cast.api(cast.agent).get(f"kb/gaps/{gap['id']}").json()
    assert {one["article"]["id"] for one in full["evidence"] if one["article"]} == {article.json()["id"]}
    assert len(tickets) == 3


def test_figures_are_the_installations_own(cast: Cast, later: datetime) -> None:
    tickets_of(cast)
    gaps_find(now=later)
    gap = the_gap(cast)
    assert (gap["minutes"], gap["cost"]) == (None, None)
    values = {"cost_per_ticket": "18.50", "minutes_per_reply": 9, "currency": "eur"}
    assert cast.api(cast.agent).put("kb/gap-figures", values).status_code == 403
    assert cast.api(cast.supervisor).put("kb/gap-figures", values).json()["currency"] == "EUR"
    gap = the_gap(cast, sort="cost")
    assert (gap["minutes"], Decimal(gap["cost"])) == (27, Decimal("55.50"))
    assert "cost_per_ticket" in cast.api(cast.agent).get("kb/gaps").json()["formula"]
    rows = list(csv.DictReader(io.StringIO(cast.api(cast.agent).get("kb/gaps.csv").content.decode())))
    assert [(row["tickets"], row["cost"], row["currency"]) for row in rows] == [("3", "55.50", "EUR")]


def test_one_who_sees_no_ticket_sees_no_gap(cast: Cast, later: datetime) -> None:
    first, *_ = tickets_of(cast)
    gaps_find(now=later)
    gap = the_gap(cast)
    api = cast.api(cast.team_agent)
    assert api.get("kb/gaps", {"singles": True}).json()["results"] == []
    for call, path in (("get", ""), ("patch", ""), ("post", "/draft"), ("post", "/trial")):
        assert getattr(api, call)(f"kb/gaps/{gap['id']}{path}", {}).status_code == 404, path
    Ticket.objects.filter(pk=first.pk).update(team=cast.other_team)
    seen = api.get("kb/gaps", {"singles": True}).json()["results"]
    assert [one["tickets"] for one in seen] == [1]
    full = api.get(f"kb/gaps/{gap['id']}").json()
    assert [one["number"] for one in full["evidence"]] == [first.pk]


def test_owner_state_and_a_reason_to_dismiss(cast: Cast, later: datetime) -> None:
    tickets_of(cast)
    gaps_find(now=later)
    api, gap = cast.api(cast.agent), the_gap(cast)
    path = f"kb/gaps/{gap['id']}"
    assert api.patch(path, {"state": "dismissed"}).status_code == 422
    assert api.patch(path, {"owner_id": 10**6}).status_code == 422
    full = api.patch(path, {"owner_id": cast.agent.pk, "state": "in_work"}, if_match='"v1"').json()
    assert (full["owner"]["name"], full["state"], full["version"]) == ("Ines Agent", "in_work", 2)
    assert api.patch(path, {"state": "open"}, if_match='"v1"').status_code == 412
    full = api.patch(path, {"state": "dismissed", "reason": "A bug, fixed since."}).json()
    assert (full["state"], full["reason"]) == ("dismissed", "A bug, fixed since.")
    assert api.get("kb/gaps", {"state": "open"}).json()["results"] == []
    assert [one["id"] for one in api.get("kb/gaps", {"owner": "me"}).json()["results"]] == [gap["id"]]


def test_a_draft_quotes_colleagues_and_names_nobody(cast: Cast, later: datetime) -> None:
    tickets_of(cast)
    gaps_find(now=later)
    api, gap = cast.api(cast.agent), the_gap(cast)
    full = api.post(f"kb/gaps/{gap['id']}/draft").json()
    assert (full["state"], full["drafted_by"], full["article"]["status"]) == ("in_work", "quoted", "draft")
    assert len(full["quotes"]) == 1
    article = Article.objects.get(pk=full["article"]["id"])
    assert "press Rotate key" in article.body_markdown
    for secret in ("Helen", "Ines", "1234567", "regards"):
        assert secret not in article.body_markdown
    again = api.post(f"kb/gaps/{gap['id']}/draft")
    assert (again.status_code, again.json()["code"]) == (409, "assistant.gap_has_article")


def test_nothing_is_drafted_from_nothing(cast: Cast, later: datetime) -> None:
    for ticket in tickets_of(cast, answer=""):
        Handoff.objects.create(
            ticket=ticket,
            reason="no_source",
            summary="",
            wants="",
            why="",
            created_at=NOW,
            tried=[],
            linked=[],
        )
    gaps_find(now=later)
    api, gap = cast.api(cast.agent), the_gap(cast)
    assert api.post(f"kb/gaps/{gap['id']}/draft").json()["code"] == "assistant.gap_without_answers"
    assert api.post(f"kb/gaps/{gap['id']}/trial").json()["code"] == "assistant.gap_without_article"


def test_a_draft_is_tried_without_being_published(cast: Cast, later: datetime, settle: Settle) -> None:
    tickets_of(cast)
    gaps_find(now=later)
    api, gap = cast.api(cast.agent), the_gap(cast)
    full = api.post(f"kb/gaps/{gap['id']}/draft").json()
    article = full["article"]["id"]
    assert api.post(f"kb/gaps/{gap['id']}/trial").json()["trial"]["state"] == "running"
    settle()
    gap_try_work(gap_id=gap["id"])
    trial = api.get(f"kb/gaps/{gap['id']}").json()["trial"]
    assert (trial["state"], trial["is_current"], trial["tried"], trial["found"]) == ("done", True, 3, 3)
    assert trial["answered"] >= 2
    # Nothing of the trial is left where readers look.
    assert Article.objects.get(pk=article).status == "draft"
    assert search(None, ASKED[0]).passages == ()
    api.patch(f"articles/{article}", {"body": "Something else."})
    assert api.get(f"kb/gaps/{gap['id']}").json()["trial"]["is_current"] is False


def test_published_it_is_done_and_its_effect_is_told(cast: Cast, freeze: Freeze, settle: Settle) -> None:
    freeze(NOW + DAY)
    tickets_of(cast)
    gaps_find(now=NOW + DAY)
    api, gap = cast.api(cast.supervisor), the_gap(cast)
    full = api.post(f"kb/gaps/{gap['id']}/draft").json()
    assert api.post("assistant/ask", {"question": ASKED[0]}).json()["citations"] == []
    assert api.patch(f"articles/{full['article']['id']}", {"status": "published"}).status_code == 200
    settle()
    said = api.post("assistant/ask", {"question": ASKED[0]}).json()
    assert {one["article_id"] for one in said["citations"]} == {full["article"]["id"]}
    full = api.get(f"kb/gaps/{gap['id']}").json()
    assert full["state"] == "done"
    assert full["effect"]["before"] == {"contained": 0, "asked": 3}
    assert full["effect"]["after"] == {"contained": 0, "asked": 0}

    freeze(NOW + 9 * DAY)
    ticket = cast.ticket(subject="Rotate the Snowflake key", body=ASKED[0], channel="api", now=NOW + 2 * DAY)
    Conversation.objects.update_or_create(
        ticket=ticket,
        defaults={"is_ours": True, "state": State.ASSUMED, "began_at": NOW + 2 * DAY, "due_at": None},
    )
    gaps_find(now=NOW + 9 * DAY)
    full = api.get(f"kb/gaps/{gap['id']}").json()
    assert (full["tickets"], full["effect"]["after"]) == (3, {"contained": 1, "asked": 1})

    # It came back after all: then it was not contained, and is evidence again.
    Conversation.objects.filter(ticket=ticket).update(state=State.CAME_BACK)
    gaps_find(now=NOW + 9 * DAY)
    full = api.get(f"kb/gaps/{gap['id']}").json()
    assert (full["tickets"], full["effect"]["after"]) == (4, {"contained": 0, "asked": 1})


def test_failed_searches_stand_beside_the_tickets(cast: Cast, later: datetime) -> None:
    tickets_of(cast)
    gaps_find(now=later)
    for text in ("rotate snowflake key", "invoice email"):
        search_log(actor=None, text=text, found=Found((), "", ()), channel="help_center", now=NOW)
    full = cast.api(cast.agent).get(f"kb/gaps/{the_gap(cast)['id']}").json()
    assert full["searches"] == [{"query": "rotate snowflake key", "count": 1, "followed": 0}]


def test_sentences_and_words_make_one_gap(
    cast: Cast, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An encoder that comes late must not split what words have brought together."""
    tickets_of(cast)
    monkeypatch.setattr(finding_gaps, "BATCH", 1)
    gaps_find(now=later)
    there = np.eye(1, SENTENCES.dimension, dtype=np.float32)

    def encoded(encoder: Any, texts: Any) -> Any:
        return np.repeat(there, len(texts), axis=0)

    monkeypatch.setattr(gap_vectors, "passage_vectors", encoded)
    assert gaps_task() == 2
    assert the_gap(cast)["tickets"] == 3
    assert sorted(GapTicket.objects.values_list("engine", flat=True)) == ["", *[SENTENCES.version] * 2]


def test_a_ticket_in_the_trash_is_no_evidence(cast: Cast, later: datetime) -> None:
    first, *_ = tickets_of(cast)
    gaps_find(now=later)
    Ticket.objects.filter(pk=first.pk).update(is_deleted=True)
    assert the_gap(cast)["tickets"] == 2
    assert Gap.objects.get().state == GapState.OPEN


def test_coverage_names_the_gap_of_what_is_missing(cast: Cast, later: datetime) -> None:
    tickets_of(cast, product_area="exports")
    cast.ticket(subject="Seats", body="How many seats do we have?", product_area="billing")
    cast.api(cast.supervisor).post(
        "articles", {"title": "Seats", "body": "Seats.", "status": "published", "product_area": "billing"}
    )
    gaps_find(now=later)
    found = cast.api(cast.agent).get("kb/coverage").json()
    assert (found["covered"], found["areas"], found["share"]) == (1, 2, 0.5)
    assert [(one["area"], one["tickets"], one["articles"]) for one in found["results"]] == [
        ("exports", 3, 0),
        ("billing", 1, 1),
    ]
    assert found["results"][0]["gap_id"] == Gap.objects.get().pk
