"""Everything new in a mailbox is stored exactly once, whatever breaks on the way."""

import threading
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from integrations.email.models import InboundMail, InboundState, Mailbox, MailboxState, RawMail
from integrations.email.services import fetching, signing_in, storing
from integrations.email.services.fetching import mailbox_fetch, mailboxes_to_fetch
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.mailservers import PASSWORD, USER, ImapServer, OddServer, Pymap, cut_after, free_port, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(cast: Cast, imap: ImapServer) -> Mailbox:
    """A mailbox that has been looked into once: it is at the present."""
    found = reaching(cast, imap.port)
    assert fetch(found) == 0
    return found


def reaching(cast: Cast, port: int, **more: Any) -> Mailbox:
    return mailbox_for(
        cast.brand, imap_port=port, imap_security="none", username=USER, password=PASSWORD, **more
    )


def fetch(mailbox: Mailbox, **more: Any) -> int:
    values: dict[str, Any] = {"mailbox_id": mailbox.pk, "now": NOW}
    return mailbox_fetch(**(values | more))


def subjects() -> list[bytes]:
    """The subject lines of all stored mails, in the order in which they were stored."""
    raws = RawMail.objects.order_by("inbound_id").values_list("content", flat=True)
    return [line for raw in raws for line in bytes(raw).splitlines() if line.startswith(b"Subject: ")]


def numbers(count: int, start: int = 0) -> list[bytes]:
    return [b"Subject: number %d" % n for n in range(start, count)]


def letters(count: int, start: int = 0) -> list[bytes]:
    return [letter(f"number {n}") for n in range(start, count)]


def test_a_new_mailbox_starts_at_the_present(cast: Cast, imap: ImapServer) -> None:
    imap.append(letter("from years ago"))
    mailbox = reaching(cast, imap.port)
    assert fetch(mailbox) == 0
    imap.append(letter("number 0"))
    assert fetch(mailbox) == 1
    assert subjects() == numbers(1)


def test_what_comes_between_entering_a_mailbox_and_its_first_check_is_read(
    cast: Cast, imap: ImapServer
) -> None:
    entered = datetime.now(UTC)
    for age in (timedelta(days=400), timedelta(hours=1), timedelta(minutes=10)):
        imap.append(letter("before"), arrived=entered - age)
    imap.append(*letters(1), arrived=entered)
    imap.append(letter("number 1"), arrived=entered + timedelta(hours=5))
    mailbox = reaching(cast, imap.port, reads_from=entered)
    assert fetch(mailbox) == 2
    assert subjects() == numbers(2)
    assert fetch(mailbox) == 0


def test_a_mailbox_without_news_since_it_was_entered_starts_at_the_present(
    cast: Cast, imap: ImapServer
) -> None:
    entered = datetime.now(UTC)
    imap.append(letter("before"), arrived=entered - timedelta(minutes=10))
    mailbox = reaching(cast, imap.port, reads_from=entered)
    assert fetch(mailbox) == 0
    imap.append(*letters(1))
    assert fetch(mailbox) == 1
    assert subjects() == numbers(1)


def test_or_with_its_oldest_mail_when_told_so(cast: Cast, imap: ImapServer) -> None:
    imap.append(*letters(2))
    assert fetch(reaching(cast, imap.port), from_start=True) == 2


def test_mail_is_stored_as_it_came_and_once(mailbox: Mailbox, imap: ImapServer) -> None:
    imap.append(*letters(3))
    assert fetch(mailbox) == 3
    assert fetch(mailbox) == 0
    assert [bytes(raw.content) for raw in RawMail.objects.order_by("inbound_id")] == letters(3)
    mailbox.refresh_from_db()
    row = InboundMail.objects.latest("id")
    assert (row.uid, row.uid_validity) == (mailbox.last_uid, mailbox.uid_validity)
    assert (row.source, row.state, row.size) == ("imap", InboundState.FETCHED, len(letters(3)[2]))


def test_a_crash_amid_three_mails_loses_and_repeats_nothing(
    mailbox: Mailbox, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.append(*letters(3))
    store, calls = storing.inbound_store, []

    def crash_once(**values: Any) -> object:
        calls.append(values["uid"])
        row = store(**values)
        if len(calls) == 2:
            raise RuntimeError("the worker was killed")
        return row

    monkeypatch.setattr(fetching, "inbound_store", crash_once)
    with pytest.raises(RuntimeError):
        fetch(mailbox)
    assert subjects() == numbers(1)
    assert fetch(mailbox) == 2
    assert subjects() == numbers(3)


def test_a_crash_between_the_mail_and_the_cursor_takes_both_back(
    mailbox: Mailbox, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.append(*letters(1))

    def crash(*args: Any, **values: Any) -> None:
        raise RuntimeError("the worker was killed")

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "_move_cursor", crash)
        with pytest.raises(RuntimeError):
            fetch(mailbox)
    assert not InboundMail.objects.exists()
    assert fetch(mailbox) == 1


def test_a_connection_that_dies_goes_on_where_it_was(cast: Cast, mailbox: Mailbox, imap: ImapServer) -> None:
    mails = [letter(f"number {n}", size=30_000) for n in range(40)]
    imap.append(*mails)
    with cut_after(imap.port, 1_000_000) as way:
        Mailbox.objects.update(imap_port=way.port)
        first = fetch(mailbox)
    assert 0 < first < 40
    mailbox.refresh_from_db()
    assert (mailbox.state, mailbox.failing_since) == (MailboxState.FAILING, NOW)
    Mailbox.objects.update(imap_port=imap.port)
    assert fetch(mailbox) == 40 - first
    assert subjects() == numbers(40)
    mailbox.refresh_from_db()
    assert (mailbox.state, mailbox.state_detail, mailbox.failing_since) == (MailboxState.OK, "", None)


def test_what_comes_in_while_we_read_is_read_too(
    mailbox: Mailbox, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.append(*letters(1))
    store = storing.inbound_store

    def another_comes(**values: Any) -> object:
        if not InboundMail.objects.exists():
            imap.append(*letters(2, start=1))
        return store(**values)

    monkeypatch.setattr(fetching, "inbound_store", another_comes)
    assert fetch(mailbox) == 2


def test_500_mails_come_in_batches(dovecot: ImapServer, cast: Cast) -> None:
    dovecot.clear()
    mailbox = reaching(cast, dovecot.port)
    fetch(mailbox)
    dovecot.append(*letters(500))
    assert [fetch(mailbox) for _ in range(4)] == [200, 200, 100, 0]
    assert subjects() == numbers(500)


def test_reading_elsewhere_changes_nothing(mailbox: Mailbox, imap: ImapServer) -> None:
    imap.append(*letters(2))
    with imap.door() as own:
        own.store("1:*", "+FLAGS", "(\\Seen)")
    assert fetch(mailbox) == 2


def test_days_without_us_lose_nothing(mailbox: Mailbox, imap: ImapServer) -> None:
    """A mail's date plays no part, nor does that of our last look."""
    old = letter("number 0").replace(b"Mon, 02 Mar 2026", b"Thu, 01 Jan 1998")
    imap.append(old)
    assert fetch(mailbox, now=NOW + timedelta(days=90)) == 1


def test_what_was_deleted_before_we_came_is_no_trouble(mailbox: Mailbox, imap: ImapServer) -> None:
    imap.append(*letters(3))
    mailbox.refresh_from_db()
    imap.expunge(mailbox.last_uid + 2)
    assert fetch(mailbox) == 2
    imap.clear()
    assert fetch(mailbox) == 0
    mailbox.refresh_from_db()
    assert mailbox.state == MailboxState.OK


def test_a_folder_with_new_numbers_is_read_again(cast: Cast) -> None:
    with Pymap() as server:
        mailbox = reaching(cast, server.port)
        fetch(mailbox)
        server.append(*letters(2))
        assert fetch(mailbox) == 2
        mailbox.refresh_from_db()
        before = mailbox.uid_validity
        server.renew()
        server.append(*letters(3))
        assert fetch(mailbox) == 3
        mailbox.refresh_from_db()
        assert mailbox.uid_validity != before
        assert fetch(mailbox) == 0
    # The first two came twice, under different numbers; by their content they are one.
    hashes = InboundMail.objects.values_list("sha256", flat=True)
    assert (len(hashes), len(set(hashes))) == (5, 3)


def test_new_numbers_do_not_bring_the_years_before_us(dovecot: ImapServer, cast: Cast) -> None:
    dovecot.renew()
    with dovecot.door() as own:
        own.append("INBOX", "", '"01-Jan-2019 09:00:00 +0000"', letter("from years ago"))
    mailbox = reaching(cast, dovecot.port)
    fetch(mailbox)
    dovecot.append(*letters(2))
    assert fetch(mailbox) == 2
    # As if all of this had been under other numbers.
    Mailbox.objects.update(uid_validity=4711)
    InboundMail.objects.update(uid_validity=4711)
    assert fetch(mailbox) == 2
    assert b"Subject: from years ago" not in subjects()


def test_a_mail_over_the_limit_is_listed_with_its_headers(
    mailbox: Mailbox, imap: ImapServer, settings: Any
) -> None:
    settings.MAIL_MAX_BYTES = 100_000
    imap.append(letter("number 0"), letter("huge", size=300_000), letter("number 1"))
    assert fetch(mailbox) == 3
    huge = InboundMail.objects.get(state=InboundState.SUSPENDED)
    assert huge.reason == "too_large"
    assert huge.size > 300_000
    raw = bytes(RawMail.objects.get(inbound=huge).content)
    assert b"Subject: huge" in raw
    assert len(raw) < 1000


def test_a_mail_over_the_limit_never_enters_memory(dovecot: ImapServer, cast: Cast) -> None:
    dovecot.clear()
    mailbox = reaching(cast, dovecot.port)
    fetch(mailbox)
    dovecot.append(letter("huge", size=35_000_000))
    tracemalloc.start()
    try:
        assert fetch(mailbox) == 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert InboundMail.objects.get().reason == "too_large"
    assert peak < 5_000_000


def test_a_missing_folder_is_a_failing_mailbox(mailbox: Mailbox) -> None:
    Mailbox.objects.update(imap_folder="Nowhere")
    assert fetch(mailbox) == 0
    mailbox.refresh_from_db()
    assert (mailbox.state, mailbox.failing_since, mailbox.checked_at) == (MailboxState.FAILING, NOW, NOW)
    assert "Nowhere" in mailbox.state_detail
    assert "INBOX" in mailbox.state_detail


def test_a_wrong_password_asks_for_a_new_sign_in(mailbox: Mailbox) -> None:
    mailbox.password = "wrong"
    mailbox.save()
    assert fetch(mailbox) == 0
    mailbox.refresh_from_db()
    assert mailbox.state == MailboxState.SIGN_IN
    assert "password" in mailbox.state_detail


def test_the_beginning_of_trouble_is_kept(cast: Cast) -> None:
    mailbox = reaching(cast, free_port())
    for minutes in (0, 3, 9):
        fetch(mailbox, now=NOW + timedelta(minutes=minutes))
    mailbox.refresh_from_db()
    assert mailbox.failing_since == NOW
    assert mailbox.checked_at == NOW + timedelta(minutes=9)


def test_a_server_that_hangs_is_left_in_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account = signing_in.imap_account
    monkeypatch.setattr(fetching, "imap_account", lambda *args, **more: _impatient(account(*args, **more)))
    with OddServer(lambda own: time.sleep(20)) as server:
        mailbox = reaching(cast, server.port)
        assert fetch(mailbox) == 0
    mailbox.refresh_from_db()
    assert mailbox.state == MailboxState.FAILING
    assert "did not answer in time" in mailbox.state_detail


def test_mail_ends_a_quiet_time_and_silence_does_not(mailbox: Mailbox, imap: ImapServer) -> None:
    Mailbox.objects.update(state=MailboxState.QUIET)
    fetch(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.state == MailboxState.QUIET
    imap.append(letter())
    fetch(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.state, mailbox.last_mail_at) == (MailboxState.OK, NOW)


def test_a_message_that_the_server_keeps_back_does_not_hold_up_the_rest(cast: Cast) -> None:
    with OddServer(_with_a_broken_message) as server:
        mailbox = reaching(cast, server.port)
        fetch(mailbox, from_start=True)
        mailbox.refresh_from_db()
        assert (mailbox.state, mailbox.last_uid) == (MailboxState.FAILING, 1)
        assert "message 2" in mailbox.state_detail
        fetch(mailbox, now=NOW + timedelta(minutes=20))
        assert InboundMail.objects.count() == 1
        fetch(mailbox, now=NOW + timedelta(minutes=40))
        fetch(mailbox, now=NOW + timedelta(minutes=41))
    rows = list(InboundMail.objects.order_by("uid").values_list("uid", "state", "reason"))
    assert rows == [(1, "fetched", ""), (2, "suspended", "unreadable"), (3, "fetched", "")]
    assert "message 2" in InboundMail.objects.get(uid=2).detail


def test_a_mailbox_that_is_changed_meanwhile_is_left(
    mailbox: Mailbox, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.append(*letters(2))
    store = storing.inbound_store

    def change(**values: Any) -> object:
        Mailbox.objects.update(imap_folder="Other", uid_validity=None, last_uid=0)
        return store(**values)

    monkeypatch.setattr(fetching, "inbound_store", change)
    assert fetch(mailbox) == 0
    # The change was part of the same transaction here; in life it is another's and stays.
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"intake": "forwarding"}])
def test_others_are_not_fetched(mailbox: Mailbox, imap: ImapServer, change: dict[str, Any]) -> None:
    imap.append(letter())
    Mailbox.objects.update(**change)
    assert fetch(mailbox) == 0
    assert mailboxes_to_fetch() == []


def test_a_failing_mailbox_is_asked_less_and_less(cast: Cast) -> None:
    mailbox = reaching(cast, free_port())

    def looked(minutes: float) -> bool:
        return mailboxes_to_fetch(now=NOW + timedelta(minutes=minutes)) == [mailbox.pk]

    def trouble(state: MailboxState, *, lasted: float) -> None:
        Mailbox.objects.update(state=state, failing_since=NOW - timedelta(minutes=lasted), checked_at=NOW)

    assert looked(0)
    trouble(MailboxState.FAILING, lasted=0)
    assert looked(0)
    trouble(MailboxState.FAILING, lasted=4)
    assert (looked(1.9), looked(2)) == (False, True)
    trouble(MailboxState.FAILING, lasted=600)
    assert (looked(4.9), looked(5)) == (False, True)
    trouble(MailboxState.SIGN_IN, lasted=600)
    assert (looked(29), looked(30)) == (False, True)
    trouble(MailboxState.OK, lasted=600)
    assert looked(0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_fetch_one_mailbox_at_once(
    cast: Cast, dovecot: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.clear()
    mailbox = reaching(cast, dovecot.port)
    fetch(mailbox)
    dovecot.append(*letters(3))
    store, inside, go_on = storing.inbound_store, threading.Event(), threading.Event()

    def pause(**values: Any) -> object:
        inside.set()
        assert go_on.wait(10)
        return store(**values)

    monkeypatch.setattr(fetching, "inbound_store", pause)
    counts: list[int] = []
    thread = threading.Thread(target=_in_thread(lambda: counts.append(fetch(mailbox))))
    thread.start()
    assert inside.wait(10)
    assert fetch(mailbox) == 0
    go_on.set()
    thread.join(10)
    assert counts == [3]
    assert fetch(mailbox) == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_session_dies_leaves_the_mailbox_free(
    cast: Cast, dovecot: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.clear()
    mailbox = reaching(cast, dovecot.port)
    fetch(mailbox)
    dovecot.append(*letters(3))
    store, calls = storing.inbound_store, []

    def kill_once(**values: Any) -> object:
        calls.append(values["uid"])
        if len(calls) == 2:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return store(**values)

    monkeypatch.setattr(fetching, "inbound_store", kill_once)
    failures: list[Exception] = []

    def work() -> None:
        try:
            fetch(mailbox)
        except DatabaseError as error:
            failures.append(error)

    thread = threading.Thread(target=_in_thread(work))
    thread.start()
    thread.join(20)
    assert len(failures) == 1
    assert subjects() == numbers(1)
    assert fetch(mailbox) == 2
    assert subjects() == numbers(3)


def _in_thread(work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return run


def _impatient(account: Any) -> Any:
    from dataclasses import replace

    return replace(account, timeout=0.3)


def _with_a_broken_message(own: Any) -> None:
    """Three messages, of which the second cannot be had."""
    own.sendall(b"* OK ready\r\n")
    sent = {1: letters(1)[0], 3: letters(3)[2]}
    for line in own.makefile("rb"):
        tag, words = line.split()[0], line.upper()
        answer, end = b"", b"OK done"
        if b"CAPABILITY" in words:
            answer = b"* CAPABILITY IMAP4rev1\r\n"
        elif b"EXAMINE" in words:
            answer = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 4] .\r\n"
        elif b"SEARCH" in words:
            asked = words.split()[-1].split(b":")
            first, last = int(asked[0]), 3 if len(asked) > 1 else int(asked[0])
            here = [n for n in (1, 2, 3) if first <= n <= last]
            answer = b"* SEARCH " + b" ".join(b"%d" % n for n in here) + b"\r\n"
        elif b"RFC822.SIZE" in words:
            asked = [int(n) for n in line.split()[3].split(b",")]
            answer = b"".join(b"* %d FETCH (UID %d RFC822.SIZE 300)\r\n" % (n, n) for n in asked)
        elif b"BODY.PEEK" in words:
            asked = [int(n) for n in line.split()[3].split(b",")]
            for n in asked:
                if n in sent:
                    head = b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (n, n, len(sent[n]))
                    answer += head + sent[n] + b")\r\n"
            if 2 in asked:
                end = b"NO [SERVERBUG] It broke"
        own.sendall(answer + tag + b" " + end + b"\r\n")
