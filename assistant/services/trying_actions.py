"""An action as an admin tries it: a lookup is made, a write only shown. Nothing is stored or told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import get_random_string

from assistant.actions.checking import action_fault
from assistant.actions.configured import read_action
from assistant.actions.declared import HTTP
from assistant.actions.inputs import input_fault, inputs_in
from assistant.configuration import read_configuration
from assistant.engines.builtin.choosing import scored
from assistant.in_force import in_force
from assistant.selectors import actions as acts
from assistant.selectors import draft_find
from assistant.services.acting import words_for
from assistant.services.executing import attempt, shown
from core import audit
from core.actors import Actor
from core.errors import Invalid
from people import selectors as people_selectors
from people.policy import require


@dataclass(frozen=True, slots=True)
class TriedAction:
    """
    What an action would do with a question: how close it is, what would be sent, what came back.

    `problem` says in words why nothing would be said; empty if all is well.
    """

    score: float
    is_close: bool
    inputs: Mapping[str, str]
    request: str
    was_sent: bool
    status: int | None
    facts: Mapping[str, str]
    text: str
    problem: str


def action_try(
    *,
    actor: Actor,
    content: Mapping[str, Any],
    question: str,
    language: str,
    contact_id: int,
    now: datetime,
) -> TriedAction:
    """
    Try an action as it stands in an editor, for a contact that the actor sees.

    A lookup is really made, with the contact's own data, and so leaves a line in the audit log. Raises
    Forbidden, NotFound, Invalid for an action that could not be kept.
    """
    require(actor, "assistant.write")
    action = read_action(content)
    draft = draft_find()
    others = read_configuration(draft.content).actions if draft is not None else in_force().actions
    fault = action_fault(action, [*others, action], acts.secret_hosts())
    if fault is not None:
        raise Invalid(fault[1], errors={f"action.{fault[0]}": [fault[1]]})
    contact = people_selectors.contact_get(actor=actor, contact_id=contact_id)
    brand = people_selectors.brands()[0]
    subject = acts.contact_subject(contact, brand_slug=brand.slug, language=language, now=now)
    score = scored(question, action)
    inputs = inputs_in(question, action.inputs) or {}
    is_close = score >= action.min_score
    if subject is None:
        return _nothing(score, is_close, inputs, "This contact has not proven who they are.")
    if input_fault(question, action.inputs, inputs):
        return _nothing(score, is_close, inputs, "The question does not give all values, each once.")
    key = get_random_string(32)
    text = shown(action, subject, inputs, key=key)
    if action.is_write:
        return TriedAction(score, is_close, inputs, text, False, None, {}, "", "")
    outcome = attempt(action, subject, inputs, key=key)
    audit.record(
        actor=actor,
        action="assistant.action_tried",
        target=f"contact:{contact.pk}",
        data={"action": action.key},
        now=now,
    )
    told = words_for(action, language, inputs, outcome)
    return TriedAction(
        score=score,
        is_close=is_close,
        inputs=inputs,
        request=text,
        was_sent=outcome.status is not None or (action.source != HTTP and outcome.found is not None),
        status=outcome.status,
        facts=outcome.found.facts if outcome.found is not None else {},
        text=told,
        problem=outcome.error or ("" if told else "There are no words for it, or a fact in them is missing."),
    )


def _nothing(score: float, is_close: bool, inputs: Mapping[str, str], problem: str) -> TriedAction:
    return TriedAction(score, is_close, inputs, "", False, None, {}, "", problem)
