"""What customers may read of an export: in doubt nothing, and mails that they had no part in never."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from integrations.importers import stage
from integrations.importers.readers import freshdesk, intercom, mbox
from integrations.importers.readers.mail_states import headers_of, state_of
from integrations.importers.records import Contact, Fault, Message, Record, Ticket
from tests.api.importers import exports
from tests.unit.importers.test_readers import read

AT = "2024-03-01T09:00:00Z"
OURS = "@halyard.test"
LENA = {"type": "lead", "id": "u2", "name": "Lena", "email": "l@i.test"}
MAIL = (
    "From a@k.test Thu Mar  1 09:00:00 2024\n"
    "From: {frm}\nTo: {to}\nSubject: {subject}\nDate: Fri, 1 Mar 2024 0{hour}:00:00 +0000\n"
    "Message-ID: <{id}>\n{more}\n{body}\n\n"
)


def mail(number: int, frm: str, to: str, body: str, *, re: int = 0, more: str = "") -> str:
    reference = f"In-Reply-To: <{re}@k>\n" if re else ""
    return MAIL.format(
        frm=frm,
        to=to,
        subject=f"Mail {number}",
        hour=number,
        id=f"{number}@k",
        more=reference + more,
        body=body,
    )


def mailbox(tmp_path: Path, *mails: str) -> list[Record]:
    path = tmp_path / "box.mbox"
    path.write_text("".join(mails))
    return list(
        mbox.read(
            path, limit=100_000, sender=lambda one: (one.from_.name, one.from_.address),
            is_ours=lambda address: address.endswith(OURS), now=datetime(2024, 3, 2, tzinfo=UTC),
        )
    )  # fmt: skip


def staged(tmp_path: Path, records: list[Record]) -> dict[str, list[dict[str, Any]]]:
    stage.make(tmp_path / "x.stage", iter(records), has_descriptions=False)
    with stage.opened(tmp_path / "x.stage") as opened:
        return {row.key: opened.messages(row.key) for row in records if isinstance(row, Ticket)}


def codes(records: list[Record]) -> list[str]:
    return [one.code for one in records if isinstance(one, Fault)]


def test_mails_that_the_customer_had_no_part_in_are_notes(tmp_path: Path) -> None:
    max_, anna = "Max <max@box.test>", "Anna <anna@box.test>"
    found = mailbox(
        tmp_path,
        mail(1, max_, f"support{OURS}", "Slow"),
        mail(2, f"Diego <diego{OURS}>", f"hanna{OURS}", "What a pain", re=1),
        mail(3, "Vendor <v@third.test>", f"support{OURS}", "3 EUR for you", re=2),
        mail(4, f"support{OURS}", f"{max_}, {anna}", "We look", re=1),
        mail(5, anna, f"support{OURS}", "Thanks", re=4),
    )
    (messages,) = staged(tmp_path, found).values()
    assert [(one["text"], one["is_public"], one["doubt"]) for one in messages] == [
        ("Slow", True, ""),
        ("What a pain", False, "internal_mail"),
        ("3 EUR for you", False, "internal_mail"),
        ("We look", True, ""),
        ("Thanks", True, ""),
    ]
    assert messages[1]["route"] == f"From: Diego <diego{OURS}>\nTo: <hanna{OURS}>"


@pytest.mark.parametrize(
    ("head", "state"),
    [
        ("X-Gmail-Labels: Inbox,Opened", ""),
        ("X-Gmail-Labels: Drafts", "draft"),
        ("X-Gmail-Labels: =?UTF-8?Q?Wichtig,Entw=C3=BCrfe?=", "draft"),
        ("X-Gmail-Labels: Inbox,\n Spam", "spam"),
        ("X-Gmail-Labels: Papierkorb,Inbox", "deleted"),
        ("X-Spam-Flag: YES", "spam"),
        ("X-Spam-Flag: NO", ""),
        ("X-Mozilla-Status: 0009", "deleted"),
        ("X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00200000", "deleted"),
        ("X-Mozilla-Status: 0011\nX-Mozilla-Status2: 10000000", ""),
        ("X-Mozilla-Status: odd", ""),
        ("Status: RO", ""),
        ("Status: RO\nX-Status: D", "deleted"),
        ("X-Status: T", "draft"),
        ("X-Keywords: $Junk", "spam"),
        ("Subject: x\n\nX-Gmail-Labels: Drafts", ""),
    ],
)
def test_the_state_of_a_mail_is_read(head: str, state: str) -> None:
    assert state_of(f"From: a@k.test\n{head}\n\nHi\n".encode()) == state


def test_headers_without_end_cost_little() -> None:
    found = headers_of(b"A: b\n" + b" c" * 500_000)
    assert len(found["a"]) < 10_000
    assert headers_of(b"X-Gmail-Labels: =?utf-8?B?//?=\n") == {"x-gmail-labels": "=?utf-8?B?//?="}


def test_drafts_spam_and_what_was_thrown_away_are_left_out_with_a_reason(tmp_path: Path) -> None:
    gina = "Gina <gina@g.test>"
    found = mailbox(
        tmp_path,
        mail(1, gina, f"support{OURS}", "Help"),
        mail(2, f"support{OURS}", gina, "We pay 5000", re=1, more="X-Gmail-Labels: Drafts\n"),
        mail(3, gina, f"support{OURS}", "Away", re=1, more="Auto-Submitted: auto-replied\n"),
        mail(4, "s@s.test", f"support{OURS}", "Pills", more="X-Spam-Flag: YES\n"),
        mail(5, "t@t.test", f"support{OURS}", "Gone", more="X-Gmail-Labels: Trash\n"),
        mail(6, "o@o.test", f"support{OURS}", "Away", more="Auto-Submitted: auto-replied\n"),
    )
    assert codes(found) == ["draft", "spam", "deleted"]
    tickets = [row for row in found if isinstance(row, Ticket)]
    assert [row.left for row in tickets] == ["", "automatic"]
    messages = staged(tmp_path, found)[tickets[0].key]
    assert [(one["text"], bool(one["automatic"])) for one in messages] == [("Help", False), ("Away", True)]


@pytest.mark.parametrize("flag", ["false", "true", None, 0, 1, "absent"])
def test_a_flag_that_does_not_say_it_makes_no_message_public(tmp_path: Path, flag: Any) -> None:
    def flagged(value: dict[str, Any], name: str) -> dict[str, Any]:
        del value[name]
        return value if flag == "absent" else value | {name: flag}

    comment = flagged(exports.comment(1, exports.HELEN, "Hi", AT), "public")
    found = read(tmp_path, exports.zendesk([exports.ticket(1, comments=[comment])]))
    note = flagged({"id": 1, "user_id": 8, "private": 1, "incoming": True, "body": "Hi", "created_at": AT},
                   "private")  # fmt: skip
    ticket = {
        "id": 5,
        "subject": "x",
        "requester_id": 8,
        "status": 2,
        "created_at": AT,
        "conversations": [note],
    }
    found += read(tmp_path, json.dumps([ticket]).encode(), freshdesk, "t.json")
    messages = [one for one in found if isinstance(one, Message) and one.key == "1"]
    assert [(one.is_public, one.doubt) for one in messages] == [(False, "sight_unclear")] * 2


def test_flags_that_say_it_are_believed(tmp_path: Path) -> None:
    comments = [exports.comment(at, exports.HELEN, "Hi", AT, public=at == 1) for at in (1, 2)]
    found = read(tmp_path, exports.zendesk([exports.ticket(1, comments=comments)]))
    assert [(one.is_public, one.doubt) for one in found if isinstance(one, Message)] == [
        (True, ""),
        (False, ""),
    ]
    rows = [{"id": at, "private": at == 2, "body": "Hi", "source": source, "created_at": AT}
            for at, source in ((1, 0), (2, 2), (3, 8))]  # fmt: skip
    ticket = {
        "id": 5,
        "subject": "x",
        "requester_id": 8,
        "status": 2,
        "created_at": AT,
        "conversations": rows,
    }
    found = read(tmp_path, json.dumps([ticket]).encode(), freshdesk, "t.json")
    assert [(one.is_public, one.doubt) for one in found if isinstance(one, Message)][1:] == [
        (True, ""), (False, ""), (False, "internal_mail"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "is_public"),
    [
        ({}, True),
        ({"submitter_id": exports.HELEN, "is_public": True}, True),
        ({"submitter_id": exports.AGENT}, False),
        ({"submitter_id": exports.AGENT, "is_public": True}, True),
        ({"is_public": False}, False),
        ({"is_public": "true"}, False),
    ],
)
def test_a_description_is_as_public_as_its_ticket(
    tmp_path: Path, more: dict[str, Any], is_public: bool
) -> None:
    found = read(tmp_path, exports.zendesk([exports.ticket(1, **more)]))
    assert [one.is_public for one in found if isinstance(one, Message)] == [is_public]


def part(number: int, kind: str | None, body: str | None, **more: Any) -> dict[str, Any]:
    author = {"type": "admin", "id": "2"}
    return {
        "id": f"p{number}",
        "part_type": kind,
        "body": body,
        "created_at": 1748772300,
        "author": author,
    } | more


def conversation(*parts: dict[str, Any], **more: Any) -> bytes:
    value = {
        "type": "conversation", "id": "9", "created_at": 1748772000, "state": "open",
        "contacts": {"contacts": []},
        "source": {"id": "s", "body": "Hi", "author": LENA},
        "conversation_parts": {"conversation_parts": list(parts), "total_count": len(parts)},
    }  # fmt: skip
    return json.dumps(value | more).encode()


def test_every_part_with_words_comes_and_only_known_ones_are_public(tmp_path: Path) -> None:
    content = conversation(
        part(1, "comment", "Said"), part(2, "note", "Secret"), part(3, "assign_and_reopen", "Mine"),
        part(4, None, "Odd"), part(5, "snoozed", None), part(6, "comment", ""),
        part(7, "comment", None, attachments=[{"name": "a.png"}]),
    )  # fmt: skip
    found = read(tmp_path, content, intercom, "i.json")
    messages = [(one.html, one.is_public, one.doubt) for one in found if isinstance(one, Message)]
    assert messages == [
        ("Hi", True, ""), ("Said", True, ""), ("Secret", False, ""), ("Mine", False, "sight_unclear"),
        ("Odd", False, "sight_unclear"), ("", True, ""), ("", True, ""),
    ]  # fmt: skip
    short = conversation(part(1, "comment", "Said"), conversation_parts={
        "conversation_parts": [part(1, "comment", "Said")], "total_count": 700,
    })  # fmt: skip
    assert codes(read(tmp_path, short, intercom, "i.json")) == ["parts_missing"]


def test_requesters_that_stand_in_the_record_alone_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, conversation(), intercom, "i.json")
    assert [row.requester for row in found if isinstance(row, Ticket)] == ["u2"]
    assert [row.email for row in found if isinstance(row, Contact)] == ["l@i.test"]
    ticket = {"id": 5, "subject": "x", "requester_id": 44, "status": 2, "created_at": AT,
              "requester": {"id": 44, "name": "Emb", "email": "emb@f.test"}}  # fmt: skip
    found = read(tmp_path, json.dumps([ticket]).encode(), freshdesk, "t.json")
    assert [(row.key, row.email) for row in found if isinstance(row, Contact)] == [("44", "emb@f.test")]


def test_of_an_id_that_comes_twice_the_last_word_counts_in_each_ticket(tmp_path: Path) -> None:
    rows = [
        exports.ticket(1, status="open", comments=[
            exports.comment(1, exports.HELEN, "hunter2", AT), exports.comment(2, exports.HELEN, "Old", AT),
        ]),
        exports.ticket(1, status="solved", comments=[exports.comment(1, exports.HELEN, "[redacted]", AT)]),
        exports.ticket(2, comments=[exports.comment(1, exports.HELEN, "Other ticket", AT)]),
    ]  # fmt: skip
    stage.make(tmp_path / "x.stage", iter(read(tmp_path, exports.zendesk(rows))), has_descriptions=True)
    with stage.opened(tmp_path / "x.stage") as opened:
        assert [one["text"] for one in opened.messages("1")] == ["[redacted]", "Old"]
        assert [one["text"] for one in opened.messages("2")] == ["Other ticket"]
        assert opened.values()["status"] == {"open": 1, "solved": 1}
        assert [(one.kind, one.key) for one in opened.faults()] == [("ticket", "1"), ("message", "1")]


def test_a_stage_of_an_earlier_version_is_made_again(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "x.stage"
    assert not stage.is_whole(path)
    stage.make(path, iter([]), has_descriptions=False)
    assert stage.is_whole(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 0")
    assert not stage.is_whole(path)
