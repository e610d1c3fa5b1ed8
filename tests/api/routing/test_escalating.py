"""What makes a ticket reach more people, who hears of it, and that each cause counts once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.models import Triage
from integrations.email.models import Mailbox, OutgoingMail
from notices.models import Notice
from people.models import Company, Contact, Presence, Role, TicketScope, User
from routing import selectors, services, tasks
from routing.escalation import CHAINS, TRIGGERS
from routing.models import Decision, TicketRouting
from tests.cast import NOW
from tests.desk import Desk
from tests.mails import mailbox_for
from tickets.models import Handler, Ticket, TimelineEntry


def moods(desk: Desk, ticket: Ticket, *words: str) -> None:
    """The customer wrote so often, in this mood."""
    TicketRouting.objects.get_or_create(ticket=ticket)
    for word in words:
        entry = TimelineEntry.objects.create(
            ticket=ticket, kind="message", author_kind="contact", author_id=ticket.requester_id,
            body_text="Again.", created_at=NOW,
        )  # fmt: skip
        Triage.objects.create(
            ticket=ticket,
            entry_id=entry.pk,
            engine="test",
            fields={"sentiment": {"value": word, "confidence": 1}},
            created_at=NOW,
        )


def told(ticket: Ticket, kind: str) -> dict[int, str]:
    """What people were told of a ticket, by their id."""
    return dict(Notice.objects.filter(ticket=ticket, kind=kind).values_list("user_id", "text"))


def escalated(ticket: Ticket) -> list[str]:
    return [
        row.reasons[0]["detail"]
        for row in Decision.objects.filter(ticket=ticket, step="escalated").order_by("id")
    ]


def test_a_sinking_mood_escalates_once(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    moods(desk, ticket, "neutral", "negative", "angry")
    assert (tasks.watch(), tasks.watch()) == (1, 0)
    (why,) = escalated(ticket)
    assert "less and less happy" in why


def test_repeated_contact_escalates(desk: Desk) -> None:
    desk.everybody()
    tickets = [desk.cast.ticket(subject=f"Again {n}") for n in range(3)]
    TicketRouting.objects.get_or_create(ticket=tickets[2])
    assert tasks.watch() == 1
    assert "3 tickets of this person in 7 days" in escalated(tickets[2])[0]


def test_what_has_just_come_is_left_to_the_assistant(desk: Desk) -> None:
    desk.everybody()
    tickets = [desk.cast.ticket(subject=f"Again {n}") for n in range(3)]
    TicketRouting.objects.get_or_create(ticket=tickets[2])
    Ticket.objects.filter(pk=tickets[2].pk).update(handler=Handler.NONE, waiting_since=NOW)
    assert tasks.watch() == 1
    row = Ticket.objects.get(pk=tickets[2].pk)
    assert (row.handler, row.assignee_id, row.routing_eligible_at) == (Handler.NONE, None, None)
    # It waits ahead of others once nobody has answered it.
    assert TicketRouting.objects.get(ticket=row).is_escalated
    desk.freeze(NOW + timedelta(minutes=3))
    assert tasks.sweep() >= 1
    row.refresh_from_db()
    assert row.handler == Handler.PERSON


def test_an_upset_customer_with_value_at_risk_escalates(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    Company.objects.filter(pk=ticket.company_id or 0).update(
        arr=90_000, renewal_on=NOW.date() + timedelta(days=10)
    )
    moods(desk, ticket, "angry")
    assert tasks.watch() == 1
    assert "renews in 10 days" in escalated(ticket)[0]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "pending"},
        {"is_spam": True},
        {"snoozed_until": NOW + timedelta(hours=1)},
        {"last_message_at": NOW - timedelta(days=2)},
        {"waiting_since": None},
    ],
)
def test_what_needs_nobody_now_is_left_alone(desk: Desk, change: dict[str, Any]) -> None:
    desk.everybody()
    ticket = desk.cast.ticket()
    moods(desk, ticket, "neutral", "negative", "angry")
    Ticket.objects.filter(pk=ticket.pk).update(**change)
    assert tasks.watch() == 0


def test_nothing_escalates_in_a_team_of_one(desk: Desk) -> None:
    desk.person("Solo", desk.front)
    User.objects.exclude(email="solo@desk.test").update(is_active=False)
    ticket = desk.cast.ticket()
    moods(desk, ticket, "neutral", "negative", "angry")
    assert tasks.watch() == 0


def test_each_cause_takes_the_chain_one_step_on(desk: Desk) -> None:
    desk.everybody()
    api = desk.cast.api(desk.cast.admin)
    rules = api.get("routing/rules").json()["rules"]
    chains = CHAINS | {"T1": [["notify_team"], ["raise_priority"], ["notify_on_call"]]}
    rota = {
        "people": [desk.pia.pk], "since": NOW.date().isoformat(), "days": 7, "hour": 0, "timezone": "UTC",
    }  # fmt: skip
    body = {"rules": rules, "settings": {"chains": chains, "on_call": rota}}
    assert api.put("routing/rules", body).status_code == 200
    ticket = desk.cast.ticket(tier="T1", team_id=desk.front.pk, assignee_id=desk.ines.pk)
    found: list[list[dict[str, Any]]] = []
    for note in ("one", "two", "three"):
        desk.freeze(NOW + timedelta(minutes=len(found)))
        response = desk.cast.api(desk.ines).post(f"tickets/{ticket.pk}/escalate", {"note": note})
        assert response.status_code == 200, response.content
        found.append(response.json()["reasons"])
    told = [[line["detail"] for line in reasons if line["label"] == "Told"] for reasons in found]
    assert set(told[0]) == {"Ines", "Omar"}
    assert [line["label"] for line in found[1]] == ["Escalated", "Priority"]
    assert told[2] == ["Pia"]
    assert desk.fresh(ticket).assignee == desk.ines


def test_a_rota_takes_only_people_who_can_answer(desk: Desk) -> None:
    light = desk.person("Light", desk.front, role=Role.LIGHT_AGENT)
    rota = {
        "people": [light.pk], "since": date(2026, 3, 2).isoformat(), "days": 7, "hour": 9, "timezone": "UTC",
    }  # fmt: skip
    api = desk.cast.api(desk.cast.admin)
    response = api.put("routing/rules", {"rules": [], "settings": {"on_call": rota}})
    assert (response.status_code, list(response.json()["errors"])) == (422, ["settings"])


def test_who_left_is_passed_over_on_call_and_stops_nobody_from_publishing(desk: Desk) -> None:
    desk.everybody()
    rota = {
        "people": [desk.omar.pk, desk.pia.pk], "since": date(2026, 3, 2).isoformat(), "days": 7, "hour": 9,
        "timezone": "UTC",
    }  # fmt: skip
    api = desk.cast.api(desk.cast.admin)
    settings = {"on_call": rota, "chains": {tier: [["notify_on_call"]] for tier in ("T1", "T2", "T3")}}
    assert api.put("routing/rules", {"rules": [], "settings": settings}).status_code == 200
    assert selectors.on_call_now(NOW) == desk.omar
    for change in ({"role": Role.LIGHT_AGENT}, {"role": Role.AGENT, "is_active": False}):
        User.objects.filter(pk=desk.omar.pk).update(**change)
        assert selectors.on_call_now(NOW) == desk.pia
    settings["on_call"] = rota | {"hour": 8}
    assert api.put("routing/rules", {"rules": [], "settings": settings}).status_code == 200
    User.objects.filter(pk=desk.pia.pk).update(is_active=False)
    assert selectors.on_call_now(NOW) is None


def test_who_may_not_change_a_ticket_cannot_ask_for_help(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(assignee_id=desk.ines.pk)
    light = desk.person("Light", desk.front, role=Role.LIGHT_AGENT)
    assert desk.cast.api(light).post(f"tickets/{ticket.pk}/escalate", {}).status_code == 403
    User.objects.filter(pk=desk.omar.pk).update(ticket_scope=TicketScope.ASSIGNED)
    assert desk.cast.api(desk.omar).post(f"tickets/{ticket.pk}/escalate", {}).status_code == 404


def test_a_closed_ticket_says_that_nobody_was_told(desk: Desk) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(status="resolved", resolved_at=NOW)
    response = desk.cast.api(desk.cast.admin).post(f"tickets/{ticket.pk}/escalate", {})
    assert (response.status_code, response.json()["code"]) == (409, "routing.nothing_to_escalate")


@pytest.fixture
def mailbox(desk: Desk, freeze: Callable[..., object]) -> Mailbox:
    return mailbox_for(desk.cast.brand)


def test_who_is_told_and_not_online_gets_a_mail_with_the_handoff(
    desk: Desk, mailbox: Mailbox, settle: Callable[[], None]
) -> None:
    desk.everybody()
    ticket = desk.waiting_for_a_person(subject="Export fails")
    User.objects.filter(pk=desk.omar.pk).update(presence=Presence.OFFLINE)
    for _ in range(2):
        services.ticket_escalate(
            ticket_id=ticket.pk,
            actions=["notify_team"],
            why="Next reply missed its target",
            key="clock",
            now=NOW,
        )
        settle()
    assert set(told(ticket, "escalated").values()) == {"Next reply missed its target"}
    (mail,) = OutgoingMail.objects.filter(dedupe_key__startswith="notices:")
    assert mail.user == desk.omar
    assert "Next reply missed its target" in mail.text
    assert "What the customer wants" in mail.text


def test_who_may_not_see_the_ticket_is_not_told(
    desk: Desk, mailbox: Mailbox, settle: Callable[[], None]
) -> None:
    desk.everybody()
    ticket = desk.cast.ticket(team_id=desk.front.pk, assignee_id=desk.ines.pk)
    scope = {"presence": Presence.OFFLINE, "ticket_scope": TicketScope.ASSIGNED}
    User.objects.filter(pk=desk.omar.pk).update(**scope)
    services.ticket_escalate(ticket_id=ticket.pk, actions=["notify_team"], why="x", now=NOW)
    settle()
    assert desk.omar.pk not in told(ticket, "escalated")
    assert not OutgoingMail.objects.filter(user=desk.omar).exists()


def test_a_rule_that_calls_somebody_tells_them_its_name(desk: Desk, settle: Callable[[], None]) -> None:
    desk.everybody()
    rule = {
        "key": "big",
        "name": "Big customers",
        "when": {"all": []},
        "then": {"team": desk.front.slug, "notify": ["team"]},
    }
    answer = desk.cast.api(desk.cast.admin).put("routing/rules", {"rules": [rule]})
    assert answer.status_code == 200, answer.content
    ticket = desk.waiting_for_a_person(subject="Export fails")
    settle()
    assert told(ticket, "escalated")
    assert set(told(ticket, "escalated").values()) == {"Big customers"}


def test_the_course_of_tickets_costs_the_same_for_many(desk: Desk, django_assert_num_queries: Any) -> None:
    for number in range(4):
        moods(desk, desk.cast.ticket(subject=f"Question {number}"), "angry")
    assert Contact.objects.exists()
    with django_assert_num_queries(4):
        assert len(selectors.courses(TRIGGERS, now=NOW)) == 4
