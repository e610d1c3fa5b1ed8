"""Ask: figures as a count by hand gives them, of what the asker sees, each with its tickets."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from insights.models import AskedQuestion, CompanyHealth
from people.models import Company
from tests.api.insights import oracle
from tests.api.insights.desk import Desk, Freeze
from tests.api.test_statements import statements, within
from tests.cast import NOW, Cast
from tickets.models import Tag, Ticket

DeskOf = Callable[[int], Desk]
END = NOW + timedelta(days=60)
SINCE, UNTIL = date(2026, 3, 5), date(2026, 4, 5)
PERIOD = f"period:{SINCE}..{UNTIL}"
START_AT = datetime.combine(SINCE, time(), UTC)
END_AT = datetime.combine(UNTIL + timedelta(days=1), time(), UTC)


@pytest.fixture
def desk(desk_of: DeskOf, freeze: Freeze) -> Desk:
    made = desk_of(11)
    made.fill(12)
    Tag.objects.bulk_create([Tag(name="vip"), Tag(name="data-loss")])
    for number, ticket in enumerate(made.tickets):
        Ticket.objects.filter(pk=ticket.pk).update(
            priority=("P1", "P2", "P3")[number % 3], tags=[["vip"], [], ["vip", "data-loss"], []][number % 4]
        )
    made.work_out(END)
    freeze(END)
    return made


def ask(desk: Desk, user: Any, text: str = "", **body: Any) -> dict[str, Any]:
    sent = body or {"query": f"{text} {PERIOD}"}
    answer = desk.cast.api(user).post("insights/ask", sent)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def seen(desk: Desk, condition: Callable[[Ticket], bool] = lambda ticket: True) -> list[Ticket]:
    numbers = [one.pk for one in desk.tickets]
    rows = Ticket.objects.filter(pk__in=numbers).select_related("company", "team", "assignee")
    return [ticket for ticket in rows if condition(ticket)]


CONDITIONS: tuple[tuple[str, Callable[[Ticket], bool]], ...] = (
    ("", lambda one: True),
    ("priority:P1,P2", lambda one: one.priority in ("P1", "P2")),
    ("-priority:P1", lambda one: one.priority != "P1"),
    ("category:bug", lambda one: one.type == "bug"),
    ("-category:bug,none", lambda one: one.type not in ("bug", "")),
    ("team:none", lambda one: one.team_id is None),
    ("-team:none", lambda one: one.team_id is not None),
    ("tag:vip", lambda one: "vip" in one.tags),
    ("-tag:data-loss", lambda one: "data-loss" not in one.tags),
    ("tag:vip tag:data-loss", lambda one: {"vip", "data-loss"} <= set(one.tags)),
    ("tag:none,data-loss", lambda one: not one.tags or "data-loss" in one.tags),
    ("assignee:none", lambda one: one.assignee_id is None),
    (
        "segment:enterprise channel:email",
        lambda one: _segment(one) == "enterprise" and one.channel == "email",
    ),
)


def _segment(ticket: Ticket) -> str:
    return ticket.company.segment if ticket.company else ""


def test_each_condition_narrows_to_what_a_count_by_hand_finds(desk: Desk) -> None:
    lead = desk.lead()
    for text, fits in CONDITIONS:
        for measure in ("created", "first_reply", "backlog"):
            found = ask(desk, lead, f"{measure} {text}")["answer"]
            by_hand = oracle.figure(measure, seen(desk, fits), START_AT, END_AT, END)
            main = {name: found["whole"][name] for name in by_hand if name in found["whole"]}
            assert main == pytest.approx({name: by_hand[name] for name in main}), (measure, text)
            assert found["definition"]["formula"]


def test_groups_days_and_thresholds_add_up(desk: Desk) -> None:
    lead = desk.lead()
    for by, key in (("priority", lambda one: one.priority), ("team", lambda one: str(one.team_id or "none"))):
        rows = ask(desk, lead, f"created by:{by}")["answer"]["rows"]
        inside = [one for one in seen(desk, _counts) if START_AT <= one.created_at < END_AT]
        by_hand = Counter(key(one) for one in inside)
        assert {row["key"]: row["figure"]["value"] for row in rows} == by_hand
        kept = ask(desk, lead, f"created by:{by} value:>=4 sort:value")["answer"]
        values = [row["figure"]["value"] for row in kept["rows"]]
        assert values == sorted(count for count in by_hand.values() if count >= 4)
        assert kept["groups"] == len(values)
    whole = ask(desk, lead, "created")["answer"]["whole"]["value"]
    for by in ("day", "week", "month"):
        rows = ask(desk, lead, f"created by:{by}")["answer"]["rows"]
        assert sum(row["figure"]["value"] for row in rows) == whole
        assert (rows[0]["since"], rows[-1]["until"]) == (str(SINCE), str(UNTIL))
    levels = ask(desk, lead, "backlog by:day")["answer"]["rows"]
    for row in levels[::8]:
        end = datetime.combine(date.fromisoformat(row["key"]) + timedelta(days=1), time(), UTC)
        assert row["figure"]["value"] == oracle.figure("backlog", seen(desk), START_AT, end, END)["value"]
    tickets = ask(desk, lead, "first_reply by:ticket value:>1h")["answer"]["rows"]
    assert all(row["figure"]["business"] > 3600 for row in tickets)


def _counts(ticket: Ticket) -> bool:
    return not (ticket.is_spam or ticket.is_deleted or ticket.merged_into_id)


def test_so_many_tickets_within_days_in_a_row_are_found_as_by_hand(desk: Desk) -> None:
    opened: dict[str, list[date]] = {}
    for ticket in seen(desk, _counts):
        if START_AT <= ticket.created_at < END_AT:
            opened.setdefault(str(ticket.company_id or "none"), []).append(ticket.created_at.date())
    lead = desk.lead()
    for days in (1, 3, 7, 20):
        found = ask(desk, lead, f"created by:company value:>=2 within:{days}d")["answer"]["rows"]
        busiest = {
            key: max(sum(day - timedelta(days=days) < other <= day for other in on) for day in on)
            for key, on in opened.items()
        }
        assert {row["key"]: row["figure"]["value"] for row in found} == {
            key: most for key, most in busiest.items() if most >= 2
        }
        for row in found:
            inside = [str(day) for day in opened[row["key"]] if row["since"] <= str(day) <= row["until"]]
            assert len(inside) == row["figure"]["value"]


def test_every_figure_opens_its_tickets_and_leaves_as_a_file(desk: Desk) -> None:
    lead = desk.lead()
    api = desk.cast.api(lead)
    for query in (
        "created by:priority",
        "created by:company value:>=2 within:7d",
        "companies by:team",
        "backlog by:team",
    ):
        text = f"{query} {PERIOD}"
        answer = ask(desk, lead, query)["answer"]
        for row in answer["rows"]:
            where = {"query": text, "group": row["key"]}
            if row["since"]:
                where |= {"since": row["since"], "until": row["until"]}
            behind = api.get("insights/ask/tickets", where).json()
            assert behind["total"] == len(behind["results"]) == row["figure"]["tickets"], (query, row)
        lines = list(
            csv.DictReader(io.StringIO(api.get("insights/ask.csv", {"query": text}).content.decode()))
        )
        assert [line["tickets"] for line in lines] == [
            str(row["figure"]["tickets"]) for row in answer["rows"]
        ]
    names = api.get("insights/ask/tickets.csv", {"query": f"created {PERIOD}"}).content.decode()
    assert (
        len(list(csv.DictReader(io.StringIO(names))))
        == ask(desk, lead, "created")["answer"]["whole"]["value"]
    )


QUERIES = (
    "created by:company", "created by:team", "created by:ticket", "companies", "backlog by:assignee",
    "created by:company value:>=1 within:7d", "csat by:segment", "created by:area", "created arr:>=1",
)  # fmt: skip


def test_who_sees_some_tickets_gets_what_a_database_of_those_alone_would_tell(desk: Desk) -> None:
    narrow = desk.lead("Nora Narrow", ticket_scope="teams")
    hidden_company = Company.objects.create(name="Hidden Holding", domain="hidden.example")
    secret = desk.cast.ticket(team=desk.cast.team, product_area="Secret area", now=NOW + timedelta(days=4))
    Ticket.objects.filter(pk=secret.pk).update(company=hidden_company)
    desk.tickets.append(secret)
    desk.work_out(END)
    lead = desk.lead("All Seeing")

    def told(user: Any) -> list[Any]:
        found = [ask(desk, user, query)["answer"] for query in QUERIES]
        found.append(ask(desk, user, question="How many tickets did Hidden Holding open this year?"))
        found.append(ask(desk, user, question="new tickets about the Secret area this year"))
        refused = desk.cast.api(user).post("insights/ask", {"query": 'created company:"Hidden Holding"'})
        return [*found, refused.status_code, refused.json().get("detail")]

    before = told(narrow)
    assert "Hidden" not in str(before[:-4])
    assert before[-2] == 422
    assert ask(desk, lead, 'created company:"hidden holding"')["answer"]["whole"]["value"] == 1
    assert ask(desk, narrow, "created")["answer"]["sees_all"] is False
    AskedQuestion.objects.all().delete()
    Ticket.objects.exclude(team=desk.cast.other_team).exclude(assignee=narrow).delete()
    CompanyHealth.objects.filter(company=hidden_company).delete()
    hidden_company.delete()
    after = told(narrow)
    for one in (*before, *after):
        if isinstance(one, dict):
            one.pop("id", None)
    assert after == before


def test_questions_are_answered_asked_back_or_refused_and_remembered_for_their_asker(desk: Desk) -> None:
    lead, other = desk.lead(), desk.lead("Otto Other")
    found = ask(desk, lead, question="How many tickets were opened this year by priority?")
    assert (found["by"], found["query"]["text"]) == ("builtin", "created by:priority period:this_year")
    unsure = ask(desk, lead, question="urgent tickets this year")
    assert (unsure["answer"], len(unsure["readings"])) == (None, 2)
    chosen = ask(desk, lead, question="urgent tickets this year", query=unsure["readings"][1]["text"])
    assert (chosen["by"], chosen["query"]["filters"][0]["values"]) == ("person", ["P1", "P2"])
    refused = ask(desk, lead, question="'; DROP TABLE tickets; --")
    assert (refused["answer"], refused["readings"], refused["id"]) == (None, [], None)

    api = desk.cast.api(lead)
    kept = api.patch(f"insights/ask/questions/{found['id']}", {"is_kept": True})
    assert (kept.status_code, kept.json()["is_kept"]) == (200, True)
    again = ask(desk, lead, question="How many tickets were opened this year by priority?")
    assert (again["id"], again["is_kept"]) == (found["id"], True)
    listed = api.get("insights/ask/questions").json()["results"]
    assert [row["id"] for row in listed] == [found["id"], chosen["id"]]
    stranger, path = desk.cast.api(other), f"insights/ask/questions/{found['id']}"
    assert stranger.patch(path, {"is_kept": False}).status_code == 404
    assert stranger.delete(path).status_code == 404
    assert desk.cast.api(other).get("insights/ask/questions").json()["results"] == []
    assert api.delete(f"insights/ask/questions/{found['id']}").status_code == 204
    assert [row["id"] for row in api.get("insights/ask/questions").json()["results"]] == [chosen["id"]]


def test_what_is_no_query_is_refused_in_words_and_strangers_get_nothing(cast: Cast) -> None:
    lead = cast.api(cast.supervisor)
    answer = lead.post("insights/ask", {"query": "creatd by:team"})
    assert (answer.status_code, answer.json()["code"]) == (422, "insights.unreadable_query")
    assert "Did you mean created" in answer.json()["detail"]
    assert lead.post("insights/ask", {}).status_code == 422
    wrong = {"query": "created", "since": "2026-03-01"}
    assert lead.get("insights/ask/tickets", wrong).status_code == 422
    assert lead.get("insights/ask").json()["groups"]
    agent = cast.api(cast.agent)
    for path in ("insights/ask", "insights/ask/questions"):
        assert agent.get(path).status_code == 403
    assert agent.post("insights/ask", {"query": "created"}).status_code == 403


def test_it_takes_as_many_statements_for_any_number_of_groups(desk: Desk) -> None:
    api = desk.cast.api(desk.lead("Nora Narrow", ticket_scope="teams"))
    for query in ("created by:company", "created by:ticket", "first_reply by:team value:>1s"):
        body = {"query": f"{query} {PERIOD}"}
        within("ask the figures", statements(partial(api.post, "insights/ask", body)))
