"""Deliveries: signed, in order, at least once, whatever the receiver does and whoever dies."""

import hmac
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections, transaction

from core import clock
from core.events import publish
from integrations.webhooks import schedule, services
from integrations.webhooks.models import Delivery, Webhook, WebhookSecret
from integrations.webhooks.services import claiming, posting, streaming
from integrations.webhooks.services.posting import Postman
from tests.api.webhooks.conftest import Make
from tests.api.webhooks.test_stream import change
from tests.standins.receiver.server import Received, Receiver, half, slow, status

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
Streamed = Callable[[], int]


def happen(*tickets: int, times: int = 1) -> None:
    for step in range(times):
        for number in tickets:
            with transaction.atomic():
                publish(change(number, step, step + 1))


def send(**more: Any) -> int:
    postman = Postman(**more)
    try:
        return postman.run_until_idle()
    finally:
        postman.stop()


def due_again() -> None:
    """As if the next moment of all had come."""
    Delivery.objects.filter(state="waiting").update(next_attempt_at=clock.now() - timedelta(seconds=1))


def letters_to_admins(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What owners and admins are written from now on."""
    letters: list[dict[str, Any]] = []

    def write(**told: Any) -> bool:
        letters.append(told)
        return True

    monkeypatch.setattr("core.ports.admin_mail", write)
    return letters


def is_signed(post: Received, secret: str) -> bool:
    parts = [part.split("=", 1) for part in post.headers["candor-signature"].split(",")]
    moment = parts[0][1]
    assert parts[0][0] == "t"
    assert abs(int(moment) - time.time()) < 60
    expected = hmac.new(secret.encode(), moment.encode() + b"." + post.body, sha256).hexdigest()
    return ["v1", expected] in parts[1:]


def test_a_delivery_is_signed_and_logged(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast"
) -> None:
    row, secret = webhook("/hook?room=7", "ticket.*")
    happen(12)
    streamed()
    assert send() == 1
    (post,) = receiver.posts
    assert post.path == "/hook?room=7"
    assert is_signed(post, secret)
    assert not is_signed(post, secret + "x")
    assert (post.data["type"], post.data["ticket"], post.data["data"]["changes"]) == (
        "ticket.updated", 12, {"n": [0, 1]},
    )  # fmt: skip
    assert post.event_id == post.data["id"]
    line = cast.api(cast.admin).get(f"webhooks/{row.pk}/deliveries").json()["results"][0]
    assert line["public_id"] == post.headers["candor-delivery"]
    assert (line["state"], line["status"], line["attempts"], line["event_id"]) == (
        "delivered", 200, 1, post.event_id,
    )  # fmt: skip
    text = cast.api(cast.admin).get(f"webhooks/{row.pk}/deliveries/{line['id']}").json()
    assert text["body"].encode() == post.body
    assert (text["answer"], len(text["tries"]), text["tries"][0]["status"]) == ("{}", 1, 200)


def test_a_webhook_hears_of_its_types_alone(receiver: Receiver, webhook: Make, streamed: Streamed) -> None:
    webhook("/sla", "sla.*", "ticket.resolved")
    webhook("/all", "*")
    happen(1)
    streamed()
    send()
    assert [len(receiver.at(path)) for path in ("/sla", "/all")] == [0, 1]


def test_two_secrets_sign_until_the_first_is_retired(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast"
) -> None:
    row, first = webhook()
    api = cast.api(cast.admin)
    made = api.post(f"webhooks/{row.pk}/secrets")
    assert made.status_code == 201
    second = made.json()["secret"]
    assert api.post(f"webhooks/{row.pk}/secrets").json()["code"] == "webhooks.secrets_in_use"
    happen(1)
    streamed()
    send()
    assert is_signed(receiver.posts[0], first)
    assert is_signed(receiver.posts[0], second)
    shown = api.get(f"webhooks/{row.pk}").json()["secrets"]
    assert [one["hint"] for one in shown] == [first[-4:], second[-4:]]
    assert first not in api.get("webhooks").content.decode()
    assert api.delete(f"webhooks/{row.pk}/secrets/{shown[0]['id']}").status_code == 204
    happen(2)
    streamed()
    send()
    assert not is_signed(receiver.posts[1], first)
    assert is_signed(receiver.posts[1], second)
    last = api.delete(f"webhooks/{row.pk}/secrets/{shown[1]['id']}")
    assert last.json()["code"] == "webhooks.secrets_in_use"


def test_secrets_are_encrypted(webhook: Make) -> None:
    row, secret = webhook()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_webhooksecret WHERE webhook_id = %s", [row.pk])
        (stored,) = cursor.fetchone()
    assert secret not in stored
    assert WebhookSecret.objects.get(webhook=row).secret == secret


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (status(500, b"broken"), 500),
        (status(401), 401),
        (status(302, Location="http://169.254.169.254/"), 302),
        (half, None),
    ],
)
def test_what_is_not_taken_is_tried_again(
    receiver: Receiver, webhook: Make, streamed: Streamed, way: Any, code: int | None
) -> None:
    row, _ = webhook()
    receiver.ways["/hook"] = [way, status(204)]
    happen(1)
    streamed()
    assert send() == 1
    one = Delivery.objects.get()
    assert (one.state, one.status, one.attempts) == ("waiting", code, 1)
    assert one.next_attempt_at is not None
    assert timedelta(seconds=10) < one.next_attempt_at - clock.now() < timedelta(minutes=1)
    assert Webhook.objects.get(pk=row.pk).failures == 1
    assert send() == 0
    due_again()
    assert send() == 1
    one.refresh_from_db()
    assert (one.state, one.status, len(one.tries)) == ("delivered", 204, 2)
    assert Webhook.objects.get(pk=row.pk).failures == 0
    first, second = receiver.posts
    assert first.body == second.body
    assert first.headers["candor-event-id"] == second.headers["candor-event-id"]
    # Nothing followed the redirect.
    assert len(receiver.posts) == 2


def test_a_receiver_that_hangs_is_left_after_its_time(
    receiver: Receiver, webhook: Make, streamed: Streamed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "MOST_SECONDS", 0.3)
    webhook()
    receiver.ways["/hook"] = [slow(2)]
    happen(1)
    streamed()
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 1.9
    one = Delivery.objects.get()
    assert (one.state, one.status) == ("waiting", None)
    assert "timed out" in one.error or "seconds" in one.error


def test_eight_tries_reach_over_a_day(receiver: Receiver, webhook: Make, streamed: Streamed) -> None:
    webhook()
    receiver.ways["/hook"] = [status(500)]
    happen(1)
    streamed()
    for _ in range(schedule.MOST_TRIES):
        due_again()
        assert send() == 1
    due_again()
    assert send() == 0
    one = Delivery.objects.get()
    assert (one.state, one.attempts, len(one.tries)) == ("failed", 8, 8)
    spread = sum((schedule.pause_after(tries) for tries in range(1, 8)), timedelta())
    assert timedelta(hours=17) < spread < schedule.GIVEN_UP_AFTER + timedelta(hours=3)


def test_retry_after_is_obeyed(receiver: Receiver, webhook: Make, streamed: Streamed) -> None:
    webhook()
    receiver.ways["/hook"] = [status(429, Retry_After="7200"), status(503, Retry_After="172800")]
    happen(1)
    streamed()
    send()
    one = Delivery.objects.get()
    assert one.next_attempt_at is not None
    assert timedelta(minutes=119) < one.next_attempt_at - clock.now() < timedelta(minutes=121)
    due_again()
    send()
    one.refresh_from_db()
    # Two days are beyond the day for which it is tried.
    assert one.state == "failed"


def test_a_ticket_is_told_in_order_and_others_go_on(
    receiver: Receiver, webhook: Make, streamed: Streamed
) -> None:
    webhook()
    receiver.ways["/hook"] = [status(500), status(200)]
    happen(1, times=3)
    streamed()
    assert send() == 1
    happen(2)
    streamed()
    # The first of ticket 1 waits for its second try, and with it what came after.
    assert send() == 1
    assert [post.data["ticket"] for post in receiver.posts] == [1, 2]
    due_again()
    assert send() == 3
    changes = [post.data["data"]["changes"]["n"] for post in receiver.posts if post.data["ticket"] == 1]
    assert changes == [[0, 1], [0, 1], [1, 2], [2, 3]]


def test_what_was_given_up_lets_the_next_go(receiver: Receiver, webhook: Make, streamed: Streamed) -> None:
    webhook()
    receiver.ways["/hook"] = [status(500)]
    happen(1, times=2)
    streamed()
    for _ in range(schedule.MOST_TRIES):
        due_again()
        send()
    receiver.ways["/hook"] = [status(200)]
    due_again()
    send()
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == ["failed", "delivered"]


def test_many_workers_send_each_once_and_each_ticket_in_order(
    receiver: Receiver, webhook: Make, streamed: Streamed
) -> None:
    webhook()
    receiver.ways["/hook"] = [slow(0.01)]
    happen(1, 2, 3, 4, times=12)
    streamed()

    def work() -> None:
        try:
            send(slots=4)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    send()
    assert sorted(post.event_id for post in receiver.posts) == list(range(1, 49))
    for number in (1, 2, 3, 4):
        own = [
            post.data["data"]["changes"]["n"][0] for post in receiver.posts if post.data["ticket"] == number
        ]
        assert own == list(range(12))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_one_slow_endpoint_holds_up_nobody(receiver: Receiver, webhook: Make, streamed: Streamed) -> None:
    webhook("/slow")
    webhook("/quick")
    receiver.ways["/slow"] = [slow(0.6)]
    happen(*range(30))
    streamed()
    postman = Postman(slots=8)

    def work() -> None:
        postman.run_until_idle()
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        ends = time.monotonic() + 8
        while len(receiver.at("/quick")) < 30 and time.monotonic() < ends:
            time.sleep(0.02)
        assert len(receiver.at("/quick")) == 30
        assert len(receiver.at("/slow")) < 30
    finally:
        worker.join(30)
        postman.stop()
    assert len(receiver.at("/slow")) == 30


def test_a_webhook_gets_a_few_at_a_time(receiver: Receiver, webhook: Make, streamed: Streamed) -> None:
    webhook()
    receiver.ways["/hook"] = [slow(0.05)]
    happen(*range(20))
    streamed()
    send()
    assert len(receiver.posts) == 20
    assert receiver.most_under_way <= claiming.AT_ONCE


def test_what_a_dead_worker_had_under_way_is_sent_again(
    receiver: Receiver, webhook: Make, streamed: Streamed
) -> None:
    webhook()
    happen(1)
    streamed()
    now = clock.now()
    (row,) = claiming.claim(limit=5, now=now)
    # The worker sends it, and dies before it notes the answer.
    posting.post(row, posting.secrets_of([row])[row.webhook_id])
    assert send() == 0
    assert claiming.settle_lost(now=now) == 0
    assert claiming.settle_lost(now=now + claiming.LOST_AFTER + timedelta(seconds=1)) == 1
    due_again()
    assert send() == 1
    first, second = receiver.posts
    assert (first.body, first.event_id) == (second.body, second.event_id)
    one = Delivery.objects.get()
    assert (one.state, one.attempts) == ("delivered", 2)
    assert Webhook.objects.get().failures == 0
    # The dead worker was only slow: what it has to say comes too late.
    claiming.record([claiming.Outcome(row, error="It answered 500.")], now=clock.now())
    one.refresh_from_db()
    assert one.state == "delivered"


def test_twenty_failures_pause_and_resuming_sends_what_waited(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    row, _ = webhook()
    receiver.ways["/hook"] = [status(401)]
    happen(*range(20))
    streamed()
    assert send() == 20
    row.refresh_from_db()
    assert (row.state, row.failures, row.paused_why) == ("paused", 20, "It answered 401.")
    happen(100, 101)
    streamed()
    due_again()
    assert send() == 0
    letters = letters_to_admins(monkeypatch)
    assert [services.tell(now=clock.now()) for _ in range(2)] == [1, 0]
    assert "401" in letters[0]["letter"]("en")[1]
    assert letters[0]["letter"]("de-CH")[0].startswith("Ein Webhook steht still: ")
    api = cast.api(cast.admin)
    shown = api.get(f"webhooks/{row.pk}").json()
    assert (shown["state"], shown["traffic"]["waiting"]) == ("paused", 22)
    receiver.ways["/hook"] = [status(200)]
    answer = api.post(f"webhooks/{row.pk}/resume")
    assert (answer.status_code, answer.json()["deliveries"]) == (200, 22)
    assert api.post(f"webhooks/{row.pk}/resume").json()["code"] == "webhooks.not_paused"
    assert send() == 22
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_what_waits_is_kept_for_seven_days(receiver: Receiver, webhook: Make, streamed: Streamed) -> None:
    row, _ = webhook()
    happen(1, 2)
    streamed()
    now = clock.now()
    Webhook.objects.update(state="paused", paused_at=now)
    Delivery.objects.filter(subject="ticket:1").update(created_at=now - timedelta(days=8))
    services.forget(now=now)
    assert [(one.subject, one.state) for one in Delivery.objects.order_by("id")] == [
        ("ticket:1", "failed"), ("ticket:2", "waiting"),
    ]  # fmt: skip
    services.forget(now=now + timedelta(days=31))
    from integrations.webhooks.models import StreamEvent

    assert not Delivery.objects.exists()
    assert not StreamEvent.objects.exists()
    assert Webhook.objects.filter(pk=row.pk).exists()


def test_gone_switches_it_off(receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast") -> None:
    row, _ = webhook()
    receiver.ways["/hook"] = [status(410)]
    happen(1, times=2)
    streamed()
    assert send() == 1
    row.refresh_from_db()
    assert row.state == "off"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}
    happen(2)
    streamed()
    assert Delivery.objects.count() == 2
    api = cast.api(cast.admin)
    refused = api.post(f"webhooks/{row.pk}/replay-failed")
    assert refused.json()["code"] == "webhooks.not_replayable"
    receiver.ways["/hook"] = [status(200)]
    assert api.patch(f"webhooks/{row.pk}", {"is_on": True}).json()["state"] == "on"
    assert api.post(f"webhooks/{row.pk}/replay-failed").json()["deliveries"] == 2
    send()
    assert len(receiver.posts) == 3


def test_a_replay_sends_the_same_and_waits_for_nobody(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast"
) -> None:
    row, _ = webhook()
    happen(1)
    streamed()
    send()
    receiver.ways["/hook"] = [status(500)]
    happen(1)
    streamed()
    send()
    receiver.ways["/hook"] = [status(200)]
    api = cast.api(cast.admin)
    lines = api.get(f"webhooks/{row.pk}/deliveries", {"state": "delivered"}).json()["results"]
    answer = api.post(f"webhooks/{row.pk}/deliveries/{lines[0]['id']}/replay").json()
    assert (answer["state"], answer["replays"], answer["replayed_by"]["name"]) == ("waiting", 1, "Ada Admin")
    again = api.post(f"webhooks/{row.pk}/deliveries/{lines[0]['id']}/replay")
    assert again.json()["code"] == "webhooks.not_replayable"
    assert send() == 1
    first, _, third = receiver.posts
    assert (first.body, first.event_id) == (third.body, third.event_id)
    assert first.headers["candor-delivery"] == third.headers["candor-delivery"]


def test_a_test_is_sent_at_once_even_while_paused(receiver: Receiver, webhook: Make, cast: "Cast") -> None:
    row, secret = webhook()
    Webhook.objects.update(state="paused", paused_at=clock.now())
    api = cast.api(cast.admin)
    answer = api.post(f"webhooks/{row.pk}/test").json()
    assert (answer["state"], answer["status"], answer["type"], answer["event_id"]) == (
        "delivered", 200, "webhook.test", None,
    )  # fmt: skip
    assert is_signed(receiver.posts[0], secret)
    receiver.ways["/hook"] = [status(500, b"no whsec_abcdefghijkl here")]
    failed = api.post(f"webhooks/{row.pk}/test").json()
    assert (failed["state"], failed["error"]) == ("failed", "It answered 500.")
    assert "abcdefghijkl" not in failed["answer"]
    row.refresh_from_db()
    assert (row.state, row.failures) == ("paused", 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x", "https://127.0.0.1/x", "https://10.1.2.3/", "https://[::1]/", "ftp://x.test/",
        "https://a:b@x.test/", "https://", "not an address", "https://localhost/x",
        "https://169.254.169.254/latest",
    ],
)  # fmt: skip
def test_addresses_that_lead_inside_are_refused(url: str, cast: "Cast") -> None:
    response = cast.api(cast.admin).post("webhooks", {"url": url, "types": ["*"]})
    assert response.status_code == 422
    assert response.json()["errors"]["url"]
    assert not Webhook.objects.exists()


def test_an_address_is_asked_again_when_it_is_dialled(
    receiver: Receiver, webhook: Make, streamed: Streamed, settings: Any
) -> None:
    webhook()
    settings.OUTBOUND_ALLOWED_HOSTS = []
    happen(1)
    streamed()
    send()
    assert receiver.posts == []
    assert "internal" in Delivery.objects.get().error


def test_the_thread_of_the_worker_sends_within_two_seconds(
    receiver: Receiver, webhook: Make, streamed: Streamed
) -> None:
    webhook()
    streamed()
    postman = Postman()
    postman.start()
    try:
        time.sleep(1.2)
        began = time.monotonic()
        happen(1)
        while not receiver.posts and time.monotonic() - began < 8:
            time.sleep(0.01)
        assert receiver.posts
        took = time.monotonic() - began
        ends = time.monotonic() + 5
        while Delivery.objects.get().state != "delivered" and time.monotonic() < ends:
            time.sleep(0.02)
        assert Delivery.objects.get().state == "delivered"
        assert took < 4
    finally:
        postman.stop(60)


def test_switching_off_gives_up_what_waits(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast"
) -> None:
    row, _ = webhook()
    happen(1)
    streamed()
    api = cast.api(cast.admin)
    changed = api.patch(f"webhooks/{row.pk}", {"is_on": False, "types": ["sla.*"], "note": "Later"}).json()
    assert (changed["state"], changed["types"], changed["note"]) == ("off", ["sla.*"], "Later")
    assert send() == 0
    assert Delivery.objects.get().state == "failed"
    assert api.patch(f"webhooks/{row.pk}", {"types": ["ticket.nothing"]}).status_code == 422
    assert api.patch(f"webhooks/{row.pk}", {"types": []}).status_code == 422
    assert api.patch(f"webhooks/{row.pk}", {"on": True}).json()["code"] == "unknown_field"
    assert api.delete(f"webhooks/{row.pk}").status_code == 204
    assert not Delivery.objects.exists()
    assert streaming.sequence(now=clock.now()) == 0


def test_a_webhook_may_be_removed_while_it_is_sent_to(
    receiver: Receiver, webhook: Make, streamed: Streamed, cast: "Cast"
) -> None:
    row, _ = webhook()
    happen(1, 2)
    streamed()
    first, second = claiming.claim(limit=2, now=clock.now())
    services.webhook_delete(actor=cast.actor(cast.admin), webhook_id=row.pk, now=clock.now())
    outcomes = [claiming.Outcome(first, status=200), claiming.Outcome(second, error="No.")]
    claiming.record(outcomes, now=clock.now())
    assert not Delivery.objects.exists()
    assert send() == 0


def test_the_thread_of_the_worker_outlives_a_database_that_is_away(
    receiver: Receiver, webhook: Make, streamed: Streamed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    webhook()
    happen(1)
    streamed()
    record, failures = claiming.record, [OperationalError("away"), OperationalError("away")]

    def away(outcomes: Any, *, now: Any) -> None:
        if failures:
            raise failures.pop()
        record(outcomes, now=now)

    monkeypatch.setattr(claiming, "record", away)
    monkeypatch.setattr(posting, "PAUSE_SECONDS", 0.05)
    postman = Postman()
    postman.start()
    try:
        ends = time.monotonic() + 60
        while Delivery.objects.get().state != "delivered" and time.monotonic() < ends:
            time.sleep(0.05)
        assert Delivery.objects.get().state == "delivered"
        assert len(receiver.posts) == 1
    finally:
        postman.stop(60)
