"""Files wait for the virus scanner, and nobody gets an infected one, however it came."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.actors import Actor
from core.errors import Invalid
from core.models import AuditEntry
from core.scanning import Finding, Verdict
from portal.api.pages.rendering import message_of
from tests.answers import Client
from tests.cast import NOW, Cast
from tests.standins.clamd import EICAR, FOUND, Clamd
from tickets.models import Attachment, Scan, Ticket, TimelineEntry
from tickets.services import FileInfected, FileWaiting, attachment_store, file_path, post_reply, scanning
from tickets.services.combining import splitting
from tickets.services.scanning import LEASE, file_judge, files_scan, files_tell
from widget.models import WidgetSession
from widget.rendering import file_json

Freeze = Callable[..., object]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path, freeze: Freeze) -> Path:
    freeze(NOW)
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    with Clamd() as found:
        settings.CLAMD_ADDRESS = found.address
        yield found


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.ticket(subject="Exports fail")


def put(actor: Actor, content: bytes, name: str = "a.txt") -> Attachment:
    return attachment_store(actor=actor, name=name, stream=BytesIO(content), now=clock.now())


def sent(cast: Cast, ticket: Ticket, *files: Attachment) -> TimelineEntry:
    ids = [str(file.public_id) for file in files]
    return post_reply(
        actor=cast.actor(cast.agent), ticket_id=ticket.pk, body_html="<p>See</p>", attachment_ids=ids, now=NOW
    )


def told(ticket: Ticket) -> list[str]:
    steps = TimelineEntry.objects.filter(ticket=ticket, payload__message__code="file_infected")
    return list(steps.order_by("pk").values_list("body_text", flat=True))


def test_where_nothing_is_scanned_files_go_out_as_they_came(cast: Cast) -> None:
    file = put(cast.actor(cast.agent), EICAR)
    assert file.scan == ""
    assert files_scan() == 0
    assert file_path(file).read_bytes() == EICAR


def test_a_file_is_handed_out_once_it_is_clean(cast: Cast, scanner: Clamd) -> None:
    client = Client(headers={"authorization": f"Bearer {cast.token(cast.agent)}"})
    answer = client.post("/api/v1/attachments", {"file": SimpleUploadedFile("a.txt", b"harmless")}).json()
    assert answer["scan"] == "waiting"
    held = client.get(answer["url"])
    assert (held.status_code, held.json()["code"]) == (409, "tickets.file_waiting")
    assert files_scan() == 1
    assert scanner.seen == [b"harmless"]
    got: Any = client.get(answer["url"])
    assert b"".join(got.streaming_content) == b"harmless"
    assert files_scan() == 0


def test_an_infected_file_is_locked_away_and_its_tickets_say_so(
    cast: Cast, ticket: Ticket, scanner: Clamd, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    actor = cast.actor(cast.agent)
    bad, same, good = put(actor, EICAR, "bad.exe"), put(actor, EICAR), put(actor, b"harmless")
    entry = sent(cast, ticket, bad, good)
    with django_capture_on_commit_callbacks(execute=True):
        files_scan()
    bad.refresh_from_db()
    assert bad.path == f"quarantine/{bad.sha256[:2]}/{bad.sha256}"
    assert [str(one.relative_to(files)) for one in files.rglob("*") if one.is_file()] != []
    assert not (files / bad.sha256[:2] / bad.sha256).exists()
    assert (files / bad.path).read_bytes() == EICAR
    assert (files / bad.path).stat().st_mode & 0o777 == 0o600
    assert told(ticket) == [f"A file here was locked away: the virus scanner found {FOUND} in it."]
    shown = cast.api(cast.agent).get(f"tickets/{ticket.pk}/timeline").json()["results"]
    [row] = [one for one in shown if one["id"] == entry.pk]
    by_name = {one["name"]: one for one in row["attachments"]}
    assert (by_name["bad.exe"]["scan"], by_name["bad.exe"]["scan_detail"]) == ("infected", FOUND)
    assert "scan" not in by_name["a.txt"]
    answer = cast.api(cast.owner).get(f"attachments/{bad.public_id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "tickets.file_infected")
    noted = AuditEntry.objects.filter(action="tickets.file_infected")
    assert {one.target for one in noted} == {f"file:{bad.pk}", f"file:{same.pk}"}
    # Its author cannot send the other one either.
    with pytest.raises(Invalid, match="Take it out"):
        sent(cast, ticket, same)
    # It is told once, and switching the scanner off frees nothing.
    files_tell(now=NOW)
    assert len(told(ticket)) == 1


def test_switching_off_frees_what_waits_and_not_what_was_found(
    cast: Cast, scanner: Clamd, settings: Any
) -> None:
    actor = cast.actor(cast.agent)
    bad = put(actor, EICAR)
    files_scan()
    waiting = put(actor, b"harmless")
    settings.CLAMD_ADDRESS = ""
    bad.refresh_from_db()
    with pytest.raises(FileInfected):
        file_path(bad)
    assert file_path(waiting).read_bytes() == b"harmless"


def test_while_the_scanner_is_away_all_wait_and_none_is_lost(
    cast: Cast, scanner: Clamd, freeze: Freeze
) -> None:
    actor = cast.actor(cast.agent)
    rows = [put(actor, f"file {at}".encode()) for at in range(4)]
    scanner.answer = b""
    at = NOW
    for _ in range(6):
        assert files_scan() == 0
        at += timedelta(seconds=15)
        freeze(at)
    for row in rows:
        row.refresh_from_db()
        with pytest.raises(FileWaiting):
            file_path(row)
    assert max(row.scan_attempts for row in rows) >= 1
    assert rows[0].scan_detail == "no answer"
    scanner.answer = None
    freeze(at + timedelta(minutes=15))
    assert files_scan() == 4
    assert set(Attachment.objects.values_list("scan", flat=True)) == {Scan.CLEAN}


def test_one_that_the_scanner_refuses_holds_up_no_other(cast: Cast, scanner: Clamd, freeze: Freeze) -> None:
    actor = cast.actor(cast.agent)
    large, small = put(actor, b"x" * 2_000_000), put(actor, b"harmless")
    assert files_scan() == 2
    for row in (large, small):
        row.refresh_from_db()
    assert (large.scan, small.scan) == (Scan.WAITING, Scan.CLEAN)
    assert "size limit" in large.scan_detail
    assert files_scan() == 0
    scanner.largest = 10_000_000
    freeze(NOW + timedelta(hours=7))
    assert files_scan() == 1


def test_a_file_whose_scan_died_is_scanned_again(
    cast: Cast, scanner: Clamd, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = put(cast.actor(cast.agent), b"harmless")

    def dies(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tickets.services.scanning.file_judge", dies)
        with pytest.raises(KeyboardInterrupt):
            files_scan()
    assert files_scan() == 0
    freeze(NOW + LEASE)
    assert files_scan() == 1
    row.refresh_from_db()
    assert row.scan == Scan.CLEAN


def test_a_verdict_before_the_message_is_told_with_the_message(
    cast: Cast, ticket: Ticket, scanner: Clamd
) -> None:
    """A customer whose mail or widget sent it keeps the message; the file stays locked away."""
    from tickets.services.attaching import claim_attachments

    customer = cast.actor(cast.customer)
    bad = put(customer, EICAR)
    files_scan()
    assert told(ticket) == []
    entry = cast.says(ticket, "See the file")
    claim_attachments(actor=customer, entry=entry, ids=[str(bad.public_id)])
    files_scan()
    assert len(told(ticket)) == 1


def test_one_ticket_that_cannot_be_told_keeps_no_other_file_from_its_scan(
    cast: Cast, ticket: Ticket, scanner: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = cast.actor(cast.agent)
    sent(cast, ticket, put(actor, EICAR))
    other = put(actor, b"harmless")

    def cannot(*_: object) -> None:
        raise RuntimeError("This ticket takes no steps.")

    with monkeypatch.context() as patch:
        patch.setattr("tickets.services.scanning._tell", cannot)
        assert files_scan() == 2
    other.refresh_from_db()
    assert other.scan == Scan.CLEAN
    # It is told once that is possible.
    files_scan()
    assert len(told(ticket)) == 1


def test_a_copy_that_a_split_makes_meanwhile_is_locked_away_too(
    cast: Cast, ticket: Ticket, scanner: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = put(cast.actor(cast.agent), b"unknown so far")
    entry = sent(cast, ticket, old)
    files_scan()
    real = scanning._locked_away

    def copied(path: str) -> str:
        with CaptureQueriesContext(connection) as queries:
            splitting._copied_files(entry, None)
        assert any("FOR UPDATE" in query["sql"] for query in queries), (
            "it waits for a verdict that comes first"
        )
        return real(path)

    monkeypatch.setattr(scanning, "_locked_away", copied)
    file_judge(path=old.path, verdict=Verdict(Finding.INFECTED, "New.Thing"), now=NOW)
    assert set(Attachment.objects.values_list("scan", flat=True)) == {Scan.INFECTED}
    assert Attachment.objects.filter(path=old.path).count() == 0


def test_new_signatures_find_what_passed_before(cast: Cast, ticket: Ticket, scanner: Clamd) -> None:
    old = put(cast.actor(cast.agent), b"unknown so far")
    sent(cast, ticket, old)
    files_scan()
    file_judge(path=old.path, verdict=Verdict(Finding.INFECTED, "New.Thing"), now=NOW)
    files_tell(now=NOW)
    old.refresh_from_db()
    assert old.scan == Scan.INFECTED
    assert len(told(ticket)) == 1


def test_the_same_bytes_come_again_while_they_are_locked_away(
    cast: Cast, scanner: Clamd, files: Path
) -> None:
    actor = cast.actor(cast.agent)
    put(actor, EICAR)
    files_scan()
    again = put(actor, EICAR)
    # What forgets the former place may take the new bytes with it.
    (files / again.path).unlink()
    files_scan()
    again.refresh_from_db()
    assert (again.scan, again.scan_detail) == (Scan.INFECTED, FOUND)


def test_customers_get_no_address_of_a_file_that_is_held(cast: Cast, ticket: Ticket, scanner: Clamd) -> None:
    file = put(cast.actor(cast.agent), EICAR, "bad.exe")
    entry = sent(cast, ticket, file)
    session = WidgetSession(pk=7)
    told_of = file_json(session, Attachment.objects.get(pk=file.pk))
    assert (told_of["url"], told_of["scan"]) == ("", "waiting")
    files_scan()
    found = Attachment.objects.get(pk=file.pk)
    told_of = file_json(session, found)
    # What was found is for staff.
    assert (told_of["url"], told_of["scan"], "scan_detail" in told_of) == ("", "infected", False)
    assert [one.held for one in message_of(entry, [found], at="/", is_mine=False).files] == ["infected"]
