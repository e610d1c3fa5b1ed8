"""
Which of our events other programs hear of, and as what.

Pure: names and payloads in, public forms out. Events are known by name, so that no app has to be imported. A
public form holds ids and facts; the words of messages, notes and articles are read through the API, where
every right is asked. `docs/webhooks.md` lists every type; `tests/unit/webhooks` holds the two together.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """One public event: its type, what it is about (`ticket:12`), and its data."""

    type: str
    subject: str
    data: dict[str, Any]


Reader = Callable[[Payload], Iterator[Form]]


def _of_ticket(kind: str, *names: str, **renamed: str) -> Reader:
    """An event of one ticket that passes these members on, some under another name."""
    members = {name: name for name in names} | renamed

    def read(payload: Payload) -> Iterator[Form]:
        data = {name: payload.get(source) for name, source in members.items()}
        yield Form(kind, f"ticket:{payload['ticket_id']}", data)

    return read


def _of(kind: str, record: str, key: str, *names: str, **renamed: str) -> Reader:
    """An event of one record, named by the member `key`."""
    members = {name: name for name in names} | renamed

    def read(payload: Payload) -> Iterator[Form]:
        data = {name: payload.get(source) for name, source in members.items()}
        yield Form(kind, f"{record}:{payload[key]}" if record else "", data)

    return read


def _message_received(payload: Payload) -> Iterator[Form]:
    subject, by = f"ticket:{payload['ticket_id']}", f"contact:{payload['contact_id']}"
    if payload["is_new_ticket"]:
        yield Form("ticket.created", subject, {"by": by, "channel": payload["channel"]})
    yield Form(
        "message.created",
        subject,
        {"entry_id": payload["entry_id"], "direction": "in", "by": by, "channel": payload["channel"]},
    )


def _ticket_created(payload: Payload) -> Iterator[Form]:
    data = {"by": payload["by_ref"], "channel": None}
    yield Form("ticket.created", f"ticket:{payload['ticket_id']}", data)


def _reply_posted(payload: Payload) -> Iterator[Form]:
    data = {
        "entry_id": payload["entry_id"], "direction": "out", "by": payload["by_ref"], "channel": None,
    }  # fmt: skip
    yield Form("message.created", f"ticket:{payload['ticket_id']}", data)


def _ticket_changed(payload: Payload) -> Iterator[Form]:
    # A step that took itself back has changed nothing.
    if payload["changes"]:
        data = {"changes": payload["changes"], "by": payload["by_ref"]}
        yield Form("ticket.updated", f"ticket:{payload['ticket_id']}", data)


def _tickets_moved(payload: Payload) -> Iterator[Form]:
    for ticket_id in payload["ticket_ids"]:
        yield Form("ticket.requester_changed", f"ticket:{ticket_id}", {})


READERS: Mapping[str, Reader] = {
    "tickets.message_received": _message_received,
    "tickets.ticket_created": _ticket_created,
    "tickets.reply_posted": _reply_posted,
    "tickets.note_added": _of_ticket("note.created", "entry_id", by="by_ref"),
    "tickets.side_message_sent": _of_ticket("side_message.sent", "side_id", "entry_id", by="by_ref"),
    "tickets.side_message_received": _of_ticket(
        "side_message.received", "side_id", "entry_id", "is_automatic"
    ),
    "tickets.side_changed": _of_ticket("side_conversation.updated", "side_id", "state", by="by_ref"),
    "tickets.delivery_changed": _of_ticket("message.delivery_changed", "entry_id", "state"),
    "tickets.entries_redacted": _of_ticket("message.redacted", "entry_ids", by="by_ref"),
    "tickets.ticket_changed": _ticket_changed,
    "tickets.ticket_resolved": _of_ticket("ticket.resolved", by="resolved_by"),
    "tickets.ticket_reopened": _of_ticket("ticket.reopened", by="by_ref"),
    "tickets.ticket_woken": _of_ticket("ticket.woken", by="by_ref"),
    "tickets.ticket_rated": _of_ticket("rating.created", "rating_id", "score", "kind"),
    "tickets.tickets_moved": _tickets_moved,
    "tickets.ticket_merged": _of_ticket("ticket.merged", "source_id", "merge_id", by="by_ref"),
    "tickets.ticket_unmerged": _of_ticket("ticket.unmerged", "source_id", "merge_id", by="by_ref"),
    "assistant.triaged": _of_ticket("ticket.triaged", "entry_id", "triage_id"),
    "assistant.triage_corrected": _of_ticket("triage.corrected", "triage_id", "field", by="by_ref"),
    "assistant.handoff_requested": _of_ticket("handoff.created", "handoff_id", "reason"),
    "assistant.action_changed": _of_ticket(
        "action.changed", "action", "state", use_id="call_id", by="by_ref"
    ),
    "assistant.answer_given": _of_ticket("answer.created", "entry_id", "confidence"),
    "widget.answer_rated": _of_ticket("answer.rated", "entry_id", "has_helped"),
    "routing.ticket_routed": _of_ticket("ticket.routed", "decision_id", "step"),
    "routing.ticket_escalated": _of_ticket("ticket.escalated", "decision_id", user_ids="notified"),
    "routing.people_called": _of_ticket("ticket.people_called", user_ids="notified", rule="why"),
    "routing.rules_published": _of("routing.published", "", "", "version"),
    "sla.clock_warned": _of_ticket("sla.warned", "clock_id", "fraction", "actions", clock="kind"),
    "sla.clock_breached": _of_ticket("sla.breached", "clock_id", "actions", clock="kind"),
    "sla.policies_changed": _of("sla.published", "", "", "version"),
    "people.company_changed": _of("company.updated", "company", "company_id", "company_id", "changes"),
    "people.contact_changed": _of("contact.updated", "contact", "contact_id", "contact_id", "fields"),
    "people.contacts_merged": _of(
        "contact.merged", "contact", "into_contact_id", "from_contact_id", "into_contact_id", "merge_id"
    ),
    "people.contacts_unmerged": _of(
        "contact.unmerged", "contact", "into_contact_id", "from_contact_id", "into_contact_id", "merge_id"
    ),
    "people.identity_conflict_found": _of(
        "contact.conflict_found", "contact", "contact_id", "contact_id", "holder_id"
    ),
    "kb.article_published": _of("article.published", "article", "article_id", "article_id", "version"),
    "kb.article_withdrawn": _of("article.withdrawn", "article", "article_id", "article_id"),
    "kb.translations_behind": _of(
        "article.translations_behind", "article", "article_id", "article_id", "version", "languages"
    ),
    "kb.review_due": _of("article.review_due", "article", "article_id", "article_id", "owner_id", "due_on"),
    "assistant.answer_judged": _of_ticket("answer.judged", "verdict"),
    "assistant.category_demoted": _of("assistant.category_demoted", "", "", "category", "ticket_id"),
    "assistant.configuration_published": _of("assistant.published", "", "", "version"),
    "connections.connection_failed": _of(
        "connection.failed", "connection", "connection_id", "connection_id", "system", "health"
    ),
    "connections.connection_recovered": _of(
        "connection.recovered", "connection", "connection_id", "connection_id", "system"
    ),
}
"""By the name of our event. What is about no record has no subject, and no order among others."""

TYPES: tuple[str, ...] = (
    "ticket.created", "ticket.updated", "ticket.resolved", "ticket.reopened", "ticket.woken",
    "ticket.requester_changed", "ticket.merged", "ticket.unmerged", "ticket.triaged", "ticket.routed",
    "ticket.escalated", "ticket.people_called",
    "message.created", "message.delivery_changed", "message.redacted", "note.created",
    "side_message.sent", "side_message.received", "side_conversation.updated",
    "triage.corrected", "handoff.created", "action.changed",
    "answer.created", "answer.rated", "rating.created", "sla.warned", "sla.breached", "sla.published",
    "routing.published", "company.updated", "contact.updated", "contact.merged", "contact.unmerged",
    "contact.conflict_found",
    "article.published", "article.withdrawn", "article.translations_behind", "article.review_due",
    "answer.judged",
    "assistant.category_demoted", "assistant.published", "connection.failed", "connection.recovered",
)  # fmt: skip
"""Every public type."""

TEST = "webhook.test"
"""What `Send a test` sends; it is no event of the stream."""

SILENT: Mapping[str, str] = {
    "tickets.entry_appended": "a step of the timeline, whose cause has an event of its own",
    "tickets.scheduled_reply_held": "a reminder to its author; nothing of the reply has reached anybody",
    "people.presence_changed": "says minute by minute how a person works",
    "people.access_changed": "only makes open screens ask for their rights again",
    "people.capacity_changed": "only makes routing look at what waits",
    "people.password_forgotten": "holds what a stranger typed at the sign-in",
    "people.address_change_asked": "part of somebody's sign-in, and names their session",
    "people.reading_unusual": "says how much a person reads, which is for the owners",
    "people.absence_began": "says when a person is away",
    "kb.runbook_marked": "noted by internal articles, which not everybody who hears may read",
    "kb.article_shelved": "drafts are none of a reader's; what they had has an event of its own",
    "kb.approval_asked": "a step on the way to an article that readers see, which has an event of its own",
    "kb.approval_decided": "a step on the way to an article that readers see, which has an event of its own",
    "assistant.readers_still_ask": "a reminder to our own people, whose causes have events of their own",
    "assistant.review_digest_due": "a reminder to our own people, whose causes have events of their own",
    "assistant.review_due": "a reminder to one person about a setting of theirs",
    "issues.issue_linked": "known to the tracker, which has webhooks of its own",
    "issues.issue_unlinked": "known to the tracker, which has webhooks of its own",
    "issues.issue_changed": "repeats what the tracker's own webhooks tell",
    "issues.issue_completed": "repeats what the tracker's own webhooks tell",
    "insights.playbook_fired": "a step of ours; nobody has been told anything yet",
    "notices.due": "a mail to one person that is about to leave; its cause has an event of its own",
}
"""Our events that nobody outside hears of, and why."""


def forms_of(name: str, payload: Payload) -> list[Form]:
    """What an event of ours is for others, in order; nothing for those that are silent or unknown."""
    reader = READERS.get(name)
    return list(reader(payload)) if reader is not None else []
