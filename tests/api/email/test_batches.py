"""Many mails at once: each in a transaction of its own, what they set in motion in a few tasks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from core.events import leaving
from core.models import OutboxEvent
from core.sandbox.pool import Child
from integrations.email.mime.parsing import ParsedMail
from integrations.email.models import InboundMail, InboundState, Mailbox
from integrations.email.sandbox.pool import PoisonMail, SandboxUnavailable, parse_safely
from integrations.email.selectors.mail_facts import Here
from integrations.email.services import acting, inbound_store, mailbox_process, reading, receiving
from integrations.email.services.claiming import claim
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail
from tickets.models import Ticket

COUNT = 7


@pytest.fixture
def mailbox(cast: Cast, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand)


def store(mailbox: Mailbox, uid: int) -> InboundMail:
    raw = raw_mail(
        sender=f"c{uid}@new.test", subject=f"Mail {uid}", text=f"Text {uid}.", message_id=f"<{uid}@new.test>"
    )
    mail = inbound_store(
        mailbox=mailbox, source="imap", raw=raw, size=len(raw), uid_validity=1, uid=uid, now=NOW
    )
    assert mail is not None
    return mail


def poison(raw: bytes) -> ParsedMail:
    raise PoisonMail("It is too complex.")


def is_away(raw: bytes) -> ParsedMail:
    raise SandboxUnavailable("No process.")


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (poison, InboundState.SUSPENDED),
        (is_away, InboundState.FAILED),
        ("database", InboundState.FAILED),
    ],
)
@pytest.mark.parametrize("place", [1, 4, COUNT])
def test_a_mail_in_trouble_does_not_take_its_batch_with_it(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, trouble: Any, state: str, place: int
) -> None:
    mails = [store(mailbox, uid) for uid in range(1, COUNT + 1)]
    mark = f"Text {place}.".encode()
    if trouble == "database":
        act = acting.act

        def acts(inbound: InboundMail, *values: Any, **named: Any) -> Any:
            found = act(inbound, *values, **named)
            if inbound.uid == place:
                raise RuntimeError("After everything was written.")
            return found

        monkeypatch.setattr(acting, "act", acts)
    else:
        monkeypatch.setattr(
            receiving, "parse_safely", lambda raw: trouble(raw) if mark in raw else parse_safely(raw)
        )
    assert mailbox_process(mailbox_id=mailbox.pk) == COUNT
    for mail in mails:
        mail.refresh_from_db()
    assert [mail.state for mail in mails] == [
        state if mail.uid == place else InboundState.STORED for mail in mails
    ]
    assert not Ticket.objects.filter(subject=f"Mail {place}").exists()
    assert Ticket.objects.count() == COUNT - 1
    assert OutboxEvent.objects.filter(name="tickets.message_received").count() == COUNT - 1


def test_a_batch_of_mails_is_handed_out_by_a_few_tasks(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for uid in range(1, 26):
        store(mailbox, uid)
    sent: list[list[int]] = []
    monkeypatch.setattr(
        "core.queue.enqueue", lambda task, on, /, *, event_ids, lane: sent.append(list(event_ids))
    )
    process = receiving.begun_process

    def committed(begun: receiving.Begun, *, here: Here) -> InboundMail:
        """As outside of a test, where each mail's transaction commits."""
        found = process(begun, here=here)
        hooks: list[Any] = [entry[1] for entry in connection.run_on_commit]
        connection.run_on_commit.clear()
        for hook in hooks:
            hook()
        return found

    monkeypatch.setattr(receiving, "begun_process", committed)
    assert mailbox_process(mailbox_id=mailbox.pk) == 25
    ids = OutboxEvent.objects.filter(completed_at=None).order_by("id").values_list("pk", flat=True)
    assert [one for ids in sent for one in ids] == list(ids)
    assert len(sent) <= 25 / leaving.MOST_AT_ONCE + 2


@pytest.mark.parametrize("second", [OperationalError("lost"), InboundMail.DoesNotExist("gone")])
def test_a_failure_that_cannot_be_noted_stops_no_other_mail(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, second: Exception
) -> None:
    for uid in range(1, 4):
        store(mailbox, uid)

    def fails(*_: object, **__: object) -> None:
        raise second

    monkeypatch.setattr(receiving, "parse_safely", is_away)
    monkeypatch.setattr(InboundMail, "refresh_from_db", fails)
    assert mailbox_process(mailbox_id=mailbox.pk) == 3
    told = [vars(record)["failure"] for record in caplog.records if hasattr(record, "failure")]
    assert told == ["Unavailable: No process."] * 3


def test_the_next_mail_is_begun_while_one_is_written_but_not_beside_one_that_was_begun_before(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail that ends the process takes only itself along: nobody else has its attempts counted with it."""
    mails = [store(mailbox, uid) for uid in range(1, 6)]
    InboundMail.objects.filter(pk=mails[2].pk).update(attempts=1)
    begun: list[int] = []
    beside: dict[int, list[int]] = {}
    process = receiving.begun_process

    def claims(inbound_id: int, **named: Any) -> Any:
        begun.append(inbound_id)
        return claim(inbound_id, **named)

    def ends(of: receiving.Begun, *, here: Here) -> InboundMail:
        beside[of.inbound.pk] = [pk for pk in begun if pk > of.inbound.pk]
        return process(of, here=here)

    monkeypatch.setattr(reading, "claim", claims)
    monkeypatch.setattr(receiving, "begun_process", ends)
    assert mailbox_process(mailbox_id=mailbox.pk) == 5
    first, second, again, fourth, fifth = (mail.pk for mail in mails)
    assert beside == {first: [second], second: [], again: [], fourth: [fifth], fifth: []}
    assert begun == [first, second, again, fourth, fifth]


@pytest.mark.parametrize("place", [2, 5])
def test_a_mail_that_kills_the_parser_takes_only_itself_along(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """Also where it is parsed ahead, while the mail before it is written."""
    mails = [store(mailbox, uid) for uid in range(1, 6)]
    mark = f"Text {place}.".encode()
    real = Child.hand_over

    def kills(child: Child, raw: bytes, seconds: float) -> bool:
        if mark not in raw:
            return real(child, raw, seconds)
        # As one that dies of what it has taken, before it answers.
        child.process.kill()
        child.process.wait()
        return True

    monkeypatch.setattr(Child, "hand_over", kills)
    assert mailbox_process(mailbox_id=mailbox.pk) == 5
    found = [InboundMail.objects.get(pk=mail.pk).state for mail in mails]
    assert found == [InboundState.SUSPENDED if mail.uid == place else InboundState.STORED for mail in mails]
