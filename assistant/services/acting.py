"""Which action a customer's message is for, and what came of it: an answer, a proposal, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils.crypto import get_random_string

from assistant.actions.configured import Action, action_find
from assistant.actions.declared import Subject
from assistant.actions.inputs import input_fault
from assistant.actions.saying import account_title, facts_text, filled
from assistant.configuration import Configuration
from assistant.engines.choice import with_engine
from assistant.engines.protocol import Choice, ChooseRequest, Engine, Tool, Turn
from assistant.models import ActionCall, CallState, Level
from assistant.reading.instructions import instructs_machine
from assistant.reading.wishes import asks_something, wishes_of
from assistant.selectors import actions as acts
from assistant.services.executing import LOST, attempt, call_begin, call_do, call_end, is_found
from assistant.services.executing import Outcome as Ended
from core import clock
from core.errors import UpstreamFailed
from tickets.clearance import NO_TICKET, Cleared
from tickets.models import Ticket, TimelineEntry

ANSWER, HANDOFF = "answer", "handoff"
MAX_TRIED = 4
"""Wishes of one message for which an action is looked for; each may cost a call of a model."""


@dataclass(frozen=True, slots=True)
class Acted:
    """
    What came of an action: an `answer` with the source of its facts, or a `handoff` to a person.

    `call_id` is None where nothing was recorded, as in a test. `also` is what came of the other actions of a
    message that asks for several, `left` the wishes that a person has to see to, in the customer's words.
    """

    kind: str
    action: str
    score: float
    engine: str
    min_score: float = 0.0
    text: str = ""
    title: str = ""
    facts: str = ""
    call_id: int | None = None
    also: tuple["Acted", ...] = ()
    left: tuple[str, ...] = ()

    @property
    def each(self) -> tuple["Acted", ...]:
        """It and the others of the message."""
        return (self, *self.also)


class Acting(Protocol):
    """What may be done for one message."""

    def consider(self, text: str, language: str, history: Sequence[Turn]) -> Acted | None:
        """Use the action that a message is for, if one is; None leaves it to articles and people."""
        ...


def choice_of(
    actions: Sequence[Action], text: str, language: str, history: Sequence[Turn], leave: Cleared
) -> tuple[Action, Choice] | None:
    """
    The action for a text among those that are allowed, with values that were checked; None if none is clear.

    Whoever chose, an engine of ours or a model: what it says is held against what the admin allows.
    """
    allowed = [one for one in actions if one.words_in(language)]
    # Nothing is set in motion by what sounds like a command to a machine; a person reads it.
    if not allowed or instructs_machine(text):
        return None
    request = ChooseRequest(text, [_tool(one) for one in allowed], history, language)
    try:
        choice = with_engine("choose", leave, lambda engine: _chosen(engine, request)).result
    except UpstreamFailed:
        return None
    action = action_find(allowed, choice.key) if choice is not None else None
    if choice is None or action is None or choice.score < action.min_score:
        return None
    return None if input_fault(text, action.inputs, choice.inputs) else (action, choice)


def _chosen(engine: Engine, request: ChooseRequest) -> Choice | None:
    return engine.choose(request)


def _tool(action: Action) -> Tool:
    return Tool(
        key=action.key,
        about=action.about or action.label,
        is_write=action.is_write,
        examples=action.examples,
        inputs=action.inputs,
        min_score=action.min_score,
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a message asks for, with the action for it; None where no action is."""

    text: str
    chosen: tuple[Action, Choice] | None


def wishes_for(
    actions: Sequence[Action], text: str, language: str, history: Sequence[Turn], leave: Cleared
) -> list[Wish]:
    """
    The actions that a message asks for: one, or each of several with what is left besides; none if unclear.

    One lookup for a message that asks for something else as well is none: an answer would drop the rest,
    which articles and people then look at with it. A write is done, and the rest is left to people.
    """
    # Of the whole message: what sounds like a command to a machine must not pass because it was split.
    if instructs_machine(text):
        return []
    pieces = wishes_of(text)
    tried = sorted(range(len(pieces)), key=lambda at: not asks_something(pieces[at]))[:MAX_TRIED]
    each = [
        Wish(piece, choice_of(actions, piece, language, history, leave) if at in tried else None)
        for at, piece in enumerate(pieces if len(pieces) > 1 else ())
    ]
    asked = [one for one in each if one.chosen is not None or asks_something(one.text)]
    if len({_same(one.chosen) for one in asked if one.chosen is not None}) > 1:
        return _once(asked)
    whole = choice_of(actions, text, language, history, leave)
    if whole is None:
        return []
    left = [one for one in asked if one.chosen is None]
    if len(left) == len(asked):
        return [Wish(text, whole)]
    if left and not whole[0].is_write:
        return []
    return [Wish(text, whole), *left]


def _once(wishes: Sequence[Wish]) -> list[Wish]:
    """Said twice, it is done once. A message has one use of a write: a second, with other values, is left."""
    found: dict[object, Wish] = {}
    writes: set[str] = set()
    for one in wishes:
        if one.chosen is None:
            found[one.text] = one
        elif _same(one.chosen) not in found:
            action = one.chosen[0]
            is_used = action.is_write and action.key in writes
            writes.add(action.key)
            found[_same(one.chosen)] = Wish(one.text, None) if is_used else one
    return list(found.values())


def _same(chosen: tuple[Action, Choice]) -> tuple[str, tuple[tuple[str, str], ...]]:
    action, choice = chosen
    return action.key, tuple(sorted(choice.inputs.items()))


class TicketActing:
    """What may be done for a message of a ticket, at the level of its category."""

    def __init__(
        self,
        configuration: Configuration,
        ticket: Ticket,
        entry: TimelineEntry,
        *,
        category: str,
        level: str,
        leave: Cleared,
    ) -> None:
        self._configuration, self._ticket, self._entry = configuration, ticket, entry
        self._category, self._level, self._leave = category, level, leave

    def consider(self, text: str, language: str, history: Sequence[Turn]) -> Acted | None:
        """See `Acting`. The text is the customer's own; what an engine may add to it has no say here."""
        if self._level not in (Level.SUGGEST, Level.AUTOMATIC):
            return None
        segment = self._ticket.company.segment if self._ticket.company is not None else ""
        usable = [
            one for one in self._configuration.actions if one.is_for(category=self._category, segment=segment)
        ]
        if not usable:
            return None
        subject = acts.subject_of(self._ticket, self._entry, language=language, now=clock.now())
        if subject is None:
            return None
        wishes = wishes_for(usable, self._entry.body_text, language, history, self._leave)
        if len(wishes) == 1:
            return self._one(wishes[0], subject)
        return _together([(one, self._one(one, subject)) for one in wishes])

    def _one(self, wish: Wish, subject: Subject) -> Acted | None:
        if wish.chosen is None:
            return None
        action, choice = wish.chosen
        return (
            self._write(action, choice, subject) if action.is_write else self._look(action, choice, subject)
        )

    def _look(self, action: Action, choice: Choice, subject: Subject) -> Acted | None:
        row = self._begun(action, choice, subject, waits=False)
        if row is None:
            return None
        row = call_do(row, action, subject)
        return _answer(action, choice, row) if row.state == CallState.DONE and row.told else None

    def _write(self, action: Action, choice: Choice, subject: Subject) -> Acted | None:
        known = acts.call_of_message(ticket_id=self._ticket.pk, entry_id=self._entry.pk, action=action.key)
        if known is not None:
            return self._known(action, choice, known)
        if not is_found(action, subject, choice.inputs):
            return None
        is_automatic = self._level == Level.AUTOMATIC and action.is_automatic_in(self._category)
        row = self._begun(action, choice, subject, waits=not is_automatic)
        if row is None:
            return None
        if row.state == CallState.RUNNING:
            row = call_do(row, action, subject)
        return self._known(action, choice, row)

    def _known(self, action: Action, choice: Choice, row: ActionCall) -> Acted:
        """What follows from a write of this message as it stands; one that never ended is in doubt."""
        if row.state == CallState.RUNNING:
            row = call_end(row, Ended(CallState.IN_DOUBT, error=LOST), now=clock.now())
        if row.state == CallState.DONE and row.told and row.is_automatic:
            return _answer(action, choice, row)
        return Acted(HANDOFF, action.key, choice.score, choice.engine, action.min_score, call_id=row.pk)

    def _begun(self, action: Action, choice: Choice, subject: Subject, *, waits: bool) -> ActionCall | None:
        row = call_begin(
            ticket=self._ticket,
            entry_id=self._entry.pk,
            action=action,
            inputs=choice.inputs,
            subject=subject,
            category=self._category,
            score=choice.score,
            engine=choice.engine,
            waits=waits,
            now=clock.now(),
        )
        return None if isinstance(row, str) else row


def _together(wishes: Sequence[tuple[Wish, Acted | None]]) -> Acted | None:
    """What came of all of them: an answer if each was answered, else a handoff that says what is left."""
    done = list(dict.fromkeys(acted for _, acted in wishes if acted is not None))
    if not done:
        return None
    left = tuple(one.text for one, acted in wishes if acted is None or acted.kind != ANSWER)
    first, *also = sorted(done, key=lambda one: one.kind != ANSWER)
    return replace(first, kind=HANDOFF if left else ANSWER, also=tuple(also), left=left)


def _answer(action: Action, choice: Choice, row: ActionCall) -> Acted:
    return Acted(
        ANSWER,
        action.key,
        choice.score,
        choice.engine,
        action.min_score,
        text=row.told,
        title=account_title(row.as_of or row.created_at, row.language),
        facts=facts_text(row.facts),
        call_id=row.pk,
    )


class TrialActing:
    """What would be done for a contact: lookups are made, nothing is written or recorded."""

    def __init__(self, actions: Sequence[Action], subject: Subject | None, *, category: str, segment: str):
        self._subject = subject
        self._usable = [one for one in actions if one.is_for(category=category, segment=segment)]

    def consider(self, text: str, language: str, history: Sequence[Turn]) -> Acted | None:
        """See `Acting`."""
        subject = replace(self._subject, language=language[:2]) if self._subject is not None else None
        if subject is None:
            return None
        wishes = wishes_for(self._usable, text, language, history, NO_TICKET)
        if len(wishes) == 1:
            return self._one(wishes[0], subject, language)
        return _together([(one, self._one(one, subject, language)) for one in wishes])

    def _one(self, wish: Wish, subject: Subject, language: str) -> Acted | None:
        if wish.chosen is None:
            return None
        action, choice = wish.chosen
        if action.is_write:
            return Acted(HANDOFF, action.key, choice.score, choice.engine, action.min_score)
        outcome = attempt(action, subject, choice.inputs, key=get_random_string(32))
        told = words_for(action, language, choice.inputs, outcome)
        if outcome.found is None or not told:
            return None
        return Acted(
            ANSWER,
            action.key,
            choice.score,
            choice.engine,
            action.min_score,
            text=told,
            title=account_title(outcome.found.as_of, language),
            facts=facts_text(outcome.found.facts),
        )


def words_for(action: Action, language: str, inputs: Mapping[str, str], outcome: Ended) -> str:
    """What the customer would be told; empty where nothing may be said."""
    if outcome.state != CallState.DONE or outcome.found is None:
        return ""
    return filled(action.words_in(language), {**inputs, **outcome.found.facts})
