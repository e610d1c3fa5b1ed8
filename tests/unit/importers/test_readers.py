"""What readers make of exports, and of files that somebody made to hurt."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from integrations.importers import stage
from integrations.importers.mapping import Here, Theirs, proposed
from integrations.importers.readers import freshdesk, intercom, mbox, streams, zendesk
from integrations.importers.readers.streams import Element, Elements, Export, Unreadable, encoding_of
from integrations.importers.records import (
    Contact,
    Fault,
    Message,
    Named,
    Record,
    Ticket,
    moment,
    words,
)
from tests.api.importers import exports

ROOT = Path(__file__).resolve().parents[3]
NEAR = next(
    (one for place in ROOT.parents[:2] if (one := place / "shared/contracts").is_dir()), ROOT / "none"
)
contracts = pytest.mark.skipif(not NEAR.is_dir(), reason="the contracts lie in ../shared")


def elements(text: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for one in Elements(io.StringIO(text), "f.json"):
        if isinstance(one, Element):
            found.append((one.name, one.line, one.value))
        else:
            found.append((one.code, one.line))
    return found


def read(tmp_path: Path, content: bytes, reader: Any = zendesk, name: str = "export.zip") -> list[Record]:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return list(reader.read(Export(path, name, limit=10**9)))


def faults(records: list[Record]) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in records if isinstance(one, Fault)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"id": 1}\n{"id": 2}\n', [("", 1, {"id": 1}), ("", 2, {"id": 2})]),
        ('[{"id": 1},\n {"id": 2}]', [("", 1, {"id": 1}), ("", 2, {"id": 2})]),
        ('{"tickets": [{"id": 1}], "count": 1}', [("tickets", 1, {"id": 1})]),
        (
            '{"users": [{"id": 1}],\n"next_page": null,\n"groups": [{"id": 2}]}',
            [("users", 1, {"id": 1}), ("groups", 3, {"id": 2})],
        ),
        ('{"tags": ["a"], "id": 1}', [("", 1, {"tags": ["a"], "id": 1})]),
        ('{"id": 1}\n{"id": oops}\n{"id": 3}', [("", 1, {"id": 1}), ("broken_json", 2), ("", 3, {"id": 3})]),
        ('{"id": 1}\n{"id": "un\n{"id": 3}', [("", 1, {"id": 1}), ("broken_json", 2), ("", 3, {"id": 3})]),
        ('{"id": 1', [("broken_json", 1)]),
        ("nonsense", [("broken_json", 1)]),
        ("", []),
    ],
)  # fmt: skip
def test_objects_are_found_in_every_form_and_past_broken_ones(text: str, expected: Any) -> None:
    assert elements(text) == expected


def test_records_longer_than_a_piece_come_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PIECE", 64)
    rows = [{"id": at, "text": "x" * 500} for at in range(5)]
    assert [one[2] for one in elements(exports.lines(rows))] == rows
    assert [one[2] for one in elements(json.dumps({"tickets": rows}))] == rows


def test_a_record_without_end_is_refused_and_read_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PIECE", 256)
    monkeypatch.setattr(streams, "MAX_RECORD", 2_000)
    long = '{"id": 1, "text": "' + "x" * 20_000 + '"}'
    assert elements(f'{long}\n{{"id": 2}}') == [("too_long", 1), ("", 2, {"id": 2})]
    assert elements('{"a":' * 200_000)[0][0] in ("broken_json", "too_long")


def test_nesting_without_end_breaks_nothing() -> None:
    assert elements('{"a":' + "[" * 100_000 + "]" * 100_000 + '}\n{"id": 2}')[-1] == ("", 2, {"id": 2})


def test_archives_that_unpack_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_FREE", 100_000)
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, exports.zipped(**{"tickets.json": b" " * 10_000_000}))
    assert refused.value.code == "too_large"


def test_what_an_archive_says_of_sizes_is_not_believed(tmp_path: Path) -> None:
    body = exports.zipped(
        **{"tickets.json": b" " * 1_000_000 + b'{"id": 1, "subject": "x", "status": "new"}'}
    )
    path = tmp_path / "upload"
    path.write_bytes(body)
    export = Export(path, "e.zip", limit=2_000_000)
    export._limit = 500_000
    with pytest.raises(Unreadable) as refused:
        list(zendesk.read(export))
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("name", ["../../etc/tickets.json", "/etc/tickets.json", "C:\\tickets.json"])
def test_names_of_files_lead_nowhere(tmp_path: Path, name: str) -> None:
    content = exports.zipped(**{name: exports.lines([exports.ticket(1)]), "users.json": "[]"})
    assert [one.key for one in read(tmp_path, content) if isinstance(one, Ticket)] == ["1"]
    assert [path.name for path in tmp_path.rglob("*")] == ["upload"]


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, exports.zendesk()[:-40])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    rows = json.dumps([exports.person(1, "Zoë Müller", "z@k.test")], ensure_ascii=False)
    found = read(tmp_path, rows.encode(encoding), name="users.json")
    assert [one.name for one in found if isinstance(one, Contact)] == ["Zoë Müller"]


def test_an_encoding_is_told_by_its_beginning() -> None:
    assert encoding_of("ü".encode()[:1] + b"") == "utf-8"
    assert encoding_of("für alle".encode("cp1252") + b" " * 10) == "cp1252"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-03-01T09:00:00Z", ("2024-03-01T09:00:00+00:00", True)),
        ("2024-03-01T10:00:00+01:00", ("2024-03-01T09:00:00+00:00", True)),
        ("2024-03-01 09:00:00 UTC", ("2024-03-01T09:00:00+00:00", True)),
        ("2024-03-01T09:00:00", ("2024-03-01T09:00:00+00:00", False)),
        (1709283600, ("2024-03-01T09:00:00+00:00", True)),
        ("1709283600", ("2024-03-01T09:00:00+00:00", True)),
        ("0019-03-01T09:00:00Z", ("", True)),
        (10**30, ("", True)),
        ("yesterday", ("", True)),
        (None, ("", True)),
        (True, ("", True)),
    ],
)
def test_times(given: Any, expected: Any) -> None:
    assert moment(given) == expected


def test_words_are_such_as_a_database_takes() -> None:
    assert words("a\x00b\ud800c") == "ab?c"
    assert words({"a": 1}) == ""


def test_zendesk_comments_may_stand_beside_their_tickets(tmp_path: Path) -> None:
    comments = [exports.comment(7, exports.HELEN, "Apart", "2024-03-01T09:00:00Z", ticket_id=1)]
    content = exports.zipped(
        **{"tickets.json": exports.lines([exports.ticket(1)]), "comments.json": exports.lines(comments)}
    )
    path = tmp_path / "upload"
    path.write_bytes(content)
    stage.make(tmp_path / "x.stage", zendesk.read(Export(path, "e.zip", limit=10**9)), has_descriptions=True)
    with stage.opened(tmp_path / "x.stage") as staged:
        # The description only repeats the first comment.
        assert [one["text"] for one in staged.messages("1")] == ["Apart"]


def test_ids_that_come_twice_are_one_and_said(tmp_path: Path) -> None:
    rows = [exports.ticket(1, subject="Old"), exports.ticket(1, subject="New")]
    stage.make(tmp_path / "x.stage", iter(read(tmp_path, exports.zendesk(rows))), has_descriptions=True)
    with stage.opened(tmp_path / "x.stage") as staged:
        assert staged.count("ticket") == 1
        assert (staged.one("ticket", "1") or {})["subject"] == "New"
        assert ("twice", "1") in [(one.code, one.key) for one in staged.faults()]


@contracts
def test_zendesks_published_samples_are_read(tmp_path: Path) -> None:
    samples = json.loads((NEAR / "zendesk" / "fixtures.json").read_text())
    ticket = samples["GET/ticket.json"]["ticket"] | {
        "comments": samples["GET/ticket_comments.json"]["comments"]
    }
    content = exports.zipped(
        **{
            "tickets.json": exports.lines([ticket]),
            "users.json": json.dumps(samples["GET/users.json"]),
            "organizations.json": json.dumps(samples["GET/organizations.json"]),
            "groups.json": json.dumps(samples["GET/groups.json"]),
            "ticket_fields.json": json.dumps(samples["GET/ticket_fields.json"]),
        }
    )
    found = read(tmp_path, content)
    assert faults(found) == []
    (one,) = [row for row in found if isinstance(row, Ticket)]
    assert (one.key, one.status, one.requester, one.created_at) == (
        "2", "solved", "377922500012", "2019-06-03T02:23:47+00:00",
    )  # fmt: skip
    assert [row.text for row in found if isinstance(row, Message)] == [
        "Mail to create fixture ticket for testing"
    ] * 2
    assert {row.kind for row in found if isinstance(row, Named)} == {"group", "field"}


@contracts
def test_intercoms_published_samples_are_read(tmp_path: Path) -> None:
    samples = json.loads((NEAR / "intercom" / "examples_get_2xx.json").read_text())
    wanted = [
        body for name, body in samples.items()
        if name.split()[1] in ("/conversations", "/conversations/{conversation_id}", "/contacts",
                               "/companies", "/admins", "/teams", "/contacts/{contact_id}")
    ]  # fmt: skip
    found = read(tmp_path, exports.lines(wanted).encode(), intercom, "intercom.json")
    assert faults(found) == []
    tickets = {row.key: row for row in found if isinstance(row, Ticket)}
    assert {"471", "503"} <= set(tickets)
    assert tickets["503"].status == "closed"
    assert tickets["503"].tags == ["Test tag"]
    said = [row for row in found if isinstance(row, Message) and row.ticket == "503"]
    assert [row.html for row in said] == ["<p>this is the message body</p>", "<p>Okay!</p>"]
    assert said[1].author == "admin:274"
    people = {row.key: row for row in found if isinstance(row, Contact)}
    assert people["admin:274"].is_agent


def test_freshdesks_exports_are_read_as_json_and_csv(tmp_path: Path) -> None:
    note = {"id": 9, "body_html": "<p>Try again</p>", "private": True, "incoming": False, "user_id": 3,
            "created_at": "2024-01-02T00:00:00Z"}  # fmt: skip
    rows = [
        {"helpdesk_ticket": {"display_id": 5, "subject": "VPN", "status": 4, "priority": 4, "requester_id": 8,
                             "responder_id": 3, "description": "It fails",
                             "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-03T00:00:00Z",
                             "notes": [{"helpdesk_note": note}]}},
        {"user": {"id": 8, "name": "Helen", "email": "helen@kestrel.test", "customer_id": 4}},
        {"company": {"id": 4, "name": "Kestrel", "domains": "kestrel.test"}},
    ]  # fmt: skip
    found = read(tmp_path, json.dumps(rows).encode(), freshdesk, "Tickets0.json")
    (ticket,) = [row for row in found if isinstance(row, Ticket)]
    assert (ticket.key, ticket.status, ticket.priority, ticket.solved_at[:10]) == (
        "5", "resolved", "urgent", "2024-01-03",
    )  # fmt: skip
    messages = [row for row in found if isinstance(row, Message)]
    assert [(row.is_public, row.by) for row in messages] == [(True, ""), (False, "staff")]
    table = (
        "Ticket ID,Subject,Status,Priority,Agent,Created time,Email,Full name\n"
        '7,"One, two",Open,Low,Ines,2024-01-01 10:00:00,a@k.test,Ann\n'
    )
    found = read(tmp_path, table.encode(), freshdesk, "tickets.csv")
    assert [(row.key, row.subject) for row in found if isinstance(row, Ticket)] == [("7", "One, two")]
    assert faults(found) == [("no_zone", 2)]


MAIL = (
    b"From a@k.test Thu Mar  1 09:00:00 2024\n"
    b"From: Helen <helen@kestrel.test>\nTo: support@halyard.test\nSubject: %s\nDate: %s\n"
    b"Message-ID: <%s>\n%s\n%s\n\n"
)


def mails(*given: tuple[str, str, str, str, str]) -> bytes:
    return b"".join(MAIL % tuple(one.encode() for one in row) for row in given)


def test_threads_of_a_mailbox_become_tickets_also_in_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "support.mbox"
    at = "Fri, 1 Mar 2024 0%d:00:00 +0000"
    path.write_bytes(
        mails(
            ("One", at % 1, "1@k", "", "First\n>From the start"),
            ("Re: One", at % 2, "2@k", "References: <1@k>\n", "Second"),
            ("Loop", at % 3, "3@k", "In-Reply-To: <4@k>\n", "Third"),
            ("Loop", at % 4, "4@k", "In-Reply-To: <3@k>\n", "Fourth"),
            ("One", at % 1, "1@k", "", "First\n>From the start"),
            ("No date", "whenever", "5@k", "", "x"),
        )
    )
    found = list(
        mbox.read(
            path, limit=100_000, sender=lambda mail: (mail.from_.name, mail.from_.address),
            is_ours=lambda address: False, now=datetime(2026, 3, 2, tzinfo=UTC),
        )
    )  # fmt: skip
    tickets = [row for row in found if isinstance(row, Ticket)]
    assert [(row.subject, row.status) for row in tickets] == [("One", "quiet"), ("Loop", "quiet")]
    stage.make(tmp_path / "x.stage", iter(found), has_descriptions=False)
    with stage.opened(tmp_path / "x.stage") as staged:
        assert [one["text"].split()[0] for one in staged.messages(tickets[0].key)] == ["First", "Second"]
        assert len(staged.messages(tickets[1].key)) == 2
    assert [code for code, _ in faults(found)] == ["same_mail", "date_unreadable"]
    assert "helen" not in "".join(row.key + row.requester for row in tickets)


def test_a_mail_over_the_limit_is_passed_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "big.mbox"
    path.write_bytes(b"From a\nSubject: x\n\n" + b"y" * 50_000 + b"\n\nFrom b\nSubject: z\n\nhi\n")
    found = list(mbox.places(path, limit=10_000))
    assert [(type(one).__name__, one.line) for one in found] == [("Fault", 1), ("Place", 6)]
    path.write_bytes(b"no mbox")
    with pytest.raises(Unreadable):
        list(mbox.places(path, limit=10))


def test_a_mapping_is_proposed_with_its_reason() -> None:
    here = Here({"front line": "4"}, {"ines": "7"}, {"ines@h.test": "8"}, {}, {})
    rows = proposed(
        [
            Theirs("status", "hold"), Theirs("status", "odd"), Theirs("agent", "1", "Ines", "INES@h.test"),
            Theirs("agent", "2", "Ines"), Theirs("group", "3", "Front Line"), Theirs("group", "5", "Gone"),
        ],
        here,
    )  # fmt: skip
    assert [(row.ours, row.why) for row in rows] == [
        ("on_hold", "usual"), ("open", "unknown"), ("8", "same_address"), ("7", "same_name"),
        ("4", "same_name"), ("", "unknown"),
    ]  # fmt: skip
    assert proposed([Theirs("status", "odd")], here, [rows[1]])[0].why == "last_time"


def test_a_zip_of_zips_is_no_bomb(tmp_path: Path) -> None:
    inner = exports.zipped(**{"tickets.json": b" " * 1000})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("inner.zip", inner)
        archive.writestr("tickets.json", exports.lines([exports.ticket(1)]))
    assert [one.key for one in read(tmp_path, target.getvalue()) if isinstance(one, Ticket)] == ["1"]
