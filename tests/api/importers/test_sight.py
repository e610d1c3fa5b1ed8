"""What customers read of an imported history, and what they never read."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.redacting import MARK
from integrations.importers.models import Import, Issue, Trace
from people.actors import contact_actor
from people.models import Contact
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.api.portal.visits import signed_in, text_of
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.unit.importers.test_sight import mail
from tickets.models import Attachment, Ticket, TimelineEntry
from tickets.services import entry_redact
from tickets.services.redacting import Cut

pytestmark = pytest.mark.django_db
AT = "2024-03-01T09:00:00Z"
FILES = [{"id": 5, "file_name": "a.png"}]


def told(ticket: Ticket) -> list[tuple[str, str, str]]:
    rows = TimelineEntry.objects.filter(ticket=ticket, kind__in=("message", "note")).order_by("pk")
    return [(row.kind, row.author_kind, row.body_text) for row in rows]


def here(key: str) -> Ticket:
    return Ticket.objects.get(pk=Trace.objects.get(kind="ticket", external_id=key).local_id)


def reasons(found: Import, phase: str) -> list[tuple[str, str]]:
    rows = Issue.objects.filter(import_run=found, phase=phase).order_by("pk")
    return list(rows.values_list("code", "detail"))


def comments(*given: tuple[int, int, str, bool]) -> list[dict[str, Any]]:
    return [exports.comment(key, who, text, AT, public=is_public) for key, who, text, is_public in given]


def test_internal_mail_of_a_thread_comes_as_notes_and_says_so(bring: Bring, cast: Cast) -> None:
    mailbox_for(cast.brand)
    content = "".join(
        [
            mail(1, "Max <max@box.test>", "support@halyard.test", "Slow"),
            mail(2, "Vendor <v@third.test>", "support@halyard.test", "3 EUR for you", re=1),
            mail(3, "Support <support@halyard.test>", "max@box.test", "We look", re=1),
            mail(4, "Max <max@box.test>", "support@halyard.test", "I am away", re=3,
                 more="Auto-Submitted: auto-replied\n"),
        ]
    )  # fmt: skip
    found = bring(content.encode(), source="mbox", name="box.mbox")
    ticket = Ticket.objects.get()
    route = "From: Vendor <v@third.test>\nTo: <support@halyard.test>"
    assert told(ticket) == [
        ("message", "contact", "Slow"),
        ("note", "contact", f"{route}\n\n3 EUR for you"),
        ("message", "staff", "We look"),
        ("message", "contact", "I am away"),
    ]
    # A program asked nothing: nobody waits.
    assert (ticket.waiting_since, ticket.last_message_by) == (None, "staff")
    said = ("internal_mail", route.replace("\n", "; "))
    assert said in reasons(found, "check")
    assert reasons(found, "check") == reasons(found, "run")


def test_a_ticket_of_notes_alone_is_no_conversation_of_its_requester(
    bring: Bring, cast: Cast, freeze: Any
) -> None:
    freeze(NOW)
    settings_of(cast.brand)
    private = exports.ticket(
        1, subject="About her contract", status="new", is_public=False, requester_id=exports.SAM,
        comments=comments((1, exports.AGENT, "Do not renew", False)),
    )  # fmt: skip
    public = exports.ticket(2, subject="Her question", requester_id=exports.SAM,
                            comments=comments((2, exports.SAM, "Hi", True)))  # fmt: skip
    bring(exports.zendesk([private, public]))
    hidden, shown = here("1"), here("2")
    assert (hidden.waiting_since, hidden.is_unread) == (None, False)
    assert shown.waiting_since is not None
    sam = Contact.objects.get(email="sam@dunmore.test")
    assert list(Ticket.objects.visible_to(cast.actor(sam))) == [shown]
    visitor = signed_in(cast.brand, sam, now=NOW)
    page = text_of(visitor.get("requests/"))
    assert ("Her question" in page, "About her contract" in page) == (True, False)
    assert visitor.get(f"requests/{hidden.public_id}/").status_code == 404
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="sam@dunmore.test"))
    listed = browser.get("home").json()["conversations"]
    assert [one["subject"] for one in listed] == ["Her question"]
    # Once we write to them, it is theirs as well.
    cast.replies(hidden, cast.agent, "About your contract")
    assert Ticket.objects.visible_to(cast.actor(sam)).count() == 2


def test_what_is_unclear_comes_as_a_note_and_is_said_before(upload: Bring, step: Bring) -> None:
    unclear = exports.comment(2, exports.AGENT, "Perhaps", AT) | {"public": "false"}
    rows = [exports.ticket(1, comments=[*comments((1, exports.HELEN, "Hi", True)), unclear])]
    found = step(upload(exports.zendesk(rows)), "check")
    assert ("sight_unclear", "1") in reasons(found, "check")
    step(found, "run")
    assert told(here("1")) == [("message", "contact", "Hi"), ("note", "staff", "Perhaps")]


def test_a_comment_that_is_changed_there_is_taken_out_here(bring: Bring, cast: Cast) -> None:
    first = comments(
        (1, exports.HELEN, "My password is hunter2, please help", True),
        (2, exports.AGENT, "Shown by mistake", True),
        (3, exports.AGENT, "Stays", True),
    )
    bring(exports.zendesk([exports.ticket(1, comments=first)]))
    ticket = here("1")
    assert ticket.preview == "Stays"
    cast.replies(ticket, cast.agent, "Answered here")
    newer = comments(
        (1, exports.HELEN, "My password is gone, please help", True),
        (2, exports.AGENT, "Shown by mistake", False),
    )
    same = exports.comment(3, exports.AGENT, "Stays", AT, html_body="")
    found = bring(exports.zendesk([exports.ticket(1, comments=[*newer, same])]))
    assert told(ticket)[:2] == [("message", "contact", MARK), ("message", "staff", MARK)]
    assert told(ticket)[-2:] == [
        ("message", "contact", "My password is gone, please help"),
        ("note", "staff", "Shown by mistake"),
    ]
    assert found.tally["run"]["message"] == {"known": 1, "more": 2} == found.tally["check"]["message"]
    assert [code for code, _ in reasons(found, "check") if code != "nameless"][:2] == ["edited", "edited"]
    # Nobody asked again with it.
    ticket.refresh_from_db()
    assert ticket.waiting_since is None
    again = bring(exports.zendesk([exports.ticket(1, comments=[*newer, same])]))
    assert again.tally["run"]["message"] == {"known": 3}


def test_what_was_taken_out_here_does_not_come_back(bring: Bring, cast: Cast) -> None:
    bring(exports.zendesk([exports.ticket(1, comments=comments((1, exports.HELEN, "hunter2 is it", True)))]))
    ticket = here("1")
    entry = TimelineEntry.objects.get(ticket=ticket, kind="message")
    entry_redact(
        actor=cast.actor(cast.admin), ticket_id=ticket.pk, entry_id=entry.pk, cut=Cut(is_whole=True),
        reason="A secret", now=NOW,
    )  # fmt: skip
    newer = comments((1, exports.HELEN, "hunter2 it is", True))
    bring(exports.zendesk([exports.ticket(1, comments=newer)]))
    assert told(ticket) == [("message", "contact", MARK)]


def test_a_message_that_was_a_file_alone_leaves_a_trace(bring: Bring) -> None:
    only = exports.comment(
        1, exports.HELEN, "", AT, html_body="", attachments=[{"id": 5, "file_name": "a.png"}]
    )
    bring(exports.zendesk([exports.ticket(1, comments=[only])]))
    assert told(here("1")) == [("message", "contact", "Not in the export: a.png")]


def test_one_id_in_two_tickets_is_two_messages(bring: Bring) -> None:
    rows = [exports.ticket(at, comments=comments((1, exports.HELEN, f"In {at}", True))) for at in (1, 2)]
    bring(exports.zendesk(rows))
    assert [told(here(key))[0][2] for key in ("1", "2")] == ["In 1", "In 2"]


def test_requesters_beside_their_tickets_come(bring: Bring) -> None:
    content = (
        b'[{"id": 5, "subject": "x", "requester_id": 44, "status": 2, "created_at": "2024-03-01T09:00:00Z",'
        b' "description_text": "Hi", "requester": {"id": 44, "name": "Emb", "email": "emb@f.test"}}]'
    )
    bring(content, source="freshdesk", name="t.json")
    assert here("5").requester.email == "emb@f.test"


def with_file(text: str, is_public: bool, *, name: str = "how to.txt", key: int = 81) -> dict[str, Any]:
    file = {"id": key, "file_name": name}
    return exports.comment(2, exports.AGENT, text, AT, public=is_public, attachments=[file])


@pytest.mark.parametrize("has_files", [True, False], ids=["with its files", "without its files"])
def test_the_files_of_a_comment_that_customers_may_not_read_any_more_go_with_it(
    bring: Bring, has_files: bool, tmp_path: Path
) -> None:
    first = comments((1, exports.HELEN, "Please help", True))
    bring(exports.zendesk([exports.ticket(1, comments=[*first, with_file("Our prices", True)])]))
    customer = contact_actor(here("1").requester, is_verified=True)
    assert Attachment.objects.visible_to(customer).count() == 1
    newer = with_file("Our prices", False, key=81 if has_files else 99)
    bring(exports.zendesk([exports.ticket(1, comments=[*first, newer])]))
    assert not Attachment.objects.visible_to(customer).exists()
    (file,) = Attachment.objects.all()
    assert file.entry is not None
    assert (file.entry.body_text, file.entry.kind) == ("Our prices", "note")
    assert file.entry.has_attachments
    assert (tmp_path / file.path).is_file()


def test_a_comment_that_is_emptied_there_is_taken_out_here(bring: Bring, cast: Cast) -> None:
    def parts(body: str | None) -> bytes:
        author = {"type": "user", "id": "c1", "name": "Ivy", "email": "ivy@kestrel.test"}
        part = {
            "type": "conversation_part",
            "part_type": "comment",
            "created_at": 1709284000,
            "author": author,
        }
        rows = [
            part | {"id": "1", "body": "Hello"},
            part | {"id": "2", "body": body, "redacted": body is None},
        ]
        found = {
            "type": "conversation", "id": "1", "created_at": 1709283600, "state": "open",
            "contacts": {"contacts": [{"id": "c1"}]},
            "conversation_parts": {"conversation_parts": rows, "total_count": 2},
        }  # fmt: skip
        return json.dumps(found).encode()

    bring(parts("My password is hunter2"), source="intercom", name="c.json")
    found = bring(parts(None), source="intercom", name="c.json")
    assert told(here("1"))[0][2] == "Hello"
    assert told(here("1"))[1:] == [("message", "contact", MARK)]
    assert found.tally["run"]["message"] == {"known": 1, "more": 1} == found.tally["check"]["message"]
    assert bring(parts(None), source="intercom", name="c.json").tally["run"]["message"] == {"known": 2}
    cleaned = bring(
        exports.zendesk([exports.ticket(5, comments=comments((1, exports.HELEN, "Secret", True)))])
    )
    assert cleaned.state == "done"
    script = exports.comment(1, exports.HELEN, "", AT, html_body="<script>x</script>")
    bring(exports.zendesk([exports.ticket(5, comments=[script])]))
    assert told(here("5")) == [("message", "contact", MARK)]


def test_a_change_there_reaches_the_copy_that_was_split_off(bring: Bring, cast: Cast) -> None:
    def export(is_public: bool) -> bytes:
        file = {"id": 81, "file_name": "how to.txt"}
        comment = exports.comment(1, exports.HELEN, "Sent to you by mistake", AT, attachments=[file])
        return exports.zendesk([exports.ticket(1, comments=[comment | {"public": is_public}])])

    bring(export(True))
    ticket = here("1")
    entry = TimelineEntry.objects.get(ticket=ticket, kind="message")
    made = cast.api(cast.admin).post(f"tickets/{ticket.pk}/split", {"entry_id": entry.pk, "subject": "Copy"})
    assert made.status_code == 201, made.json()
    copy = Ticket.objects.get(pk=made.json()["number"])
    assert told(copy)[0][2] == "Sent to you by mistake"
    bring(export(False))
    assert [text for kind, _, text in told(copy) if kind == "message"] == [MARK]
    assert not Attachment.objects.filter(ticket=copy).exists()
    assert Attachment.objects.get(ticket=ticket, entry__kind="note").name == "how to.txt"


def test_what_may_not_be_read_there_any_more_goes_from_a_merged_ticket_too(bring: Bring, cast: Cast) -> None:
    words = {at: f"Words of {at}" for at in (1, 2)}
    rows = [exports.ticket(at, comments=comments((1, exports.HELEN, words[at], True))) for at in words]
    bring(exports.zendesk(rows))
    source, target = here("1"), here("2")
    done = cast.api(cast.admin).post(f"tickets/{target.pk}/merges", {"source": source.pk})
    assert done.status_code == 200, done.json()
    rows[0]["comments"] = comments((1, exports.HELEN, words[1], False), (3, exports.HELEN, "More", True))
    found = bring(exports.zendesk(rows))
    assert ("message", "contact", MARK) in told(target)
    assert words[1] not in [text for _, _, text in told(target)]
    said = {("gone_here", str(source.pk)), ("edited", f"#{source.pk}")}
    assert said <= set(reasons(found, "check"))
    assert said <= set(reasons(found, "run"))
    assert found.tally["run"]["message"] == {"known": 1, "refused": 2} == found.tally["check"]["message"]


def test_the_first_comment_is_what_the_description_was(bring: Bring, cast: Cast) -> None:
    row = exports.ticket(1, description="The very\n\nfirst words", submitter_id=exports.HELEN)
    bring(exports.zendesk([row]))
    both = comments((1, exports.HELEN, "The very</p><p>first words", True), (2, exports.AGENT, "Yes", True))
    found = bring(exports.zendesk([row | {"comments": both}]))
    assert [text.split() for _, _, text in told(here("1"))] == [["The", "very", "first", "words"], ["Yes"]]
    assert found.tally["run"]["message"] == {"known": 1, "new": 1}
    both[0] = comments((1, exports.HELEN, "Other words", True))[0]
    found = bring(exports.zendesk([row | {"comments": both}]))
    assert [text for _, _, text in told(here("1"))] == [MARK, "Yes", "Other words"]


def test_a_newer_export_needs_nobody_who_came_before(bring: Bring, cast: Cast) -> None:
    first = comments((1, exports.HELEN, "Please help", True))
    bring(exports.zendesk([exports.ticket(1, comments=first)]))
    newer = [*first, *comments((2, exports.HELEN, "It works now", True))]
    rows = {"tickets": [exports.ticket(1, comments=newer, status="solved")]}
    found = bring(json.dumps(rows).encode(), name="tickets.json")
    ticket = here("1")
    assert (ticket.status, found.tally["run"]["ticket"]) == ("resolved", {"more": 1})
    said = TimelineEntry.objects.filter(ticket=ticket, kind="message").order_by("pk").last()
    assert said is not None
    assert (said.author_kind, said.author_id, said.author_name) == (
        "contact", ticket.requester_id, "Helen Marsh",
    )  # fmt: skip
