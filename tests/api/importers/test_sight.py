"""What customers read of an imported history, and what they never read."""

from typing import Any

import pytest

from core.redacting import MARK
from integrations.importers.models import Import, Issue, Trace
from people.models import Contact
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.api.portal.visits import signed_in, text_of
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.unit.importers.test_sight import mail
from tickets.models import Ticket, TimelineEntry
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
