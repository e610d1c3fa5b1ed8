"""What goes with a whole entry, and what others wrote that stays."""

from typing import TYPE_CHECKING, Any

import pytest

from core.actors import ASSISTANT, SYSTEM
from core.models import OutboxEvent
from core.redacting import MARK
from integrations.email.models import MailBody
from people.models import Contact
from people.services import privacy
from tests.api.people.test_erasing_beside_others import erased
from tests.api.tickets.test_redacting import everything_with, redact
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.entries import EventStep, HandoffStep, RoutingStep
from tickets.models import Draft, Ticket, TimelineEntry
from tickets.services import entry_note_change, ticket_merge, timeline_append

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

COMMON = "Please check the invoice again."
RARE = "Since my surgery at Elmtree Road last spring I cannot travel to your office"


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    return cast.api(cast.agent)


def fresh(*entries: TimelineEntry) -> list[str]:
    for one in entries:
        one.refresh_from_db()
    return [one.body_text for one in entries]


def test_what_others_wrote_alike_is_theirs(api: "ApiClient", cast: "Cast", settle: Any) -> None:
    """Before and after it, by another customer and by an agent; in the timeline and in whatever is kept."""
    ticket = cast.ticket(body="Hello")
    earlier = cast.says(ticket, f"{COMMON} {RARE}.")
    taken = cast.says(ticket, f"Good day.\n{COMMON}\n{RARE}.")
    agent = cast.replies(ticket, cast.agent, COMMON, kind="note")
    later = cast.says(ticket, COMMON)
    quoting = cast.replies(ticket, cast.agent, f"Done.\n> {COMMON}")
    Draft.objects.create(
        user=cast.agent, ticket=ticket, kind="public", body=f"<p>{COMMON}</p>", updated_at=NOW
    )
    settle()
    before = [earlier.body_text, agent.body_text, later.body_text]
    assert redact(api, taken, whole=True).status_code == 200
    assert fresh(earlier, agent, later) == before
    assert not any(one.is_redacted for one in (earlier, agent, later))
    assert fresh(quoting, taken) == [f"Done.\n> {MARK}", MARK]
    assert COMMON in quoting.body_html or MARK in quoting.body_html
    assert COMMON not in quoting.body_html
    assert Draft.objects.get().body == f"<p>{COMMON}</p>"
    told = OutboxEvent.objects.filter(live__icontains="check the invoice")
    assert {one["id"] for event in told for live in event.live for one in live["data"].get("entries", [])
            if COMMON in str(one)} == {earlier.pk, agent.pk, later.pk}  # fmt: skip


def test_what_nobody_writes_by_chance_goes_from_later_entries(api: "ApiClient", cast: "Cast") -> None:
    ticket = cast.ticket(body="Hello")
    earlier = cast.says(ticket, f"{RARE}. Key 4711-ABCD-0815-X")
    taken = cast.says(ticket, f"{RARE}. My key is 4711-ABCD-0815-X.")
    later = cast.replies(
        ticket, cast.agent, f"So it is: {RARE}! The key 4711-ABCD-0815-X is gone.", kind="note"
    )
    redact(api, taken, whole=True)
    assert fresh(earlier) == [f"{RARE}. Key 4711-ABCD-0815-X"]
    assert fresh(later) == [f"So it is: {MARK}! The key {MARK} is gone."]


def test_marked_words_go_from_all_entries(api: "ApiClient", cast: "Cast") -> None:
    ticket = cast.ticket(body="Hello")
    entries = [cast.says(ticket, COMMON) for _ in range(3)]
    redact(api, entries[1], words="invoice again")
    assert fresh(*entries) == [f"Please check the {MARK}."] * 3


def test_a_preview_follows_its_entry(api: "ApiClient", cast: "Cast") -> None:
    ticket = cast.ticket(body="Hello")
    taken, later = cast.says(ticket, COMMON), cast.says(ticket, COMMON)
    redact(api, taken, whole=True)
    ticket.refresh_from_db()
    assert ticket.preview == COMMON
    redact(api, later, whole=True)
    ticket.refresh_from_db()
    assert ticket.preview == MARK


def test_a_subject_goes_with_the_message_that_it_came_from(
    api: "ApiClient", cast: "Cast", settle: Any
) -> None:
    long = f"{RARE}, and {RARE}"
    mail = receive(mailbox_for(cast.brand), raw_mail(subject="My lupus", text="Yes please"))
    chat = cast.ticket(subject="", body=long)
    other = cast.ticket(subject="My lupus", body="Hello")
    settle()
    for ticket in (ticket_of(mail), chat):
        first = TimelineEntry.objects.filter(ticket=ticket, author_kind="contact").earliest("pk")
        assert redact(cast.api(cast.owner), first, whole=True).status_code == 200
        ticket.refresh_from_db()
        assert ticket.subject == MARK
    later = cast.says(other, "My lupus")
    redact(api, later, whole=True)
    other.refresh_from_db()
    assert other.subject == "My lupus"
    assert "Elmtree" not in str(everything_with("Elmtree Road"))
    assert everything_with("surgery at Elmtree") == set()


def test_mails_of_others_keep_their_own_words(cast: "Cast", settle: Any) -> None:
    box = mailbox_for(cast.brand)
    first = receive(box, raw_mail(text=f"{COMMON}\n\nBye", message_id="<1@a.test>"))
    ticket = ticket_of(first)
    taken = TimelineEntry.objects.filter(ticket=ticket, author_kind="contact").earliest("pk")
    html = (
        f"<p>{COMMON}</p><p>On Mon, 2 Mar 2026 at 10:00 A wrote:</p><blockquote><p>{COMMON}</p></blockquote>"
    )
    receive(
        box,
        raw_mail(
            text=f"{COMMON}\n\nOn Mon, 2 Mar 2026 at 10:00 A <a@a.test> wrote:\n> {COMMON}", html=html,
            message_id="<2@a.test>", headers={"In-Reply-To": "<1@a.test>"},
        ),
    )  # fmt: skip
    settle()
    second = TimelineEntry.objects.filter(ticket=ticket, author_kind="contact").latest("pk")
    assert second.pk != taken.pk
    redact(cast.api(cast.owner), taken, whole=True)
    assert fresh(second) == [COMMON]
    body = MailBody.objects.get(entry=second)
    assert "invoice" not in body.quoted_text


def test_what_it_says_since_it_was_changed_goes_with_it(api: "ApiClient", cast: "Cast") -> None:
    taken = cast.says(cast.ticket(), COMMON)
    line = entry_note_change(
        actor=SYSTEM,
        entry_id=taken.pk,
        change="edited",
        system="slack",
        body_html="<p>Or rather not</p>",
        now=NOW,
    )
    redact(api, taken, whole=True)
    assert fresh(line) == [MARK]


def test_notes_of_escalations_lose_words_with_their_events(
    api: "ApiClient", cast: "Cast", settle: Any
) -> None:
    """In the reasons, in what says the same in other languages, and in what screens were told."""
    ticket = cast.ticket(body="Hello")
    taken = cast.says(ticket, f"My name is Zebulon. {COMMON}")
    said = {"code": "asks_help_note", "params": {"name": "A", "note": f"Zebulon says: {COMMON}"}}
    reason = {"label": "Escalated", "detail": f"A asks for help: Zebulon says: {COMMON}", "message": said}
    step = RoutingStep("escalated", 7, [reason], said)
    timeline_append(actor=SYSTEM, ticket_id=ticket.pk, step=step, body_text="Escalated", now=NOW)
    timeline_append(actor=SYSTEM, ticket_id=ticket.pk, step=EventStep(message=said), body_text="x", now=NOW)
    Ticket.objects.filter(pk=ticket.pk).update(reason=f"Zebulon: {COMMON}"[:200], reason_message=said)
    api.patch(f"tickets/{ticket.pk}", {"priority": "P1"})
    settle()
    assert "core.OutboxEvent.live" in everything_with("Zebulon")
    redact(api, taken, words="Zebulon")
    assert everything_with("Zebulon") == set()
    redact(api, taken, whole=True)
    assert everything_with("check the invoice") == set()


@pytest.mark.parametrize("was_redacted", [False, True])
def test_an_erasure_takes_what_a_redaction_left_elsewhere(
    api: "ApiClient", cast: "Cast", settle: Any, *, was_redacted: bool
) -> None:
    known = cast.contact("Amos Berg", "amos@quagga.test", None)
    ticket = cast.ticket(by=known, body="Hello", subject="Question")
    said = cast.says(ticket, "My PIN is hunter-2-Zebra and I was treated for lupus at Elmtree Road in May")
    cast.replies(ticket, cast.agent, f"You wrote:\n> {said.body_text}\nThe treated for lupus line is noted.")
    if was_redacted:
        redact(api, said, words="hunter-2-Zebra")
    settle()
    erased(cast, known)
    assert everything_with("Elmtree") == set()
    assert everything_with("hunter-2") == set()


def test_an_erasure_leaves_what_others_wrote_alike(cast: "Cast", settle: Any) -> None:
    ticket = cast.ticket(
        by=cast.colleague, channel="email", body=f"Good day. {COMMON}", subject="Invoice of May"
    )
    other = cast.ticket(by=cast.customer, channel="email", body=f"Hello. {COMMON}", subject="Another")
    first = TimelineEntry.objects.filter(ticket=other, author_kind="contact").get()
    note = cast.replies(ticket, cast.agent, COMMON, kind="note")
    quoting = cast.replies(ticket, cast.agent, f"Sure.\n> {COMMON}", kind="note")
    ticket_merge(actor=cast.actor(cast.admin), source_id=ticket.pk, target_id=other.pk, now=NOW)
    settle()
    erased(cast, cast.colleague)
    assert fresh(first, note, quoting) == [f"Hello. {COMMON}", COMMON, f"Sure.\n> {MARK}"]
    other.refresh_from_db()
    assert other.subject == "Another"


@pytest.mark.parametrize(
    ("name", "said", "left"),
    [
        ("Adaeze Okafor", "Dear Ms Okafor, hello", f"Dear {MARK}, hello"),
        ("Jürgen Müller", "Sehr geehrter Herr Müller,", f"Sehr geehrter {MARK},"),
        ("Adaeze Okafor", "Hi Adaeze Okafor.", f"Hi {MARK}."),
        ("Ludwig van Beethoven", "Herr Dr. van Beethoven kommt", f"Herr {MARK} kommt"),
        ("Adaeze Okafor", "Hi Adaeze, the Okafor road", "Hi Adaeze, the Okafor road"),
    ],
)
def test_a_surname_with_its_title_goes(cast: "Cast", settle: Any, name: str, said: str, left: str) -> None:
    known = cast.contact(name, "someone@quagga.test", None)
    ticket = cast.ticket(by=known, body="Hello")
    note = cast.replies(ticket, cast.agent, said, kind="note")
    settle()
    erased(cast, known)
    assert fresh(note) == [left]


def test_nothing_of_a_handoff_of_another_goes(api: "ApiClient", cast: "Cast") -> None:
    ticket = cast.ticket(body="Hello")
    summary = f"They write: {COMMON}"

    def handoff() -> TimelineEntry:
        step = HandoffStep(7, "person", "asked", "", summary)
        return timeline_append(
            actor=ASSISTANT, ticket_id=ticket.pk, step=step, visibility="internal", body_text=summary, now=NOW
        )

    before, taken, after = handoff(), cast.says(ticket, COMMON), handoff()
    redact(api, taken, whole=True)
    assert fresh(before, after) == [summary, MARK]


def test_titles_are_no_name_of_a_single_word(cast: "Cast") -> None:
    known = Contact(name="Okafor", email="")
    known.pk = 10**9
    assert privacy.person_of(known).titled_names == []
