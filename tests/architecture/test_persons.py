"""
Every table and every column says what the export and the erasure of a person do with it.

A table is declared by its app (`core.persons`), reached through tickets (`core.kept`), or named here or in
`kept_columns.py` with the reason why nothing of a person stands in it. A new one without an answer fails.
"""

import re

from django.db import models

from core import kept, persons
from people.models import Contact
from tests.architecture.kept_columns import COLUMNS, PERSON, TABLES
from tests.architecture.modules import own_apps
from tests.architecture.test_kept import holds_words
from tickets.models import Ticket, TimelineEntry
from tickets.services.kept import TIMELINE

FREE = {
    "people.ContactMerge": "ids of what moved, of records that stay without a name",
    "people.ContactMergeUndo": "who took a merge back, and when",
    "people.PersonRequest": "proof that it was done; who they were goes with its last step",
    "people.Company": "a company, which is no person",
    "people.LegalHold": "an order of ours to keep; who it is about is a number",
    "people.RetentionRule": "what admins set up",
    "core.AuditEntry": "append-only but for this: see the holder of `core`",
    "tickets.TicketMerge": "ids and codes",
    "tickets.TicketLink": "ids of tickets, which stay",
    "tickets.SurveyTurn": "when a number was asked, which leads to nobody any more",
    "tickets.SideMessage": "which entry belongs to which side conversation",
    "tickets.Follower": "which of our people follow a ticket",
    "tickets.Mention": "which of our people were named",
    "tickets.MacroUse": "which of our people used a macro",
    "tickets.TicketRead": "what our people have read",
    "tickets.Undo": "steps of ours, whose words a redaction of the ticket takes",
    "widget.Conversation": "which entry was read; the session it came from goes",
    "widget.AnswerFeedback": "a yes or no about an answer",
    "routing.Feedback": "what our people said about routing",
    "sla.TicketSla": "times and targets: figures stay",
    "sla.Clock": "times: figures stay",
    "issues.AutomaticIssue": "whether a ticket became an issue by itself: states and times",
    "slack.SlackThread": "which thread is which ticket",
    "slack.SlackPost": "what became of our own posts",
    "crm.Outcome": "ids of our notes there, which are named as elsewhere",
    "kb.SolvedTicket": "which tickets became articles, that a person approved",
    "insights.TicketFacts": "figures, without a person",
    "insights.Playbook": "what staff set up",
    "insights.PlaybookVersion": "what staff set up",
    "quality.Due": "when to look at a ticket",
    "assistant.Conversation": "states of the ledger: figures stay",
}
KEPT = {
    "people.Contact.public_id": "another one is drawn",
    "email.InboundMail.provider_id": "which mail was fetched, so that it is not fetched again",
    "email.InboundMail.sha256": "a digest, so that it is not taken twice",
    "email.InboundMail.fingerprint": "a digest, so that it is not taken twice",
    "email.OutgoingMail.dedupe_key": "which mail it was, so that it does not leave twice",
    "email.OutgoingMail.provider_id": "given by the provider, so that its news find the mail",
    "email.OutgoingMail.message_id": "made by us, so that answers find their ticket",
    "email.OutgoingMail.domain": "of whoever else got it; empty where it went to them alone",
    "email.OutgoingMail.from_name": "one of our own",
    "stripe.Customer.remote_id": "which customer it is there, where it has to be erased",
    "stripe.Customer.crm_id": "which company it is in the CRM",
    "stripe.Customer.currency": "a code",
    "core.OutboxEvent.payload": "ids, which handlers work with; words of tickets go with the ticket",
    "kb.SearchLog.actor_kind": "a code",
    "kb.ArticleFeedback.reader_ref": "a number that leads to nobody any more",
    "kb.SearchLog.language": "a code",
    "kb.SearchLog.shown_ids": "ids of articles",
    "core.OutboxEvent.topics": "ids",
    "insights.PlaybookFiring.cause": "ids and digests",
    "insights.PlaybookFiring.subject": "ids and digests",
    "insights.PlaybookFiring.unit": "an id, by which the two groups stay what they were",
    "insights.PlaybookFiring.state": "a code",
    "insights.PlaybookFiring.reason": "a code",
    "tickets.TimelineEntry.search": "made anew with the text",
    "sla.TicketFact.key": "ids",
    "sla.TicketFact.old": "a code",
    "sla.TicketFact.value": "a code",
    "sla.ClockEvent.key": "ids",
    "sla.ClockEvent.detail": "figures",
    "slack.SlackMessage.user_id": "leads to nobody once the member is gone",
    "slack.SlackMessage.ts": "when it was written, by which Slack names it",
    "slack.SlackMessage.thread_ts": "the same of its thread",
    "slack.SlackMessage.edited_ts": "when it was changed",
    "core.AuditEntry.actor_ref": "who did it: append-only",
    "core.AuditEntry.action": "a code",
    "core.AuditEntry.target": "an id",
    "core.AuditEntry.request_id": "a code",
}


def _declared() -> dict[str, str]:
    return {label: does for _, holder in persons.holders() for label, does in holder.labels.items()}


def _columns() -> set[str]:
    return {name for _, holder in persons.holders() for name in holder.holds}


def _through_tickets() -> set[str]:
    return set(TIMELINE).union(*(keeper.holds for keeper in kept.keepers()))


def _answer(model: type[models.Model]) -> str:
    """What becomes of a table, in words; empty without an answer."""
    label = model._meta.label
    if label in _declared():
        return _declared()[label]
    if any(name.rpartition(".")[0] == label for name in _through_tickets()):
        return "loses their words with their tickets"
    if label in FREE:
        return FREE[label]
    if TABLES.get(label, PERSON) != PERSON:
        return TABLES[label]
    leads = {one.related_model for one in model._meta.local_fields if one.is_relation}
    has_words = any(holds_words(one) for one in model._meta.local_fields if not one.is_relation)
    is_about = leads & {Contact, Ticket, TimelineEntry}
    return "" if has_words or is_about else "numbers and times of ours"


def test_every_table_has_an_answer() -> None:
    tables = [model for app in own_apps() for model in app.get_models()]
    assert [model._meta.label for model in tables if not _answer(model)] == [], (
        "declare them for export and erasure in the app's services (core.persons), or say here why not"
    )


def test_a_table_that_leads_to_a_contact_is_declared() -> None:
    """A reason is enough for tickets, which stay; what names a contact is declared, or said to stay here."""
    found = [
        model._meta.label
        for app in own_apps()
        for model in app.get_models()
        if any(one.related_model is Contact for one in model._meta.local_fields)
    ]
    assert len(found) > 10
    assert sorted(set(found) - set(_declared()) - set(FREE)) == []


def test_every_column_of_theirs_has_an_answer() -> None:
    reached = _columns() | _through_tickets() | set(KEPT)
    excused = {
        f"{table}.{name}" for table, (names, why) in COLUMNS.items() if why != PERSON for name in names
    }
    found = [
        f"{model._meta.label}.{one.name}"
        for app in own_apps()
        for model in app.get_models()
        if model._meta.label in _declared()
        for one in model._meta.local_fields
        if holds_words(one) and not one.is_relation
    ]
    assert sorted(name for name in found if name not in reached | excused) == []


def test_what_says_who_somebody_is_goes() -> None:
    """What a redaction leaves because it says who somebody is, is the business of erasure."""
    tables = [label for label, why in TABLES.items() if why == PERSON]
    assert sorted(set(tables) - set(_declared()) - set(FREE)) == []
    columns = {
        f"{table}.{name}"
        for table, (names, why) in COLUMNS.items()
        if why == PERSON or why.startswith("who")
        for name in names
    }
    marks = {"tickets.TimelineEntry.redactions", "notices.Notice.by_name"}
    assert sorted(columns - _columns() - set(KEPT) - marks) == []


OUR_NAMES = {
    "people.LegalHold.by_name",
    "people.LegalHold.lifted_by_name",
    "assistant.ConfigurationDraft.by_name",
    "assistant.ConfigurationVersion.by_name",
    "assistant.Replay.by_name",
    "insights.PlaybookVersion.by_name",
    "insights.SignalRules.by_name",
    "kb.Approval.asked_by_name",
    "kb.Approval.decided_by_name",
    "kb.ArticleVersion.author_name",
    "kb.RunbookMark.by_name",
    "kb.SourceRun.by_name",
    "people.Absence.by_name",
    "people.PersonRequest.by_name",
    "people.ReadingAlarm.decided_by_name",
    "people.ReadingWatch.changed_by_name",
    "practice.PracticeSet.by_name",
    "quality.RubricVersion.by_name",
    "routing.RuleSet.by_name",
    "sla.SlaVersion.by_name",
    "tickets.AiExclusion.by_name",
    "tickets.Macro.updated_by_name",
}
"""Columns that only our own people get into."""
_WHO = re.compile(r"(?:^|_)(?:actor|by|author)_name$")


def test_a_name_beside_what_was_done_has_an_answer() -> None:
    """Who did something is kept with their name: a contact's goes with them."""
    found = {
        f"{model._meta.label}.{one.name}"
        for app in own_apps()
        for model in app.get_models()
        for one in model._meta.local_fields
        if _WHO.search(one.name)
    }
    assert {"core.AuditEntry.actor_name", "tickets.TimelineEntry.author_name"} <= found & _columns()
    assert sorted(found - _columns() - OUR_NAMES) == [], "have it emptied, or say that it is always ours"
    assert sorted(OUR_NAMES - found) == []


def test_an_export_has_it_or_says_why_not() -> None:
    for _, holder in persons.holders():
        if isinstance(holder, persons.Rows):
            assert holder.exports or holder.why_not
    assert {"people.Contact", "tickets.Ticket", "tickets.TimelineEntry", "email.RawMail"} <= {
        label for _, holder in persons.holders() for label in holder.exports
    }


def test_no_reason_is_left_over() -> None:
    labels = {model._meta.label for app in own_apps() for model in app.get_models()}
    assert sorted(set(FREE) - labels) == []
    names = {
        f"{model._meta.label}.{one.name}"
        for app in own_apps()
        for model in app.get_models()
        for one in model._meta.local_fields
    }
    assert sorted(set(KEPT) - names) == []
    assert sorted(_columns() - names) == []
