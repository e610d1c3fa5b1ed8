"""One reply to the incidents of a problem: to whom, once each, through crashes, and never over a message."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import kept
from core.redacting import Needles
from tests.cast import NOW, Cast
from tickets import services
from tickets.models import Draft, IncidentReply, ProblemReply, Ticket, TicketLink, TimelineEntry
from tickets.services import telling

WORDS = "It is mended."


@pytest.fixture(autouse=True)
def _now(freeze: Any) -> None:
    freeze(NOW + timedelta(hours=1))


def incident(cast: Cast, problem: Ticket, **fields: Any) -> Ticket:
    ticket = cast.ticket(**fields)
    TicketLink.objects.create(source=ticket, target=problem, kind=TicketLink.Kind.INCIDENT)
    return ticket


def tell(cast: Cast, problem: Ticket, *, by: Any = None, **values: Any) -> Any:
    return cast.api(by or cast.agent).post(f"tickets/{problem.pk}/incident-replies", {"body": WORDS} | values)


def due(after: float = 3600.0 + 11) -> int:
    return services.tellings_send_due(now=NOW + timedelta(seconds=after))


def said(ticket: Ticket) -> list[str]:
    own = TimelineEntry.objects.filter(ticket=ticket, author_kind="staff", kind="message")
    return list(own.order_by("id").values_list("body_text", flat=True))


def steps(ticket: Ticket) -> str:
    found = TimelineEntry.objects.filter(ticket=ticket, kind="integration").order_by("id")
    assert all(entry.visibility == "internal" for entry in found)
    return " ".join(found.values_list("body_text", flat=True))


def listed(cast: Cast, problem: Ticket, *, by: Any = None) -> Any:
    (row,) = cast.api(by or cast.agent).get(f"tickets/{problem.pk}/incident-replies").json()["results"]
    return row


def test_all_open_incidents_get_it_each_on_its_way(cast: Cast) -> None:
    problem = cast.ticket(subject="The cause")
    mail, chat = incident(cast, problem), incident(cast, problem, by=cast.stranger, channel="widget")
    for field in ({"status": "closed"}, {"is_spam": True}, {"is_deleted": True}):
        incident(cast, problem, **field)
    cast.ticket(subject="Not linked")
    shown = cast.api(cast.agent).get(f"tickets/{problem.pk}/incidents").json()
    assert [row["number"] for row in shown["results"]] == [mail.pk, chat.pk]
    assert sorted((row["channel"], row["reply_by"], row["count"]) for row in shown["channels"]) == [
        ("email", "email", 1), ("widget", "chat", 1),
    ]  # fmt: skip
    made = tell(cast, problem, status="pending", problem_status="resolved")
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["counts"]["waiting"]) == ("waiting", 2)
    assert due(3600.0) == 0
    assert said(mail) == []
    assert due() == 2
    assert due() == 0
    for ticket in (mail, chat):
        ticket.refresh_from_db()
        assert (said(ticket), ticket.status) == ([WORDS], "pending")
    problem.refresh_from_db()
    assert (said(problem), problem.status) == ([], "resolved")
    row = listed(cast, problem)
    assert (row["state"], row["counts"]["sent"], row["not_sent"]) == ("done", 2, [])
    assert "sends a reply to the incidents (2)" in steps(problem)
    assert "2 sent, 0 held back, 0 failed" in steps(problem)
    # The way is that of every reply: the receiver of the mail stands in the entry.
    entry = TimelineEntry.objects.get(ticket=mail, author_kind="staff", kind="message")
    assert entry.payload["recipients"]["to"] == [cast.customer.email]


def test_only_the_chosen_get_it(cast: Cast) -> None:
    problem = cast.ticket()
    one, other = incident(cast, problem), incident(cast, problem)
    assert tell(cast, problem, incidents=[{"number": other.pk}]).status_code == 201
    due()
    assert (said(one), said(other)) == ([], [WORDS])
    for chosen in ([], [{"number": problem.pk}], [{"number": 10**9}]):
        refused = tell(cast, problem, incidents=chosen)
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["incidents"])


def test_whoever_wrote_meanwhile_is_held_back_and_listed(cast: Cast) -> None:
    problem = cast.ticket()
    quiet, loud = incident(cast, problem), incident(cast, problem, by=cast.stranger)
    seen = loud.last_public_entry_id
    cast.says(loud, "Wait, it is another thing!")
    tell(cast, problem, incidents=[{"number": quiet.pk}, {"number": loud.pk, "seen_entry_id": seen}])
    assert due() == 1
    assert (said(quiet), said(loud)) == ([WORDS], [])
    row = listed(cast, problem)
    (held,) = row["not_sent"]
    assert (held["number"], held["state"], held["reason"]) == (
        loud.pk, "held", f"{cast.stranger.name} wrote in between",
    )  # fmt: skip
    assert held["reason_message"]["code"] == "held_wrote"
    # Its words wait there, for whoever has read that.
    assert Draft.objects.get(ticket=loud, user=cast.agent).body == f"<p>{WORDS}</p>"
    assert "was not sent here" in steps(loud)


def test_a_message_between_choice_and_sending_holds_it_too(cast: Cast) -> None:
    problem = cast.ticket()
    ticket = incident(cast, problem)
    tell(cast, problem)
    cast.says(ticket, "Wait!")
    assert due() == 0
    assert said(ticket) == []
    assert "0 sent, 1 held back, 0 failed" in steps(problem)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": "resolved", "resolved_at": NOW}, "held_solved"),
        ({"is_spam": True}, "held_spam"),
        ({"is_deleted": True}, "held_trash"),
    ],
)
def test_what_ended_meanwhile_gets_nothing(cast: Cast, change: dict[str, Any], why: str) -> None:
    problem = cast.ticket()
    ticket = incident(cast, problem)
    tell(cast, problem)
    Ticket.objects.filter(pk=ticket.pk).update(**change)
    assert due() == 0
    assert listed(cast, problem)["not_sent"][0]["reason_message"]["code"] == why
    assert not Draft.objects.filter(ticket=ticket).exists()


def test_what_was_unlinked_or_merged_gets_nothing(cast: Cast) -> None:
    problem = cast.ticket()
    apart, source, target = incident(cast, problem), incident(cast, problem), incident(cast, problem)
    tell(cast, problem)
    TicketLink.objects.filter(source=apart).delete()
    services.ticket_merge(actor=cast.actor(cast.agent), source_id=source.pk, target_id=target.pk, now=NOW)
    due()
    codes = {one["number"]: one["reason_message"]["code"] for one in listed(cast, problem)["not_sent"]}
    assert (codes[apart.pk], codes[source.pk]) == ("held_unlinked", "held_joined")
    assert said(target).count(WORDS) <= 1


def test_a_crash_after_sending_sends_nothing_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = cast.ticket()
    ticket, other = incident(cast, problem), incident(cast, problem)
    tell(cast, problem)
    post = services.post_reply

    def crash(**values: Any) -> Any:
        post(**values)
        if values["ticket_id"] == ticket.pk:
            raise RuntimeError("the power went")

    monkeypatch.setattr(telling, "post_reply", crash)
    assert due() == 1
    assert (said(ticket), said(other)) == ([], [WORDS])
    monkeypatch.setattr(telling, "post_reply", post)
    assert due() == 1
    assert due() == 0
    assert (said(ticket), said(other)) == ([WORDS], [WORDS])


def test_one_that_never_works_ends(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = cast.ticket()
    incident(cast, problem)
    tell(cast, problem)

    def crash(**_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(telling, "post_reply", crash)
    for _ in range(telling.MAX_TRIES):
        assert ProblemReply.objects.get().state != "done"
        due()
    assert ProblemReply.objects.get().state == "done"
    assert listed(cast, problem)["not_sent"][0]["reason_message"]["code"] == "held_broken"


def test_batches_are_bounded_and_go_on(cast: Cast) -> None:
    problem = cast.ticket()
    for _ in range(5):
        incident(cast, problem)
    tell(cast, problem)
    later = NOW + timedelta(hours=2)
    assert [services.tellings_send_due(now=later, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert listed(cast, problem)["counts"]["sent"] == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_once(cast: Cast) -> None:
    problem = cast.ticket()
    tickets = [incident(cast, problem) for _ in range(4)]
    tell(cast, problem)
    sent: list[int] = []

    def work() -> None:
        sent.append(due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    due()
    assert sum(sent) == 4
    assert [said(ticket) for ticket in tickets] == [[WORDS]] * 4
    assert steps(problem).count("4 sent") == 1


def test_its_author_takes_it_back_and_nobody_else(cast: Cast) -> None:
    problem = cast.ticket()
    ticket = incident(cast, problem)
    row = tell(cast, problem).json()
    path = f"tickets/{problem.pk}/incident-replies/{row['id']}"
    again = tell(cast, problem)
    assert (again.status_code, again.json()["code"]) == (409, "tickets.already_telling")
    assert cast.api(cast.teammate).delete(path).status_code == 404
    assert cast.api(cast.agent).delete(path).status_code == 204
    assert cast.api(cast.agent).delete(path).status_code == 404
    assert Draft.objects.get(ticket=problem).body == f"<p>{WORDS}</p>"
    assert due() == 0
    assert said(ticket) == []
    assert tell(cast, problem).status_code == 201
    due()
    gone = cast.api(cast.agent).get(f"tickets/{problem.pk}/incident-replies").json()["results"][0]["id"]
    assert cast.api(cast.agent).delete(f"tickets/{problem.pk}/incident-replies/{gone}").status_code == 404


def test_what_the_author_may_not_see_is_neither_shown_nor_sent(cast: Cast) -> None:
    problem = cast.ticket(team=cast.other_team)
    mine, theirs = incident(cast, problem, team=cast.other_team), incident(cast, problem, team=cast.team)
    shown = cast.api(cast.team_agent).get(f"tickets/{problem.pk}/incidents").json()
    assert [row["number"] for row in shown["results"]] == [mine.pk]
    assert sum(row["count"] for row in shown["channels"]) == 1
    refused = tell(cast, problem, by=cast.team_agent, incidents=[{"number": theirs.pk}])
    assert refused.status_code == 422
    assert tell(cast, problem, by=cast.team_agent).json()["counts"]["waiting"] == 1
    due()
    assert (said(mine), said(theirs)) == ([WORDS], [])


def test_failures_name_no_ticket_out_of_sight(cast: Cast) -> None:
    problem = cast.ticket(team=cast.other_team)
    theirs = incident(cast, problem, team=cast.team)
    tell(cast, problem)
    cast.says(theirs, "Wait!")
    due()
    row = listed(cast, problem, by=cast.team_agent)
    assert (row["counts"]["held"], row["not_sent"], row["is_mine"]) == (1, [], False)
    assert [one["number"] for one in listed(cast, problem)["not_sent"]] == [theirs.pk]


def test_strangers_and_readers(cast: Cast) -> None:
    problem = cast.ticket(team=cast.team)
    incident(cast, problem)
    stranger = cast.api(cast.team_agent)
    for path in ("incidents", "incident-replies"):
        assert stranger.get(f"tickets/{problem.pk}/{path}").status_code == 404
    assert tell(cast, problem, by=cast.team_agent).status_code == 404
    assert tell(cast, problem, by=cast.read_only).status_code == 403
    assert tell(cast, problem, by=cast.light_agent).status_code == 403
    row = tell(cast, problem).json()
    assert stranger.delete(f"tickets/{problem.pk}/incident-replies/{row['id']}").status_code == 404
    assert tell(cast, problem, body="  ").status_code in (400, 422)
    assert tell(cast, problem, colour="red").json()["code"] == "unknown_field"


def test_who_has_left_sends_nothing_more(cast: Cast) -> None:
    problem = cast.ticket()
    ticket = incident(cast, problem)
    tell(cast, problem)
    cast.agent.is_active = False
    cast.agent.save(update_fields=["is_active"])
    assert due() == 0
    assert said(ticket) == []
    assert "1 held back" in steps(problem)


def test_what_its_author_is_writing_in_an_incident_stays(cast: Cast) -> None:
    problem = cast.ticket()
    ticket = incident(cast, problem)
    api = cast.api(cast.agent)
    assert api.put(f"tickets/{ticket.pk}/drafts/public", {"body": "<p>Begun</p>"}).status_code == 200
    tell(cast, problem)
    assert due() == 1
    assert Draft.objects.get(ticket=ticket).body == "<p>Begun</p>"


def test_a_redaction_of_an_incident_reaches_it(cast: Cast) -> None:
    problem = cast.ticket()
    ticket = incident(cast, problem)
    tell(cast, problem, body="The key sk-4711-kestrel is replaced.")
    needles = Needles(words=("sk-4711-kestrel",))
    kept.redact(kept.Search(tickets=frozenset({ticket.pk}), needles=needles))
    assert "4711" not in ProblemReply.objects.get().body_html


def test_the_lists_cost_the_same_for_many(cast: Cast) -> None:
    problem = cast.ticket()
    api = cast.api(cast.agent)

    def cost() -> int:
        with CaptureQueriesContext(connection) as sent:
            for path in ("incidents", "incident-replies"):
                assert api.get(f"tickets/{problem.pk}/{path}").status_code == 200
        return len(sent)

    incident(cast, problem)
    tell(cast, problem)
    due()
    cost()
    few = cost()
    for _ in range(4):
        incident(cast, problem)
    tell(cast, problem)
    due()
    assert cost() <= few
    assert IncidentReply.objects.count() == 6
