"""Practice: sets drawn without names, attempts in a room of their own, feedback, and whose it is."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from core.models import OutboxEvent
from practice.models import PracticeAttempt, PracticeCase, PracticeSet
from tests.cast import NOW, ApiClient, Cast
from tickets.models import AiExclusion, Ticket, TimelineEntry

STEPS: list[dict[str, Any]] = [
    {"key": "ask", "kind": "ask", "text": "Ask for the invoice number"},
    {"key": "credit", "kind": "decide", "text": "Give a credit", "limit": 250, "unit": "USD"},
    {"key": "up", "kind": "escalate", "text": "Escalate for Enterprise"},
]
THEN = "The overage was a bug of ours. A credit note over 120 USD is on its way."


@pytest.fixture(autouse=True)
def _now(freeze: Callable[[datetime], datetime]) -> None:
    freeze(NOW)


def write(cast: Cast, **more: Any) -> dict[str, Any]:
    values = {
        "title": "Credits", "body": "Rules.", "audience": "staff", "status": "published",
        "product_area": "billing", "runbook": STEPS,
    }  # fmt: skip
    return dict(cast.api(cast.supervisor).post("articles", values | more).json())


def solved(cast: Cast, **fields: Any) -> Ticket:
    """A ticket in which the customer wrote three times and was answered twice."""
    name = cast.customer.name
    ticket = cast.ticket(product_area="billing", subject=f"Overage of {name}", **fields)
    cast.replies(ticket, cast.agent, "Which invoice is it?")
    cast.says(ticket, f"Number 4711-22-9981, says {name}, reach me at helen@kestrel.test.")
    cast.replies(ticket, cast.agent, THEN)
    cast.says(ticket, "Perfect, that is all.")
    cast.api(cast.supervisor).patch(f"tickets/{ticket.pk}", {"status": "resolved"})
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def drawn(cast: Cast) -> dict[str, Any]:
    """A set of one case."""
    article = write(cast)
    solved(cast)
    answer = cast.api(cast.supervisor).post("practice/sets", {"name": "Credits", "article_id": article["id"]})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def begin(api: ApiClient, drawn: dict[str, Any], mode: str = "replay", **more: Any) -> dict[str, Any]:
    answer = api.post("practice/attempts", {"set_id": drawn["id"], "mode": mode} | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def act(api: ApiClient, attempt: dict[str, Any], what: str, **body: Any) -> dict[str, Any]:
    answer = api.post(f"practice/attempts/{attempt['id']}/{what}", body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_case_has_no_names_addresses_and_numbers(cast: Cast, drawn: dict[str, Any]) -> None:
    case = PracticeCase.objects.get()
    words = case.subject + str(case.messages)
    for secret in (cast.customer.name, cast.customer.name.split()[0], "helen@", "9981", cast.agent.name):
        assert secret not in words
    assert [message["who"] for message in case.messages] == ["customer", "us", "customer", "us", "customer"]


def test_a_replayed_case_tells_the_messages_of_then_one_after_another(
    cast: Cast, drawn: dict[str, Any]
) -> None:
    api = cast.api(cast.agent)
    attempt = begin(api, drawn)
    assert [turn["who"] for turn in attempt["turns"]] == ["customer"]
    assert attempt["feedback"] is None
    assert "overage was a bug" not in str(attempt)
    attempt = act(api, attempt, "replies", text="Which invoice?")
    assert [turn["who"] for turn in attempt["turns"]] == ["customer", "me", "customer"]
    attempt = act(api, attempt, "replies", text="You get a credit.")
    assert attempt["turns"][-1]["text"] == "Perfect, that is all."
    assert len(act(api, attempt, "replies", text="Bye.")["turns"]) == 6
    assert begin(api, drawn)["id"] == attempt["id"]


def test_a_played_case_says_only_what_the_customer_wrote(cast: Cast, drawn: dict[str, Any]) -> None:
    api = cast.api(cast.agent)
    attempt = begin(api, drawn, "played")
    said = [
        message["text"] for message in PracticeCase.objects.get().messages if message["who"] == "customer"
    ]
    for text in ("What is the number of the invoice?", "And then?", "And then?", "And then?"):
        attempt = act(api, attempt, "replies", text=text)
    heard = [turn["text"] for turn in attempt["turns"] if turn["who"] == "customer"]
    assert sorted(heard) == sorted(said)


def test_nothing_plays_the_customer_of_a_ticket_that_is_kept_out(cast: Cast, drawn: dict[str, Any]) -> None:
    api = cast.api(cast.agent)
    begun = begin(api, drawn, "played")
    AiExclusion.objects.create(kind="brand", brand=cast.brand, by_name="Ines Duarte")
    refused = api.post(f"practice/attempts/{begun['id']}/replies", {"text": "Hello?"})
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.kept_out")
    assert "Hello?" not in str(api.get(f"practice/attempts/{begun['id']}").json())
    PracticeAttempt.objects.all().delete()
    again = api.post("practice/attempts", {"set_id": drawn["id"], "mode": "played"})
    assert again.json()["code"] == "tickets.kept_out"
    attempt = begin(api, drawn, "replay")
    assert act(api, attempt, "replies", text="Hello?")["turns"][-1]["text"]


def test_feedback_says_what_was_done_and_what_was_answered_then(cast: Cast, drawn: dict[str, Any]) -> None:
    case = PracticeCase.objects.get()
    boss = cast.api(cast.supervisor)
    assert boss.patch(f"practice/cases/{case.pk}", {"must_escalate": True}).json()["must_escalate"] is True
    api = cast.api(cast.agent)
    attempt = begin(api, drawn)
    act(api, attempt, "marks", step="credit", state="done", amount="300", reason="They were angry")
    act(api, attempt, "marks", step="ask", state="done")
    act(api, attempt, "replies", text="The overage was our bug, sorry.")
    done = act(api, attempt, "finish")
    found = {step["key"]: step for step in done["feedback"]["steps"]}
    assert (found["credit"]["is_over"], found["credit"]["done_before"]) == (True, "ask")
    assert (found["ask"]["state"], found["up"]["state"]) == ("done", "open")
    assert done["feedback"]["escalation"] == "missing"
    last = done["feedback"]["then"][-1]
    assert [one["is_said"] for one in last["sentences"]] == [True, False]
    over = api.post(f"practice/attempts/{done['id']}/replies", {"text": "More"})
    assert (over.status_code, over.json()["code"]) == (409, "practice.attempt_over")
    assert begin(api, drawn)["id"] != done["id"]


def test_asking_for_help_is_noted_and_tells_nobody(cast: Cast, drawn: dict[str, Any]) -> None:
    api = cast.api(cast.agent)
    attempt = act(api, begin(api, drawn), "help", why="An Enterprise account")
    assert attempt["escalated_why"] == "An Enterprise account"
    assert act(api, attempt, "finish")["feedback"]["escalation"] == "needless"


def test_a_whole_attempt_leaves_nothing_outside_of_its_own_tables(cast: Cast, drawn: dict[str, Any]) -> None:
    def outside() -> tuple[Any, ...]:
        tickets = list(Ticket.objects.order_by("pk").values())
        return tickets, TimelineEntry.objects.count(), OutboxEvent.objects.count()

    api = cast.api(cast.agent)
    before = outside()
    attempt = begin(api, drawn, "played")
    act(api, attempt, "replies", text="Which invoice?")
    act(api, attempt, "marks", step="ask", state="done")
    act(api, attempt, "help", why="Much")
    act(api, attempt, "finish")
    assert outside() == before


def test_bad_marks_are_refused_as_in_a_ticket(cast: Cast, drawn: dict[str, Any]) -> None:
    api = cast.api(cast.agent)
    path = f"practice/attempts/{begin(api, drawn)['id']}/marks"
    for body, field in (
        ({"step": "credit", "state": "done"}, "amount"),
        ({"step": "credit", "state": "done", "amount": "251"}, "reason"),
        ({"step": "ask", "state": "skipped"}, "reason"),
    ):
        answer = api.post(path, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert api.post(path, {"step": "gone", "state": "done"}).status_code == 404


def test_the_next_case_is_one_not_finished(cast: Cast, drawn: dict[str, Any]) -> None:
    solved(cast)
    article = drawn["article"]["id"]
    boss = cast.api(cast.supervisor)
    both = boss.post("practice/sets", {"name": "Both", "article_id": article, "count": 5}).json()
    assert both["cases"] == 2
    api = cast.api(cast.agent)
    first = act(api, begin(api, both), "finish")
    assert begin(api, both)["subject"]
    seen = set(PracticeAttempt.objects.filter(case__set=both["id"]).values_list("case", flat=True))
    assert len(seen) == 2
    assert api.get("practice/sets").json()["results"][0]["finished"] == 1
    assert first["finished_at"]


def test_only_solved_tickets_of_the_category_that_one_sees_are_drawn(cast: Cast) -> None:
    article = write(cast)
    cast.ticket(product_area="billing")
    boss = cast.api(cast.supervisor)
    answer = boss.post("practice/sets", {"name": "None", "article_id": article["id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "practice.no_cases")
    ticket = solved(cast, team=cast.team)
    narrow = cast.staff("Nora Narrow", "supervisor", team=cast.other_team, ticket_scope="teams")
    body = {"name": "Hers", "article_id": article["id"], "numbers": [ticket.pk]}
    assert cast.api(narrow).post("practice/sets", body).status_code == 409


def test_a_person_sees_their_own_and_a_supervisor_everybodys(cast: Cast, drawn: dict[str, Any]) -> None:
    mine, other, boss = (cast.api(one) for one in (cast.agent, cast.teammate, cast.supervisor))
    attempt = begin(mine, drawn)
    act(mine, attempt, "replies", text="Which invoice?")
    path = f"practice/attempts/{attempt['id']}"
    assert other.get(path).status_code == 404
    assert other.get("practice/attempts", {"person_id": cast.agent.pk}).json()["results"] == []
    assert other.get("practice/progress").status_code == 403
    assert other.get(f"practice/sets/{drawn['id']}").status_code == 403
    assert boss.get(path).json()["is_own"] is False
    assert boss.post(f"{path}/replies", {"text": "Let me"}).status_code == 404
    act(mine, attempt, "finish")
    (row,) = boss.get("practice/progress").json()["results"]
    assert (row["person"]["name"], row["finished"], row["missed"]) == ("Ines Agent", 1, 2)
    assert [one["id"] for one in mine.get("practice/attempts").json()["results"]] == [attempt["id"]]


def test_who_may_not_read_the_runbook_has_neither_set_nor_attempt(cast: Cast) -> None:
    article = write(cast, audience="teams", team_ids=[cast.team.pk])
    solved(cast)
    body = {"name": "Team", "article_id": article["id"]}
    drawn = cast.api(cast.supervisor).post("practice/sets", body).json()
    stranger = cast.api(cast.teammate)
    assert stranger.get("practice/sets").json()["results"] == []
    assert stranger.post("practice/attempts", {"set_id": drawn["id"], "mode": "replay"}).status_code == 404
    for user in (cast.light_agent, cast.read_only):
        assert cast.api(user).get("practice/sets").status_code == 403
    assert ApiClient().get("practice/sets").status_code == 401


def test_copies_go_with_their_ticket_and_a_redaction_reaches_them(cast: Cast, drawn: dict[str, Any]) -> None:
    api = cast.api(cast.agent)
    ticket = Ticket.objects.get()
    act(api, begin(api, drawn), "replies", text="The codeword is bluebottle-77, right?")
    entry = cast.replies(ticket, cast.agent, "The codeword is bluebottle-77.")
    body = {"words": "bluebottle-77", "reason": "Secret"}
    path = f"tickets/{ticket.pk}/entries/{entry.pk}/redaction"
    assert cast.api(cast.supervisor).post(path, body).status_code == 200
    assert "bluebottle" not in str(PracticeAttempt.objects.get().turns)
    Ticket.objects.all().delete()
    assert not PracticeCase.objects.exists()
    assert not PracticeAttempt.objects.exists()
    assert PracticeSet.objects.count() == 1


def test_sets_and_cases_are_deleted_by_who_writes_them(cast: Cast, drawn: dict[str, Any]) -> None:
    boss, api = cast.api(cast.supervisor), cast.api(cast.agent)
    begin(api, drawn)
    shown = boss.get(f"practice/sets/{drawn['id']}").json()
    case = shown["results"][0]["id"]
    for path in (f"practice/cases/{case}", f"practice/sets/{drawn['id']}"):
        assert api.delete(path).status_code == 403
        assert boss.delete(path).status_code == 204
    assert not PracticeAttempt.objects.exists()
