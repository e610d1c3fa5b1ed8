"""What the house itself can look up or do as an action: a customer's other tickets, and a tag."""

from collections.abc import Mapping

from assistant.actions.declared import LOOKUP, WRITE, Declaration, Found, Subject
from assistant.actions.saying import clean_fact
from core.actors import ASSISTANT
from core.errors import NotFound
from people.actors import contact_actor
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors
from tickets.models import OPEN_STATUSES, Status
from tickets.services import ticket_update

MOST = 3
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        Status.NEW: "we have it and will look at it", Status.OPEN: "we are working on it",
        Status.PENDING: "we are waiting for your reply", Status.ON_HOLD: "we are waiting for somebody else",
    },
    "de": {
        Status.NEW: "wir haben es erhalten und sehen es uns an", Status.OPEN: "wir arbeiten daran",
        Status.PENDING: "wir warten auf Ihre Antwort", Status.ON_HOLD: "wir warten auf jemand anderen",
    },
}  # fmt: skip


def tickets_found(subject: Subject, option: str) -> Found:
    """The open tickets of a contact besides the one in which they ask."""
    contact = everybody.contact_find(subject.contact_id)
    if contact is None:
        return Found({}, subject.now)
    reader = contact_actor(contact, is_verified=True)
    rows = (
        ticket_selectors.tickets_visible(reader)
        .present()
        .filter(requester_id=contact.pk, status__in=OPEN_STATUSES)
        .order_by("-last_activity_at", "-pk")
    )
    if subject.ticket_id is not None:
        rows = rows.exclude(pk=subject.ticket_id)
    words = _WORDS.get(subject.language, _WORDS["en"])
    lines = [
        f"“{name}”: {words[Status(row.status)]}"
        for row in rows[:MOST]
        if (name := clean_fact(row.subject[:100], "text", subject.language))
    ]
    return Found({"tickets": "; ".join(lines)} if lines else {}, subject.now)


def tag_added(subject: Subject, option: str) -> Found:
    """Put a tag on the ticket. Raises NotFound where there is none, as in a test."""
    if subject.ticket_id is None:
        raise NotFound("There is no ticket to put the tag on.")
    ticket = ticket_selectors.ticket_for_update(actor=ASSISTANT, ticket_id=subject.ticket_id)
    if option not in ticket.tags:
        ticket_update(
            actor=ASSISTANT,
            ticket_id=ticket.pk,
            changes={"tags": [*ticket.tags, option]},
            reason="Action",
            held=ticket,
            now=subject.now,
        )
    return Found({"tag": option}, subject.now)


TICKETS = Declaration(
    key="tickets.own",
    label="Their other tickets",
    about="Looks up the customer's own open tickets and whose turn it is.",
    kind=LOOKUP,
    facts={"tickets": "Each open ticket of theirs, and whose turn it is"},
    run=tickets_found,
    examples={
        "en": ("What is the state of my other ticket?", "Is somebody working on my ticket?"),
        "de": ("Wie ist der Stand meines anderen Tickets?", "Arbeitet jemand an meinem Ticket?"),
    },
    answers={"en": "These are your open requests: {tickets}.", "de": "Ihre offenen Anfragen: {tickets}."},
)
TAG = Declaration(
    key="tickets.tag",
    label="Put a tag on the ticket",
    about="Puts a tag on this ticket, by which views, rules and programs find it.",
    kind=WRITE,
    facts={"tag": "The tag"},
    run=tag_added,
    examples={
        "en": ("We would like to pay by yearly invoice.",),
        "de": ("Wir möchten per Jahresrechnung zahlen.",),
    },
    answers={
        "en": "I've marked your request for the team that does this. They will write to you here.",
        "de": "Ich habe Ihre Anfrage für das zuständige Team vorgemerkt. Es schreibt Ihnen hier.",
    },
    option="The tag",
)
