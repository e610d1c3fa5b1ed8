"""What the assistant can tell customers of the engineering issues behind their tickets: how far they are."""

from collections.abc import Mapping
from datetime import timedelta

from assistant.actions.declared import LOOKUP, Declaration, Found, Subject
from assistant.actions.saying import clean_fact
from integrations.issues import selectors
from integrations.issues.models import StateKind

TOO_OLD = timedelta(days=7)
MOST = 3
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        StateKind.TRIAGE: "our engineers are looking at it",
        StateKind.BACKLOG: "our engineers know of it; no time is set",
        StateKind.UNSTARTED: "it is planned, but not begun",
        StateKind.STARTED: "our engineers are working on it",
        StateKind.COMPLETED: "our engineers say that it is done",
        StateKind.CANCELED: "it is not being worked on",
    },
    "de": {
        StateKind.TRIAGE: "unsere Entwickler sehen es sich an",
        StateKind.BACKLOG: "unsere Entwickler kennen es; ein Termin steht nicht fest",
        StateKind.UNSTARTED: "es ist geplant, aber nicht begonnen",
        StateKind.STARTED: "unsere Entwickler arbeiten daran",
        StateKind.COMPLETED: "unsere Entwickler melden es als erledigt",
        StateKind.CANCELED: "daran wird nicht gearbeitet",
    },
}


def issues_found(subject: Subject, option: str) -> Found:
    """How far the issues behind a contact's own tickets are; never a title or a word of theirs."""
    links = selectors.issues_of_customer(subject.contact_id, limit=MOST)
    heard = [at for one in links if (at := one.issue.checked_at or one.issue.told_at) is not None]
    if not links or len(heard) < len(links) or subject.now - min(heard) > TOO_OLD:
        return Found({}, subject.now)
    words = _WORDS.get(subject.language, _WORDS["en"])
    lines = [
        f"“{name}”: {words[StateKind(one.issue.status_kind)]}"
        for one in links
        if (name := clean_fact(one.ticket.subject[:100], "text", subject.language))
    ]
    return Found({"issues": "; ".join(lines)} if lines else {}, min(heard))


ISSUES = Declaration(
    key="issues.own",
    label="Engineering issues of their tickets",
    about="Looks up how far engineers are with what the customer has reported.",
    kind=LOOKUP,
    facts={"issues": "Each ticket of theirs with an issue, and how far it is"},
    run=issues_found,
    examples={
        "en": ("Is our bug fixed?", "What is the state of the bug I reported?"),
        "de": ("Ist unser Fehler behoben?", "Wie ist der Stand des Fehlers, den ich gemeldet habe?"),
    },
    answers={"en": "This is how far it is: {issues}.", "de": "Das ist der Stand: {issues}."},
)
