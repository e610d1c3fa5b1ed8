"""What is taken out of a ticket goes from all that a merge or a split ever joined with it."""

import json
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection

from assistant.models import GapTicket, Handoff, Run
from core import clock, kept
from integrations.email.models import OutgoingMail, OutgoingState
from integrations.email.services import sending
from integrations.webhooks.models import StreamEvent
from notices.models import Notice
from routing.models import Decision
from tests.api.tickets.test_redacting import SECRET, WHY, _file, everything_with, preview, redact
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets import services
from tickets.models import Attachment, Draft, Ticket, TimelineEntry
from tickets.services import redacting

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    return cast.api(cast.agent)


def fill(cast: "Cast", ticket: Ticket, entry: TimelineEntry, tag: int) -> None:
    """The word in whatever keeps words of a ticket."""
    run = Run.objects.create(
        ticket=ticket,
        entry_id=entry.pk,
        key=f"filled-{tag}",
        question=f"What of {SECRET}",
        queued_at=NOW,
        details={"read": [SECRET]},
    )
    Handoff.objects.create(
        ticket=ticket, run=run, reason="boundary", summary=SECRET, wants=SECRET, why="x", created_at=NOW
    )
    Notice.objects.create(user=cast.agent, ticket=ticket, kind="mention", text=f"see {SECRET}", at=NOW)
    Draft.objects.create(
        user=cast.agent, ticket=ticket, kind="public", body=f"<p>So {SECRET}</p>", updated_at=NOW
    )
    GapTicket.objects.update_or_create(
        ticket=ticket, defaults={"question": f"About {SECRET}", "asked_at": NOW, "kind": "missing"}
    )
    Decision.objects.filter(ticket=ticket).update(inputs={"subject": SECRET})
    StreamEvent.objects.create(
        id=9_000_000 + tag, outbox_id=9_000_000 + tag, part=0, type="ticket.updated",
        subject=f"ticket:{ticket.pk}", body=json.dumps({"data": {"changes": {"subject": ["a", SECRET]}}}),
        occurred_at=NOW, created_at=NOW,
    )  # fmt: skip


def by_mail(cast: "Cast") -> Ticket:
    mail = raw_mail(subject=f"Login {SECRET}", text=f"My password is {SECRET} ok")
    return ticket_of(receive(mailbox_for(cast.brand), mail))


def first_said(ticket: Ticket) -> TimelineEntry:
    rows = TimelineEntry.objects.filter(ticket=ticket, kind="message", author_kind="contact")
    return rows.order_by("pk").first() or pytest.fail("nobody wrote")


def merge(api: "ApiClient", source: Ticket, target: Ticket) -> int:
    answer = api.post(f"tickets/{target.pk}/merges", {"source": source.pk})
    assert answer.status_code == 200, answer.content
    return int(answer.json()["merge"]["id"])


def split(api: "ApiClient", entry: TimelineEntry, subject: str = "Second") -> Ticket:
    answer = api.post(f"tickets/{entry.ticket_id}/split", {"entry_id": entry.pk, "subject": subject})
    assert answer.status_code == 201, answer.content
    return Ticket.objects.get(pk=answer.json()["number"])


@pytest.mark.parametrize("state", ["merged", "undone", "merged_on"])
@pytest.mark.parametrize("side", ["source", "target"])
def test_nothing_is_left_in_any_table(
    side: str, state: str, api: "ApiClient", cast: "Cast", settle: Any, freeze: Any
) -> None:
    """Both tickets keep the word everywhere, also a third one; it is taken out once, in one of them."""
    freeze(LATER)
    source = by_mail(cast)
    target = cast.ticket(by=source.requester, body=f"Again {SECRET}", subject=f"Again {SECRET}", now=LATER)
    third = split(api, first_said(source), f"Third {SECRET}")
    settle()
    for tag, ticket in enumerate((source, target, third)):
        fill(cast, ticket, first_said(ticket), tag)
    entry = {"source": first_said(source), "target": first_said(target)}[side]
    number = merge(api, source, target)
    settle()
    if state == "undone":
        cast.says(target, f"More of {SECRET}", now=LATER + timedelta(minutes=1))
        assert api.post(f"tickets/merges/{number}/undo").status_code == 200
        settle()
    if state == "merged_on":
        last = cast.ticket(by=source.requester, body="Last", now=LATER + timedelta(hours=1))
        merge(api, target, last)
        settle()
    entry.refresh_from_db()
    before = everything_with(SECRET)
    assert {"email.RawMail.content", "assistant.Handoff.summary", "core.OutboxEvent.live"} <= before
    assert {"tickets.Ticket.subject", "tickets.TimelineEntry.payload", "notices.Notice.text"} <= before
    preview(api, entry, words=SECRET)
    assert everything_with(SECRET) == before
    answer = redact(api, entry, words=SECRET)
    assert answer.status_code == 200, answer.json()
    assert everything_with(SECRET) == set()
    if state == "merged":
        assert api.post(f"tickets/merges/{number}/undo").status_code == 200
        settle()
        assert everything_with(SECRET) == set()


@pytest.mark.parametrize("is_copy", [False, True])
@pytest.mark.parametrize("is_whole", [False, True])
def test_a_split_keeps_no_copy(
    is_whole: bool, is_copy: bool, api: "ApiClient", cast: "Cast", settle: Any
) -> None:
    entry = first_said(cast.ticket(body=f"Hi\n{SECRET}\nshort"))
    file = _file(entry, "pass.txt", b"the secret file of both")
    path = Path(settings.MEDIA_ROOT) / file.path
    made = first_said(split(api, entry))
    again = first_said(split(api, made))
    settle()
    chosen = made if is_copy else entry
    own = Attachment.objects.get(entry=chosen)
    cut = {"whole": True} if is_whole else {"file_ids": [str(own.public_id)]}
    answer = redact(api, chosen, **cut)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["files"] == 3
    settle()
    assert not Attachment.objects.exists()
    assert not path.exists()
    for one in (entry, made, again):
        one.refresh_from_db()
        assert one.is_redacted
        assert is_whole == (SECRET not in one.body_text + one.body_html)
    if is_whole:
        assert "short" not in entry.body_text + made.body_text + again.body_text
        assert everything_with(SECRET) == set()


def test_asking_again_reaches_what_stands_elsewhere(api: "ApiClient", cast: "Cast") -> None:
    entry = cast.says(cast.ticket(), f"It is {SECRET}")
    redact(api, entry, words=SECRET)
    assert redact(api, entry, words=SECRET).json()["code"] == "tickets.words_not_there"
    other = cast.ticket(body="Other")
    merge(api, other, Ticket.objects.get(pk=entry.ticket_id))
    Notice.objects.create(user=cast.agent, ticket=other, kind="mention", text=f"see {SECRET}", at=NOW)
    assert redact(api, entry, words=SECRET).status_code == 200
    assert everything_with(SECRET) == set()


def test_who_sees_one_of_them_is_told_nothing_of_the_other(cast: "Cast", settle: Any) -> None:
    entry = cast.says(cast.ticket(), f"It is {SECRET}")
    ticket = Ticket.objects.get(pk=entry.ticket_id)
    other = cast.ticket(body=f"Also {SECRET}, and only here zebra-9-Gnu", now=LATER)
    number = merge(cast.api(cast.owner), other, ticket)
    cast.api(cast.owner).post(f"tickets/merges/{number}/undo")
    settle()
    Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.team_agent, team=cast.other_team)
    Ticket.objects.filter(pk=other.pk).update(assignee=None, team=None)
    narrow = cast.api(cast.team_agent)
    assert narrow.get(f"tickets/{other.pk}").status_code == 404
    shown = {place["name"]: place["count"] for place in preview(narrow, entry, words=SECRET).json()["places"]}
    rows = TimelineEntry.objects.filter(ticket=ticket).order_by("pk")
    own = [one.pk for one in rows if SECRET in f"{one.body_text}{one.payload}"]
    assert shown["entries"] == len(own)
    for path in (preview, redact):
        refused = path(narrow, entry, words="zebra-9-Gnu").json()
        assert refused["code"] == "tickets.words_not_there", "or one could ask what stands in the other"
    answer = redact(narrow, entry, words=SECRET)
    assert answer.status_code == 200, answer.json()
    assert str(other.pk) not in json.dumps(answer.json()["places"])
    assert answer.json()["entry_ids"] == own
    assert everything_with(SECRET) == set(), "the words leave everywhere"


def test_each_ticket_hears_of_its_own_entries(api: "ApiClient", cast: "Cast", settle: Any) -> None:
    from core.models import OutboxEvent

    entry = cast.says(cast.ticket(), f"It is {SECRET}")
    made = split(api, entry)
    redact(api, entry, words=SECRET)
    told = {
        event.payload["ticket_id"]: event.payload["entry_ids"]
        for event in OutboxEvent.objects.filter(name="tickets.entries_redacted")
    }
    assert told == {entry.ticket_id: [entry.pk], made.pk: [first_said(made).pk]}


@pytest.mark.django_db(transaction=True)
def test_mail_that_ends_meanwhile_waits_its_turn(
    cast: "Cast", settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both hold the entry before its mail: neither waits for the other in a circle."""
    ticket = by_mail(cast)
    settle()
    reply = cast.replies(ticket, cast.agent, f"So it was {SECRET}?")
    settle()
    mail = OutgoingMail.objects.get(entry=reply)
    entry, actor, real = first_said(ticket), cast.actor(cast.agent), kept.redact
    holds, waits = Event(), Event()

    def slow(*args: Any, **named: Any) -> Any:
        holds.set()
        waits.wait(10)
        return real(*args, **named)

    monkeypatch.setattr(kept, "redact", slow)
    ends: list[str] = []

    def running(what: Any, name: str) -> Thread:
        def run() -> None:
            try:
                what()
                ends.append(name)
            finally:
                connection.close()

        thread = Thread(target=run)
        thread.start()
        return thread

    cut = redacting.Cut(words=SECRET)
    first = running(
        lambda: services.entry_redact(
            actor=actor, ticket_id=ticket.pk, entry_id=entry.pk, cut=cut, reason=WHY, now=clock.now()
        ),
        "redacted",
    )
    assert holds.wait(10)
    second = running(lambda: sending._end(mail, OutgoingState.SENT), "sent")
    _until_somebody_waits()
    waits.set()
    first.join()
    second.join()
    assert sorted(ends) == ["redacted", "sent"]
    mail.refresh_from_db()
    assert mail.state == OutgoingState.SENT
    assert SECRET not in mail.text


def _until_somebody_waits() -> None:
    """Until a session waits for another's lock, as PostgreSQL tells."""
    from time import monotonic, sleep

    ends_at = monotonic() + 10
    while monotonic() < ends_at:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    pytest.fail("nobody waited")
