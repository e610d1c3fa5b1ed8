"""Several things asked for in one message: each is done, proposed or handed over, and none is lost."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from assistant.actions.configured import read_action
from assistant.engines.protocol import Choice
from assistant.models import ActionCall, CallState, Handoff, Outcome, Run
from assistant.reading.wishes import asks_something, wishes_of
from assistant.services.acting import Wish, _once
from integrations.stripe.models import Invoice
from tests.actions import PLAN, acting, chat
from tests.api.assistant.test_actions import billed, reply_to
from tests.cast import NOW, Cast
from tickets.models import TicketType, TimelineEntry

Settle = Callable[[], None]
INVOICE = {
    **PLAN, "key": "invoices", "label": "Invoices", "source": "stripe.invoices",
    "examples": ["Is our last invoice paid?"],
    "answers": [{"language": "en", "text": "Your latest invoice is {invoice}. It is {state}."}],
}  # fmt: skip
YEARLY = {
    "key": "yearly", "label": "Yearly invoice", "kind": "write", "source": "tickets.tag", "is_on": True,
    "option": "yearly-invoice", "examples": ["We would like to pay by yearly invoice"], "approval": "agent",
    "answers": [{"language": "en", "text": "I've marked it as {tag}."}],
}  # fmt: skip
PILOT: dict[str, Any] = {
    **YEARLY, "key": "pilot", "label": "Pilot", "option": "pilot",
    "examples": ["We want to join the pilot of the new exports"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(freeze: Callable[[datetime | str], datetime]) -> None:
    freeze(NOW)


def _billed(cast: Cast) -> None:
    one = billed(cast.company)
    Invoice.objects.create(
        connection=one.connection, remote_id="INV-2", customer=one.customer, number="INV-2", status="paid",
        currency="usd", due=6000, remaining=0, made_at=NOW, seen_at=NOW,
    )  # fmt: skip


def states(ticket_id: int) -> dict[str, str]:
    return dict(ActionCall.objects.filter(ticket=ticket_id).values_list("action", "state"))


def test_two_lookups_are_both_answered(cast: Cast, settle: Settle) -> None:
    _billed(cast)
    acting(PLAN, INVOICE)
    ticket = chat(cast, "Hello! Which plan are we on? And is our last invoice paid?")
    settle()
    run = Run.objects.get(ticket=ticket)
    assert run.outcome == Outcome.ANSWERED, (run.reason, run.error)
    assert states(ticket.pk) == {"plan": CallState.DONE, "invoices": CallState.DONE}
    reply = reply_to(ticket)
    assert "Your plan is Business." in reply.body_text
    assert "Your latest invoice is INV-2" in reply.body_text
    [source] = reply.payload["citations"]
    assert "plan: Business" in source["quote"]
    assert "INV-2" in source["quote"], "both facts have their source"


def test_two_writes_are_both_proposed(cast: Cast, settle: Settle) -> None:
    acting(YEARLY, PILOT)
    ticket = chat(
        cast, "We would like to pay by yearly invoice. Also, we want to join the pilot of the new exports."
    )
    settle()
    assert states(ticket.pk) == {"yearly": CallState.PROPOSED, "pilot": CallState.PROPOSED}
    assert Handoff.objects.get(ticket=ticket).reason == "action"


def test_what_is_looked_up_is_told_and_the_rest_is_proposed(cast: Cast, settle: Settle) -> None:
    _billed(cast)
    acting(PLAN, YEARLY)
    ticket = chat(cast, "Which plan are we on? We would like to pay by yearly invoice.")
    settle()
    assert states(ticket.pk) == {"plan": CallState.DONE, "yearly": CallState.PROPOSED}
    handoff = Handoff.objects.get(ticket=ticket)
    assert handoff.reason == "action"
    told = TimelineEntry.objects.filter(ticket=ticket, author_kind="assistant", kind="message").last()
    assert told is not None
    assert "Your plan is Business." in told.body_text
    assert "yearly invoice" in told.body_text, "it says what a person looks at"


def test_what_no_action_is_for_goes_to_a_person_with_the_rest(cast: Cast, settle: Settle) -> None:
    _billed(cast)
    acting(PLAN, INVOICE)
    ticket = chat(
        cast, "Which plan are we on? Is our last invoice paid? Please rename our workspace to Dunmore North."
    )
    settle()
    assert states(ticket.pk) == {"plan": CallState.DONE, "invoices": CallState.DONE}
    handoff = Handoff.objects.get(ticket=ticket)
    assert "rename our workspace" in handoff.why


def test_an_answer_to_one_does_not_drop_the_other_request(cast: Cast, settle: Settle) -> None:
    _billed(cast)
    acting(PLAN)
    ticket = chat(cast, "Which plan are we on? Rename it.")
    settle()
    assert Handoff.objects.filter(ticket=ticket).exists()


def test_said_twice_it_is_done_once(cast: Cast, settle: Settle) -> None:
    _billed(cast)
    acting(PLAN, INVOICE)
    ticket = chat(cast, "Which plan are we on? Is our last invoice paid? Which plan are we on?")
    settle()
    assert Run.objects.get(ticket=ticket).outcome == Outcome.ANSWERED
    assert reply_to(ticket).body_text.count("Your plan is") == 1


def test_a_fifth_wish_goes_to_a_person_and_is_not_lost(cast: Cast, settle: Settle) -> None:
    _billed(cast)
    acting(PLAN, INVOICE)
    ticket = chat(
        cast,
        "We moved to the new office. It went well. Our desks are new. Which plan are we on?"
        " Is our last invoice paid? Please rename our workspace to Dunmore North.",
    )
    settle()
    assert states(ticket.pk) == {"plan": CallState.DONE, "invoices": CallState.DONE}
    assert "rename our workspace" in Handoff.objects.get(ticket=ticket).why


def test_a_write_that_needs_nobody_does_not_drop_the_other_request(cast: Cast, settle: Settle) -> None:
    automatic = {"approval": "automatic", "automatic_categories": [*TicketType.values]}
    acting(YEARLY | automatic)
    ticket = chat(cast, "We would like to pay by yearly invoice. Rename it.")
    settle()
    assert states(ticket.pk) == {"yearly": CallState.DONE}
    assert "Rename it" in Handoff.objects.get(ticket=ticket).why


def test_a_write_asked_for_twice_in_two_ways_is_done_once_and_the_other_is_told() -> None:
    action = read_action({**PILOT, "inputs": [{"name": "seats", "kind": "integer"}]})
    first, second = Choice("pilot", {"seats": "3"}, 0.9, "test"), Choice("pilot", {"seats": "5"}, 0.9, "test")
    one, other = _once([Wish("3 seats", (action, first)), Wish("5 seats", (action, second))])
    assert (one.chosen, other) == ((action, first), Wish("5 seats", None))


def test_a_stranger_to_the_account_gets_a_person_for_all_of_it(cast: Cast, settle: Settle) -> None:
    _billed(cast)
    acting(PLAN, INVOICE)
    ticket = chat(cast, "Which plan are we on? And is our last invoice paid?", is_verified=False)
    settle()
    assert Handoff.objects.filter(ticket=ticket).exists()
    assert not ActionCall.objects.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which plan are we on?", ["Which plan are we on"]),
        ("Hello! Which plan are we on? Thanks!", ["Which plan are we on"]),
        ("Add the tag vip and also cancel order 5.", ["Add the tag vip", "cancel order 5"]),
        ("Welchen Tarif haben wir? Und bitte kündigen Sie den alten.", None),
        ("a. " * 50_000, None),
    ],
)
def test_a_message_is_split_into_wishes(text: str, expected: list[str] | None) -> None:
    found = wishes_of(text)
    assert len(found) <= 4
    if expected is not None:
        assert found == expected


def test_a_statement_asks_for_nothing() -> None:
    assert asks_something("please cancel it")
    assert asks_something("Bitte kündigen Sie den alten")
    assert not asks_something("since Monday it is red")
