"""
Every table says what retention does with it.

It has a part of a kind (`core.retention`), goes or loses its words with its ticket, keeps what a person's
erasure takes, is what we set up ourselves, or is named here with how long it stays.
"""

from django.db import models

from core import kept, persons, retention
from tests.architecture.kept_columns import PERSON, TABLES
from tests.architecture.modules import own_apps
from tests.architecture.test_kept import holds_words
from tickets.models import Ticket, TimelineEntry
from tickets.services.kept import TIMELINE
from widget.models import WidgetSession

STAYS: dict[str, str] = {
    "core.AuditSeal": "never goes: the proof of the entries",
    "core.AuditCheck": "what the last check found",
    "core.AuditEntry": "never goes: what was done stays provable",
    "people.LegalHold": "what was ordered, by whom",
    "people.RetentionRule": "the rules themselves",
    "people.ContactMerge": "ids and names that a merge can be taken back by",
    "people.Company": "a company, which is no person and no ticket",
}


def _retained() -> set[str]:
    return {label for kind in retention.ACTIONS for part in retention.parts(kind) for label in part.labels}


def _goes_with(model: type[models.Model], seen: frozenset[str] = frozenset()) -> bool:
    """Whether deleting a ticket or a session deletes its rows."""
    if model in (Ticket, TimelineEntry, WidgetSession):
        return True
    if model._meta.label in seen:
        return False
    seen |= {model._meta.label}
    return any(
        getattr(one.remote_field, "on_delete", None) is models.CASCADE and _goes_with(one.related_model, seen)
        for one in model._meta.local_fields
        if one.is_relation and one.related_model is not None
    )


def answer(model: type[models.Model]) -> str:
    """What retention does with a table, in words; empty without an answer."""
    label = model._meta.label
    if label in _retained():
        return "has a part of a kind"
    if _goes_with(model):
        return "is deleted with its ticket or session"
    words = set(TIMELINE).union(*(keeper.holds for keeper in kept.keepers()))
    if any(name.rpartition(".")[0] == label for name in words):
        return "loses their words with its ticket"
    if any(label in holder.labels for _, holder in persons.holders()):
        return "stays until the person is erased"
    if label in STAYS:
        return STAYS[label]
    if TABLES.get(label, PERSON) != PERSON:
        return TABLES[label]
    has_words = any(holds_words(one) for one in model._meta.local_fields if not one.is_relation)
    return "" if has_words else "numbers and times of ours"


def test_every_table_has_an_answer() -> None:
    tables = [model for app in own_apps() for model in app.get_models()]
    assert [model._meta.label for model in tables if not answer(model)] == [], (
        "declare it in core.retention, or say here how long it stays"
    )


def test_every_kind_has_a_part() -> None:
    for kind in retention.ACTIONS:
        assert retention.parts(kind), kind
    assert {"tickets.Ticket", "tickets.RawMessage", "email.RawMail", "widget.WidgetSession"} <= _retained()


def test_no_reason_is_left_over() -> None:
    labels = {model._meta.label for app in own_apps() for model in app.get_models()}
    assert sorted((set(STAYS) | _retained()) - labels) == []
    assert sorted(set(STAYS) & _retained()) == []
    assert "core.AuditEntry" not in _retained(), "the audit log is never retained away"
