"""Imports over REST: the way from upload to undo, who may, and what is refused with words."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from integrations.importers import services
from integrations.importers.models import Import
from people.models import Contact
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.cast import Cast
from tests.mails import mailbox_for
from tests.unit.importers.test_readers import mails
from tickets.models import Attachment, Ticket, TimelineEntry

pytestmark = pytest.mark.django_db
Api = Callable[..., Any]


@pytest.fixture
def sent(cast: Cast) -> Api:
    """`sent(content)` uploads as an admin; the answer."""
    _ = cast.brand

    def act(content: bytes, source: str = "zendesk", **form: str) -> Any:
        api = cast.api(cast.admin)
        file = SimpleUploadedFile("export.zip", content)
        return api.client.post(
            "/api/v1/imports", {"file": file, "source": source, **form}, headers=api.headers
        )

    return act


def test_the_whole_way_over_rest(sent: Api, cast: Cast) -> None:
    api = cast.api(cast.admin)
    made = sent(exports.zendesk())
    assert (made.status_code, made.json()["state"]) == (201, "reading")
    place = f"imports/{made.json()['id']}"
    services.import_work(import_id=made.json()["id"])
    read = api.get(place).json()
    assert (read["state"], read["tickets"]) == ("read", 6)
    rows = {(row["kind"], row["theirs"]): row for row in read["mapping"]}
    assert rows["status", "hold"] == {
        "kind": "status", "theirs": "hold", "name": "hold", "count": 1, "ours": "on_hold", "why": "usual",
    }  # fmt: skip
    mapped = api.put(
        f"{place}/mapping",
        {"version": 1, "choices": [{"kind": "status", "theirs": "hold", "ours": ""}]},
    )
    assert (mapped.status_code, mapped.json()["version"]) == (200, 2)
    for step, state in (("check", "checked"), ("run", "done")):
        assert api.post(f"{place}/steps", {"step": step}).status_code == 202
        services.import_work(import_id=made.json()["id"])
        assert api.get(place).json()["state"] == state
    assert Ticket.objects.count() == 3
    left = api.get(f"{place}/issues", {"phase": "run", "code": "left_out"}).json()["results"]
    assert [row["external_id"] for row in left] == ["1003"]
    report = api.get(f"{place}/report")
    assert "set_aside,run,ticket,1003,,,,left_out" in report.content.decode()
    assert api.delete(place).json()["code"] == "importers.wrong_state"
    api.post(f"{place}/steps", {"step": "undo"})
    services.import_work(import_id=made.json()["id"])
    assert not Ticket.objects.exists()
    assert api.delete(place).status_code == 204
    assert api.get("imports").json()["results"] == []


def test_steps_out_of_order_and_strange_values_are_refused_with_words(sent: Api, cast: Cast) -> None:
    api = cast.api(cast.admin)
    number = sent(exports.zendesk()).json()["id"]
    services.import_work(import_id=number)
    early = api.post(f"imports/{number}/steps", {"step": "run"})
    assert (early.status_code, "Try it first" in early.json()["detail"]) == (409, True)
    assert early.json()["reason_code"] == "try_first"
    assert api.post(f"imports/{number}/steps", {"step": "undo"}).json()["reason_code"] == "step"
    for choice, code, word in (
        ({"kind": "status", "theirs": "nowhere", "ours": "open"}, "not_in_export", "nowhere"),
        ({"kind": "status", "theirs": "hold", "ours": "lost"}, "no_choice", "hold"),
        ({"kind": "agent", "theirs": "901", "ours": "999999"}, "no_choice", "901"),
        ({"kind": "priority", "theirs": "high", "ours": ""}, "priority_left_out", None),
    ):
        refused = api.put(f"imports/{number}/mapping", {"version": 1, "choices": [choice]})
        assert refused.status_code == 422, choice
        told = refused.json()
        assert (told["code"], told.get("word")) == (f"importers.{code}", word)
    old = api.put(f"imports/{number}/mapping", {"version": 7, "choices": []})
    assert (old.status_code, old.json()["reason_code"]) == (412, "mapping")


def test_files_that_are_no_export_say_what_is_wrong(sent: Api, cast: Cast, settings: Any) -> None:
    for content, source, error in (
        (b"nothing", "zendesk", "nothing_found"),
        (b"PK\x03\x04 broken", "zendesk", "damaged"),
        (b"no mbox", "mbox", "no_mbox"),
    ):
        number = sent(content, source).json()["id"]
        services.import_work(import_id=number)
        told = cast.api(cast.admin).get(f"imports/{number}").json()
        assert (told["state"], told["error"]) == ("failed", error)
    settings.IMPORT_MAX_BYTES = 10
    large = sent(b"x" * 100)
    assert (large.status_code, large.json()["reason_code"], large.json()["limit"]) == (413, "upload", 0)
    assert sent(b"x", "elsewhere").status_code == 422


def test_only_admins_may(cast: Cast) -> None:
    assert cast.api(cast.supervisor).get("imports").status_code == 403
    assert cast.api(cast.admin).get("imports").status_code == 200


def test_a_mailbox_becomes_tickets_with_its_files(bring: Bring, cast: Cast) -> None:
    mailbox_for(cast.brand)
    at = "Fri, 1 Mar 2024 0%d:00:00 +0000"
    letter = (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n',
        '--b\nContent-Type: text/plain\n\nSee the log\n--b\nContent-Type: text/plain\n'
        'Content-Disposition: attachment; filename="log.txt"\n\nline\n--b--',
    )  # fmt: skip
    content = mails(
        ("Exports fail", at % 1, "1@k", *letter),
        ("Re: Exports fail", at % 2, "2@k", "In-Reply-To: <1@k>\n", "Still failing"),
    )
    content += (
        content.replace(b"To: support@halyard.test", b"To: helen@kestrel.test")
        .replace(b"Helen <helen@kestrel.test>", b"Support <support@halyard.test>")
        .replace(b"<2@k>", b"<3@k>")
    )
    found = bring(content, source="mbox", name="support.mbox")
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.status, ticket.channel) == ("Exports fail", "resolved", "email")
    told = TimelineEntry.objects.filter(ticket=ticket, kind="message").order_by("pk")
    assert [(row.author_kind, row.body_text) for row in told] == [
        ("contact", "See the log"), ("contact", "Still failing"), ("staff", "Still failing"),
    ]  # fmt: skip
    assert Attachment.objects.get().name == "log.txt"
    assert Contact.objects.get().email == "helen@kestrel.test"
    again = bring(content, source="mbox", name="support.mbox")
    assert (Ticket.objects.count(), again.tally["run"]["message"]) == (1, {"known": 3})
    assert found.tally["run"]["message"]["new"] == 3


def test_the_command_tries_and_brings(cast: Cast, tmp_path: Path) -> None:
    _ = cast.brand
    path = tmp_path / "export.zip"
    path.write_bytes(exports.zendesk())
    out = StringIO()
    given = {"source": "zendesk", "by": cast.admin.email, "stdout": out}
    call_command("import_history", str(path), dry_run=True, **given)
    assert "This was a dry run" in out.getvalue() or "this was a dry run" in out.getvalue()
    assert not Ticket.objects.exists()
    call_command("import_history", str(path), **given)
    assert Ticket.objects.count() == 4
    assert "ticket 1004: deleted" in out.getvalue()
    with pytest.raises(CommandError, match="nobody of the staff"):
        call_command("import_history", str(path), source="zendesk", by="x@y.test")
    assert Import.objects.count() == 2
