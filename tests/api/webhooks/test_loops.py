"""Programs that answer each other come to an end."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from core import clock
from core.causing import NOBODY, Cause, caused_by, current_cause
from core.events import publish
from core.models import OutboxEvent
from integrations.webhooks import services
from integrations.webhooks.models import Delivery, StreamEvent
from integrations.webhooks.services import streaming
from tests.api.webhooks.conftest import Make
from tests.api.webhooks.test_sending import due_again, letters_to_admins, send
from tests.api.webhooks.test_stream import change
from tests.standins.receiver.server import Received, Receiver

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

pytestmark = pytest.mark.django_db(transaction=True)
Streamed = Callable[[], int]


def answer(api: "ApiClient", post: Received, number: int, subject: str, *, says_why: bool = True) -> Any:
    """What a program does that changes a ticket whenever it hears of it."""
    why = {"Candor_Cause": post.headers["candor-delivery"]} if says_why else {}
    return api.patch(f"tickets/{number}", {"subject": subject}, **why)


def test_a_change_is_not_sent_back_to_the_webhook_that_caused_it(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast"
) -> None:
    webhook("/one", "ticket.updated")
    webhook("/two", "ticket.updated")
    ticket = cast.ticket()
    api = cast.api(cast.admin)
    api.patch(f"tickets/{ticket.pk}", {"subject": "First"})
    streamed()
    send()
    assert [len(receiver.at(path)) for path in ("/one", "/two")] == [1, 1]
    assert answer(api, receiver.at("/one")[0], ticket.pk, "Second").status_code == 200
    streamed()
    send()
    assert [len(receiver.at(path)) for path in ("/one", "/two")] == [1, 2]
    last = receiver.at("/two")[-1]
    assert last.data["depth"] == 1
    assert last.data["data"]["changes"]["subject"] == ["First", "Second"]
    # The next call of the same client has no cause again.
    api.patch(f"tickets/{ticket.pk}", {"subject": "Third"})
    streamed()
    send()
    assert receiver.at("/one")[-1].data["depth"] == 0


def test_two_programs_that_answer_each_other_are_cut_off(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast"
) -> None:
    webhook("/one", "ticket.updated")
    webhook("/two", "ticket.updated")
    ticket = cast.ticket()
    api = cast.api(cast.admin)
    api.patch(f"tickets/{ticket.pk}", {"subject": "0"})
    answered = 0
    for _ in range(40):
        streamed()
        send()
        news = receiver.posts[answered:]
        if not news:
            break
        for post in news:
            answered += 1
            assert answer(api, post, ticket.pk, str(answered)).status_code == 200
    else:
        raise AssertionError("They answer each other for ever.")
    assert max(post.data["depth"] for post in receiver.posts) == streaming.DEEPEST
    held = Delivery.objects.filter(state="held")
    assert set(held.values_list("held_reason", flat=True)) == {"too_deep"}
    assert StreamEvent.objects.filter(depth__gt=streaming.DEEPEST).exists()


def test_a_ticket_sends_sixty_an_hour_and_the_rest_is_held_back(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that says no cause is cut off all the same."""
    row, _ = webhook()
    for step in range(70):
        with transaction.atomic():
            publish(change(1, step, step + 1))
            publish(change(2, step, step + 1)) if step < 3 else None
    streamed()
    send()
    assert [sum(post.data["ticket"] == number for post in receiver.posts) for number in (1, 2)] == [60, 3]
    api = cast.api(cast.admin)
    held = api.get(f"webhooks/{row.pk}/deliveries", {"state": "held", "limit": 100}).json()["results"]
    assert len(held) == 10
    assert {one["held_reason"] for one in held} == {"too_often"}
    letters = letters_to_admins(monkeypatch)
    assert [services.tell(now=clock.now()) for _ in range(2)] == [1, 0]
    assert "held back" in letters[0]["letter"]("en")[1]
    assert "zurückgehalten" in letters[0]["letter"]("de")[1]
    assert api.post(f"webhooks/{row.pk}/deliveries/{held[0]['id']}/replay").status_code == 200
    due_again()
    assert send() == 1


def test_what_follows_in_handlers_has_the_same_cause(settle: Callable[[], None], cast: "Cast") -> None:
    ticket = cast.ticket()
    settle()
    OutboxEvent.objects.all().delete()
    with caused_by(Cause(3, "webhook:9")):
        cast.says(ticket, "It still fails.")
    settle()
    rows = list(OutboxEvent.objects.exclude(payload={}).values_list("name", "depth", "origin"))
    assert len({name for name, _, _ in rows}) > 1
    assert {(depth, origin) for _, depth, origin in rows} == {(3, "webhook:9")}
    assert current_cause() == NOBODY


@pytest.mark.parametrize("cause", ["", "nonsense", str(uuid.UUID(int=7))])
def test_a_cause_that_is_not_known_is_refused(cast: "Cast", cause: str) -> None:
    ticket = cast.ticket()
    response = cast.api(cast.admin).patch(f"tickets/{ticket.pk}", {"subject": "New"}, Candor_Cause=cause)
    assert (response.status_code, response.json()["code"]) == (422, "unknown_cause")
    ticket.refresh_from_db()
    assert ticket.subject == "Exports fail"


def test_customers_name_no_causes(anonymous: "ApiClient") -> None:
    """Whoever is not one of us learns nothing about deliveries."""
    response = anonymous.post("widget/sessions", {"key": "none"}, Candor_Cause="nonsense")
    assert response.json()["code"] != "unknown_cause"


def test_a_task_has_the_cause_of_who_queued_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from core import queue
    from helpdesk.celery import take_the_cause

    sent: list[dict[str, Any]] = []
    monkeypatch.setattr("celery.canvas.Signature.apply_async", lambda self, **told: sent.append(told))
    with caused_by(Cause(2, "webhook:4")):
        queue.enqueue("core.tasks.sweep")
    queue.enqueue("core.tasks.sweep")
    assert [one.get("headers") for one in sent] == [{queue.CAUSE_HEADER: [2, "webhook:4"]}, None]
    with caused_by(NOBODY):
        headers = sent[0]["headers"]
        take_the_cause(task=SimpleNamespace(request=SimpleNamespace(is_eager=False, **headers)))
        assert current_cause() == Cause(2, "webhook:4")
        take_the_cause(task=SimpleNamespace(request=SimpleNamespace(is_eager=False)))
        assert current_cause() == NOBODY
